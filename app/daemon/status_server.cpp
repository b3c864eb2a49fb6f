// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon/status_server.h"

#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr int kMostConnections = 32;
constexpr qint64 kLongestRequest = 8192; // bytes
constexpr auto kPatience = 5s;           // for a whole exchange

QByteArray response(const char* status, const QByteArray& body, const char* type = "text/plain; charset=utf-8") {
  return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Type: " + type +
         "\r\nContent-Length: " + QByteArray::number(body.size()) +
         "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body;
}

/// Whether the request names this computer, or nothing: else a page of the web, whose name has come to mean this
/// computer, could read what is said here.
bool isMeantForHere(const QByteArray& request) {
  const QList<QByteArray> lines = request.left(request.indexOf("\r\n\r\n")).split('\n');
  for (const QByteArray& line : lines) {
    if (line.left(5).toLower() == "host:") {
      const QString host = QUrl(QStringLiteral("http://") + QString::fromLatin1(line.mid(5).trimmed())).host();
      return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
    }
  }
  return true;
}

} // namespace

StatusServer::StatusServer(const DaemonMetrics& metrics)
    : m_metrics(metrics) {
  m_server.setMaxPendingConnections(kMostConnections);
  connect(&m_server, &QTcpServer::newConnection, this, &StatusServer::accept);
}

QString StatusServer::listen(const QString& address) {
  const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
  QString host = address.left(colon);
  bool isNumber = false;
  const quint16 port = address.mid(colon + 1).toUShort(&isNumber);
  if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']'))) {
    host = host.mid(1, host.size() - 2);
  }
  if (host == QLatin1String("localhost")) {
    host = QStringLiteral("127.0.0.1");
  }
  const QHostAddress where(host);
  if (colon < 0 || !isNumber || where.isNull()) {
    return QStringLiteral("%1 is not an address to listen on. Give one such as 127.0.0.1:9469.").arg(address);
  }
  if (!where.isLoopback()) {
    return QStringLiteral("%1 can be reached from other computers, and whoever asks there is not asked who they are. "
                          "Listen on 127.0.0.1 or [::1].")
        .arg(address);
  }
  return m_server.listen(where, port) ? QString()
                                      : QStringLiteral("Cannot listen on %1: %2").arg(address, m_server.errorString());
}

void StatusServer::accept() {
  while (QTcpSocket* socket = m_server.nextPendingConnection()) {
    if (m_server.findChildren<QTcpSocket*>().size() > kMostConnections) {
      socket->abort();
      socket->deleteLater();
      continue;
    }
    socket->setReadBufferSize(kLongestRequest);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(kPatience, socket, [socket] {
      socket->abort();
      socket->deleteLater();
    });
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
      const QByteArray request = socket->peek(kLongestRequest);
      if (!request.contains("\r\n\r\n") && request.size() < kLongestRequest) {
        return;
      }
      socket->disconnect(this);
      socket->readAll();
      socket->write(answerTo(request));
      socket->disconnectFromHost();
    });
  }
}

QByteArray StatusServer::answerTo(const QByteArray& request) const {
  const QList<QByteArray> words = request.left(request.indexOf("\r\n")).split(' ');
  if (!request.contains("\r\n\r\n") || words.size() != 3 || !words[2].startsWith("HTTP/1.")) {
    return response("400 Bad Request", "This is not a request.\n");
  }
  if (!isMeantForHere(request)) {
    return response("421 Misdirected Request", "Ask for it by a loopback address.\n");
  }
  if (words[0] != "GET") {
    return response("405 Method Not Allowed", "Only GET.\n");
  }
  if (words[1] == "/healthz") {
    return m_metrics.isUp() ? response("200 OK", "ok\n")
                            : response("503 Service Unavailable", "A queue does not answer.\n");
  }
  if (words[1] == "/metrics") {
    return response("200 OK", m_metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
  }
  return response("404 Not Found", "There are /healthz and /metrics.\n");
}

} // namespace sentinai
