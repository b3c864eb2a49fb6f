// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalSocket>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <sys/socket.h>

namespace sentinai {

/// Passes bytes between a local TCP port and the server, and can do what a failing network does: hang up, reset, fall
/// silent, be slow, or answer nobody.
class BreakableLink : public QTcpServer {
public:
  /// `host` is the server's socket folder or its name.
  BreakableLink(const QString& host, quint16 port)
      : m_host(host)
      , m_port(port) {
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
      while (QTcpSocket* client = nextPendingConnection()) {
        ++m_accepted;
        join(client);
      }
    });
  }

  /// The sockets go with the base class, when there is nobody left here to be told of it.
  ~BreakableLink() override {
    for (const QPointer<QIODevice>& server : std::as_const(m_servers)) {
      if (server) {
        server->disconnect();
      }
    }
    for (const QPointer<QTcpSocket>& client : std::as_const(m_clients)) {
      if (client) {
        client->disconnect();
      }
    }
  }
  Q_DISABLE_COPY_MOVE(BreakableLink)

  [[nodiscard]] int accepted() const { return m_accepted; } ///< Connections so far.
  [[nodiscard]] int open() const {                          ///< Those that stand.
    return static_cast<int>(std::count_if(m_clients.begin(), m_clients.end(), [](const auto& client) {
      return client && client->state() == QAbstractSocket::ConnectedState;
    }));
  }

  /// Ends every connection, on the server's side too.
  void breakAll() {
    for (const QPointer<QIODevice>& server : std::exchange(m_servers, {})) {
      if (auto* socket = qobject_cast<QTcpSocket*>(server)) {
        socket->abort();
      } else if (server) {
        static_cast<QLocalSocket*>(server.data())->abort();
      }
    }
    for (const QPointer<QTcpSocket>& client : std::exchange(m_clients, {})) {
      if (client) {
        client->abort();
      }
    }
  }

  /// The same by a reset instead of an end of the stream.
  void resetAll() {
    for (const QPointer<QTcpSocket>& client : std::as_const(m_clients)) {
      if (client && client->socketDescriptor() >= 0) {
        const linger atOnce{1, 0};
        setsockopt(static_cast<int>(client->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
      }
    }
    breakAll();
  }

  /// From now on nothing of what the server says gets through, nor, with `bothWays`, what is said to it.
  void silence(bool bothWays = false) {
    m_silent = true;
    m_deaf = bothWays;
  }
  void speakAgain() { m_silent = m_deaf = false; } ///< What was said meanwhile is lost.

  /// From now on every connection is accepted and never answered: the server is not even asked.
  void ignoreNewcomers(bool ignore = true) { m_ignoring = ignore; }

  /// From now on every connection is reset at once.
  void turnAway(bool turnAway = true) { m_turningAway = turnAway; }

  /// From now on the server's words take so long.
  void delay(std::chrono::milliseconds time) { m_delay = time; }

  /// Breaks everything, instead of passing it on, at the server's first word after the client has said `words`.
  void breakAtAnswerTo(const QByteArray& words) { m_fatalWords = words; }

private:
  void join(QTcpSocket* client) {
    m_clients << client;
    if (m_turningAway) {
      client->abort();
      return;
    }
    if (m_ignoring) {
      return;
    }
    QIODevice* server = nullptr;
    if (m_host.startsWith(QLatin1Char('/'))) {
      auto* socket = new QLocalSocket(client);
      socket->connectToServer(QStringLiteral("%1/.s.PGSQL.%2").arg(m_host).arg(m_port));
      connect(socket, &QLocalSocket::disconnected, client, [this, client] { hangUp(client); });
      connect(socket, &QLocalSocket::errorOccurred, client, [this, client] { hangUp(client); });
      server = socket;
    } else {
      auto* socket = new QTcpSocket(client);
      socket->connectToHost(m_host, m_port);
      connect(socket, &QTcpSocket::disconnected, client, [this, client] { hangUp(client); });
      connect(socket, &QTcpSocket::errorOccurred, client, [this, client] { hangUp(client); });
      server = socket;
    }
    m_servers << server;
    connect(client, &QIODevice::readyRead, server, [this, client, server] {
      const QByteArray bytes = client->readAll();
      m_isDoomed = m_isDoomed || (!m_fatalWords.isEmpty() && bytes.contains(m_fatalWords));
      if (!m_deaf) {
        server->write(bytes);
      }
    });
    connect(server, &QIODevice::readyRead, client, [this, client, server] {
      const QByteArray bytes = server->readAll();
      if (m_isDoomed) {
        m_isDoomed = false;
        m_fatalWords.clear();
        breakAll();
      } else if (m_delay.count() > 0) {
        QTimer::singleShot(m_delay, client, [this, client, bytes] { pass(client, bytes); });
      } else {
        pass(client, bytes);
      }
    });
    connect(client, &QTcpSocket::disconnected, server, [server] { server->close(); });
    server->write(client->readAll());
  }

  void pass(QTcpSocket* client, const QByteArray& bytes) {
    if (!m_silent) {
      client->write(bytes);
    }
  }

  /// A silent network does not tell that the other side has gone.
  void hangUp(QTcpSocket* client) {
    if (!m_silent) {
      client->disconnectFromHost();
    }
  }

  QString m_host;
  quint16 m_port;
  bool m_silent = false;
  bool m_deaf = false;
  bool m_ignoring = false;
  bool m_turningAway = false;
  bool m_isDoomed = false;
  QByteArray m_fatalWords;
  std::chrono::milliseconds m_delay{0};
  int m_accepted = 0;
  QList<QPointer<QTcpSocket>> m_clients;
  QList<QPointer<QIODevice>> m_servers;
};

} // namespace sentinai
