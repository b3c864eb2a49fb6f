// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_change_feed.h"

#include "repositories/database/back_off.h"
#include "repositories/postgresql/pg_event_count.h"

namespace sentinai {

void PgChangeFeed::Outlet::post(std::function<void(PgChangeFeed&)> act) {
  const std::lock_guard lock(mutex);
  if (feed != nullptr) {
    QMetaObject::invokeMethod(
        feed, [target = feed, act = std::move(act)] { act(*target); }, Qt::QueuedConnection);
  }
}

PgChangeFeed::PgChangeFeed(std::shared_ptr<PgPools> pools, std::shared_ptr<PgClient> client)
    : m_pools(std::move(pools))
    , m_client(std::move(client)) {
  m_outlet->feed = this;
  m_poll.setSingleShot(true);
  connect(&m_poll, &QTimer::timeout, this, &PgChangeFeed::poll);
}

PgChangeFeed::~PgChangeFeed() {
  {
    const std::lock_guard lock(m_outlet->mutex);
    m_outlet->feed = nullptr;
  }
  m_pools->stopListening(this);
}

void PgChangeFeed::begin() {
  setState(Mode::Listening, false);
  const auto post = [outlet = m_outlet](std::function<void(PgChangeFeed&)> act) { outlet->post(std::move(act)); };
  m_pools->listen(m_client->tenantId(), this,
                  {[post](const ChangeSet& changes) { post([changes](PgChangeFeed& feed) { feed.tell(changes); }); },
                   [post] { post([](PgChangeFeed& feed) { feed.tellResync(); }); },
                   [post](bool up, const QString& problem) {
                     post([up, problem](PgChangeFeed& feed) { feed.setState(Mode::Listening, up, problem); });
                   },
                   [post] { post([](PgChangeFeed& feed) { feed.startPolling(); }); }});
}

void PgChangeFeed::hold() {
  m_poll.stop();
  m_pools->tuneListener(this, [](ChangeListener& listener) { listener.setHeld(true); });
}

void PgChangeFeed::go() {
  m_pools->tuneListener(this, [](ChangeListener& listener) { listener.setHeld(false); });
  if (mode() == Mode::Polling) {
    poll();
  }
}

void PgChangeFeed::retryNow() {
  m_pools->tuneListener(this, [](ChangeListener& listener) { listener.retryNow(); });
  if (mode() == Mode::Polling && !isUp() && m_poll.isActive()) {
    poll();
  }
}

void PgChangeFeed::startPolling() {
  m_pools->stopListening(this);
  setState(Mode::Polling, false);
  if (!isPaused()) {
    poll();
  }
}

void PgChangeFeed::poll() {
  m_poll.stop();
  const CancelToken token = m_asked.restart();
  QCoro::connect(m_client->one<qint64>(
                     PgIntent::Read, eventCountStatement(), [](PgRow& row) { return row.next<qint64>(); }, {}, token),
                 this, [this, token](Result<qint64> count) {
                   if (!token.isCancelled()) {
                     takeCount(std::move(count));
                   }
                 });
}

void PgChangeFeed::takeCount(Result<qint64> count) {
  const ChangeWatch& watch = m_pools->watch();
  if (!count) {
    setState(Mode::Polling, false, count.error().message);
    m_poll.start(backOff(watch.poll, watch.longestRetry, m_failures++));
    return;
  }
  m_failures = 0;
  setState(Mode::Polling, true);
  if (std::exchange(m_count, *count) != *count) {
    tellResync();
  }
  if (!isPaused()) {
    m_poll.start(watch.poll);
  }
}

} // namespace sentinai
