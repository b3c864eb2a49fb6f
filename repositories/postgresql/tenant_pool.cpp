// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/tenant_pool.h"

#include <algorithm>

namespace sentinai {

TenantPool::TenantPool(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId)
    : m_io(io)
    , m_settings(std::move(settings))
    , m_tenantId(std::move(tenantId))
    , m_timer(this) {
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &TenantPool::expire);
}

TenantPool::~TenantPool() {
  for (const auto& slot : m_slots) {
    slot->connection->disconnect(this);
    delete slot->connection;
  }
}

int TenantPool::capacity() const {
  return std::max(1, m_settings->options.poolSize + m_settings->options.maxOverflow);
}

TenantPool::Slot* TenantPool::slotOf(const PgConnection* connection) const {
  const auto found =
      std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->connection == connection; });
  return found == m_slots.end() ? nullptr : found->get();
}

TenantPool::Figures TenantPool::figures() const {
  Figures figures;
  figures.open = static_cast<int>(m_slots.size());
  figures.inUse = static_cast<int>(std::count_if(
      m_slots.begin(), m_slots.end(), [](const auto& slot) { return !slot->opening && !slot->connection->isIdle(); }));
  figures.waiting = static_cast<int>(m_waiting.size());
  return figures;
}

void TenantPool::submit(std::shared_ptr<PgJob> job) {
  if (job->isFinished()) {
    return;
  }
  job->poolDeadline = QDeadlineTimer(m_settings->options.poolTimeout);
  m_waiting.push_back(std::move(job));
  pump();
}

void TenantPool::pump() {
  for (const auto& slot : m_slots) {
    if (m_waiting.empty()) {
      break;
    }
    if (!slot->opening && slot->connection->isIdle()) {
      auto job = std::move(m_waiting.front());
      m_waiting.pop_front();
      start(*slot, std::move(job));
    }
  }
  const auto opening = std::count_if(m_slots.begin(), m_slots.end(), [](const auto& slot) { return slot->opening; });
  const auto wanted = std::min(static_cast<qsizetype>(m_waiting.size()) - opening,
                               static_cast<qsizetype>(capacity()) - static_cast<qsizetype>(m_slots.size()));
  for (qsizetype i = 0; i < wanted; ++i) {
    openConnection();
  }
  schedule();
}

void TenantPool::openConnection() {
  auto* connection = new PgConnection(m_io, m_settings, m_tenantId, nullptr);
  auto slot = std::make_unique<Slot>();
  slot->connection = connection;
  m_slots.push_back(std::move(slot));
  connect(connection, &PgConnection::idle, this, [this, connection] { onIdle(connection); });
  connect(connection, &PgConnection::closed, this, [this, connection] { onClosed(connection); });
  // Later, since a failure may come from within open() and this from within a walk over the connections.
  QMetaObject::invokeMethod(
      connection,
      [this, connection] {
        connection->open([this, connection](Result<Done> outcome) { onOpened(connection, std::move(outcome)); });
      },
      Qt::QueuedConnection);
}

void TenantPool::onOpened(PgConnection* connection, Result<Done> outcome) {
  if (outcome) {
    slotOf(connection)->opening = false;
    Q_EMIT opened(connection->login());
    return; // Its signal idle() follows.
  }
  // As long as other connections serve, or may come to, the jobs wait for those: the server may just have no room for
  // one more.
  if (!m_slots.empty() && outcome.error().retryable) {
    schedule();
    return;
  }
  failWaiting(outcome.error());
}

void TenantPool::failWaiting(const DbError& error) {
  const auto waiting = std::exchange(m_waiting, {});
  for (const auto& job : waiting) {
    job->finish(failure(error));
  }
  schedule();
}

void TenantPool::start(Slot& slot, std::shared_ptr<PgJob> job) {
  const bool fresh = !std::exchange(slot.used, true);
  slot.job = job;
  PgConnection* connection = slot.connection;
  connection->execute(job->statement, job->intent, [this, connection, job, fresh](Result<PgResult> result) {
    onFinished(connection, job, fresh, std::move(result));
  });
}

