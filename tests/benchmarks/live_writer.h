// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

#include <QTimer>

namespace sentinai {

/// Someone else at work in a tenant, through a database of their own: changes severities all over it at a steady rate,
/// and single owners when asked to. To be moved to a thread of its own.
class LiveWriter : public QObject {
  Q_OBJECT
public:
  using Clock = std::chrono::steady_clock;

  static constexpr int kExceptions = 5000;

  LiveWriter(DatabaseUrl url, QString tenantId);

  /// The id of one of the exceptions.
  [[nodiscard]] static QString idOf(int number);

  // On its thread:
  void open(); ///< Creates the exceptions; ready() follows.
  void close();
  void load(int changesPerSecond); ///< Zero: none.
  void assign(const QString& exceptionId, const QString& owner);

  [[nodiscard]] qint64 written() const { return m_written; } ///< Changes under load(). Any thread.

Q_SIGNALS:
  void ready();
  void assigned(const QString& owner, Clock::time_point committed);
  void failed(const QString& why);

private:
  void writeBatch();

  DatabaseUrl m_url;
  QString m_tenantId;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<QTimer> m_timer;
  std::vector<Severity> m_severities;
  int m_batch = 0;
  std::size_t m_next = 0;
  bool m_writing = false;
  std::atomic<qint64> m_written = 0;
};

} // namespace sentinai
