// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

Exception readException(const SqliteStatement& row, const QString& tenantId) {
  Exception exception;
  exception.tenantId = tenantId;
  exception.exceptionId = row.text(0);
  exception.domain = row.text(1);
  exception.type = row.text(2);
  exception.severity = row.enumeration<Severity>(3);
  exception.status = row.enumeration<Status>(4);
  exception.sourceSystem = row.text(5);
  exception.entity = row.text(6);
  exception.amount = row.isNull(7) ? std::nullopt : Decimal::parse(row.text(7));
  exception.currency = row.optionalText(8);
  exception.slaDeadline = row.optionalInstant(9);
  exception.owner = row.optionalText(10);
  exception.currentPlaybookId = row.optionalInt(11);
  exception.currentStep = row.optionalInt(12);
  exception.version = static_cast<int>(row.integer(13));
  exception.createdAt = row.instant(14);
  exception.updatedAt = row.instant(15);
  exception.resolvedAt = row.optionalInstant(16);
  return exception;
}

ExceptionEvent readEvent(const SqliteStatement& row, const QString& tenantId) {
  ExceptionEvent event;
  event.tenantId = tenantId;
  event.exceptionId = row.text(0);
  event.eventId = row.uuid(1);
  event.seq = row.integer(2);
  event.eventType = row.text(3);
  event.actor = {row.enumeration<ActorType>(4), row.optionalText(5)};
  event.payload = row.bytes(6);
  event.createdAt = row.instant(7);
  event.recordedAt = row.instant(8);
  event.prevHash = row.bytes(9);
  event.hash = row.bytes(10);
  return event;
}

RowCount cappedCount(SqliteConnection& db, const SqlStatement& statement, qint64 limit) {
  SqliteStatement select = db.prepare(statement);
  const qint64 counted = select.step() ? select.integer(0) : 0;
  return {std::min(counted, limit), counted <= limit};
}

void requirePageSize(int limit) {
  if (limit < 1 || limit > kMaxPageSize) {
    refuse(DbError::Kind::InvalidInput, QStringLiteral("limit must be from 1 to %1.").arg(kMaxPageSize));
  }
}

} // namespace sentinai
