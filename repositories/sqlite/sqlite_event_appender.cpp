// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_event_appender.h"

#include "repositories/database/event_hash.h"
#include "repositories/database/exception_select.h"
#include "repositories/database/exception_state.h"
#include "repositories/database/standing_approval.h"
#include "repositories/database/work_call.h"
#include "repositories/records/event_types.h"
#include "repositories/sqlite/sqlite_rows.h"

#include <QJsonDocument>
#include <algorithm>

namespace sentinai {

namespace {

std::optional<double> sortableAmount(const Exception& exception) {
  return exception.amount ? std::optional(exception.amount->toDouble()) : std::nullopt;
}

std::optional<QString> amountText(const Exception& exception) {
  return exception.amount ? std::optional(exception.amount->text()) : std::nullopt;
}

bool sameContent(const NewExceptionEvent& event, const ExceptionEvent& stored) {
  return event.exceptionId == stored.exceptionId && event.eventType == stored.eventType &&
         event.actor == stored.actor && event.createdAt == stored.createdAt && event.payload == stored.payloadObject();
}

} // namespace

SqliteEventAppender::SqliteEventAppender(SqliteConnection& db, QString tenantId)
    : m_db(db)
    , m_tenantId(std::move(tenantId))
    , m_now(currentInstant()) {}

Result<AppendOutcome> SqliteEventAppender::append(const NewExceptionEvent& event) {
  if (const std::optional<Result<AppendOutcome>> outcome = repeated(event)) {
    return *outcome;
  }
  Timeline& timeline = timelineOf(event.exceptionId);
  if (event.expectedVersion && !timeline.state.exceptionId.isEmpty() &&
      *event.expectedVersion != timeline.state.version) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("%1 has changed meanwhile (it is at version %2). Read it again, then decide.")
                       .arg(event.exceptionId)
                       .arg(timeline.state.version));
  }
  ExceptionEvent appended;
  appended.eventId = event.eventId;
  appended.exceptionId = event.exceptionId;
  appended.tenantId = m_tenantId;
  appended.seq = timeline.lastSeq + 1;
  appended.eventType = event.eventType;
  appended.actor = event.actor;
  appended.payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
  appended.createdAt = event.createdAt;
  appended.recordedAt = m_now;
  appended.prevHash = timeline.lastHash;
  if (isDecision(event.eventType) && !timeline.state.exceptionId.isEmpty()) {
    if (const Result<Done> checked = checkDecision(timeline, appended); !checked) {
      return failure(checked.error());
    }
  }
  if (const Result<Done> applied = applyEvent(timeline.state, appended); !applied) {
    return failure(applied.error());
  }
  appended.hash = eventHash(appended);
  timeline.changed = true;
  timeline.lastSeq = appended.seq;
  timeline.lastHash = appended.hash;
  const AppendOutcome outcome{event.eventId, appended.seq, true};
  m_pending.insert(event.eventId, {event.exceptionId, timeline.pending.size()});
  timeline.pending.push_back(std::move(appended));
  return outcome;
}

void SqliteEventAppender::discard(const QString& exceptionId) {
  const Timeline timeline = m_timelines.take(exceptionId);
  for (const ExceptionEvent& event : timeline.pending) {
    m_pending.remove(event.eventId);
  }
}

std::optional<Result<AppendOutcome>> SqliteEventAppender::repeated(const NewExceptionEvent& event) {
  std::optional<ExceptionEvent> earlier;
  if (const auto pending = m_pending.constFind(event.eventId); pending != m_pending.constEnd()) {
    earlier = m_timelines[pending->exceptionId].pending[pending->position];
  } else {
    static const QByteArray sql = QStringLiteral(R"sql(
        SELECT %1
        FROM exception_event
        WHERE tenant_id = ?1 AND event_id = ?2)sql")
                                      .arg(eventColumns(SqlDialect::Sqlite))
                                      .toUtf8();
    SqliteStatement select = m_db.prepare(sql);
    select.bind(m_tenantId, event.eventId);
    if (select.step()) {
      earlier = readEvent(select, m_tenantId);
    }
  }
  if (!earlier) {
    return std::nullopt;
  }
  if (sameContent(event, *earlier)) {
    return AppendOutcome{event.eventId, earlier->seq, false};
  }
  return failure(DbError::Kind::Conflict, QStringLiteral("The event %1 exists already, with other content.")
                                              .arg(event.eventId.toString(QUuid::WithoutBraces)));
}

SqliteEventAppender::Timeline& SqliteEventAppender::timelineOf(const QString& exceptionId) {
  const auto known = m_timelines.find(exceptionId);
  if (known != m_timelines.end()) {
    return *known;
  }
  static const QByteArray stateSql = QStringLiteral(R"sql(
      SELECT %1
      FROM exception
      WHERE tenant_id = ?1 AND exception_id = ?2)sql")
                                         .arg(exceptionColumns())
                                         .toUtf8();
  Timeline timeline;
  timeline.lastHash = genesisHash();
  SqliteStatement state = m_db.prepare(stateSql);
  state.bind(m_tenantId, exceptionId);
  if (state.step()) {
    timeline.state = readException(state, m_tenantId);
    timeline.stored = true;
    SqliteStatement last = m_db.prepare(R"sql(
      SELECT seq, hash
      FROM exception_event
      WHERE tenant_id = ?1 AND exception_id = ?2
      ORDER BY seq DESC
      LIMIT 1)sql");
    last.bind(m_tenantId, exceptionId);
    if (last.step()) {
      timeline.lastSeq = last.integer(0);
      timeline.lastHash = last.bytes(1);
    }
  }
  return *m_timelines.insert(exceptionId, timeline);
}

