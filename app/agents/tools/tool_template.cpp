// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_template.h"

#include "app/agents/tools/secret_source.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

namespace sentinai {

namespace {

QString inBraces(const QString& text) {
  return QStringLiteral("{{%1}}").arg(text);
}

/// The number or truth value as JSON writes it.
QString jsonScalar(const QJsonValue& value) {
  const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(list.sliced(1, list.size() - 2));
}

} // namespace

Result<ToolTemplate> ToolTemplate::parse(const QString& text) {
  static const QRegularExpression path(QStringLiteral(R"(\A[\w-]+(\.[\w-]+)*\z)"));
  ToolTemplate parsed;
  qsizetype at = 0;
  while (at < text.size()) {
    const qsizetype open = text.indexOf(QLatin1String("{{"), at);
    if (open != at) {
      parsed.m_parts.push_back({Part::Kind::Literal, text.sliced(at, (open < 0 ? text.size() : open) - at)});
    }
    if (open < 0) {
      break;
    }
    const qsizetype close = text.indexOf(QLatin1String("}}"), open);
    if (close < 0) {
      return failure(DbError::Kind::InvalidInput, QStringLiteral("A placeholder is not closed by }}."));
    }
    const QString inside = text.sliced(open + 2, close - open - 2).trimmed();
    const QLatin1String secret("secret:");
    if (inside.startsWith(secret) && isSecretName(inside.sliced(secret.size()))) {
      parsed.m_parts.push_back({Part::Kind::Secret, inside.sliced(secret.size())});
    } else if (path.match(inside).hasMatch()) {
      parsed.m_parts.push_back({Part::Kind::Path, inside});
    } else {
      return failure(
          DbError::Kind::InvalidInput,
          QStringLiteral("%1 is no placeholder: write a path such as {{exception.entity}}, or {{secret:NAME}} "
                         "with a name of capital letters, digits and underscores.")
              .arg(inBraces(inside)));
    }
    at = close + 2;
  }
  return parsed;
}

QStringList ToolTemplate::secretNames() const {
  QStringList names;
  for (const Part& part : m_parts) {
    if (part.kind == Part::Kind::Secret) {
      names << part.text;
    }
  }
  return names;
}

bool ToolTemplate::isSecretOnly() const {
  return m_parts.size() == 1 && m_parts.front().kind == Part::Kind::Secret;
}

Result<QJsonValue> ToolTemplate::valueOf(const Part& part, const ToolData& data) {
  if (part.kind == Part::Kind::Literal) {
    return part.text;
  }
  if (part.kind == Part::Kind::Secret) {
    return data.secrets ? data.secrets->at(part.text) : inBraces(QStringLiteral("secret:") + part.text);
  }
  QJsonValue value = data.values;
  for (const QString& step : part.text.split(u'.')) {
    bool isPosition = false;
    const int position = step.toInt(&isPosition);
    value = value.isArray() && isPosition ? value.toArray().at(position) : value.toObject().value(step);
  }
  if (value.isUndefined()) {
    return failure(DbError::Kind::InvalidInput, QStringLiteral("There is no value for %1.").arg(inBraces(part.text)));
  }
  return value;
}

Result<QString> ToolTemplate::textOf(const Part& part, const ToolData& data, Encoding encoding) {
  const Result<QJsonValue> value = valueOf(part, data);
  if (!value) {
    return failure(value.error());
  }
  if (!value->isString() && !value->isDouble() && !value->isBool()) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The value for %1 is %2, which has no place within a text.")
                       .arg(inBraces(part.text),
                            value->isNull() ? QStringLiteral("null") : QStringLiteral("a list or an object")));
  }
  const QString text = value->isString() ? value->toString() : jsonScalar(*value);
  const bool isPutIn = part.kind == Part::Kind::Path || (part.kind == Part::Kind::Secret && data.secrets);
  return isPutIn && encoding == Encoding::Percent ? QString::fromLatin1(QUrl::toPercentEncoding(text)) : text;
}

Result<QString> ToolTemplate::text(const ToolData& data, Encoding encoding) const {
  QString whole;
  for (const Part& part : m_parts) {
    const Result<QString> text = textOf(part, data, encoding);
    if (!text) {
      return failure(text.error());
    }
    whole += *text;
  }
  return whole;
}

Result<QJsonValue> ToolTemplate::value(const ToolData& data) const {
  if (m_parts.size() == 1) {
    return valueOf(m_parts.front(), data);
  }
  const Result<QString> whole = text(data);
  if (!whole) {
    return failure(whole.error());
  }
  return QJsonValue(*whole);
}

} // namespace sentinai
