// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/figure_table_model.h"

#include "models/safe_text.h"

#include <algorithm>

namespace sentinai {

namespace {

bool sameNames(const FigureTable& left, const FigureTable& right) {
  return left.rowHeader == right.rowHeader && left.columns == right.columns &&
         std::ranges::equal(left.rows, right.rows, {}, &FigureRow::name, &FigureRow::name);
}

template <typename E>
QVariant asVariant(const std::optional<E>& value) {
  return value ? QVariant(static_cast<int>(*value)) : QVariant();
}

} // namespace

FigureTableModel::FigureTableModel(QString title, QObject* parent)
    : QAbstractTableModel(parent)
    , m_title(std::move(title)) {}

void FigureTableModel::setTable(FigureTable table) {
  if (table == m_table) {
    return;
  }
  if (sameNames(table, m_table) && !m_table.rows.empty()) {
    m_table = std::move(table);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  m_table = std::move(table);
  endResetModel();
}

bool FigureTableModel::isEmpty() const {
  return std::ranges::all_of(m_table.rows, [](const FigureRow& row) {
    return std::ranges::all_of(row.cells, [](const FigureCell& cell) { return cell.value == 0; });
  });
}

const FigureCell* FigureTableModel::cell(const QModelIndex& index) const {
  if (!index.isValid()) {
    return nullptr;
  }
  const FigureRow& row = m_table.rows[static_cast<std::size_t>(index.row())];
  if (index.column() > 0) {
    return &row.cells[static_cast<std::size_t>(index.column() - 1)];
  }
  return row.cells.size() == 1 ? &row.cells.front() : nullptr;
}

QString FigureTableModel::sentence(const QModelIndex& index) const {
  if (!index.isValid()) {
    return {};
  }
  const FigureRow& row = m_table.rows[static_cast<std::size_t>(index.row())];
  const QString name = row.detail.isEmpty() ? row.name : row.detail;
  if (row.cells.size() == 1) {
    return tr("%1: %2").arg(name, row.cells.front().text);
  }
  QStringList parts;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (index.column() == 0 || index.column() == static_cast<int>(i) + 1) {
      parts << tr("%1: %2").arg(m_table.columns[i].header, row.cells[i].text);
    }
  }
  return tr("%1, %2").arg(name, parts.join(QStringLiteral(", ")));
}

std::optional<ExceptionFilter> FigureTableModel::drillDown(const QModelIndex& index) const {
  const FigureCell* found = cell(index);
  return found != nullptr ? found->drillDown : std::nullopt;
}

QString FigureTableModel::drillDownTitle(const QModelIndex& index) const {
  if (!index.isValid()) {
    return {};
  }
  const FigureRow& row = m_table.rows[static_cast<std::size_t>(index.row())];
  const QString name = row.detail.isEmpty() ? row.name : row.detail;
  if (index.column() == 0 || row.cells.size() == 1) {
    return tr("%1: %2").arg(m_table.rowHeader, name);
  }
  return tr("%1: %2").arg(m_table.columns[static_cast<std::size_t>(index.column() - 1)].header, name);
}

int FigureTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int FigureTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size()) + 1;
}

QVariant FigureTableModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const FigureRow& row = m_table.rows[static_cast<std::size_t>(index.row())];
  const FigureCell* found = cell(index);
  switch (role) {
  case Qt::DisplayRole:
    return index.column() == 0 ? row.name : found->text;
  case Qt::ToolTipRole:
    return plainToolTip(sentence(index));
  case Qt::AccessibleTextRole:
    return sentence(index);
  case Qt::TextAlignmentRole:
    return index.column() == 0 ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter)
                               : QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  case ValueRole:
    return found != nullptr ? QVariant(found->value) : QVariant();
  case DrillDownRole:
    return found != nullptr && found->drillDown ? QVariant::fromValue(*found->drillDown) : QVariant();
  case SeverityRole:
    return asVariant(row.severity);
  case StatusRole:
    return asVariant(row.status);
  case SlaRole:
    return asVariant(row.sla);
  default:
    return {};
  }
}

QVariant FigureTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return section == 0 ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter)
                        : QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  return section == 0 ? m_table.rowHeader : m_table.columns[static_cast<std::size_t>(section - 1)].header;
}

} // namespace sentinai
