// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

namespace sentinai {

/// Rows of texts under headings, each row possibly with a problem that it tells about. GUI thread.
class TextTableModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Role {
    ProblemRole = Qt::UserRole ///< QString; empty where the row is fine.
  };

  struct Row {
    QStringList cells; ///< Fewer than columns: the rest is empty.
    QString problem = {};

    friend bool operator==(const Row&, const Row&) = default;
  };

  using QAbstractTableModel::QAbstractTableModel;

  void setRows(QStringList headers, QList<Row> rows);
  void clear() { setRows({}, {}); }
  [[nodiscard]] const QList<Row>& rows() const { return m_rows; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  QStringList m_headers;
  QList<Row> m_rows;
};

} // namespace sentinai
