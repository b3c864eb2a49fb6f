// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

// Text from outside, made fit for a spreadsheet, which runs what it takes for a formula.

/// `text`, with a leading apostrophe where a spreadsheet would take it for a formula: where it begins with = + - @
/// (full width too), a tab or a line end, plain numbers excepted; and where it begins so behind apostrophes, so that it
/// can be undone.
[[nodiscard]] QString spreadsheetCell(const QString& text);

/// What a cell was before spreadsheetCell(): a leading apostrophe in front of a formula goes.
[[nodiscard]] QString withoutApostrophe(const QString& cell);

} // namespace sentinai
