// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/table_copy.h"

#include "repositories/records/spreadsheet_cell.h"

namespace sentinai {

namespace {

QString cell(const QVariant& value) {
  QString text = value.toString();
  for (QChar& c : text) {
    if (c == QLatin1Char('\t') || c == QLatin1Char('\n') || c == QLatin1Char('\r')) {
      c = QLatin1Char(' ');
    }
  }
  return spreadsheetCell(text);
}

} // namespace

QString tabSeparated(const QAbstractItemModel& model, const QList<int>& rows, const QList<int>& columns, int role,
                     bool withHeaders) {
  QStringList lines;
  const auto addLine = [&](const auto& cellOf) {
    QStringList cells;
    for (const int column : columns) {
      cells.append(cell(cellOf(column)));
    }
    lines.append(cells.join(QLatin1Char('\t')));
  };
  if (withHeaders) {
    addLine([&](int column) { return model.headerData(column, Qt::Horizontal, Qt::DisplayRole); });
  }
  for (const int row : rows) {
    addLine([&](int column) { return model.data(model.index(row, column), role); });
  }
  return lines.join(QLatin1Char('\n'));
}

} // namespace sentinai
