// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/worker/worker.h"

#include "app/agents/pipeline/agent_run.h"
#include "repositories/database/back_off.h"
#include "repositories/database/completion.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr int kTakenAtOnce = 8;
constexpr auto kKitAge = 5s; ///< So long a pack or playbook that is no longer active may decide.

WorkErrorClass classOf(DbError::Kind kind) {
  switch (kind) {
  case DbError::Kind::NotFound:
  case DbError::Kind::Constraint:
  case DbError::Kind::InvalidInput:
    return WorkErrorClass::Permanent;
  default:
    return WorkErrorClass::Transient;
  }
}

/// Shortened at random, so that what failed together is not tried together again.
std::chrono::milliseconds pauseAfter(int attempts) {
  const std::chrono::milliseconds whole = backOff(1s, 5min, attempts);
  return whole - std::chrono::milliseconds(QRandomGenerator::global()->bounded(static_cast<qint64>(whole.count() / 2)));
}

} // namespace

struct Worker::State {
  struct Kit {
    std::shared_ptr<const AgentKit> kit;
    std::chrono::steady_clock::time_point read;
  };

  Session* session = nullptr;
  const ToolClient* tools = nullptr;
  Options options;
  QPointer<Worker> worker; ///< Null once it is destroyed: nothing else may be used then.
  bool stopping = false;
  bool up = true;
  int lanes = 0; ///< Under way.
  quint64 wakes = 0;
  std::vector<Completion<Done>> waiting;
  std::map<QUuid, CancelSource> held; ///< By lease: what is in hand, or to be.
  std::map<QString, Kit> kits;        ///< By domain.

  [[nodiscard]] bool ends() const { return !worker || stopping; }

  void wake() {
    ++wakes;
    for (const Completion<Done>& one : std::exchange(waiting, {})) {
      one.complete(Done{});
    }
  }

  /// Completes as soon as there may be something to do.
  [[nodiscard]] Completion<Done> nextWake() {
    Completion<Done> wake;
    waiting.push_back(wake);
    return wake;
  }
};

Worker::Worker(Session* session, const ToolClient* tools, Options options)
    : m_state(std::make_shared<State>()) {
  m_state->session = session;
  m_state->tools = tools;
  m_state->options = std::move(options);
  m_state->worker = this;
}

Worker::~Worker() {
  m_state->worker.clear();
  m_state->held.clear();
  m_state->wake();
}

bool Worker::isUp() const {
  return m_state->up;
}

void Worker::start() {
  const auto wake = [state = m_state.get()] { state->wake(); };
  connect(&m_state->session->changes(), &ChangeFeed::changed, this, wake);
  connect(&m_state->session->changes(), &ChangeFeed::resync, this, wake);
  if (!m_state->options.once) {
    m_state->session->changes().start();
  }
  auto* poll = new QTimer(this);
  connect(poll, &QTimer::timeout, this, wake);
  poll->start(m_state->options.poll);
  auto* life = new QTimer(this);
  connect(life, &QTimer::timeout, this, [this] { extendLeases(m_state); });
  life->start(std::max<std::chrono::milliseconds>(m_state->options.lease / 3, 1ms));
  m_state->lanes = m_state->options.lanes;
  for (int i = 0; i < m_state->options.lanes; ++i) {
    lane(m_state);
  }
}

void Worker::stop() {
  m_state->stopping = true;
  m_state->wake();
}

/// What the agents work the domain's exceptions with; read again now and then.
Task<std::shared_ptr<const AgentKit>> Worker::kitFor(std::shared_ptr<State> state, QString domain) {
  const auto now = std::chrono::steady_clock::now();
  // What a coroutine of QCoro returns it moves, from wherever it is kept.
  std::shared_ptr<const AgentKit> kit;
  const auto known = state->kits.find(domain);
  if (known != state->kits.end() && now - known->second.read < kKitAge) {
    kit = known->second.kit;
    co_return kit;
  }
  Result<AgentKit> read = co_await agentKit(state->session, domain, {});
  if (!read) {
    co_return failure(read.error());
  }
  kit = std::make_shared<const AgentKit>(std::move(*read));
  state->kits[domain] = State::Kit{kit, now};
  co_return kit;
}

