// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

namespace sentinai {

/// Some rows of a longer, stably ordered result. `next` is the cursor of the rows that follow, empty at the end; of a
/// page read by `before` it is that of its last row, and fewer rows than asked for say that the beginning is reached.
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

/// A place in a list: behind the cursor `after` comes the row of that number, counted from 0.
struct Landmark {
  qint64 row = 0;
  QString after;

  friend bool operator==(const Landmark&, const Landmark&) = default;
};

/// How long a whole list is, and by which way any row of it is quickly reached: from the last landmark at or before it
/// (from the beginning where there is none), passing over the rows between.
struct ListOutline {
  qint64 rows = 0;
  std::vector<Landmark> landmarks; ///< Ascending.

  friend bool operator==(const ListOutline&, const ListOutline&) = default;
};

} // namespace sentinai
