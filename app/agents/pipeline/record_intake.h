// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/intake_agent.h"
#include "repositories/database/session.h"

#include <QSet>
#include <deque>

namespace sentinai {

struct RawRecord {
  qint64 line = 0; ///< Where it stands in its file, from 1.
  QJsonObject content;
};

/// A record that cannot be used.
struct RefusedRecord {
  RawRecord record;
  QString reason;
};

struct IntakeOutcome {
  qint64 opened = 0;   ///< Exceptions.
  qint64 repeated = 0; ///< Records of exceptions that were taken in from this source before.
  std::vector<RefusedRecord> refused;
};

/// Takes the records of one source in, each for itself: intake opens its exception and triage judges it at once, so
/// that the exception's row is written once. Of records with the same id the first opens the exception, those behind it
/// repeat it. Doing it again opens nothing, also while another does the same.
///
/// Several batches are written at a time, in any order. Session and agent must outlive it, and it its calls, which must
/// not overlap. One thread.
class RecordIntake {
public:
  static constexpr std::size_t kAtOnce = 4; ///< Batches that are waited for once there are more.

  RecordIntake(Session& session, const IntakeAgent& agent)
      : m_session(session)
      , m_agent(agent) {}

  /// Begins to write the records as soon as there is room, and gives what was settled of earlier ones meanwhile. The
  /// errors of ExceptionEventRepository::appendEach() but those of single records.
  [[nodiscard]] Task<IntakeOutcome> take(std::vector<RawRecord> records, CancelToken token);

  /// Gives what was not given yet, once everything is settled. The errors of take().
  [[nodiscard]] Task<IntakeOutcome> finish(CancelToken token);

private:
  /// A record with the events that open its exception.
  struct Opening {
    RawRecord record;
    std::vector<NewExceptionEvent> events;

    [[nodiscard]] const QUuid& id() const { return events.front().eventId; }
  };

  struct Written {
    IntakeOutcome outcome;
    std::vector<QUuid> ids; ///< Of all that were to be written …
    QSet<QUuid> refused;    ///< … and of those refused.
  };

  [[nodiscard]] static Task<Written> write(Session* session, std::vector<Opening> openings, CancelToken token);

  [[nodiscard]] Result<Done> open(std::vector<RawRecord> records);
  void start(CancelToken token);
  [[nodiscard]] Task<Done> settleFirst();

  Session& m_session;
  const IntakeAgent& m_agent;
  std::deque<Task<Written>> m_underWay;
  std::vector<Opening> m_next;    ///< To be written next.
  QSet<QUuid> m_ids;              ///< Of both.
  std::vector<Opening> m_waiting; ///< For the one of the same id.
  IntakeOutcome m_settled;        ///< And not given yet.
};

} // namespace sentinai
