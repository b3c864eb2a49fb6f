// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/tool_client.h"
#include "app/agents/worker/work_gate.h"
#include "app/agents/worker/work_report.h"
#include "repositories/database/session.h"

#include <QObject>
#include <chrono>

namespace sentinai {

struct AgentKit;

/// Has the agents work what one tenant's queue holds, on either engine. It is woken by the session's change feed, and
/// looks by itself now and then.
///
/// Of the thread that made it, which must run an event loop; the session must be of the same thread. Destroying it is
/// like killing it: what it has taken is due again once its leases end. stop() gives it back.
class Worker : public QObject {
  Q_OBJECT
public:
  struct Options {
    QString name;                            ///< Who holds the leases; 1 to 256 characters.
    int lanes = 1;                           ///< Exceptions worked at the same time.
    std::chrono::milliseconds lease{60'000}; ///< After so long without a sign of life others may take over.
    std::chrono::milliseconds poll{5'000};   ///< Looks so often, woken or not.
    bool once = false;                       ///< Ends as soon as nothing is due.
    std::shared_ptr<WorkGate> gate;          ///< Of all workers of this process; null: it is the only one.
  };

  /// `session` and `tools` must outlive it.
  Worker(Session* session, const ToolClient* tools, Options options);
  ~Worker() override;

  void start(); ///< Once.

  /// Gives back what is not in hand, ends what is after the step it is at, and ends itself.
  void stop();

  /// After stop(): breaks off what is in hand. Nothing is told of a tool's call that was under way; whoever takes the
  /// exception, after the time of a lease, makes it again with the same idempotency key.
  void abandon();

  /// Whether the queue answered when it was asked last.
  [[nodiscard]] bool isUp() const;

Q_SIGNALS:
  void worked(const sentinai::WorkReport& report);
  /// The domain's pack or playbooks do not do: its exceptions are left for a minute, and no attempt is counted.
  void domainFailed(const QString& domain, const sentinai::DbError& error);
  void troubled(const sentinai::DbError& error); ///< The queue could not be asked; it goes on to try, unless `once`.
  void finished();                               ///< It has ended: told to, or `once`.

private:
  struct State;
  std::shared_ptr<State> m_state;

  static QCoro::Task<void> lane(std::shared_ptr<State> state, std::size_t index);
  static QCoro::Task<void> giveBack(std::shared_ptr<State> state, std::size_t index);
  static void wakeAt(const std::shared_ptr<State>& state, Instant at);
  static void setAlarm(const std::shared_ptr<State>& state);
  static QCoro::Task<void> work(std::shared_ptr<State> state, TakenWork item, CancelToken lost);
  static Task<std::shared_ptr<const AgentKit>> kitFor(std::shared_ptr<State> state, QString domain);
  static QCoro::Task<void> extendLeases(std::shared_ptr<State> state);
};

} // namespace sentinai
