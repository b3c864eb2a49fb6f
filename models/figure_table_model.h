// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/figure_table.h"

#include <QAbstractTableModel>

namespace sentinai {

/// The numbers behind one chart: column 0 holds the rows' names, the value columns follow. GUI thread.
class FigureTableModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Role {
    ValueRole = Qt::UserRole, ///< qint64
    DrillDownRole,            ///< ExceptionFilter; invalid where the cell leads nowhere. Of a name: of its only value.
    SeverityRole,             ///< int of the row's Severity, or invalid
    StatusRole,               ///< int of the row's Status, or invalid
    SlaRole                   ///< int of the row's SlaState, or invalid
  };

  /// `title` names the chart, for example "By status".
  explicit FigureTableModel(QString title, QObject* parent = nullptr);

  [[nodiscard]] const QString& title() const { return m_title; }
  [[nodiscard]] const FigureTable& table() const { return m_table; }

  /// Shows other numbers. Where rows and columns keep their names, only data change, so that a focus stays put.
  void setTable(FigureTable table);

  /// True if there is nothing to draw: no rows, or zeros only.
  [[nodiscard]] bool isEmpty() const;

  /// "Escalated, Opened: 12" of a value; the row's values in turn for a name.
  [[nodiscard]] QString sentence(const QModelIndex& index) const;

  /// Where activating `index` leads, and how the list of those exceptions is called.
  [[nodiscard]] std::optional<ExceptionFilter> drillDown(const QModelIndex& index) const;
  [[nodiscard]] QString drillDownTitle(const QModelIndex& index) const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  [[nodiscard]] const FigureCell* cell(const QModelIndex& index) const;

  QString m_title;
  FigureTable m_table;
};

} // namespace sentinai

Q_DECLARE_METATYPE(sentinai::ExceptionFilter)
