// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text_table_model.h"

#include "models/safe_text.h"

namespace sentinai {

void TextTableModel::setRows(QStringList headers, QList<Row> rows) {
  beginResetModel();
  m_headers = std::move(headers);
  m_rows = std::move(rows);
  endResetModel();
}

int TextTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TextTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QVariant TextTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const Row& row = m_rows[index.row()];
  const QString text = row.cells.value(index.column());
  switch (role) {
  case Qt::DisplayRole:
    return visibleLine(text);
  case Qt::ToolTipRole:
    return plainToolTip(row.problem.isEmpty() ? text : row.problem);
  case Qt::AccessibleTextRole:
    return row.problem.isEmpty() || index.column() > 0 ? visibleLine(text)
                                                       : tr("%1, problem: %2").arg(visibleLine(text), row.problem);
  case ProblemRole:
    return row.problem;
  default:
    return {};
  }
}

QVariant TextTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= m_headers.size()) {
    return {};
  }
  if (role == Qt::DisplayRole) {
    return visibleLine(m_headers[section]);
  }
  return role == Qt::TextAlignmentRole ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter) : QVariant();
}

} // namespace sentinai
