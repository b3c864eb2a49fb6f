// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http_test_request.h"

#include <QMap>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <functional>
#include <optional>

namespace sentinai {

/// A small HTTP/1.1 server on loopback that does with each request what its handler says, sensible or not.
class HttpTestServer : public QTcpServer {
public:
  using Request = HttpTestRequest;
  /// Gets the connection on which a whole request has come in.
  using Handler = std::function<void(QTcpSocket*, const Request&)>;

  explicit HttpTestServer(Handler handler, std::optional<QSslConfiguration> tls = {})
      : m_handler(std::move(handler))
      , m_tls(std::move(tls)) {
    listen(QHostAddress::LocalHost);
  }

  /// `path` begins with a slash.
  [[nodiscard]] QString url(const QString& path, const QString& host = QStringLiteral("127.0.0.1")) const {
    return QStringLiteral("%1://%2:%3%4")
        .arg(m_tls ? QStringLiteral("https") : QStringLiteral("http"), host)
        .arg(serverPort())
        .arg(path);
  }

  [[nodiscard]] const QList<Request>& requests() const { return m_requests; }
  [[nodiscard]] int connections() const { return m_connections; }

  static void answer(QTcpSocket* socket, int status, const QByteArray& body = "{}", const QByteArray& headers = {}) {
    socket->write("HTTP/1.1 " + QByteArray::number(status) +
                  " Status\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body);
  }

protected:
  void incomingConnection(qintptr descriptor) override {
    ++m_connections;
    auto* const socket = new QSslSocket(this);
    socket->setSocketDescriptor(descriptor);
    connect(socket, &QIODevice::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QAbstractSocket::disconnected, this, [this, socket] {
      m_buffers.remove(socket);
      socket->deleteLater();
    });
    if (m_tls) {
      socket->setSslConfiguration(*m_tls);
      socket->startServerEncryption();
    }
  }

private:
  void read(QSslSocket* socket) {
    QByteArray& buffer = m_buffers[socket];
    buffer += socket->readAll();
    if (const std::optional<Request> request = Request::take(buffer)) {
      m_requests << *request;
      m_handler(socket, *request);
    }
  }

  Handler m_handler;
  std::optional<QSslConfiguration> m_tls;
  QMap<QSslSocket*, QByteArray> m_buffers;
  QList<Request> m_requests;
  int m_connections = 0;
};

} // namespace sentinai
