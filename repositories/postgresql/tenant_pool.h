// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_connection.h"
#include "repositories/postgresql/pg_job.h"

#include <deque>

namespace sentinai {

/// The connections of one login to one database for one tenant; a connection never changes tenant. Lives on the I/O
/// thread.
///
/// Jobs are served in the order they came, each by an idle connection or a new one, as long as there are no more than
/// poolSize + maxOverflow. Beyond that they wait up to poolTimeout. Connections over poolSize are closed as soon as no
/// job waits, unused ones after idleExpiry.
class TenantPool : public QObject {
  Q_OBJECT
public:
  struct Figures {
    int open = 0; ///< Including those being opened.
    int inUse = 0;
    int waiting = 0;
  };

  TenantPool(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId);
  ~TenantPool() override; ///< Closes every connection; all jobs finish with Cancelled.

  void submit(std::shared_ptr<PgJob> job);

  /// A waiting job and a running read finish with Cancelled at once, the read's connection being freed behind their
  /// back. A running write finishes with the server's word: it may have happened before the request got through.
  void cancel(const std::shared_ptr<PgJob>& job);

  /// Cancels every job of an owner that goes away; running writes, too, finish with Cancelled at once.
  void cancelOwner(const void* owner);

  [[nodiscard]] Figures figures() const;

Q_SIGNALS:
  void opened(const QString& login); ///< A connection stands, as this session_user.

private:
  struct Slot {
    PgConnection* connection = nullptr;
    std::shared_ptr<PgJob> job;
    bool opening = true;
    bool used = false; ///< It has served a job, so it may have died while idle since.
    QDeadlineTimer expiry;
  };
  using Slots = std::vector<std::unique_ptr<Slot>>;

  void pump();
  void openConnection();
  void start(Slot& slot, std::shared_ptr<PgJob> job);
  void onOpened(PgConnection* connection, Result<Done> outcome);
  void onFinished(PgConnection* connection, const std::shared_ptr<PgJob>& job, bool fresh, Result<PgResult> result);
  void onIdle(PgConnection* connection);
  void onClosed(PgConnection* connection);
  void failWaiting(const DbError& error);
  void expire();
  void schedule();
  [[nodiscard]] Slot* slotOf(const PgConnection* connection) const;
  [[nodiscard]] int capacity() const;

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  QString m_tenantId;
  Slots m_slots;
  std::deque<std::shared_ptr<PgJob>> m_waiting;
  QTimer m_timer;
};

} // namespace sentinai
