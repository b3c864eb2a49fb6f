// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace sentinai {

/// How a cell that a spreadsheet would take for a formula is written.
enum class Formulas : quint8 {
  Neutralised, ///< As spreadsheetCell() has it.
  AsTheyAre    ///< For files that no spreadsheet opens.
};

/// One line of RFC 4180, with its CRLF, in UTF-8.
[[nodiscard]] QByteArray csvLine(const QStringList& cells, Formulas formulas);

} // namespace sentinai
