// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_event_repository.h"
#include "repositories/sqlite/sqlite_connection.h"

#include <QHash>
#include <QMap>

namespace sentinai {

/// Appends events to timelines and brings the exceptions' rows along, within a write transaction of the caller's
/// (docs/events.md has the rules).
///
/// append() only decides; nothing is written before flush(), which writes each exception's row once, however many of
/// its events there are.
class SqliteEventAppender {
public:
  SqliteEventAppender(SqliteConnection& db, QString tenantId);

  /// Conflict, NotFound, InvalidInput: the event is refused and leaves no trace.
  [[nodiscard]] Result<AppendOutcome> append(const NewExceptionEvent& event);

  /// Forgets what has been appended to this exception since the last flush().
  void discard(const QString& exceptionId);

  void flush();

private:
  /// An exception as it will be, and the end of its chain.
  struct Timeline {
    Exception state; ///< Without an id: does not exist.
    bool stored = false;
    bool changed = false;
    qint64 lastSeq = 0;
    QByteArray lastHash;
    std::vector<ExceptionEvent> pending;
  };

  /// Where an event that is not written yet stands.
  struct PendingPlace {
    QString exceptionId;
    std::size_t position = 0;
  };

  SqliteConnection& m_db;
  QString m_tenantId;
  Instant m_now;
  QMap<QString, Timeline> m_timelines; ///< In order of id, so that neighbours are written together.
  QHash<QUuid, PendingPlace> m_pending;

  Timeline& timelineOf(const QString& exceptionId);
  std::optional<Result<AppendOutcome>> repeated(const NewExceptionEvent& event);
  [[nodiscard]] Result<Done> checkDecision(const Timeline& timeline, const ExceptionEvent& event);
  void insertException(const Exception& exception);
  void updateException(const Exception& exception);
  void callForWork(const Exception& exception, const std::vector<ExceptionEvent>& events);
};

} // namespace sentinai
