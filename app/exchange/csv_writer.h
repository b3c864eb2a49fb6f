// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace sentinai {

/// How a cell that a spreadsheet would take for a formula is written.
enum class Formulas : quint8 {
  Neutralised, ///< With a leading apostrophe: cells that begin with = + - @ (full width too), a tab or a line end,
               ///< plain numbers excepted; and those that begin so behind apostrophes, so that it can be undone.
  AsTheyAre    ///< For files that no spreadsheet opens.
};

/// What a cell was before it was neutralised: a leading apostrophe in front of a formula goes.
[[nodiscard]] QString withoutApostrophe(const QString& cell);

/// One line of RFC 4180, with its CRLF, in UTF-8.
[[nodiscard]] QByteArray csvLine(const QStringList& cells, Formulas formulas);

} // namespace sentinai
