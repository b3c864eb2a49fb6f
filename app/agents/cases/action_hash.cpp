// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/action_hash.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace sentinai {

QString actionHash(const Exception& exception, const QString& action, std::optional<int> playbookId,
                   std::optional<int> stepOrder) {
  const auto optional = [](std::optional<int> number) { return number ? QJsonValue(*number) : QJsonValue(); };
  const QJsonObject bound{{QStringLiteral("exception_id"), exception.exceptionId},
                          {QStringLiteral("exception_version"), exception.version},
                          {QStringLiteral("action"), action},
                          {QStringLiteral("playbook_id"), optional(playbookId)},
                          {QStringLiteral("step_order"), optional(stepOrder)}};
  const QByteArray canonical = QJsonDocument(bound).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(QCryptographicHash::hash(canonical, QCryptographicHash::Sha256).toHex());
}

} // namespace sentinai
