// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_work_repository.h"

#include "repositories/postgresql/pg_parameters.h"

namespace sentinai {

namespace {

constexpr char kColumns[] = "w.exception_id, w.domain, w.state, w.due_at, w.lease_owner, w.lease_until, w.attempts, "
                            "w.error_class, coalesce(w.error, ''), w.note, w.created_at";

WorkItem readItem(PgRow& row) {
  WorkItem item;
  item.exceptionId = row.next<QString>();
  item.domain = row.next<QString>();
  item.state = row.next<WorkItem::State>();
  item.dueAt = row.next<Instant>();
  item.leaseOwner = row.next<std::optional<QString>>();
  item.leaseUntil = row.next<std::optional<Instant>>();
  item.attempts = row.next<int>();
  item.errorClass = row.next<std::optional<WorkErrorClass>>();
  item.error = row.next<QString>();
  item.note = row.next<QString>();
  item.createdAt = row.next<Instant>();
  return item;
}

Result<QStringList> readIds(const PGresult* result) {
  return readRows(result, [](PgRow& row) { return row.next<QString>(); }).map([](std::vector<QString>&& ids) {
    return QStringList(ids.begin(), ids.end());
  });
}

QString missing(const QString& exceptionId) {
  return QStringLiteral("Nothing is to be done for %1 in this tenant.").arg(exceptionId);
}

double seconds(std::chrono::milliseconds span) {
  return std::chrono::duration<double>(span).count();
}

QString leaseArray(const std::vector<QUuid>& leases) {
  std::vector<std::optional<QString>> texts;
  texts.reserve(leases.size());
  for (const QUuid& lease : leases) {
    texts.emplace_back(lease.toString(QUuid::WithoutBraces));
  }
  return arrayLiteral(texts);
}

SqlValue orNull(const std::optional<Instant>& instant) {
  return instant ? SqlValue(*instant) : SqlValue();
}

SqlValue orNull(const std::optional<QString>& text) {
  return text ? SqlValue(*text) : SqlValue();
}

/// Of a statement that says whether the lease was still held.
Result<Done> heldOr(const PGresult* result) {
  const Result<bool> held = readOne(
      result, [](PgRow& row) { return row.next<bool>(); }, QString());
  if (!held) {
    return failure(held.error());
  }
  if (!*held) {
    return failure(DbError::Kind::Conflict,
                   QStringLiteral("The lease of this work has been lost: somebody else has taken it, or dropped it."));
  }
  return Done{};
}

PgClient::Decode<Done> nothing() {
  return [](const PGresult*) -> Result<Done> { return Done{}; };
}

SqlStatement releasing(const std::vector<QUuid>& leases) {
  return {QStringLiteral("SELECT sentinai.release_work($1::uuid[])"), {leaseArray(leases)}};
}

Result<std::vector<TakenWork>> readTaken(const PGresult* result) {
  return readRows(result, [](PgRow& row) {
    TakenWork taken;
    taken.exceptionId = row.next<QString>();
    taken.domain = row.next<QString>();
    taken.lease = row.next<QUuid>();
    taken.attempts = row.next<int>();
    taken.wasLost = row.next<bool>();
    return taken;
  });
}

} // namespace

Task<std::vector<TakenWork>> PgWorkRepository::take(int most, std::chrono::milliseconds lease, QString worker,
                                                    CancelToken token) {
  return m_client->run<std::vector<TakenWork>>(PgIntent::Write,
                                               {QStringLiteral(R"(
    SELECT t.exception_id, t.domain, t.lease_id, t.attempts,
      -- As the row was before: who still holds one that can be taken has lost it.
      coalesce((SELECT w.lost > 0 OR w.lease_owner IS NOT NULL FROM sentinai.work_item w
                WHERE w.exception_id = t.exception_id), false)
    FROM sentinai.take_work($1::integer, $2, $3) t
    WHERE t.lease_id IS NOT NULL)"),
                                                {qint64{most}, seconds(lease), worker}},
                                               readTaken, std::move(token));
}

Task<std::optional<TakenWork>> PgWorkRepository::takeOne(QString exceptionId, std::chrono::milliseconds lease,
                                                         QString worker, CancelToken token) {
  const std::shared_ptr<PgClient> client = m_client;
  // The queue gives what is longest due: so the item is made due before all others, in the transaction that takes it.
  // That nobody else sees it so, and one that is held is left alone, keeps others from getting it instead.
  SqlStatement take{QStringLiteral(R"(
    SELECT t.exception_id, t.domain, t.lease_id, t.attempts, false
    FROM (
      SELECT sentinai.schedule_work($1, least(clock_timestamp(), (
        SELECT min(longest.due_at) FROM sentinai.domain_pack_active p
        CROSS JOIN LATERAL (
          SELECT q.due_at FROM sentinai.work_item q WHERE q.domain = p.domain AND q.state = 'ready'
          ORDER BY q.due_at LIMIT 1) AS longest)) - interval '1 microsecond')::text AS done
      WHERE NOT EXISTS (SELECT FROM sentinai.work_item w
                        WHERE w.exception_id = $1 AND w.lease_until > clock_timestamp())) AS s
    CROSS JOIN LATERAL sentinai.take_work(1 + length(s.done), $2, $3) AS t
    WHERE t.lease_id IS NOT NULL)"),
                    {exceptionId, seconds(lease), worker}};
  PgClient::Decode<std::vector<TakenWork>> read = readTaken;
  Task<std::vector<TakenWork>> taking =
      client->run<std::vector<TakenWork>>(PgIntent::Write, std::move(take), std::move(read), token);
  const Result<std::vector<TakenWork>> taken = co_await taking;
  if (!taken) {
    co_return failure(taken.error());
  }
  if (taken->empty() || taken->front().exceptionId == exceptionId) {
    co_return taken->empty() ? std::nullopt : std::optional(taken->front());
  }
  // Somebody has taken it at this very moment, and the queue has given the next one.
  PgClient::Decode<Done> ignore = nothing();
  Task<Done> giving =
      client->run<Done>(PgIntent::Write, releasing({taken->front().lease}), std::move(ignore), std::move(token));
  const Result<Done> given = co_await giving;
  if (!given) {
    co_return failure(given.error());
  }
  co_return std::optional<TakenWork>();
}

Task<std::vector<QUuid>> PgWorkRepository::extend(std::vector<QUuid> leases, std::chrono::milliseconds lease,
                                                  CancelToken token) {
  return m_client->run<std::vector<QUuid>>(
      PgIntent::Write,
      {QStringLiteral("SELECT lease FROM sentinai.extend_work($1::uuid[], $2) AS e(lease)"),
       {leaseArray(leases), seconds(lease)}},
      [](const PGresult* result) { return readRows(result, [](PgRow& row) { return row.next<QUuid>(); }); },
      std::move(token));
}

Task<Done> PgWorkRepository::finish(QUuid lease, std::optional<Instant> next, CancelToken token) {
  return m_client->run<Done>(
      PgIntent::Write, {QStringLiteral("SELECT sentinai.finish_work($1, $2::timestamptz)"), {lease, orNull(next)}},
      heldOr, std::move(token));
}

Task<Done> PgWorkRepository::fail(QUuid lease, WorkErrorClass errorClass, QString error,
                                  std::chrono::milliseconds delay, CancelToken token) {
  return m_client->run<Done>(
      PgIntent::Write,
      {QStringLiteral("SELECT sentinai.fail_work($1, $2, $3, $4, $5::integer)"),
       {lease, toText(errorClass), error.remove(QChar::Null), seconds(delay), qint64{kMostAttempts}}},
      heldOr, std::move(token));
}

Task<Done> PgWorkRepository::postpone(QUuid lease, std::chrono::milliseconds delay, QString reason, CancelToken token) {
  return m_client->run<Done>(PgIntent::Write,
                             {QStringLiteral("SELECT sentinai.postpone_work($1, $2, $3)"),
                              {lease, seconds(delay), reason.remove(QChar::Null)}},
                             heldOr, std::move(token));
}

Task<Done> PgWorkRepository::release(std::vector<QUuid> leases, CancelToken token) {
  return m_client->run<Done>(PgIntent::Write, releasing(leases), nothing(), std::move(token));
}

Task<Done> PgWorkRepository::schedule(QString exceptionId, Instant at, CancelToken token) {
  return m_client->run<Done>(PgIntent::Write,
                             {QStringLiteral("SELECT sentinai.schedule_work($1, $2)"), {exceptionId, at}}, nothing(),
                             std::move(token));
}

Task<WorkStatus> PgWorkRepository::status(CancelToken token) {
  return m_client->one<WorkStatus>(
      PgIntent::Read,
      {QStringLiteral(R"(
    SELECT count(*) FILTER (WHERE i.kind = 'due'), count(*) FILTER (WHERE i.kind = 'scheduled'),
      count(*) FILTER (WHERE i.kind = 'taken'), count(*) FILTER (WHERE i.kind = 'without pack'),
      count(*) FILTER (WHERE i.kind = 'dead'), min(i.due_at) FILTER (WHERE i.kind = 'due')
    FROM (
      SELECT w.due_at,
        CASE
          WHEN w.state = 'dead' THEN 'dead'
          WHEN w.lease_until > clock_timestamp() THEN 'taken'
          WHEN p.domain IS NULL THEN 'without pack'
          WHEN w.due_at > clock_timestamp() THEN 'scheduled'
          ELSE 'due' END AS kind
      FROM sentinai.work_item w
      LEFT JOIN sentinai.domain_pack_active p ON p.domain = w.domain) AS i)"),
       {}},
      [](PgRow& row) {
        WorkStatus status;
        status.due = row.next<qint64>();
        status.scheduled = row.next<qint64>();
        status.taken = row.next<qint64>();
        status.withoutPack = row.next<qint64>();
        status.dead = row.next<qint64>();
        status.oldestDue = row.next<std::optional<Instant>>();
        return status;
      },
      QString(), std::move(token));
}

Task<Page<WorkItem>> PgWorkRepository::list(std::optional<WorkItem::State> state, int limit,
                                            std::optional<QString> after, CancelToken token) {
  if (limit < 1 || limit > kMaxPageSize) {
    return PgClient::refuse<Page<WorkItem>>(DbError::Kind::InvalidInput,
                                            QStringLiteral("limit must be from 1 to %1.").arg(kMaxPageSize));
  }
  const QString text = QStringLiteral(R"(
    SELECT %1 FROM sentinai.work_item w
    WHERE w.exception_id > $1 AND ($2 = '' OR w.state = $2)
    ORDER BY w.exception_id LIMIT $3)")
                           .arg(QLatin1String(kColumns));
  return m_client->run<Page<WorkItem>>(
      PgIntent::Read, {text, {after.value_or(QString()), state ? toText(*state) : QString(), qint64{limit} + 1}},
      [limit](const PGresult* result) {
        return readRows(result, readItem).map([limit](std::vector<WorkItem>&& rows) {
          Page<WorkItem> page{std::move(rows), std::nullopt};
          if (page.rows.size() > static_cast<std::size_t>(limit)) {
            page.rows.pop_back();
            page.next = page.rows.back().exceptionId;
          }
          return page;
        });
      },
      std::move(token));
}

Task<WorkItem> PgWorkRepository::get(QString exceptionId, CancelToken token) {
  const QString text =
      QStringLiteral("SELECT %1 FROM sentinai.work_item w WHERE w.exception_id = $1").arg(QLatin1String(kColumns));
  return m_client->one<WorkItem>(PgIntent::Read, {text, {exceptionId}}, readItem, missing(exceptionId),
                                 std::move(token));
}

Task<QStringList> PgWorkRepository::retry(QStringList exceptionIds, CancelToken token) {
  return m_client->run<QStringList>(
      PgIntent::Write,
      {QStringLiteral("SELECT id FROM sentinai.retry_work($1) AS r(id) ORDER BY id COLLATE \"C\""), {exceptionIds}},
      readIds, std::move(token));
}

Task<WorkItem> PgWorkRepository::edit(QString exceptionId, WorkEdit edit, CancelToken token) {
  const QString text = QStringLiteral("SELECT %1 FROM sentinai.edit_work($1, $2::timestamptz, $3::text, $4, "
                                      "$5::timestamptz, $6::text) AS w")
                           .arg(QLatin1String(kColumns));
  return m_client->one<WorkItem>(
      PgIntent::Write,
      {text,
       {exceptionId, orNull(edit.dueAt), orNull(edit.note), edit.retry, orNull(edit.seenDueAt), orNull(edit.seenNote)}},
      readItem, missing(exceptionId), std::move(token));
}

Task<QStringList> PgWorkRepository::drop(QStringList exceptionIds, CancelToken token) {
  return m_client->run<QStringList>(
      PgIntent::Write,
      {QStringLiteral("SELECT id FROM sentinai.drop_work($1) AS d(id) ORDER BY id COLLATE \"C\""), {exceptionIds}},
      readIds, std::move(token));
}

} // namespace sentinai
