// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/worker/worker.h"

#include "app/agents/pipeline/leased_work.h"
#include "repositories/database/back_off.h"
#include "repositories/database/completion.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>
#include <deque>
#include <set>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr int kTakenAtOnce = 8;
constexpr auto kKitAge = 5s;               ///< So long a pack or playbook that is no longer active may decide.
constexpr auto kDomainPause = 1min;        ///< So long the exceptions of a domain are left whose pack does not do.
constexpr std::size_t kWakeTimes = 10'000; ///< So many are kept; what is further away is found by looking.
constexpr auto kLongestAlarm = 1h;         ///< A timer does not count further than some weeks.
constexpr auto kSlow = 1s;                 ///< Whoever takes longer leaves to others what waits behind.
const QString kCutShort = QStringLiteral("Its worker was asked to stop before it was done.");

/// Shortened at random, so that what failed together is not tried together again.
std::chrono::milliseconds pauseAfter(int attempts) {
  const std::chrono::milliseconds whole = backOff(1s, 5min, attempts);
  return whole - std::chrono::milliseconds(QRandomGenerator::global()->bounded(static_cast<qint64>(whole.count() / 2)));
}

} // namespace

struct Worker::State {
  struct Kit {
    Result<std::shared_ptr<const AgentKit>> kit;
    std::chrono::steady_clock::time_point read;
  };

  Session* session = nullptr;
  const ToolClient* tools = nullptr;
  Options options;
  struct Lane {
    std::deque<TakenWork> waiting; ///< Taken, and not in hand.
    QElapsedTimer busy;            ///< With what is in hand.
  };

  QPointer<Worker> worker; ///< Null once it is destroyed: nothing else may be used then.
  bool stopping = false;
  bool abandoned = false;
  CancelSource pause; ///< Cancelled with it.
  bool up = true;
  std::vector<Lane> lanes;
  int lanesUp = 0;
  int releases = 0; ///< Under way.
  quint64 wakes = 0;
  QTimer* alarm = nullptr;     ///< The worker's, for the first of these.
  std::set<Instant> wakeTimes; ///< At which something is due that this worker has told the queue of.
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

