// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/server_process.h"

#include <QMap>
#include <memory>
#include <optional>

namespace sentinai {

/// A PostgreSQL server of the test's own, to be stopped, killed and promoted. It asks for passwords (SCRAM) and listens
/// on 127.0.0.1 and a socket. Blocking; whatever fails throws std::runtime_error.
class OwnCluster {
public:
  OwnCluster(); ///< Makes and starts it.

  /// A streaming standby of `primary`, made and started.
  [[nodiscard]] static std::unique_ptr<OwnCluster> standbyOf(OwnCluster& primary);

  /// `limit`: a command in front of the server, such as prlimit.
  void start(const QStringList& limit = {});
  void stop();                             ///< Ends every connection, with a word.
  void kill();                             ///< As if the machine's power went.
  void promote();                          ///< A standby becomes a primary.
  void waitForReplay(OwnCluster& primary); ///< Until this standby has all that `primary` has now.

  /// Files that only the server's user can read, such as keys. The path.
  QString writeFile(const QString& name, const QByteArray& bytes) { return m_server.writeFile(name, bytes); }

  void setAccess(const QByteArray& lines);                  ///< pg_hba.conf from now on.
  void setSettings(const QMap<QString, QString>& settings); ///< Those that need no restart, from now on.

  [[nodiscard]] quint16 port() const { return m_port; }
  [[nodiscard]] QString socketFolder() const { return m_server.folder(); }

  /// As superuser over the socket, to database postgres.
  [[nodiscard]] QString adminConninfo() const;

  /// Over TCP.
  [[nodiscard]] QString conninfo(const QString& database, const QString& role, const QString& password) const;

  /// Runs one or several statements as superuser; the last one's rows.
  QList<QStringList> execute(const QString& sql, const QString& database = QStringLiteral("postgres")) const;

  [[nodiscard]] QString log() const { return m_server.log(); }

private:
  struct Unmade {};
  explicit OwnCluster(Unmade);
  void reload();
  [[nodiscard]] QString data() const { return m_server.folder() + QStringLiteral("/data"); }

  ServerProcess m_server;
  quint16 m_port = 0;
  QString m_password;
};

} // namespace sentinai
