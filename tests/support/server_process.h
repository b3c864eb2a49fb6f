// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace sentinai {

/// A server that runs as a child of this program and never outlives it. Servers such as PostgreSQL refuse to run as
/// root, so where this program does, they run as user postgres or nobody. Whatever fails throws std::runtime_error.
class ServerProcess {
public:
  ServerProcess();
  ~ServerProcess(); ///< Ends it, and deletes its folder.
  Q_DISABLE_COPY_MOVE(ServerProcess)

  /// A short path, as sockets need it, which belongs to the server's user.
  [[nodiscard]] QString folder() const { return m_folder.path(); }

  /// Runs a program to its end as the server's user, with output to a file of the folder.
  void run(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment = {});

  /// Writes a file into the folder that only the server's user can read.
  QString writeFile(const QString& name, const QByteArray& bytes);

  /// `limit`: a command in front, such as prlimit.
  void start(const QString& program, const QStringList& arguments, const QStringList& limit = {});
  void signal(int number) const; ///< To the server alone.
  void killAll();                ///< Kills it and its children on the spot.
  void waitForEnd();             ///< Until it has gone.
  [[nodiscard]] bool endedWithin(int milliseconds) { return m_process.waitForFinished(milliseconds); }
  [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
  [[nodiscard]] QString log() const; ///< What the server has written.

  [[nodiscard]] static quint16 freePort();

private:
  [[nodiscard]] QStringList asServer(const QStringList& command) const;

  QTemporaryDir m_folder;
  QProcess m_process;
  int m_user = -1; ///< Where it is not this program's.
  int m_group = -1;
};

} // namespace sentinai
