// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/list_cursor.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sentinai {

namespace {

// The base64url of a JSON array: what it orders by, then the keys, each as [kind, text].

QJsonValue encodeKey(const SqlValue& value) {
  if (const auto* text = std::get_if<QString>(&value)) {
    return QJsonArray{QStringLiteral("s"), *text};
  }
  if (const auto* instant = std::get_if<Instant>(&value)) {
    return QJsonArray{QStringLiteral("t"), QString::number(toEpochMicros(*instant))};
  }
  if (const auto* number = std::get_if<qint64>(&value)) {
    return QJsonArray{QStringLiteral("i"), QString::number(*number)};
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return QJsonArray{QStringLiteral("d"), QString::number(*number, 'g', 17)};
  }
  return {};
}

std::optional<SqlValue> decodeKey(const QJsonValue& encoded) {
  if (encoded.isNull()) {
    return SqlValue();
  }
  const QString kind = encoded.toArray().at(0).toString();
  const QString text = encoded.toArray().at(1).toString();
  bool ok = true;
  if (kind == QLatin1String("s")) {
    return SqlValue(text);
  }
  if (kind == QLatin1String("t")) {
    const qint64 micros = text.toLongLong(&ok);
    return ok ? std::optional<SqlValue>(fromEpochMicros(micros)) : std::nullopt;
  }
  if (kind == QLatin1String("i")) {
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional<SqlValue>(number) : std::nullopt;
  }
  if (kind == QLatin1String("d")) {
    const double number = text.toDouble(&ok);
    return ok ? std::optional<SqlValue>(number) : std::nullopt;
  }
  return std::nullopt;
}

} // namespace

QString encodeCursor(const QString& order, const std::vector<SqlValue>& keys) {
  QJsonArray array{order};
  for (const SqlValue& key : keys) {
    array.append(encodeKey(key));
  }
  const QByteArray json = QJsonDocument(array).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<std::vector<SqlValue>> decodeCursor(const QString& cursor, const QString& order,
                                           const std::vector<SqlValue>& samples) {
  const auto refused = [] {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The cursor does not belong to this list. Start again without a cursor."));
  };
  const auto bytes = QByteArray::fromBase64Encoding(cursor.toLatin1(), QByteArray::Base64UrlEncoding |
                                                                           QByteArray::AbortOnBase64DecodingErrors);
  const QJsonArray array =
      QJsonDocument::fromJson(bytes.decodingStatus == QByteArray::Base64DecodingStatus::Ok ? bytes.decoded
                                                                                           : QByteArray())
          .array();
  if (array.size() != static_cast<qsizetype>(samples.size()) + 1 || array.at(0).toString() != order) {
    return refused();
  }
  std::vector<SqlValue> keys;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto key = decodeKey(array.at(static_cast<qsizetype>(i) + 1));
    const bool absent = key && std::holds_alternative<std::monostate>(*key);
    if (!key || (key->index() != samples[i].index() && !absent)) {
      return refused();
    }
    keys.push_back(*key);
  }
  return keys;
}

} // namespace sentinai
