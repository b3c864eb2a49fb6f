// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_worker_pool.h"

#include "repositories/sqlite/sqlite_schema.h"

#include <algorithm>

namespace sentinai {

namespace {

void checkSchema(SqliteConnection& connection) {
  const int found = connection.schemaVersion();
  if (found < kSqliteSchemaVersion) {
    refuse(
        DbError::Kind::Conflict,
        QStringLiteral("%1 has schema version %2, older than the %3 that this program needs. Bring it up to date with: "
                       "sentinaictl --db sqlite:%1 migrate up")
            .arg(connection.path())
            .arg(found)
            .arg(kSqliteSchemaVersion));
  }
  if (found > kSqliteSchemaVersion) {
    refuse(
        DbError::Kind::Conflict,
        QStringLiteral("%1 has schema version %2, newer than the %3 that this program knows. Use the newer program, or "
                       "with that one run: sentinaictl --db sqlite:%1 migrate down --to %3")
            .arg(connection.path())
            .arg(found)
            .arg(kSqliteSchemaVersion));
  }
}

} // namespace

SqliteWorkerPool::SqliteWorkerPool(SqliteConnection::Settings settings, SqliteConnection::Mode mode, int size,
                                   std::chrono::milliseconds statementTimeout)
    : m_settings(std::move(settings))
    , m_mode(mode)
    , m_size(static_cast<std::size_t>(std::max(size, 1)))
    , m_statementTimeout(statementTimeout) {}

SqliteWorkerPool::~SqliteWorkerPool() {
  close();
}

void SqliteWorkerPool::post(std::shared_ptr<SqliteJob> job) {
  {
    const std::lock_guard lock(m_mutex);
    if (!m_closed) {
      m_queue.push_back(std::move(job));
      if (m_queue.size() > m_idle && m_threads.size() < m_size) {
        m_threads.emplace_back(&SqliteWorkerPool::work, this);
      }
    }
  }
  if (job) {
    job->cancel();
  } else {
    m_wake.notify_one();
  }
}

void SqliteWorkerPool::close() {
  std::deque<std::shared_ptr<SqliteJob>> unwanted;
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    unwanted.swap(m_queue);
    unwanted.insert(unwanted.end(), m_running.begin(), m_running.end());
    threads.swap(m_threads);
  }
  m_wake.notify_all();
  for (const std::shared_ptr<SqliteJob>& job : unwanted) {
    job->cancel();
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

SqliteWorkerPool::Figures SqliteWorkerPool::figures() const {
  const std::lock_guard lock(m_mutex);
  return {m_open, static_cast<int>(m_running.size()), static_cast<int>(m_queue.size())};
}

void SqliteWorkerPool::work() {
  Seat seat;
  std::unique_lock lock(m_mutex);
  for (;;) {
    ++m_idle;
    m_wake.wait(lock, [this] { return m_closed || !m_queue.empty(); });
    --m_idle;
    if (m_closed) {
      break;
    }
    const std::shared_ptr<SqliteJob> job = std::move(m_queue.front());
    m_queue.pop_front();
    m_running.push_back(job);
    lock.unlock();
    if (job->begin(m_statementTimeout)) {
      job->run([&](SqliteInterrupt& interrupt) -> SqliteConnection& {
        return connectionOf(seat, job->schema(), interrupt);
      });
      if (seat.connection) {
        seat.connection->setInterrupt(nullptr);
      }
    }
    lock.lock();
    std::erase(m_running, job);
  }
}

SqliteConnection& SqliteWorkerPool::connectionOf(Seat& seat, SqliteJob::Schema schema, SqliteInterrupt& interrupt) {
  if (seat.connection && seat.connection->hasMoved()) {
    seat = Seat();
    countOpen(-1);
  }
  if (!seat.connection) {
    seat.connection = std::make_unique<SqliteConnection>(m_settings, m_mode, &interrupt);
    countOpen(1);
  }
  seat.connection->setInterrupt(&interrupt);
  if (schema == SqliteJob::Schema::Current && !seat.schemaChecked) {
    checkSchema(*seat.connection);
    seat.schemaChecked = true;
  }
  if (m_mode == SqliteConnection::Mode::Write) {
    seat.connection->preferWal();
  }
  return *seat.connection;
}

void SqliteWorkerPool::countOpen(int change) {
  const std::lock_guard lock(m_mutex);
  m_open += change;
}

} // namespace sentinai
