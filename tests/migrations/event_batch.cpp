// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/event_batch.h"

#include <QJsonDocument>

namespace sentinai {

namespace {

/// An array in PostgreSQL's text form.
QString arrayText(const std::vector<std::optional<QString>>& elements) {
  QStringList parts;
  for (const std::optional<QString>& element : elements) {
    if (!element) {
      parts << QStringLiteral("NULL");
      continue;
    }
    QString text = *element;
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    parts << QLatin1Char('"') + text + QLatin1Char('"');
  }
  return QLatin1Char('{') + parts.join(QLatin1Char(',')) + QLatin1Char('}');
}

} // namespace

EventBatch::Event& EventBatch::add(Event event) {
  return m_events.emplace_back(std::move(event));
}

EventBatch::Event& EventBatch::create(const QString& exceptionId, const QJsonObject& state) {
  QJsonObject whole{{QStringLiteral("domain"), QStringLiteral("Finance")},
                    {QStringLiteral("type"), QStringLiteral("Settlement break")},
                    {QStringLiteral("severity"), QStringLiteral("high")},
                    {QStringLiteral("status"), QStringLiteral("open")},
                    {QStringLiteral("source_system"), QStringLiteral("Murex")},
                    {QStringLiteral("entity"), QStringLiteral("CP-4911")},
                    {QStringLiteral("amount"), QStringLiteral("1250.5")},
                    {QStringLiteral("currency"), QStringLiteral("EUR")},
                    {QStringLiteral("sla_deadline"), QStringLiteral("2026-03-05T17:00:00Z")},
                    {QStringLiteral("owner"), QJsonValue()},
                    {QStringLiteral("current_playbook_id"), QJsonValue()},
                    {QStringLiteral("current_step"), QJsonValue()}};
  for (auto it = state.begin(); it != state.end(); ++it) {
    whole.insert(it.key(), it.value());
  }
  Event event;
  event.exceptionId = exceptionId;
  event.eventType = QStringLiteral("ExceptionCreated");
  event.payload =
      QString::fromUtf8(QJsonDocument(QJsonObject{{QStringLiteral("state"), whole}}).toJson(QJsonDocument::Compact));
  return add(std::move(event));
}

EventBatch::Event& EventBatch::changeStatus(const QString& exceptionId, const QString& from, const QString& to) {
  Event event;
  event.exceptionId = exceptionId;
  event.eventType = QStringLiteral("StatusChanged");
  event.payload = QStringLiteral(R"({"changes": {"status": {"from": "%1", "to": "%2"}}})").arg(from, to);
  return add(std::move(event));
}

SqlAnswer EventBatch::append(SqlLogin& login, bool atomic) const {
  std::array<std::vector<std::optional<QString>>, 8> columns;
  for (const Event& event : m_events) {
    columns[0].emplace_back(event.eventId);
    columns[1].emplace_back(event.exceptionId);
    columns[2].push_back(event.eventType);
    columns[3].push_back(event.actorType);
    columns[4].push_back(event.actorId);
    columns[5].push_back(event.payload);
    columns[6].push_back(event.createdAt);
    columns[7].push_back(event.expectedVersion ? std::optional(QString::number(*event.expectedVersion)) : std::nullopt);
  }
  std::vector<std::optional<QString>> values;
  for (const auto& column : columns) {
    values.emplace_back(arrayText(column));
  }
  values.emplace_back(atomic ? QStringLiteral("true") : QStringLiteral("false"));
  return login.run(QStringLiteral("SELECT * FROM sentinai.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9)"), values);
}

std::vector<ExceptionEvent> readTimeline(SqlLogin& login, const QString& exceptionId) {
  const SqlAnswer answer = login.run(
      QStringLiteral("SELECT event_id, exception_id, tenant_id, seq, event_type, actor_type, actor_id, "
                     "payload::text, (extract(epoch FROM created_at) * 1000000)::bigint, "
                     "(extract(epoch FROM recorded_at) * 1000000)::bigint, encode(prev_hash, 'hex'), "
                     "encode(hash, 'hex') FROM sentinai.exception_event WHERE exception_id = $1 ORDER BY seq"),
      {exceptionId});
  std::vector<ExceptionEvent> events;
  for (const QStringList& row : answer.rows) {
    ExceptionEvent event;
    event.eventId = QUuid::fromString(row[0]);
    event.exceptionId = row[1];
    event.tenantId = row[2];
    event.seq = row[3].toLongLong();
    event.eventType = row[4];
    event.actor.type = fromText<ActorType>(row[5]).value_or(ActorType::System);
    if (!row[6].isNull()) {
      event.actor.id = row[6];
    }
    event.payload = row[7].toUtf8();
    event.createdAt = fromEpochMicros(row[8].toLongLong());
    event.recordedAt = fromEpochMicros(row[9].toLongLong());
    event.prevHash = QByteArray::fromHex(row[10].toLatin1());
    event.hash = QByteArray::fromHex(row[11].toLatin1());
    events.push_back(std::move(event));
  }
  return events;
}

} // namespace sentinai
