// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/tenant_pool.h"

#include <QRandomGenerator>
#include <algorithm>

namespace sentinai {

TenantPool::TenantPool(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId,
                       std::shared_ptr<bool> everReached)
    : m_io(io)
    , m_settings(std::move(settings))
    , m_tenantId(std::move(tenantId))
    , m_everReached(std::move(everReached))
    , m_deadline([this] { expire(); }) {}

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

bool TenantPool::isStanding() const {
  return std::any_of(m_slots.begin(), m_slots.end(), [](const auto& slot) { return !slot->opening; });
}

TenantPool::Figures TenantPool::figures() const {
  Figures figures;
  figures.open = static_cast<int>(m_slots.size());
  figures.inUse = static_cast<int>(std::count_if(
      m_slots.begin(), m_slots.end(), [](const auto& slot) { return !slot->opening && !slot->connection->isIdle(); }));
  figures.waiting = static_cast<int>(m_waiting.size());
  return figures;
}

// ---- jobs in --------------------------------------------------------------------------------------------------------

void TenantPool::submit(std::shared_ptr<PgJob> job) {
  if (job->isFinished()) {
    return;
  }
  if (m_waiting.size() >= m_settings->maxWaiting) {
    job->finish(failure(pg_error::tooManyWaiting(m_waiting.size())));
    return;
  }
  job->poolDeadline = QDeadlineTimer(m_settings->options.poolTimeout);
  if (m_failures > 0 && job->patience == PgPatience::Probe) {
    m_pause = QDeadlineTimer(0);
  }
  const bool isToWait = m_failures == 0 || isStanding() || job->patience != PgPatience::Elsewhere;
  if (isToWait) {
    m_deadline.setIfSooner(job->poolDeadline);
    m_waiting.push_back(std::move(job));
    pump();
    return;
  }
  job->finish(failure(*m_lastFailure));
  if (m_slots.empty() && m_pause.hasExpired()) {
    openConnection(); // So that the next one may find the server back.
  }
}

void TenantPool::pump(const PgConnection* validated) {
  // By index and afresh each time: looking at a connection can close it.
  for (std::size_t i = 0; i < m_slots.size() && !m_waiting.empty();) {
    Slot& slot = *m_slots[i];
    PgConnection* connection = slot.connection;
    if (!slot.opening && connection->isIdle() && connection->checkOpen()) {
      if (slot.trusted.hasExpired() && connection != validated) {
        slot.validating = true;
        connection->validate();
      } else {
        auto job = std::move(m_waiting.front());
        m_waiting.pop_front();
        start(slot, std::move(job));
      }
    }
    if (i < m_slots.size() && m_slots[i]->connection == connection) {
      ++i;
    }
  }
  openWhatIsNeeded();
}

void TenantPool::pumpLater() {
  QMetaObject::invokeMethod(
      this, [this] { pump(); }, Qt::QueuedConnection);
}

void TenantPool::openWhatIsNeeded() {
  const auto opening = std::count_if(m_slots.begin(), m_slots.end(), [](const auto& slot) { return slot->opening; });
  const auto validating =
      std::count_if(m_slots.begin(), m_slots.end(), [](const auto& slot) { return slot->validating; });
  auto wanted = std::min(static_cast<qsizetype>(m_waiting.size()) - opening - validating,
                         static_cast<qsizetype>(capacity()) - static_cast<qsizetype>(m_slots.size()));
  // Whether the server is there at all, one connection finds out as well as many.
  if (m_failures > 0 || !isStanding()) {
    wanted = std::min<qsizetype>(wanted, 1 - opening);
  }
  if (wanted > 0 && m_failures > 0 && !m_pause.hasExpired()) {
    m_deadline.setIfSooner(m_pause);
    return;
  }
  for (qsizetype i = 0; i < wanted; ++i) {
    openConnection();
  }
}

// ---- connections ----------------------------------------------------------------------------------------------------

void TenantPool::openConnection() {
  auto* connection = new PgConnection(m_io, m_settings, m_tenantId, nullptr);
  auto slot = std::make_unique<Slot>();
  slot->connection = connection;
  m_slots.push_back(std::move(slot));
  connect(connection, &PgConnection::idle, this, [this, connection] { onIdle(connection); });
  connect(connection, &PgConnection::closed, this, [this, connection] { onClosed(connection); });
  connection->open([this, connection](Result<Done> outcome) { onOpened(connection, std::move(outcome)); });
}

void TenantPool::onOpened(PgConnection* connection, Result<Done> outcome) {
  if (outcome) {
    slotOf(connection)->opening = false;
    m_failures = 0;
    m_lastFailure.reset();
    *m_everReached = true;
    Q_EMIT opened(connection->login());
    return; // Its signal idle() follows.
  }
  if (outcome.error().retryable) {
    onUnreachable(outcome.error());
  } else {
    failWaiting(outcome.error(), [](const PgJob&) { return true; });
  }
}

void TenantPool::onUnreachable(const DbError& error) {
  // 1 to 16: enough for the longest pause, and no overflow.
  m_failures = std::min(m_failures + 1, 16);
  m_lastFailure = error;
  const double doubled =
      static_cast<double>(m_settings->firstPause.count()) * static_cast<double>(1 << (m_failures - 1));
  const double pause = std::min(doubled, static_cast<double>(m_settings->longestPause.count())) *
                       (0.5 + QRandomGenerator::global()->generateDouble());
  m_pause = QDeadlineTimer(static_cast<qint64>(pause));
  // As long as other connections serve, jobs wait for those: the server may just have no room for one more.
  if (!isStanding()) {
    Q_EMIT lost();
    const bool hasAnswered = *m_everReached || !error.sqlState.isEmpty();
    failWaiting(error, [hasAnswered](const PgJob& job) { return !hasAnswered || job.patience != PgPatience::Wait; });
  }
  if (!m_waiting.empty()) {
    m_deadline.setIfSooner(m_pause);
  }
}

template <typename Condition>
void TenantPool::failWaiting(const DbError& error, Condition condition) {
  std::deque<std::shared_ptr<PgJob>> staying;
  for (auto& job : std::exchange(m_waiting, {})) {
    if (condition(*job)) {
      job->finish(failure(error));
    } else {
      staying.push_back(std::move(job));
    }
  }
  m_waiting = std::move(staying);
}

void TenantPool::start(Slot& slot, std::shared_ptr<PgJob> job) {
  const bool fresh = !std::exchange(slot.used, true);
  slot.job = job;
  PgConnection* connection = slot.connection;
  connection->execute(std::shared_ptr<const PgRequest>(job, &job->request),
                      [this, connection, job, fresh](Result<PgResults> result) {
                        onFinished(connection, job, fresh, std::move(result));
                      });
}

/// The role was asked for and the server has lost it, without the connection having noticed.
bool TenantPool::isWrongServer(const DbError& error) const {
  return error.sqlState == QLatin1String("25006") &&
         (m_settings->role == PgRole::ReadWrite || m_settings->role == PgRole::Primary);
}

bool TenantPool::mayTryAgain(const PgJob& job, const PgConnection& connection, bool fresh, const DbError& error) const {
  if (job.isFinished() || connection.hasDelivered() || job.request.kind == PgRequest::Kind::CopyIn) {
    return false;
  }
  if (isWrongServer(error)) {
    return job.tries < 1;
  }
  // ConnectionLost says that nothing was done.
  if (error.kind != DbError::Kind::ConnectionLost) {
    return false;
  }
  return job.request.intent == PgIntent::Read ? job.tries + 1 < kReadTries : !fresh && job.tries < 1;
}

void TenantPool::onFinished(PgConnection* connection, const std::shared_ptr<PgJob>& job, bool fresh,
                            Result<PgResults> result) {
  if (Slot* slot = slotOf(connection)) {
    slot->job.reset();
  }
  if (result) {
    job->finish(std::move(result));
    return;
  }
  const bool isWrong = isWrongServer(result.error());
  if ((connection->isClosed() || isWrong) && mayTryAgain(*job, *connection, fresh, result.error())) {
    ++job->tries;
    job->poolDeadline = QDeadlineTimer(m_settings->options.poolTimeout);
    m_deadline.setIfSooner(job->poolDeadline);
    m_waiting.push_front(job);
  } else {
    job->finish(std::move(result));
  }
  if (isWrong) {
    drop(connection);
  } else if (connection->isClosed()) {
    pumpLater();
  }
}

void TenantPool::onIdle(PgConnection* connection) {
  Slot* slot = slotOf(connection);
  if (slot == nullptr) {
    return;
  }
  slot->expiry = QDeadlineTimer(m_settings->idleExpiry);
  slot->trusted = QDeadlineTimer(m_settings->validateAfter);
  m_deadline.setIfSooner(slot->expiry);
  const bool validated = std::exchange(slot->validating, false);
  if (!m_waiting.empty()) {
    pump(validated ? connection : nullptr);
  }
  if (connection->isIdle() && static_cast<int>(m_slots.size()) > std::max(1, m_settings->options.poolSize)) {
    drop(connection);
  }
}

void TenantPool::onClosed(PgConnection* connection) {
  const Slot* slot = slotOf(connection);
  if (slot != nullptr && !slot->opening) {
    Q_EMIT lost();
  }
  drop(connection);
}

void TenantPool::drop(PgConnection* connection) {
  const auto found =
      std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->connection == connection; });
  if (found == m_slots.end()) {
    return;
  }
  connection->disconnect(this);
  connection->deleteLater(); // Not at once: it is what calls.
  m_slots.erase(found);
  // Afterwards, since what comes next may be told only then: that opening failed, or what became of the job.
  pumpLater();
}

