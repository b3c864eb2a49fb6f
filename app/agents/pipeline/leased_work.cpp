// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/leased_work.h"

#include "repositories/database/completion.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSysInfo>
#include <QTimer>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr auto kLease = 15s; ///< Whoever interrupts a command waits no longer before it can be given again.
constexpr auto kLook = 100ms;
constexpr auto kPatience = 5s;
constexpr auto kAgain = 1s; ///< Before what failed is tried again, by a worker.

Completion<Done> afterAWhile() {
  Completion<Done> over;
  QTimer::singleShot(kLook, [over] { over.complete(Done{}); });
  return over;
}

/// Ends `lost` where somebody else has the lease by now.
QCoro::Task<void> extend(Session* session, QUuid lease, std::shared_ptr<CancelSource> lost) {
  const std::vector<QUuid> leases{lease};
  const auto held = co_await session->work().extend(leases, kLease, lost->token());
  if (held && held->empty()) {
    lost->cancel();
  }
}

} // namespace

QString workerName() {
  return QStringLiteral("%1/%2").arg(QSysInfo::machineHostName().left(128)).arg(QCoreApplication::applicationPid());
}

WorkErrorClass workErrorClassOf(DbError::Kind kind) {
  switch (kind) {
  case DbError::Kind::NotFound:
  case DbError::Kind::Constraint:
  case DbError::Kind::InvalidInput:
    return WorkErrorClass::Permanent;
  default:
    return WorkErrorClass::Transient;
  }
}

Task<TakenWork> takeException(Session* session, QString exceptionId, std::chrono::milliseconds patience,
                              CancelToken token) {
  const QString name = workerName();
  QElapsedTimer waited;
  waited.start();
  for (;;) {
    const auto taken = co_await session->work().takeOne(exceptionId, kLease, name, token);
    if (!taken) {
      co_return failure(taken.error());
    }
    if (*taken) {
      co_return **taken;
    }
    if (waited.elapsed() >= patience.count()) {
      break;
    }
    const Completion<Done> over = afterAWhile();
    co_await over;
  }
  const Result<WorkItem> item = co_await session->work().get(exceptionId, token);
  if (!item && item.error().kind != DbError::Kind::NotFound) {
    co_return failure(item.error());
  }
  const QString by = item && item->leaseUntil
                         ? QStringLiteral("by %1 until %2").arg(*item->leaseOwner, toIsoText(*item->leaseUntil))
                         : QStringLiteral("by somebody else");
  co_return failure(
      DbError::Kind::Conflict,
      QStringLiteral("%1 is being worked %2, or for longer if need be. Try again later.").arg(exceptionId, by));
}

Task<WorkDone> workTaken(Session* session, const AgentKit* kit, const ToolClient* tools, TakenWork item,
                         CancelToken token) {
  const auto lost = std::make_shared<CancelSource>();
  const CancelToken::Registration chained = token.onCancel([lost] { lost->cancel(); });
  QTimer life;
  QObject::connect(&life, &QTimer::timeout, &life,
                   [session, lease = item.lease, lost] { extend(session, lease, lost); });
  life.start(kLease / 3);
  const Result<WorkDone> done = co_await workException(session, kit, tools, item.exceptionId, lost->token());
  life.stop();
  if (!done && lost->token().isCancelled() && !token.isCancelled()) {
    co_return failure(DbError::Kind::Conflict,
                      QStringLiteral("The lease of %1 has been lost: somebody else has taken it, or dropped it.")
                          .arg(item.exceptionId));
  }
  // What cannot be told is found out once the lease ends: whoever looks then finds nothing left to do.
  WorkRepository& queue = session->work();
  Task<Done> telling =
      done ? queue.finish(item.lease, done->again, {})
           : queue.fail(item.lease, workErrorClassOf(done.error().kind), done.error().message, kAgain, {});
  co_await telling;
  co_return done;
}

Task<WorkDone> takeAndWork(Session* session, const AgentKit* kit, const ToolClient* tools, QString exceptionId,
                           CancelToken token) {
  const Result<TakenWork> item = co_await takeException(session, exceptionId, kPatience, token);
  if (!item) {
    co_return failure(item.error());
  }
  co_return co_await workTaken(session, kit, tools, *item, token);
}

} // namespace sentinai