Result<Done> SqliteEventAppender::checkDecision(const Timeline& timeline, const ExceptionEvent& event) {
  static const QByteArray sql = QStringLiteral(R"sql(
      SELECT %1
      FROM exception_event
      WHERE tenant_id = ?1 AND exception_id = ?2
      ORDER BY seq)sql")
                                    .arg(eventColumns(SqlDialect::Sqlite))
                                    .toUtf8();
  SqliteStatement select = m_db.prepare(sql);
  select.bind(m_tenantId, event.exceptionId);
  std::vector<ExceptionEvent> before =
      readAll(select, [this](const SqliteStatement& row) { return readEvent(row, m_tenantId); });
  before.insert(before.end(), timeline.pending.begin(), timeline.pending.end());
  const QJsonObject payload = event.payloadObject();
  SqliteStatement step = m_db.prepare(R"sql(
      SELECT action_type, params
      FROM playbook_step
      WHERE tenant_id = ?1 AND playbook_id = ?2 AND step_order = ?3
        AND action_type IN ('force_settle', 'request_approval'))sql");
  step.bind(m_tenantId, payload.value(QLatin1String("playbook_id")).toInt(),
            payload.value(QLatin1String("step_order")).toInt());
  const bool isSkipped = payload.value(QLatin1String("result")).toObject().value(QLatin1String("skipped")).toBool();
  auto needed = PersonsApproval::NotNeeded;
  if (event.eventType == QLatin1String(event_types::kPlaybookStepCompleted) && step.step()) {
    if (step.text(0) == QLatin1String("force_settle")) {
      needed = isSkipped ? PersonsApproval::NotNeeded : PersonsApproval::OfThePlaybook;
    } else if (!isSkipped || !step.json(1).contains(QLatin1String("when"))) { // Only what has a condition is skipped.
      needed = PersonsApproval::SinceItWasReached;
    }
  }
  return sentinai::checkDecision(before, event, needed);
}

void SqliteEventAppender::flush() {
  // The events refer to the exceptions' rows.
  for (Timeline& timeline : m_timelines) {
    if (timeline.changed) {
      timeline.stored ? updateException(timeline.state) : insertException(timeline.state);
      timeline.stored = true;
      timeline.changed = false;
    }
  }
  SqliteStatement insert = m_db.prepare(R"sql(
      INSERT INTO exception_event
        (tenant_id, exception_id, event_id, seq, event_type, actor_type, actor_id, payload, created_at, recorded_at,
         prev_hash, hash)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))sql");
  for (Timeline& timeline : m_timelines) {
    for (const ExceptionEvent& event : timeline.pending) {
      insert
          .bind(m_tenantId, event.exceptionId, event.eventId, event.seq, event.eventType, event.actor.type,
                event.actor.id, SqliteUtf8{event.payload}, event.createdAt, event.recordedAt, event.prevHash,
                event.hash)
          .run();
    }
    callForWork(timeline.state, timeline.pending);
    timeline.pending.clear();
  }
  m_pending.clear();
}

void SqliteEventAppender::callForWork(const Exception& exception, const std::vector<ExceptionEvent>& events) {
  const bool calls =
      std::ranges::any_of(events, [&](const ExceptionEvent& event) { return callsForWork(event, exception.status); });
  if (!calls) {
    if (endsWork(events, exception.status)) {
      m_db.prepare("DELETE FROM work_item WHERE tenant_id = ?1 AND exception_id = ?2 AND lease_id IS NULL")
          .bind(m_tenantId, exception.exceptionId)
          .run();
    }
    return;
  }
  m_db.prepare(R"sql(
      INSERT INTO work_item (tenant_id, exception_id, domain, due_at, created_at)
      VALUES (?1, ?2, ?3, ?4, ?4)
      ON CONFLICT (tenant_id, exception_id) DO UPDATE
      SET calls = calls + 1, domain = excluded.domain, state = 'ready', attempts = 0, lost = 0, error_class = NULL,
          error = NULL, due_at = min(due_at, excluded.due_at))sql")
      .bind(m_tenantId, exception.exceptionId, exception.domain, m_now)
      .run();
}

void SqliteEventAppender::insertException(const Exception& e) {
  m_db.prepare(R"sql(
      INSERT INTO exception
        (tenant_id, exception_id, domain, type, severity, status, source_system, entity, amount, amount_sort, currency,
         sla_deadline, owner, current_playbook_id, current_step, version, created_at, updated_at, resolved_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19))sql")
      .bind(m_tenantId, e.exceptionId, e.domain, e.type, e.severity, e.status, e.sourceSystem, e.entity, amountText(e),
            sortableAmount(e), e.currency, e.slaDeadline, e.owner, e.currentPlaybookId, e.currentStep, e.version,
            e.createdAt, e.updatedAt, e.resolvedAt)
      .run();
}

void SqliteEventAppender::updateException(const Exception& e) {
  m_db.prepare(R"sql(
      UPDATE exception
      SET domain = ?3, type = ?4, severity = ?5, status = ?6, source_system = ?7, entity = ?8, amount = ?9,
          amount_sort = ?10, currency = ?11, sla_deadline = ?12, owner = ?13, current_playbook_id = ?14,
          current_step = ?15, version = ?16, updated_at = ?17, resolved_at = ?18
      WHERE tenant_id = ?1 AND exception_id = ?2)sql")
      .bind(m_tenantId, e.exceptionId, e.domain, e.type, e.severity, e.status, e.sourceSystem, e.entity, amountText(e),
            sortableAmount(e), e.currency, e.slaDeadline, e.owner, e.currentPlaybookId, e.currentStep, e.version,
            e.updatedAt, e.resolvedAt)
      .run();
}

} // namespace sentinai
