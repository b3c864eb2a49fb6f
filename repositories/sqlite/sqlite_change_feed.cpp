// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_change_feed.h"

#include "repositories/database/back_off.h"

namespace sentinai {

namespace {

constexpr std::chrono::milliseconds kInterval{500};
constexpr std::chrono::milliseconds kAfterResync{1000};
constexpr std::chrono::milliseconds kLongestRetry{30'000};

} // namespace

SqliteChangeFeed::SqliteChangeFeed(SqliteScope scope)
    : m_scope(std::move(scope)) {
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &SqliteChangeFeed::poll);
}

void SqliteChangeFeed::begin() {
  setState(Mode::Polling, false);
  poll();
}

void SqliteChangeFeed::hold() {
  m_timer.stop();
  m_wasHeld = true;
}

void SqliteChangeFeed::go() {
  poll();
}

void SqliteChangeFeed::retryNow() {
  if (!isUp() && m_timer.isActive()) {
    poll();
  }
}

SqliteChangeFeed::Look SqliteChangeFeed::look(SqliteConnection& db, const QString& tenantId,
                                              std::optional<qint64> after) {
  const SqliteTransaction transaction(db, SqliteTransaction::Kind::Read);
  Look found;
  SqliteStatement end = db.prepare("SELECT max(change_id) FROM change_log");
  found.end = end.step() ? end.integer(0) : 0;
  found.gap = !after || *after > found.end;
  if (found.gap || *after == found.end) {
    return found;
  }
  QSet<QString> changed;
  QSet<QString> created;
  qint64 expected = *after;
  SqliteStatement select = db.prepare(R"sql(
      SELECT change_id, exception_id, created, tenant_id = ?2
      FROM change_log
      WHERE change_id > ?1
      ORDER BY change_id)sql");
  select.bind(*after, tenantId);
  while (!found.gap && select.step()) {
    found.gap = select.integer(0) != ++expected;
    if (select.integer(3) != 0) {
      (select.integer(2) != 0 ? created : changed).insert(select.text(1));
    }
    found.gap = found.gap || changed.size() + created.size() > kMostIds;
  }
  found.changes = {changed.values(), created.values()};
  return found;
}

void SqliteChangeFeed::poll() {
  m_timer.stop();
  const CancelToken token = m_asked.restart();
  QCoro::connect(m_scope.read<Look>([tenantId = m_scope.tenantId(),
                                     after = m_end](SqliteConnection& db) { return look(db, tenantId, after); },
                                    token),
                 this, [this, token](Result<Look> found) {
                   if (!token.isCancelled()) {
                     take(std::move(found));
                   }
                 });
}

void SqliteChangeFeed::take(Result<Look> found) {
  if (!found) {
    setState(Mode::Polling, false, found.error().message);
    m_timer.start(backOff(kInterval, kLongestRetry, m_failures++));
    return;
  }
  m_failures = 0;
  m_end = found->end;
  setState(Mode::Polling, true);
  const bool wasHeld = std::exchange(m_wasHeld, isPaused());
  const bool resyncs = found->gap || (wasHeld && !found->changes.isEmpty());
  if (resyncs) {
    tellResync();
  } else {
    tell(found->changes);
  }
  if (!isPaused()) {
    m_timer.start(resyncs ? kAfterResync : kInterval);
  }
}

} // namespace sentinai
