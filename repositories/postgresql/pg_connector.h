// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/deadline.h"
#include "repositories/postgresql/pg_io_thread.h"
#include "repositories/postgresql/pg_result.h"
#include "repositories/postgresql/pg_settings.h"

#include <QObject>
#include <QSocketNotifier>

namespace sentinai {

class PgLoginGuard;

/// Who sees to it that the server has the role that target_session_attrs asks for.
enum class PgRoleCheck : quint8 { Caller, Libpq };

/// Connects to the first of the settings' servers that will do, without blocking: names are looked up on a helper
/// thread, and each address has connectTimeout for itself, so one that is silent does not use up the time of the
/// others. Lives on the I/O thread.
///
/// A server that cannot be reached or has no room is passed over; one that refuses login or database ends the search,
/// as the next one would have to be told the same. So does one that cannot prove who it is (PgSettings::sslModeFor()),
/// or asks for a password that others could read on its way (PgLoginGuard).
class PgConnector : public QObject {
  Q_OBJECT
public:
  /// A connection, which the receiver has to finish, or why there is none.
  using Connected = std::function<void(Result<PGconn*>)>;

  PgConnector(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QObject* parent,
              PgRoleCheck roleCheck = PgRoleCheck::Caller);
  ~PgConnector() override; ///< `connected` is no longer called.

  /// To be called once. `connected` comes later, never from within.
  void start(Connected connected);

  /// The server that was connected last will not do after all; goes on to the next one and calls `connected` again.
  void passOver(DbError reason);

  /// The role that the server connected last is to have; Any in the second round of PreferStandby.
  [[nodiscard]] PgRole wantedRole() const;

private:
  void nextHost();
  void lookUp();
  void nextAddress();
  void poll();
  void awaitSocket(PostgresPollingStatusType status);
  void guardLogin();
  void explainTls(DbError error);
  void onDeadline();
  void failHost(DbError error);
  void drop();
  void end(Result<PGconn*> result);

  const PgIoThread& m_io;
  std::shared_ptr<const PgSettings> m_settings;
  Connected m_connected;
  std::size_t m_next = 0; ///< Index of the next try: host, plus the number of hosts in a second round.
  PgHost m_host;
  QList<QByteArray> m_addresses; ///< Of the host, not tried yet.
  PgRoleCheck m_roleCheck;
  int m_errand = 0; ///< Serial of what counts of that which is done on helper threads.
  std::vector<DbError> m_failures;
  PGconn* m_connection = nullptr;
  std::unique_ptr<QSocketNotifier> m_notifier;
  PgLoginGuard* m_guard = nullptr; ///< Of the connection, while there is need.
  Deadline m_deadline;
};

} // namespace sentinai
