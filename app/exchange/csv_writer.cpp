// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_writer.h"

#include "repositories/records/decimal.h"

namespace sentinai {

QByteArray csvLine(const QStringList& cells, Formulas formulas) {
  static const QString dangerous = QStringLiteral("=+-@\t\r");
  QByteArray line;
  for (qsizetype i = 0; i < cells.size(); ++i) {
    QString cell = cells.at(i);
    if (formulas == Formulas::Neutralised && !cell.isEmpty() && dangerous.contains(cell.front()) &&
        !Decimal::parse(cell)) {
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
