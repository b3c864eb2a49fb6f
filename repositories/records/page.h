// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

namespace sentinai {

/// Some rows of a longer, stably ordered result. `next` is the cursor of the rows that follow, empty at the end.
/// A cursor is opaque text, valid only with the same filter and sort.
template <typename T>
struct Page {
  std::vector<T> rows;
  std::optional<QString> next;

  friend bool operator==(const Page&, const Page&) = default;
};

inline constexpr int kDefaultPageSize = 200;
inline constexpr int kMaxPageSize = 10000;

/// A number of rows. `exact` is false where counting stopped at a limit: there are `value` rows or more.
struct RowCount {
  qint64 value = 0;
  bool exact = true;

  friend bool operator==(const RowCount&, const RowCount&) = default;
};

} // namespace sentinai
