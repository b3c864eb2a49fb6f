// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_login_guard.h"

#include <QHostAddress>
#include <QtEndian>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sentinai {

namespace {

constexpr qsizetype kHead = 5;              // The type of a message and its length.
constexpr quint32 kLongestMessage = 30'000; // libpq takes no longer ones before a login either.

// What an authentication message says first.
constexpr quint32 kLoggedIn = 0;
constexpr quint32 kClearText = 3;
constexpr quint32 kMd5 = 5;

bool isWaiting(const PGconn* connection) {
  switch (PQstatus(connection)) {
  case CONNECTION_SSL_STARTUP:
  case CONNECTION_GSS_STARTUP:
  case CONNECTION_AWAITING_RESPONSE:
    return true;
  default:
    return false;
  }
}

bool isNegotiating(const PGconn* connection) {
  return PQstatus(connection) == CONNECTION_SSL_STARTUP || PQstatus(connection) == CONNECTION_GSS_STARTUP;
}

ino_t fileOf(int descriptor) {
  struct stat facts {};
  return fstat(descriptor, &facts) == 0 ? facts.st_ino : 0;
}

bool wouldBlock() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

bool PgLoginGuard::isNeeded(PGconn* connection, bool isLocal) {
  if (!isWaiting(connection) || PQsslInUse(connection) != 0 || PQgssEncInUse(connection) != 0) {
    return false;
  }
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  auto* address = reinterpret_cast<sockaddr*>(&peer);
  return getpeername(PQsocket(connection), address, &size) == 0 && peer.ss_family != AF_UNIX &&
         !(isLocal && QHostAddress(address).isLoopback());
}

PgLoginGuard::PgLoginGuard(PGconn* connection, Refused refused)
    : m_connection(connection)
    , m_refused(std::move(refused)) {
  std::array<int, 2> ends{-1, -1};
  m_server = fcntl(PQsocket(connection), F_DUPFD_CLOEXEC, 0);
  if (m_server < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0 ||
      dup3(ends[0], PQsocket(connection), O_CLOEXEC) < 0) {
    // Without a guard there is no login: libpq finds its connection closed.
    ::shutdown(PQsocket(connection), SHUT_RDWR);
  }
  m_otherEnd = fileOf(ends[0]);
  ::close(ends[0]);
  m_client = ends[1];
  m_fromServer = std::make_unique<QSocketNotifier>(m_server, QSocketNotifier::Read);
  m_fromClient = std::make_unique<QSocketNotifier>(m_client, QSocketNotifier::Read);
  QObject::connect(m_fromServer.get(), &QSocketNotifier::activated, this, &PgLoginGuard::onServer);
  QObject::connect(m_fromClient.get(), &QSocketNotifier::activated, this, &PgLoginGuard::onClient);
}

PgLoginGuard::~PgLoginGuard() {
  m_fromServer.reset();
  m_fromClient.reset();
  ::close(m_server);
  ::close(m_client);
}

bool PgLoginGuard::isInPlace() const {
  return PQsocket(m_connection) >= 0 && fileOf(PQsocket(m_connection)) == m_otherEnd;
}

bool PgLoginGuard::proceed() {
  if (!isInPlace()) {
    return false; // libpq gave the connection up, perhaps for another one.
  }
  if (m_loggedIn && !isWaiting(m_connection)) {
    stepAside();
    return false;
  }
  m_fromServer->setEnabled(!m_loggedIn);
  return true;
}

void PgLoginGuard::retire() {
  m_fromServer->setEnabled(false);
  m_fromClient->setEnabled(false);
  deleteLater();
}

// One message at a time: what comes after it waits until libpq has read it, since it may mean something else by then.
void PgLoginGuard::onServer() {
  if (!isInPlace()) {
    m_fromServer->setEnabled(false);
    return;
  }
  if ((isNegotiating(m_connection) && m_message.isEmpty() && passNegotiation()) || !readMessage()) {
    return;
  }
  m_fromServer->setEnabled(false);
  if (m_message.front() == 'R' && m_message.size() >= kHead + 4) {
    const quint32 request = qFromBigEndian<quint32>(m_message.constData() + kHead);
    if (request == kClearText || request == kMd5) {
      hangUp();
      m_refused(request == kMd5 ? QStringLiteral("as an MD5 hash") : QStringLiteral("in clear text"));
      return;
    }
    m_loggedIn = request == kLoggedIn;
  }
  take(std::exchange(m_message, {}));
}

/// One byte says whether encryption comes now. If so libpq has to read even that byte from the server itself. False: it
/// is a message instead, a server's complaint.
bool PgLoginGuard::passNegotiation() {
  char answer = 0;
  const ssize_t size = ::recv(m_server, &answer, 1, MSG_PEEK);
  if (size < 0 && wouldBlock()) {
    return true;
  }
  if (size == 1 && answer == 'E') {
    return false;
  }
  m_fromServer->setEnabled(false);
  if (size == 1 && answer != 'N') {
    stepAside();
  } else if (size == 1 && ::recv(m_server, &answer, 1, 0) == 1) {
    take(QByteArray(1, answer));
  } else {
    hangUp();
  }
  return true;
}

/// Whether the message is there as a whole. Never reads beyond it.
bool PgLoginGuard::readMessage() {
  for (;;) {
    qsizetype wanted = kHead;
    if (m_message.size() >= kHead) {
      const quint32 length = qFromBigEndian<quint32>(m_message.constData() + 1);
      if (length < 4 || length > kLongestMessage) {
        hangUp();
        return false;
      }
      wanted = 1 + static_cast<qsizetype>(length);
      if (m_message.size() == wanted) {
        return true;
      }
    }
    QByteArray part(wanted - m_message.size(), Qt::Uninitialized);
    const ssize_t size = ::recv(m_server, part.data(), static_cast<std::size_t>(part.size()), 0);
    if (size < 0 && wouldBlock()) {
      return false;
    }
    if (size <= 0) {
      hangUp();
      return false;
    }
    m_message += part.first(size);
  }
}

void PgLoginGuard::take(const QByteArray& bytes) {
  // There is room: libpq reads each message before the next one comes.
  if (::send(m_client, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL) != bytes.size()) {
    hangUp();
  }
}

void PgLoginGuard::onClient() {
  std::array<char, 4096> bytes{};
  const ssize_t size = ::recv(m_client, bytes.data(), bytes.size(), 0);
  if (size < 0 && wouldBlock()) {
    return;
  }
  // What a login has to say is short, and fits into the kernel's buffer.
  if (size <= 0 || ::send(m_server, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size) {
    hangUp();
  }
}

/// For libpq it looks as if the server had closed the connection.
void PgLoginGuard::hangUp() {
  m_fromServer->setEnabled(false);
  m_fromClient->setEnabled(false);
  ::shutdown(m_client, SHUT_RDWR);
  ::shutdown(m_server, SHUT_RDWR);
}

void PgLoginGuard::stepAside() {
  onClient(); // What libpq has said last.
  m_fromServer->setEnabled(false);
  m_fromClient->setEnabled(false);
  if (dup3(m_server, PQsocket(m_connection), O_CLOEXEC) < 0) {
    hangUp();
  }
}

} // namespace sentinai
