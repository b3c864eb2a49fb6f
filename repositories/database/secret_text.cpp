// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/secret_text.h"

#include <QRegularExpression>

namespace sentinai {

QString withoutSecret(QString text, const QString& secret, const QString& hidden) {
  if (secret.isEmpty()) {
    return text;
  }
  if (secret.size() >= kTellingSecret) {
    return text.replace(secret, hidden);
  }
  static const QString edges = QStringLiteral("\\s\"'=:/?&@,;()");
  return text.replace(
      QRegularExpression(QStringLiteral("(?<![^%1])%2(?![^%1])").arg(edges, QRegularExpression::escape(secret))),
      hidden);
}

} // namespace sentinai
