// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>

namespace sentinai {

/// Passes bytes between a local TCP port and the server, and can hang up without a word or fall silent, as a failing
/// network does.
class BreakableLink : public QTcpServer {
public:
  /// `host` is the server's socket folder or its name.
  BreakableLink(const QString& host, quint16 port)
      : m_host(host)
      , m_port(port) {
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
      while (QTcpSocket* client = nextPendingConnection()) {
        join(client);
      }
    });
  }

  /// Ends every connection, on the server's side too.
  void breakAll() {
    for (QIODevice* end : std::as_const(m_ends)) {
      if (auto* socket = qobject_cast<QTcpSocket*>(end)) {
        socket->abort();
      } else {
        static_cast<QLocalSocket*>(end)->abort();
      }
    }
    m_ends.clear();
  }

  /// From now on nothing of what the server says gets through.
  void silence() { m_silent = true; }

private:
  void join(QTcpSocket* client) {
    QIODevice* server = nullptr;
    if (m_host.startsWith(QLatin1Char('/'))) {
      auto* socket = new QLocalSocket(client);
      socket->connectToServer(QStringLiteral("%1/.s.PGSQL.%2").arg(m_host).arg(m_port));
      connect(socket, &QLocalSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
      server = socket;
    } else {
      auto* socket = new QTcpSocket(client);
      socket->connectToHost(m_host, m_port);
      connect(socket, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
      server = socket;
    }
    m_ends << client << server;
    connect(client, &QIODevice::readyRead, server, [client, server] { server->write(client->readAll()); });
    connect(server, &QIODevice::readyRead, client, [this, client, server] {
      const QByteArray bytes = server->readAll();
      if (!m_silent) {
        client->write(bytes);
      }
    });
    connect(client, &QTcpSocket::disconnected, server, [server] { server->close(); });
    server->write(client->readAll());
  }

  QString m_host;
  quint16 m_port;
  bool m_silent = false;
  QList<QIODevice*> m_ends;
};

} // namespace sentinai
