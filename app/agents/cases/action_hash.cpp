// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/action_hash.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace sentinai {

QString actionHash(const Exception& exception, const QString& action, const std::optional<ActionPlaybook>& playbook) {
  const QJsonObject bound{
      {QStringLiteral("exception_id"), exception.exceptionId},
      {QStringLiteral("exception_version"), exception.version},
      {QStringLiteral("action"), action},
      {QStringLiteral("playbook_id"), playbook ? QJsonValue(playbook->playbookId) : QJsonValue()},
      {QStringLiteral("playbook_hash"), playbook ? QJsonValue(playbook->contentHash) : QJsonValue()},
      {QStringLiteral("step_order"),
       playbook && playbook->stepOrder ? QJsonValue(*playbook->stepOrder) : QJsonValue()}};
  const QByteArray canonical = QJsonDocument(bound).toJson(QJsonDocument::Compact);
  return QString::fromLatin1(QCryptographicHash::hash(canonical, QCryptographicHash::Sha256).toHex());
}

} // namespace sentinai
