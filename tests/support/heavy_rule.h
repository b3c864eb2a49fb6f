// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>

namespace sentinai {

/// The pack with a severity rule before all others that takes too many steps to be evaluated, of that exception only.
inline QJsonObject withHeavyRule(QJsonObject pack, const QString& exceptionId) {
  QJsonArray hundred;
  for (int i = 0; i < 101; ++i) {
    hundred << i;
  }
  QJsonValue heavy = 1;
  for (int i = 0; i < 3; ++i) {
    heavy = QJsonObject{{QStringLiteral("map"), QJsonArray{hundred, heavy}}};
  }
  const QJsonObject id{{QStringLiteral("var"), QStringLiteral("exception.exception_id")}};
  const QJsonObject isIt{{QStringLiteral("=="), QJsonArray{id, exceptionId}}};
  QJsonObject rules = pack.value(QLatin1String("severity_rules")).toObject();
  rules.insert(QStringLiteral("heavy"),
               QJsonObject{{QStringLiteral("priority"), 1},
                           {QStringLiteral("severity"), QStringLiteral("low")},
                           {QStringLiteral("reason"), QStringLiteral("It takes long.")},
                           {QStringLiteral("when"), QJsonObject{{QStringLiteral("and"), QJsonArray{isIt, heavy}}}}});
  pack.insert(QStringLiteral("severity_rules"), rules);
  return pack;
}

} // namespace sentinai
