// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_records.h"

#include <QJsonDocument>

namespace sentinai {

Exception readException(PgRow& row, const QString& tenantId) {
  Exception exception;
  exception.tenantId = tenantId;
  exception.exceptionId = row.next<QString>();
  exception.domain = row.nextRepeated<QString>();
  exception.type = row.nextRepeated<QString>();
  exception.severity = row.next<Severity>();
  exception.status = row.next<Status>();
  exception.sourceSystem = row.nextRepeated<QString>();
  exception.entity = row.nextRepeated<QString>();
  exception.amount = row.next<std::optional<Decimal>>();
  exception.currency = row.nextRepeated<std::optional<QString>>();
  exception.slaDeadline = row.next<std::optional<Instant>>();
  exception.owner = row.nextRepeated<std::optional<QString>>();
  exception.currentPlaybookId = row.next<std::optional<int>>();
  exception.currentStep = row.next<std::optional<int>>();
  exception.version = row.next<int>();
  exception.createdAt = row.next<Instant>();
  exception.updatedAt = row.next<Instant>();
  exception.resolvedAt = row.next<std::optional<Instant>>();
  return exception;
}

ExceptionEvent readEvent(PgRow& row, const QString& tenantId) {
  ExceptionEvent event;
  event.tenantId = tenantId;
  event.exceptionId = row.nextRepeated<QString>();
  event.eventId = row.next<QUuid>();
  event.seq = row.next<qint64>();
  event.eventType = row.nextRepeated<QString>();
  event.actor.type = row.next<ActorType>();
  event.actor.id = row.nextRepeated<std::optional<QString>>();
  event.payload = row.next<QByteArray>();
  event.createdAt = row.next<Instant>();
  event.recordedAt = row.next<Instant>();
  event.prevHash = row.next<QByteArray>();
  event.hash = row.next<QByteArray>();
  return event;
}

QString jsonText(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace sentinai
