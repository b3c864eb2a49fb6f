// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/row_window.h"
#include "repositories/records/page.h"

namespace sentinai {

/// From where a page of a window is read: what to ask a repository for, and which row of the answer is the page's
/// first. One row more is asked for at either end, where it is not known, so that pages can be seen to join.
struct PagePlace {
  int page = 0;
  std::optional<QString> after;
  std::optional<QString> before;
  qint64 skip = 0;
  int limit = kWindowPage + 1;
  bool leads = false; ///< The answer begins with the row ahead of the page.

  friend bool operator==(const PagePlace&, const PagePlace&) = default;

  /// From the nearest landmark, or from the list's beginning.
  [[nodiscard]] static PagePlace from(int page, const std::vector<Landmark>& landmarks);
};

} // namespace sentinai
