// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <sys/types.h>

namespace sentinai {

/// Keeps the password from a server that asks for it in clear text, or for its MD5 hash, over a link that is not
/// encrypted. libpq would send either. So while the login lasts it talks to this guard, which passes the server's
/// messages on one by one, after a look at each, and steps aside once the server has let the login in or speaks TLS.
/// Lives on the I/O thread, beside PgConnector, which tells it when libpq has read.
class PgLoginGuard : public QObject {
  Q_OBJECT
public:
  /// What the server asked for, e.g. "in clear text". Nothing was sent, and the connection is of no more use.
  using Refused = std::function<void(const QString& how)>;

  /// Whether libpq waits for a server's word on a login, over a network and without encryption. A server that is meant
  /// to be on this computer (`isLocal`) and answers there is none.
  [[nodiscard]] static bool isNeeded(PGconn* connection, bool isLocal);

  /// Gets between. `refused` is called from the event loop, and may retire the guard.
  PgLoginGuard(PGconn* connection, Refused refused);
  ~PgLoginGuard() override;

  /// To be called after each PQconnectPoll(), which may have read what was passed on. False: libpq no longer talks to
  /// the guard, which can go.
  [[nodiscard]] bool proceed();

  /// Does nothing more, and is deleted later. The connection may go.
  void retire();

private:
  void onServer();
  void onClient();
  [[nodiscard]] bool passNegotiation();
  [[nodiscard]] bool readMessage();
  void take(const QByteArray& bytes);
  void hangUp();
  void stepAside();
  [[nodiscard]] bool isInPlace() const;

  PGconn* m_connection;
  Refused m_refused;
  int m_server = -1; ///< The way to the server.
  int m_client = -1; ///< The way to libpq, which has the other end in place of the server's.
  ino_t m_otherEnd = 0;
  QByteArray m_message; ///< Of the server, as far as it has come.
  bool m_loggedIn = false;
  std::unique_ptr<QSocketNotifier> m_fromServer;
  std::unique_ptr<QSocketNotifier> m_fromClient;
};

} // namespace sentinai
