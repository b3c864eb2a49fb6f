// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/server_process.h"

#include <QDir>
#include <QFile>
#include <QThread>
#include <csignal>
#include <netinet/in.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace sentinai {

namespace {

[[noreturn]] void fail(const QString& what) {
  throw std::runtime_error(what.toStdString());
}

bool isAlive(const QByteArray& pid) {
  QFile stat(QStringLiteral("/proc/%1/stat").arg(QString::fromLatin1(pid)));
  return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

} // namespace

ServerProcess::ServerProcess()
    : m_folder(QStringLiteral("/tmp/sentinai-server-XXXXXX")) {
  if (!m_folder.isValid()) {
    fail(m_folder.errorString());
  }
  if (geteuid() == 0) {
    const passwd* account = getpwnam("postgres");
    account = account != nullptr ? account : getpwnam("nobody");
    if (account == nullptr) {
      fail(QStringLiteral("There is no user postgres or nobody to run a server as."));
    }
    m_user = static_cast<int>(account->pw_uid);
    m_group = static_cast<int>(account->pw_gid);
    if (chown(QFile::encodeName(folder()).constData(), account->pw_uid, account->pw_gid) != 0) {
      fail(QStringLiteral("cannot give %1 to the server's user").arg(folder()));
    }
  }
}

ServerProcess::~ServerProcess() {
  if (isRunning()) {
    killAll();
    m_process.waitForFinished();
  }
}

QStringList ServerProcess::asServer(const QStringList& command) const {
  QStringList whole{QStringLiteral("setpriv"), QStringLiteral("--pdeathsig"), QStringLiteral("KILL")};
  if (m_user >= 0) {
    whole << QStringLiteral("--reuid") << QString::number(m_user) << QStringLiteral("--regid")
          << QString::number(m_group) << QStringLiteral("--clear-groups");
  }
  return whole << QStringLiteral("--") << command;
}

void ServerProcess::run(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment) {
  QStringList command = asServer(QStringList(program) + arguments);
  QProcess process;
  process.setWorkingDirectory(folder());
  process.setProcessChannelMode(QProcess::MergedChannels);
  if (!environment.isEmpty()) {
    process.setProcessEnvironment(environment);
  }
  process.start(command.takeFirst(), command);
  if (!process.waitForFinished(240'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
    fail(QStringLiteral("%1: %2 %3").arg(program, process.errorString(), QString::fromUtf8(process.readAll())));
  }
}

QString ServerProcess::writeFile(const QString& name, const QByteArray& bytes) {
  QFile file(folder() + QLatin1Char('/') + name);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() ||
      !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)) {
    fail(file.errorString());
  }
  file.close();
  if (m_user >= 0 && chown(QFile::encodeName(file.fileName()).constData(), static_cast<uid_t>(m_user),
                           static_cast<gid_t>(m_group)) != 0) {
    fail(QStringLiteral("cannot give %1 to the server's user").arg(file.fileName()));
  }
  return file.fileName();
}

void ServerProcess::start(const QString& program, const QStringList& arguments, const QStringList& limit) {
  QStringList command = limit + asServer(QStringList(program) + arguments);
  m_process.setWorkingDirectory(folder());
  m_process.setProcessChannelMode(QProcess::MergedChannels);
  m_process.setStandardOutputFile(folder() + QStringLiteral("/server.log"), QIODevice::Append);
  m_process.start(command.takeFirst(), command);
  if (!m_process.waitForStarted()) {
    fail(m_process.errorString());
  }
}

void ServerProcess::signal(int number) const {
  ::kill(static_cast<pid_t>(m_process.processId()), number);
}

void ServerProcess::killAll() {
  const QString pid = QString::number(m_process.processId());
  QFile list(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
  const QByteArrayList children = list.open(QIODevice::ReadOnly) ? list.readAll().split(' ') : QByteArrayList();
  signal(SIGKILL);
  for (const QByteArray& child : children) {
    if (child.toInt() > 0) {
      ::kill(child.toInt(), SIGKILL);
    }
  }
  waitForEnd();
  // They may hold on to what the next start needs.
  for (const QByteArray& child : children) {
    while (child.toInt() > 0 && isAlive(child)) {
      QThread::yieldCurrentThread();
    }
  }
}

void ServerProcess::waitForEnd() {
  if (isRunning() && !m_process.waitForFinished(60'000)) {
    fail(QStringLiteral("The server does not end: ") + log());
  }
}

QString ServerProcess::log() const {
  QFile file(folder() + QStringLiteral("/server.log"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

quint16 ServerProcess::freePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool found = socket >= 0 && bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                     getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(socket);
  if (!found) {
    fail(QStringLiteral("There is no free port."));
  }
  return ntohs(address.sin_port);
}

} // namespace sentinai
