// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/spreadsheet_cell.h"

#include "repositories/records/decimal.h"

#include <algorithm>

namespace sentinai {

namespace {

/// Whether a spreadsheet might run the cell; behind apostrophes it could once they are taken away again.
bool isFormula(const QString& cell) {
  static const QString starts = QStringLiteral("=+-@\t\r\n＝＋－＠");
  const auto first = std::ranges::find_if(cell, [](QChar c) { return c != QLatin1Char('\''); });
  return first != cell.end() && starts.contains(*first);
}

} // namespace

QString spreadsheetCell(const QString& text) {
  return isFormula(text) && !Decimal::parse(text) ? QLatin1Char('\'') + text : text;
}

QString withoutApostrophe(const QString& cell) {
  return cell.startsWith(QLatin1Char('\'')) && isFormula(cell) ? cell.sliced(1) : cell;
}

} // namespace sentinai