// ---- jobs out -------------------------------------------------------------------------------------------------------

void TenantPool::cancel(const std::shared_ptr<PgJob>& job) {
  const auto waiting = std::find(m_waiting.begin(), m_waiting.end(), job);
  if (waiting != m_waiting.end()) {
    m_waiting.erase(waiting);
    job->finish(failure(pg_error::cancelled()));
    return;
  }
  const auto running = std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->job == job; });
  if (running != m_slots.end()) {
    (*running)->connection->cancel();
    if (job->request.intent == PgIntent::Write) {
      return;
    }
  }
  job->finish(failure(pg_error::cancelled()));
}

void TenantPool::resume(const std::shared_ptr<PgJob>& job) {
  const auto running = std::find_if(m_slots.begin(), m_slots.end(), [&](const auto& slot) { return slot->job == job; });
  if (running != m_slots.end()) {
    (*running)->connection->resume();
  }
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

DbError TenantPool::waitedInVain() const {
  if (m_lastFailure && !isStanding()) {
    return *m_lastFailure;
  }
  DbError error;
  error.kind = DbError::Kind::Timeout;
  error.message = QStringLiteral("No database connection became free within %1 s; all %2 are in use. Try again "
                                 "later, or raise DB_POOL_SIZE or DB_MAX_OVERFLOW.")
                      .arg(QString::number(static_cast<double>(m_settings->options.poolTimeout.count()) / 1000),
                           QString::number(m_slots.size()));
  error.retryable = true;
  return error;
}

void TenantPool::expire() {
  failWaiting(waitedInVain(), [](const PgJob& job) { return job.poolDeadline.hasExpired(); });
  std::vector<PgConnection*> unused;
  for (const auto& slot : m_slots) {
    if (!slot->opening && slot->connection->isIdle() && slot->expiry.hasExpired()) {
      unused.push_back(slot->connection);
    }
  }
  for (PgConnection* connection : unused) {
    drop(connection);
  }
  for (const auto& job : m_waiting) {
    m_deadline.setIfSooner(job->poolDeadline);
  }
  for (const auto& slot : m_slots) {
    if (!slot->opening && slot->connection->isIdle()) {
      m_deadline.setIfSooner(slot->expiry);
    }
  }
  pump();
}

} // namespace sentinai