/// Works one item and tells the queue what came of it.
QCoro::Task<void> Worker::work(std::shared_ptr<State> state, TakenWork item, CancelToken lost) {
  QElapsedTimer clock;
  clock.start();
  WorkReport report;
  report.exceptionId = item.exceptionId;
  report.domain = item.domain;
  Result<WorkDone> done = failure(DbError());
  const auto kit = co_await kitFor(state, item.domain);
  if (!kit) {
    done = failure(kit.error());
    if (kit.error().kind == DbError::Kind::InvalidInput || kit.error().kind == DbError::Kind::NotFound) {
      done.error().kind = DbError::Kind::Internal; // Of the domain, not of this exception: it may be mended meanwhile.
    }
  } else if (state->worker) {
    done = co_await workException(state->session, kit->get(), state->tools, item.exceptionId, lost);
  }
  if (!state->worker) {
    co_return;
  }
  if (done) {
    report.events = done->events;
    report.again = done->again;
  } else {
    report.error = done.error();
    report.errorClass = classOf(done.error().kind);
  }
  Result<Done> told = failure(DbError::Kind::Conflict, {});
  if (state->held.contains(item.lease)) {
    // Not by a token that ends with the lease: what was done is to be told.
    Task<Done> telling = done ? state->session->work().finish(item.lease, done->again, {})
                              : state->session->work().fail(item.lease, *report.errorClass, done.error().message,
                                                            pauseAfter(item.attempts), {});
    told = co_await telling;
  }
  if (!state->worker) {
    co_return;
  }
  state->held.erase(item.lease);
  report.lost = !told && told.error().kind == DbError::Kind::Conflict;
  report.took = std::chrono::milliseconds(clock.elapsed());
  Q_EMIT state->worker->worked(report);
}

QCoro::Task<void> Worker::lane(std::shared_ptr<State> state) {
  while (!state->ends()) {
    const quint64 wakes = state->wakes;
    const auto taken =
        co_await state->session->work().take(kTakenAtOnce, state->options.lease, state->options.name, {});
    if (!state->worker) {
      co_return;
    }
    state->up = taken.has_value();
    if (!taken) {
      Q_EMIT state->worker->troubled(taken.error());
    }
    if (!taken || taken->empty()) {
      if (state->ends() || state->options.once) {
        break;
      }
      if (!taken || state->wakes == wakes) {
        Completion<Done> wake = state->nextWake();
        co_await wake;
      }
      continue;
    }
    for (const TakenWork& item : *taken) {
      state->held.emplace(item.lease, CancelSource());
    }
    std::vector<QUuid> untouched;
    for (const TakenWork& item : *taken) {
      if (!state->worker) {
        co_return;
      }
      if (state->stopping) {
        state->held.erase(item.lease);
        untouched.push_back(item.lease);
      } else if (state->held.contains(item.lease)) {
        co_await work(state, item, state->held.at(item.lease).token());
      }
    }
    if (!untouched.empty() && state->worker) {
      co_await state->session->work().release(untouched, {});
    }
  }
  if (state->worker && --state->lanes == 0) {
    Q_EMIT state->worker->finished();
  }
}

QCoro::Task<void> Worker::extendLeases(std::shared_ptr<State> state) {
  std::vector<QUuid> leases;
  for (const auto& [lease, cancel] : state->held) {
    leases.push_back(lease);
  }
  if (leases.empty()) {
    co_return;
  }
  const auto held = co_await state->session->work().extend(leases, state->options.lease, {});
  if (!held || !state->worker) {
    co_return; // Tried again before they end, or others take over.
  }
  for (const QUuid& lease : leases) {
    if (std::ranges::find(*held, lease) == held->end()) {
      state->held.erase(lease); // Whoever works it is told.
    }
  }
}

} // namespace sentinai
