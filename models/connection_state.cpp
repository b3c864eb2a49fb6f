// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection_state.h"

namespace sentinai {

using namespace std::chrono;

namespace {

constexpr seconds kInterval{15};
constexpr seconds kLongestWait{30};

} // namespace

ConnectionState::ConnectionState(Database& database, QObject* parent)
    : QObject(parent)
    , m_database(database) {
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &ConnectionState::check);
  // Called on another thread.
  m_database.watchReach(
      [this] { QMetaObject::invokeMethod(this, &ConnectionState::onReachChanged, Qt::QueuedConnection); });
}

ConnectionState::~ConnectionState() {
  m_database.watchReach({});
}

void ConnectionState::start() {
  m_started = true;
  check();
}

void ConnectionState::setTenant(const QString& tenantId) {
  m_tenantId = tenantId;
  if (m_started) {
    check();
  }
}

void ConnectionState::report(const DbError& error) {
  if (error.kind == DbError::Kind::ConnectionLost && m_started && m_state == State::Connected) {
    check();
  }
}

void ConnectionState::onReachChanged() {
  if (m_started && !m_checking) {
    check();
  }
}

void ConnectionState::retryNow() {
  check();
}

std::optional<Instant> ConnectionState::nextTry() const {
  if (m_checking || !m_timer.isActive()) {
    return std::nullopt;
  }
  return currentInstant() + m_timer.remainingTimeAsDuration();
}

void ConnectionState::check() {
  m_timer.stop();
  m_checking = true;
  const CancelToken token = m_request.restart();
  QCoro::connect(m_database.health(m_tenantId, token), this, [this, token](Result<Health> health) {
    if (!token.isCancelled()) {
      receive(std::move(health));
    }
  });
  Q_EMIT changed();
}

void ConnectionState::receive(Result<Health> health) {
  m_checking = false;
  const State before = m_state;
  if (health) {
    m_health = std::move(*health);
    m_error.reset();
    m_failures = 0;
    m_state = State::Connected;
    m_timer.start(kInterval);
  } else {
    m_error = health.error();
    m_state = State::Lost;
    m_timer.start(std::min(seconds{1 << std::min(++m_failures, 5)}, kLongestWait));
  }
  Q_EMIT changed();
  if (before == State::Lost && m_state == State::Connected) {
    Q_EMIT recovered();
  }
}

} // namespace sentinai
