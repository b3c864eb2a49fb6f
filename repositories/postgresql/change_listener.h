// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_connection.h"
#include "repositories/records/change_set.h"

#include <QDeadlineTimer>
#include <QSet>

namespace sentinai {

/// Hears of what is committed to one tenant's exceptions: LISTENs on a connection of its own, gathers the ids of events
/// that notifications carry, and reads, through the policies, which exceptions they belong to: one statement for all
/// that has gathered. Lives on the I/O thread.
///
/// Whatever interrupts it (a broken or silent connection, more events than can be named, an answer that failed) ends in
/// a resync once it listens again. So does a silence in which there have become more events than it was told of.
class ChangeListener : public QObject {
  Q_OBJECT
public:
  /// Called on the I/O thread.
  struct Heard {
    std::function<void(const ChangeSet& changes)> changes;
    std::function<void()> resync;
    std::function<void(bool up, const QString& problem)> state;
    std::function<void()> cannotListen; ///< There is a pooler that hands connections around; nothing more follows.
  };

  /// Connects at once.
  ChangeListener(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId, Heard heard);
  ~ChangeListener() override; ///< Nothing is told any more.

  /// While held nothing is read or told; what comes meanwhile becomes a resync.
  void setHeld(bool held);

  void retryNow(); ///< Where it waits for the next try.

private:
  void open();
  void listen();
  void listenTo(const QString& channel);
  void ask(SqlStatement statement, std::function<void(Result<PgResult>)> answered);
  void takeNotification(const QByteArray& payload);
  [[nodiscard]] bool hasNews() const { return m_resync || !m_eventIds.isEmpty(); }
  [[nodiscard]] const QDeadlineTimer& due() const { return m_resync ? m_nextResync : m_next; }
  void schedule();
  void flush();
  void readChanges();
  void checkSilence();
  void takeCount(const PGresult* result);
  void giveUp(const QString& problem);
  void dropConnection();

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  QString m_tenantId;
  Heard m_heard;
  PgConnection* m_connection = nullptr; ///< Null: waiting for the next try.
  bool m_listening = false;
  bool m_asking = false;
  bool m_held = false;
  QSet<QByteArray> m_eventIds;   ///< Not told yet, 16 bytes each.
  bool m_resync = false;         ///< To be told instead.
  std::optional<qint64> m_count; ///< Of the tenant's events, as far as told.
  bool m_doubted = false;        ///< There were more when last asked, and nothing has come since.
  QDeadlineTimer m_next;         ///< Nothing is told before, …
  QDeadlineTimer m_nextResync;   ///< … and no resync before this.
  int m_failures = 0;
  QTimer m_flush;
  QTimer m_silence;
  QTimer m_answer;
  QTimer m_retry;
};

} // namespace sentinai
