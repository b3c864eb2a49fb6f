// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/secret_redaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <algorithm>
#include <vector>

namespace sentinai {

namespace {

QString referenceTo(const QString& name) {
  return QStringLiteral("{{secret:%1}}").arg(name);
}

/// A secret of digits may come back as a number, without its leading zeros and rounded.
QJsonValue redactedNumber(const QJsonValue& number, const SecretTexts& secrets) {
  for (const auto& [name, secret] : secrets) {
    bool isNumber = false;
    if (secret.toDouble(&isNumber) == number.toDouble() && isNumber) {
      return referenceTo(name);
    }
  }
  const QString text = QString::fromUtf8(QJsonDocument(QJsonArray{number}).toJson(QJsonDocument::Compact));
  const QString digits = text.sliced(1, text.size() - 2);
  const QString safe = redacted(digits, secrets);
  return safe == digits ? number : QJsonValue(safe);
}

} // namespace

QString redacted(QString text, const SecretTexts& secrets) {
  // The longest first: one may begin with another.
  std::vector<std::pair<QString, QString>> ordered(secrets.begin(), secrets.end());
  std::ranges::stable_sort(ordered, std::ranges::greater(), [](const auto& one) { return one.second.size(); });
  for (const auto& [name, secret] : ordered) {
    if (secret.isEmpty()) {
      continue;
    }
    const QString reference = referenceTo(name);
    text.replace(secret, reference);
    text.replace(QString::fromLatin1(QUrl::toPercentEncoding(secret)), reference);
  }
  return text;
}

QJsonValue redacted(const QJsonValue& json, const SecretTexts& secrets) {
  if (json.isString()) {
    return redacted(json.toString(), secrets);
  }
  if (json.isDouble()) {
    return redactedNumber(json, secrets);
  }
  if (json.isArray()) {
    QJsonArray list;
    for (const QJsonValue& item : json.toArray()) {
      list << redacted(item, secrets);
    }
    return list;
  }
  if (json.isObject()) {
    QJsonObject object;
    const QJsonObject original = json.toObject();
    for (const QString& key : original.keys()) {
      object.insert(redacted(key, secrets), redacted(original.value(key), secrets));
    }
    return object;
  }
  return json;
}

} // namespace sentinai
