// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_connector.h"
#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_request.h"
#include "repositories/postgresql/pg_session_setup.h"
#include "repositories/postgresql/statement_cache.h"

#include <deque>

namespace sentinai {

/// One connection to the server, for one tenant, without blocking. Lives on the I/O thread; every call and signal is
/// there. A connection that failed in any way beyond a refused statement closes itself and is not opened again.
///
/// Everything is sent in libpq's pipeline mode, so whatever a request takes (preparing, settings, several statements)
/// is one round trip.
///
/// Tenant, time limit, time zone and the like are set once when the session is this connection's own. Behind a pooler
/// that may put every transaction on another server connection, they are set anew in each transaction, for that
/// transaction only, and nothing is left behind: no setting, no prepared statement.
class PgConnection : public QObject {
  Q_OBJECT
public:
  using Opened = std::function<void(Result<Done>)>;
  using Finished = std::function<void(Result<PgResults>)>;

  PgConnection(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, const QString& tenantId,
               QObject* parent);
  ~PgConnection() override; ///< Closes at once; callbacks are no longer called.

  /// Connects, then sets tenant, time limit, time zone, name and encoding, reads them back and sees to it that the
  /// server has the role that was asked for; else goes on to the next one. Once. `opened` comes later.
  void open(Opened opened);

  /// Runs one request on an idle connection. `finished` comes later, never from within.
  void execute(std::shared_ptr<const PgRequest> request, Finished finished);

  /// Asks the server for a sign of life. idle() follows, or closed() where none comes within connectTimeout.
  void validate();

  /// A Stream's receiver takes rows again.
  void resume();

  /// Asks the server to stop what runs; `finished` then tells whether it did. Without an answer the connection closes.
  void cancel();

  /// Closes an idle connection where the server has hung up meanwhile; says whether it is still open. No round trip.
  bool checkOpen();

  /// Open, in no transaction, nothing running and no cancellation under way: fit for the next statement.
  [[nodiscard]] bool isIdle() const;
  [[nodiscard]] bool isClosed() const { return m_state == State::Closed; }

  /// The receiver of the Stream that ended last has had rows, so it cannot begin again.
  [[nodiscard]] bool hasDelivered() const { return m_hasDelivered; }

  [[nodiscard]] const QString& login() const { return m_login; } ///< The server's session_user, once open.
  [[nodiscard]] bool isPooled() const { return m_pooled; }       ///< Once open: the session is not this one's own.

Q_SIGNALS:
  void idle();                              ///< isIdle() has become true.
  void closed();                            ///< Also when the server ends an idle connection.
  void notified(const QByteArray& payload); ///< Of a channel that a LISTEN on this connection named.

private:
  enum class State : quint8 { New, Connecting, Idle, Running, Closed };
  /// What was sent and has to be answered, in order. Sync ends a flight: all that goes in one round trip.
  enum class Sent : quint8 { Aside, Prepare, Statement, Rows, Sync };

  void onConnected(Result<PGconn*> connected);
  void adopt(PGconn* connection);
  void onSetUp(Result<PgResults> results);
  void tryNextServer(DbError reason);
  void finishOpening(Result<Done> outcome);

  void begin();
  bool sendStatement(const SqlStatement& statement);
  bool sendPrepare(const QByteArray& key, const QByteArray& text, const PgParameters& parameters);
  bool sendNamed(const QByteArray& key, const PgParameters& parameters, Sent what);
  bool sendDirect(const SqlStatement& statement, Sent what);
  bool sendText(const char* text);
  bool sendSettings();
  bool sendPlanning(SqlPlanning planning);
  bool sendFetch();
  bool sendSync();
  bool sendCopy();
  void setLimit();

  void onReadable();
  void takeNotifications();
  void onWritable();
  void flush();
  void collect();
  void collectCopy();
  void take(PgResult result);
  void noteError(PgResult result);
  void takeRows(PgResult result);
  void feedCopy();
  void flightDone();
  void endTransaction(const char* how);
  void finish(Result<PgResults> outcome);
  void breakDown(const QString& detail);
  void onDeadline();
  void close();
  void releaseSocket();
  void becomeIdleIfFree();

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  PgSessionSetup m_setup;
  QString m_login;
  std::unique_ptr<PgConnector> m_connector; ///< While opening.
  Opened m_opened;                          ///< The same.
  PGconn* m_connection = nullptr;
  State m_state = State::New;
  bool m_pooled = false;
  std::unique_ptr<QSocketNotifier> m_readable;
  std::unique_ptr<QSocketNotifier> m_writable;
  Deadline m_deadline;
  StatementCache m_cache;

  // The request that runs.
  std::shared_ptr<const PgRequest> m_request;
  Finished m_finished;
  std::deque<Sent> m_sent;
  SqlPlanning m_planning = SqlPlanning::EachTime; ///< What the flight's transaction is set to.
  std::deque<QByteArray> m_preparing;             ///< Keys of the statements being prepared.
  std::vector<QByteArray> m_named;                ///< Keys of those sent by name.
  PgResults m_results;                            ///< Of its statements.
  std::optional<DbError> m_error;                 ///< The first.
  bool m_isSynced = false;                        ///< All that makes the change has been sent.
  bool m_isEnding = false;                        ///< So has the end of the transaction, after the rest.
  bool m_withoutNames = false;                    ///< The second go, since a prepared statement no longer fitted.
  bool m_hasDelivered = false;                    ///< A Stream's receiver has rows.
  bool m_isPaused = false;                        ///< It takes no rows at present.
  PgResult m_held;                                ///< Rows that came while paused.
  bool m_isCopying = false;                       ///< The server takes a CopyIn's bytes.
  bool m_cancelRequested = false;
  int m_cancelsUnderWay = 0;
};

} // namespace sentinai
