// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

namespace sentinai {

/// Cells of a table as tab-separated lines for the clipboard; tabs and line breaks inside a cell become spaces,
/// and what a spreadsheet would run begins with an apostrophe.
[[nodiscard]] QString tabSeparated(const QAbstractItemModel& model, const QList<int>& rows, const QList<int>& columns,
                                   int role, bool withHeaders);

} // namespace sentinai
