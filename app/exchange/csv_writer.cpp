// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_writer.h"

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

QString withoutApostrophe(const QString& cell) {
  return cell.startsWith(QLatin1Char('\'')) && isFormula(cell) ? cell.sliced(1) : cell;
}

QByteArray csvLine(const QStringList& cells, Formulas formulas) {
  QByteArray line;
  for (qsizetype i = 0; i < cells.size(); ++i) {
    QString cell = cells.at(i);
    if (formulas == Formulas::Neutralised && isFormula(cell) && !Decimal::parse(cell)) {
      cell.prepend(QLatin1Char('\''));
    }
    QByteArray bytes = cell.toUtf8();
    if (bytes.contains('"') || bytes.contains(',') || bytes.contains('\n') || bytes.contains('\r')) {
      bytes = '"' + bytes.replace("\"", "\"\"") + '"';
    }
    line += (i > 0 ? QByteArrayLiteral(",") : QByteArray()) + bytes;
  }
  return line + QByteArrayLiteral("\r\n");
}

} // namespace sentinai
