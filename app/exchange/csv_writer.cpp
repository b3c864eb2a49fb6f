// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_writer.h"

#include "repositories/records/spreadsheet_cell.h"

namespace sentinai {

QByteArray csvLine(const QStringList& cells, Formulas formulas) {
  QByteArray line;
  for (qsizetype i = 0; i < cells.size(); ++i) {
    const QString& cell = cells.at(i);
    QByteArray bytes = (formulas == Formulas::Neutralised ? spreadsheetCell(cell) : cell).toUtf8();
    if (bytes.contains('"') || bytes.contains(',') || bytes.contains('\n') || bytes.contains('\r')) {
      bytes = '"' + bytes.replace("\"", "\"\"") + '"';
    }
    line += (i > 0 ? QByteArrayLiteral(",") : QByteArray()) + bytes;
  }
  return line + QByteArrayLiteral("\r\n");
}

} // namespace sentinai
