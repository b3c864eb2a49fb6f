// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_io_thread.h"
#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_settings.h"
#include "repositories/postgresql/statement_cache.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

namespace sentinai {

/// One connection to the server, for one tenant, without blocking. Lives on the I/O thread; every call and signal is
/// there. A connection that failed in any way beyond a refused statement closes itself and is not opened again.
class PgConnection : public QObject {
  Q_OBJECT
public:
  using Opened = std::function<void(Result<Done>)>;
  using Finished = std::function<void(Result<PgResult>)>;

  PgConnection(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId, QObject* parent);
  ~PgConnection() override; ///< Closes at once; callbacks are no longer called.

  /// Connects, then sets tenant, time limit, time zone, name and encoding, and reads them back. Once.
  void open(Opened opened);

  /// Runs one statement on an idle connection; results are binary. `finished` comes later, never from within.
  void execute(SqlStatement statement, PgIntent intent, Finished finished);

  /// Asks the server to stop what runs; `finished` then tells whether it did. Without an answer the connection closes.
  void cancel();

  /// Open, in no transaction, nothing running and no cancellation under way: fit for the next statement.
  [[nodiscard]] bool isIdle() const;
  [[nodiscard]] bool isClosed() const { return m_state == State::Closed; }

  [[nodiscard]] const QString& login() const { return m_login; } ///< The server's session_user, once open.

Q_SIGNALS:
  void idle();   ///< isIdle() has become true.
  void closed(); ///< Also when the server ends an idle connection.

private:
  enum class State : quint8 { New, Connecting, Idle, Running, Closed };
  enum class Step : quint8 { None, Discard, Prepare, Execute };

  void pollConnect();
  void setUp();
  void readBack();
  void finishOpening(Result<Done> outcome);

  void send(Step step);
  void onReadable();
  void onWritable();
  void flush();
  void collect();
  void take(PgResult result);
  void stepDone();
  void finish(Result<PgResult> outcome);
  void breakDown(const QString& detail);
  void onDeadline();
  void close();
  void becomeIdleIfFree();

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  QString m_tenantId;
  QString m_login;
  PGconn* m_connection = nullptr;
  State m_state = State::New;
  std::unique_ptr<QSocketNotifier> m_readable;
  std::unique_ptr<QSocketNotifier> m_writable;
  QTimer m_deadline;
  Opened m_opened;

  // The statement that runs.
  SqlStatement m_statement;
  std::unique_ptr<PgParameters> m_parameters;
  PgIntent m_intent = PgIntent::Read;
  Finished m_finished;
  Step m_step = Step::None;
  PgResult m_result;
  std::optional<DbError> m_error;
  bool m_cancelRequested = false;
  int m_cancelsUnderWay = 0;
  StatementCache m_cache;
};

} // namespace sentinai
