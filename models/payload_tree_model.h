// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QJsonValue>
#include <memory>

namespace sentinai {

/// A JSON value as a tree: name, value and type of every member. Children come into being when first asked for, so that
/// a large payload costs what is looked at. Long text is cut in Qt::DisplayRole, which says so, and whole in FullText.
class PayloadTreeModel : public QAbstractItemModel {
  Q_OBJECT
public:
  enum Column { Name, Value, Type, ColumnCount };
  enum Role {
    FullText = Qt::UserRole, ///< QString: a scalar as plain text, an object or array as handedOn().
    Path                     ///< QString: where the member stands, as a JSON Pointer (RFC 6901).
  };

  static constexpr qsizetype kMaxShown = 400; ///< Characters of a value shown.

  explicit PayloadTreeModel(QObject* parent = nullptr);
  ~PayloadTreeModel() override;

  /// Shows the members of an object or array; a scalar shows as one row.
  void setValue(const QJsonValue& value);
  void clear();

  [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
  struct Node;
  [[nodiscard]] Node& nodeAt(const QModelIndex& index) const;
  [[nodiscard]] static QString shownValue(const QJsonValue& value);
  [[nodiscard]] static QString typeName(const QJsonValue& value);

  std::unique_ptr<Node> m_root;
};

} // namespace sentinai
