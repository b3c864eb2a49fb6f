// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/payload_tree_model.h"

#include "models/event_json.h"
#include "models/safe_text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <vector>

namespace sentinai {

struct PayloadTreeModel::Node {
  Node* parent = nullptr;
  int row = 0;
  QString name;
  QJsonValue value;
  bool expanded = false; ///< Whether `children` has been filled.
  std::vector<std::unique_ptr<Node>> children;

  void add(QString childName, const QJsonValue& childValue) {
    auto child = std::make_unique<Node>();
    child->parent = this;
    child->row = static_cast<int>(children.size());
    child->name = std::move(childName);
    child->value = childValue;
    children.push_back(std::move(child));
  }

  void expand() {
    if (std::exchange(expanded, true)) {
      return;
    }
    if (value.isObject()) {
      const QJsonObject object = value.toObject();
      for (auto it = object.begin(); it != object.end(); ++it) {
        add(it.key(), it.value());
      }
    } else if (value.isArray()) {
      const QJsonArray array = value.toArray();
      for (qsizetype i = 0; i < array.size(); ++i) {
        add(QString::number(i), array.at(i));
      }
    }
  }

  [[nodiscard]] QString path() const {
    if (parent == nullptr) {
      return {};
    }
    QString token = name;
    token.replace(QLatin1Char('~'), QStringLiteral("~0")).replace(QLatin1Char('/'), QStringLiteral("~1"));
    return parent->path() + QLatin1Char('/') + token;
  }

  [[nodiscard]] QString fullText() const {
    if (value.isObject()) {
      return handedOn(QJsonDocument(value.toObject()));
    }
    if (value.isArray()) {
      return handedOn(QJsonDocument(value.toArray()));
    }
    return value.isNull() || value.isUndefined() ? QStringLiteral("null") : value.toVariant().toString();
  }
};

PayloadTreeModel::PayloadTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>()) {}

PayloadTreeModel::~PayloadTreeModel() = default;

void PayloadTreeModel::setValue(const QJsonValue& value) {
  beginResetModel();
  m_root = std::make_unique<Node>();
  if (value.isObject() || value.isArray()) {
    m_root->value = value;
  } else if (!value.isUndefined()) {
    m_root->expanded = true;
    m_root->add(QString(), value);
  }
  endResetModel();
}

void PayloadTreeModel::clear() {
  setValue(QJsonValue(QJsonValue::Undefined));
}

PayloadTreeModel::Node& PayloadTreeModel::nodeAt(const QModelIndex& index) const {
  return index.isValid() ? *static_cast<Node*>(index.internalPointer()) : *m_root;
}

QModelIndex PayloadTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) {
    return {};
  }
  return createIndex(row, column, nodeAt(parent).children[static_cast<std::size_t>(row)].get());
}

QModelIndex PayloadTreeModel::parent(const QModelIndex& child) const {
  Node* const above = child.isValid() ? nodeAt(child).parent : nullptr;
  if (above == nullptr || above == m_root.get()) {
    return {};
  }
  return createIndex(above->row, 0, above);
}

int PayloadTreeModel::rowCount(const QModelIndex& parent) const {
  if (parent.column() > 0) {
    return 0;
  }
  Node& node = nodeAt(parent);
  node.expand();
  return static_cast<int>(node.children.size());
}

bool PayloadTreeModel::hasChildren(const QModelIndex& parent) const {
  if (!parent.isValid()) {
    return rowCount(parent) > 0;
  }
  const QJsonValue& value = nodeAt(parent).value;
  return parent.column() == 0 &&
         ((value.isObject() && !value.toObject().isEmpty()) || (value.isArray() && !value.toArray().isEmpty()));
}

int PayloadTreeModel::columnCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : ColumnCount;
}

QString PayloadTreeModel::typeName(const QJsonValue& value) {
  switch (value.type()) {
  case QJsonValue::Null:
  case QJsonValue::Undefined:
    return tr("null");
  case QJsonValue::Bool:
    return tr("true or false");
  case QJsonValue::Double:
    return tr("number");
  case QJsonValue::String:
    return tr("text");
  case QJsonValue::Array:
    return tr("list");
  case QJsonValue::Object:
    return tr("object");
  }
  Q_UNREACHABLE();
}

QString PayloadTreeModel::shownValue(const QJsonValue& value) {
  if (value.isObject()) {
    const auto members = value.toObject().size();
    return members == 1 ? tr("1 member") : tr("%1 members").arg(members);
  }
  if (value.isArray()) {
    const auto items = value.toArray().size();
    return items == 1 ? tr("1 item") : tr("%1 items").arg(items);
  }
  if (!value.isString()) {
    return value.isNull() || value.isUndefined() ? QStringLiteral("null") : value.toVariant().toString();
  }
  const QString text = value.toString();
  if (text.size() <= kMaxShown) {
    return visibleLine(text, kMaxShown);
  }
  return tr("%1 (%2 more characters; copy gives all)")
      .arg(visibleLine(QStringView(text).first(kMaxShown), kMaxShown), QString::number(text.size() - kMaxShown));
}

QVariant PayloadTreeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const Node& node = nodeAt(index);
  switch (role) {
  case Qt::DisplayRole:
  case Qt::AccessibleTextRole:
    switch (index.column()) {
    case Name:
      return visibleLine(node.name, kMaxShown);
    case Value:
      return shownValue(node.value);
    case Type:
      return typeName(node.value);
    default:
      return {};
    }
  case Qt::ToolTipRole:
    return plainToolTip(index.column() == Value ? shownValue(node.value) : node.path());
  case FullText:
    return node.fullText();
  case Path:
    return node.path();
  default:
    return {};
  }
}

QVariant PayloadTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
  case Name:
    return tr("Name");
  case Value:
    return tr("Value");
  case Type:
    return tr("Type");
  default:
    return {};
  }
}

} // namespace sentinai
