// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/secret_redaction.h"

#include <QJsonArray>
#include <QUrl>
#include <algorithm>
#include <vector>

namespace sentinai {

QString redacted(QString text, const SecretTexts& secrets) {
  // The longest first: one may begin with another.
  std::vector<std::pair<QString, QString>> ordered(secrets.begin(), secrets.end());
  std::ranges::stable_sort(ordered, std::ranges::greater(), [](const auto& one) { return one.second.size(); });
  for (const auto& [name, secret] : ordered) {
    if (secret.isEmpty()) {
      continue;
    }
    const QString reference = QStringLiteral("{{secret:%1}}").arg(name);
    text.replace(secret, reference);
    text.replace(QString::fromLatin1(QUrl::toPercentEncoding(secret)), reference);
  }
  return text;
}

QJsonValue redacted(const QJsonValue& json, const SecretTexts& secrets) {
  if (json.isString()) {
    return redacted(json.toString(), secrets);
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
