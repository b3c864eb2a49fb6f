// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace sentinai {

/// An LDAP server that knows one password, for a PostgreSQL server to ask. Lives in the event loop of its thread.
class DirectoryServer {
public:
  explicit DirectoryServer(const QByteArray& password) {
    m_server.listen(QHostAddress::LocalHost);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, password] {
      QTcpSocket* socket = m_server.nextPendingConnection();
      QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
      QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, password] {
        // SEQUENCE { INTEGER id, bindRequest { version, name, simple [0] password } }, all lengths below 128.
        const QByteArray request = socket->readAll();
        constexpr char bindRequest = 0x60;
        if (request.size() < 6 || request[5] != bindRequest) {
          return;
        }
        const QByteArray simple = QByteArray("\x80") + static_cast<char>(password.size()) + password;
        constexpr char invalidCredentials = 49;
        const char code = request.endsWith(simple) ? char{0} : invalidCredentials;
        socket->write(QByteArray("\x30\x0c\x02\x01") + request[4] + QByteArray("\x61\x07\x0a\x01") + code +
                      QByteArray("\x04\x00\x04\x00", 4));
      });
    });
  }

  [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
  QTcpServer m_server;
};

} // namespace sentinai