  /// Not before what was given back has arrived: whoever hears it may end the program.
  void sayFinished() const {
    if (worker && lanesUp == 0 && releases == 0) {
      Q_EMIT worker->finished();
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
  if (!m_state->options.gate) {
    m_state->options.gate = std::make_shared<WorkGate>();
  }
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
  m_state->alarm = new QTimer(this);
  m_state->alarm->setSingleShot(true);
  m_state->alarm->setTimerType(Qt::PreciseTimer);
  connect(m_state->alarm, &QTimer::timeout, this, [this] {
    const auto passed = m_state->wakeTimes.upper_bound(currentInstant());
    if (passed != m_state->wakeTimes.begin()) {
      m_state->wakeTimes.erase(m_state->wakeTimes.begin(), passed);
      m_state->wake();
    }
    setAlarm(m_state);
  });
  auto* life = new QTimer(this);
  connect(life, &QTimer::timeout, this, [this] { extendLeases(m_state); });
  life->start(std::max<std::chrono::milliseconds>(m_state->options.lease / 3, 1ms));
  auto* patience = new QTimer(this);
  connect(patience, &QTimer::timeout, this, [this] {
    for (std::size_t i = 0; i < m_state->lanes.size(); ++i) {
      if (m_state->lanes[i].busy.hasExpired(std::chrono::milliseconds(kSlow).count())) {
        giveBack(m_state, i);
      }
    }
  });
  patience->start(kSlow);
  m_state->lanes.resize(static_cast<std::size_t>(m_state->options.lanes));
  m_state->lanesUp = m_state->options.lanes;
  for (std::size_t i = 0; i < m_state->lanes.size(); ++i) {
    lane(m_state, i);
  }
}

void Worker::stop() {
  m_state->stopping = true;
  m_state->pause.cancel();
  m_state->wake();
}

void Worker::abandon() {
  m_state->abandoned = true;
  for (auto& [lease, cancel] : m_state->held) {
    cancel.cancel();
  }
}

/// What the agents work the domain's exceptions with, or why there is no such thing; read again now and then.
Task<std::shared_ptr<const AgentKit>> Worker::kitFor(std::shared_ptr<State> state, QString domain) {
  const auto now = std::chrono::steady_clock::now();
  // What a coroutine of QCoro returns it moves, from wherever it is kept.
  Result<std::shared_ptr<const AgentKit>> kit = failure(DbError());
  const auto known = state->kits.find(domain);
  if (known != state->kits.end() && now - known->second.read < kKitAge) {
    kit = known->second.kit;
    co_return kit;
  }
  Result<AgentKit> read = co_await agentKit(state->session, domain, {});
  if (read) {
    kit = std::make_shared<const AgentKit>(std::move(*read));
  } else {
    kit = failure(read.error());
    if (state->worker) {
      Q_EMIT state->worker->domainFailed(domain, read.error());
    }
  }
  state->kits.insert_or_assign(domain, State::Kit{kit, now});
  co_return kit;
}

/// Works one item and tells the queue what came of it.
QCoro::Task<void> Worker::work(std::shared_ptr<State> state, TakenWork item, CancelToken lost) {
  QElapsedTimer clock;
  clock.start();
  const auto kit = co_await kitFor(state, item.domain);
  if (!state->worker) {
    co_return;
  }
  if (!kit) {
    state->held.erase(item.lease);
    co_await state->session->work().postpone(item.lease, kDomainPause, kit.error().message, {});
    co_return;
  }
  WorkReport report;
  report.exceptionId = item.exceptionId;
  report.domain = item.domain;
  const Result<WorkDone> done =
      co_await workException(state->session, kit->get(), state->tools, item.exceptionId, lost, state->pause.token());
  if (!state->worker) {
    co_return;
  }
  report.cutShort = !done && state->abandoned && done.error().kind == DbError::Kind::Cancelled;
  if (done) {
    report.events = done->events;
    report.again = done->again;
  } else if (!report.cutShort) {
    report.error = done.error();
    report.errorClass = workErrorClassOf(done.error().kind);
  }
  Result<Done> told = failure(DbError::Kind::Conflict, {});
  if (state->held.contains(item.lease)) {
    // Not by a token that ends with the lease: what was done is to be told.
    WorkRepository& queue = state->session->work();
    Task<Done> telling = done              ? queue.finish(item.lease, done->again, {})
                         : report.cutShort ? queue.postpone(item.lease, state->options.lease, kCutShort, {})
                                           : queue.fail(item.lease, *report.errorClass, done.error().message,
                                                        pauseAfter(item.attempts), {});
    told = co_await telling;
  }
  if (!state->worker) {
    co_return;
  }
  state->held.erase(item.lease);
  if (told && report.again) {
    wakeAt(state, *report.again);
  }
  report.lost = !told && told.error().kind == DbError::Kind::Conflict;
  if (!told && !report.lost) {
    report.untold = told.error();
  }
  report.took = std::chrono::milliseconds(clock.elapsed());
  Q_EMIT state->worker->worked(report);
}

/// Looks again at that time, but not before the queue gives the item.
void Worker::wakeAt(const std::shared_ptr<State>& state, Instant at) {
  constexpr auto soonest = 1s;
  constexpr auto later = 50ms; // The queue's second begins when it is told.
  state->wakeTimes.insert(std::max(at, currentInstant() + soonest) + later);
  if (state->wakeTimes.size() > kWakeTimes) {
    state->wakeTimes.erase(std::prev(state->wakeTimes.end()));
  }
  setAlarm(state);
}

void Worker::setAlarm(const std::shared_ptr<State>& state) {
  if (!state->wakeTimes.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*state->wakeTimes.begin() - currentInstant());
    state->alarm->start(std::clamp<std::chrono::milliseconds>(left, 0ms, kLongestAlarm));
  }
}

QCoro::Task<void> Worker::lane(std::shared_ptr<State> state, std::size_t index) {
  State::Lane& lane = state->lanes[index];
  const std::shared_ptr<WorkGate> gate = state->options.gate;
  while (!state->ends()) {
    const Completion<Done> turn = gate->turn();
    co_await turn;
    if (state->ends()) {
      gate->pass();
      break;
    }
    const quint64 wakes = state->wakes;
    auto taken = co_await state->session->work().take(kTakenAtOnce, state->options.lease, state->options.name, {});
    if (!state->worker) {
      gate->pass();
      co_return;
    }
    state->up = taken.has_value();
    if (!taken) {
      Q_EMIT state->worker->troubled(taken.error());
    }
    if (!taken || taken->empty()) {
      gate->pass();
      if (state->ends() || state->options.once) {
        break;
      }
      if (!taken || state->wakes == wakes) {
        Completion<Done> wake = state->nextWake();
        co_await wake;
      }
      continue;
    }
    const bool isAlone = taken->front().wasLost;
    for (TakenWork& item : *taken) {
      state->held.emplace(item.lease, CancelSource());
      lane.waiting.push_back(std::move(item));
    }
    if (isAlone) {
      const Completion<Done> alone = gate->alone();
      co_await alone;
    } else {
      gate->hold();
      gate->pass();
    }
    while (!lane.waiting.empty() && !state->ends()) {
      const TakenWork item = std::move(lane.waiting.front());
      lane.waiting.pop_front();
      if (const auto held = state->held.find(item.lease); held != state->held.end()) {
        lane.busy.start();
        co_await work(state, item, held->second.token());
      }
    }
    if (state->worker) {
      lane.busy.invalidate();
      co_await giveBack(state, index);
    }
    if (isAlone) {
      gate->pass();
    } else {
      gate->letGo();
    }
  }
  --state->lanesUp;
  state->sayFinished();
}

/// What the lane has taken and not begun: others may have it.
QCoro::Task<void> Worker::giveBack(std::shared_ptr<State> state, std::size_t index) {
  std::vector<QUuid> leases;
  for (const TakenWork& item : std::exchange(state->lanes[index].waiting, {})) {
    state->held.erase(item.lease);
    leases.push_back(item.lease);
  }
  if (!leases.empty()) {
    ++state->releases;
    co_await state->session->work().release(leases, {});
    --state->releases;
    state->sayFinished();
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
