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
/// poolSize + maxOverflow. Beyond that they wait up to poolTimeout, and where maxWaiting do already, further ones are
/// refused. Connections over poolSize are closed as soon as no job waits, unused ones after idleExpiry. Before it
/// serves, a connection is looked at, and after validateAfter without use it has to give a sign of life.
///
/// While the server cannot be reached, there is one try at a time, after pauses that grow from firstPause to
/// longestPause, and only if a job waits. Jobs wait for it to come back. Two things are not waited for: a refusal that
/// time does not mend, such as a wrong password, and, as it may be a mistyped name, a server that has never answered.
/// A job whose connection breaks is done again on another one if nothing of it was done: a read up to kReadTries times
/// in all, anything else once, and that only where the connection had served before.
class TenantPool : public QObject {
  Q_OBJECT
public:
  struct Figures {
    int open = 0; ///< Including those being opened.
    int inUse = 0;
    int waiting = 0;
  };

  static constexpr int kReadTries = 3;

  /// `everReached`: whether this database has ever answered, to any pool; shared by them all.
  TenantPool(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId,
             std::shared_ptr<bool> everReached);
  ~TenantPool() override; ///< Closes every connection; all jobs finish with Cancelled.

  void submit(std::shared_ptr<PgJob> job);

  /// A waiting job and a running read finish with Cancelled at once, the read's connection being freed behind their
  /// back. A running write finishes with the server's word: it may have happened before the request got through.
  void cancel(const std::shared_ptr<PgJob>& job);

  /// The receiver of a Stream takes rows again.
  void resume(const std::shared_ptr<PgJob>& job);

  /// Cancels every job of an owner that goes away; running writes, too, finish with Cancelled at once.
  void cancelOwner(const void* owner);

  [[nodiscard]] Figures figures() const;

Q_SIGNALS:
  void opened(const QString& login); ///< A connection stands, as this session_user.
  void lost();                       ///< The server cannot be reached, or a connection to it broke.

private:
  struct Slot {
    PgConnection* connection = nullptr;
    std::shared_ptr<PgJob> job;
    bool opening = true;
    bool used = false;       ///< It has served a job, so it may have died while idle since.
    bool validating = false; ///< Its sign of life is awaited.
    QDeadlineTimer trusted;  ///< Until then it needs to give none.
    QDeadlineTimer expiry;
  };
  using Slots = std::vector<std::unique_ptr<Slot>>;

  void pump(const PgConnection* validated = nullptr); ///< `validated` has just given a sign of life.
  void pumpLater();
  void openWhatIsNeeded();
  void openConnection();
  void start(Slot& slot, std::shared_ptr<PgJob> job);
  void onOpened(PgConnection* connection, Result<Done> outcome);
  void onUnreachable(const DbError& error);
  void onFinished(PgConnection* connection, const std::shared_ptr<PgJob>& job, bool fresh, Result<PgResults> result);
  void onIdle(PgConnection* connection);
  void onClosed(PgConnection* connection);
  void drop(PgConnection* connection);
  template <typename Condition>
  void failWaiting(const DbError& error, Condition condition);
  void expire();
  [[nodiscard]] bool mayTryAgain(const PgJob& job, const PgConnection& connection, bool fresh,
                                 const DbError& error) const;
  [[nodiscard]] bool isWrongServer(const DbError& error) const;
  [[nodiscard]] DbError waitedInVain() const;
  [[nodiscard]] Slot* slotOf(const PgConnection* connection) const;
  [[nodiscard]] bool isStanding() const; ///< A connection is open.
  [[nodiscard]] int capacity() const;

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  QString m_tenantId;
  std::shared_ptr<bool> m_everReached;
  Slots m_slots;
  std::deque<std::shared_ptr<PgJob>> m_waiting;
  int m_failures = 0; ///< Tries to connect in a row that failed, though time may mend it.
  std::optional<DbError> m_lastFailure;
  QDeadlineTimer m_pause; ///< Until the next try.
  Deadline m_deadline;    ///< Of the first job or connection that expires, or the next try.
};

} // namespace sentinai