void TenantPool::onFinished(PgConnection* connection, const std::shared_ptr<PgJob>& job, bool fresh,
                            Result<PgResult> result) {
  if (Slot* slot = slotOf(connection)) {
    slot->job.reset();
  }
  // A connection that lay idle may have died unnoticed. ConnectionLost says that nothing was done, so once is safe.
  if (!result && result.error().kind == DbError::Kind::ConnectionLost && connection->isClosed() && !fresh &&
      !job->retried && !job->isFinished()) {
    job->retried = true;
    m_waiting.push_front(job);
    pump();
    return;
  }
  job->finish(std::move(result));
}

void TenantPool::onIdle(PgConnection* connection) {
  Slot* slot = slotOf(connection);
  slot->expiry = QDeadlineTimer(m_settings->idleExpiry);
  pump();
  if (connection->isIdle() && static_cast<int>(m_slots.size()) > std::max(1, m_settings->options.poolSize)) {
    onClosed(connection);
  }
}

void TenantPool::onClosed(PgConnection* connection) {
  const auto found =
      std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->connection == connection; });
  if (found == m_slots.end()) {
    return;
  }
  const bool opening = (*found)->opening;
  connection->disconnect(this);
  connection->deleteLater(); // Not at once: it is what calls.
  m_slots.erase(found);
  if (!opening) {
    QMetaObject::invokeMethod(this, &TenantPool::pump, Qt::QueuedConnection);
  }
}

void TenantPool::cancel(const std::shared_ptr<PgJob>& job) {
  const auto waiting = std::find(m_waiting.begin(), m_waiting.end(), job);
  if (waiting != m_waiting.end()) {
    m_waiting.erase(waiting);
    job->finish(failure(pg_error::cancelled()));
    schedule();
    return;
  }
  const auto running = std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->job == job; });
  if (running != m_slots.end()) {
    (*running)->connection->cancel();
    if (job->intent == PgIntent::Write) {
      return;
    }
  }
  job->finish(failure(pg_error::cancelled()));
}

void TenantPool::cancelOwner(const void* owner) {
  std::vector<std::shared_ptr<PgJob>> jobs;
  std::copy_if(m_waiting.begin(), m_waiting.end(), std::back_inserter(jobs),
               [owner](const auto& job) { return job->owner == owner; });
  for (const auto& slot : m_slots) {
    if (slot->job && slot->job->owner == owner) {
      jobs.push_back(slot->job);
    }
  }
  for (const auto& job : jobs) {
    cancel(job);
    job->finish(failure(pg_error::cancelled()));
  }
}

void TenantPool::expire() {
  while (!m_waiting.empty() && m_waiting.front()->poolDeadline.hasExpired()) {
    const auto job = std::move(m_waiting.front());
    m_waiting.pop_front();
    DbError error;
    error.kind = DbError::Kind::Timeout;
    error.message = QStringLiteral("No database connection became free within %1 s; all %2 are in use. Try again "
                                   "later, or raise DB_POOL_SIZE or DB_MAX_OVERFLOW.")
                        .arg(QString::number(static_cast<double>(m_settings->options.poolTimeout.count()) / 1000),
                             QString::number(m_slots.size()));
    error.retryable = true;
    job->finish(failure(std::move(error)));
  }
  std::vector<PgConnection*> unused;
  for (const auto& slot : m_slots) {
    if (!slot->opening && slot->connection->isIdle() && slot->expiry.hasExpired()) {
      unused.push_back(slot->connection);
    }
  }
  for (PgConnection* connection : unused) {
    onClosed(connection);
  }
  schedule();
}

void TenantPool::schedule() {
  QDeadlineTimer next(QDeadlineTimer::Forever);
  if (!m_waiting.empty()) {
    next = m_waiting.front()->poolDeadline;
  }
  for (const auto& slot : m_slots) {
    if (!slot->opening && slot->connection->isIdle() && slot->expiry < next) {
      next = slot->expiry;
    }
  }
  if (next.isForever()) {
    m_timer.stop();
  } else {
    m_timer.start(static_cast<int>(std::max<qint64>(0, next.remainingTime())));
  }
}

} // namespace sentinai
