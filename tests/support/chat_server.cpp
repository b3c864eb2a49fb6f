// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/chat_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslServer>
#include <stdexcept>

namespace sentinai {

ChatServer::ChatServer()
    : m_scheme("http") {
  listen(std::make_unique<QTcpServer>());
}

ChatServer::ChatServer(const QSslConfiguration& tls)
    : m_scheme("https") {
  auto server = std::make_unique<QSslServer>();
  server->setSslConfiguration(tls);
  listen(std::move(server));
}

ChatServer::~ChatServer() {
  QMetaObject::invokeMethod(
      m_server.get(), [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
  m_thread.quit();
  m_thread.wait();
}

void ChatServer::listen(std::unique_ptr<QTcpServer> server) {
  m_server = std::move(server);
  if (!m_server->listen(QHostAddress::LocalHost)) {
    throw std::runtime_error("the chat server cannot listen");
  }
  QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(), [this] {
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
      serve(socket);
    }
  });
  m_server->moveToThread(&m_thread);
  m_thread.start();
}

QString ChatServer::url() const {
  return QStringLiteral("%1://127.0.0.1:%2/v1").arg(QString::fromLatin1(m_scheme)).arg(m_server->serverPort());
}

void ChatServer::answer(Answer answer) {
  const std::lock_guard lock(m_mutex);
  m_answer = std::move(answer);
}

std::vector<ChatServer::Request> ChatServer::requests() const {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

int ChatServer::connections() const {
  const std::lock_guard lock(m_mutex);
  return m_connections;
}

void ChatServer::serve(QTcpSocket* socket) {
  {
    const std::lock_guard lock(m_mutex);
    ++m_connections;
  }
  QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
    const std::lock_guard lock(m_mutex);
    --m_connections;
    socket->deleteLater();
  });
  const auto received = std::make_shared<QByteArray>();
  QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, received] { receive(socket, *received); });
  receive(socket, *received);
}

void ChatServer::receive(QTcpSocket* socket, QByteArray& received) {
  received += socket->readAll();
  std::optional<Request> request = Request::take(received);
  if (!request) {
    return;
  }
  Answer answer;
  {
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(*std::move(request));
    answer = m_answer;
  }
  socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
  socket->write("HTTP/1.1 " + answer.status + "\r\n" + answer.headers + "Connection: close\r\n\r\n");
  const qsizetype part = answer.part > 0 ? answer.part : std::max<qsizetype>(1, answer.body.size());
  for (qsizetype written = 0; written < answer.body.size(); written += part) {
    socket->write(answer.body.mid(written, part));
    socket->flush();
  }
  if (!answer.isKeptOpen) {
    socket->disconnectFromHost();
  }
}

QByteArray ChatServer::chunk(const QString& piece, const QString& reason) {
  const QJsonObject choice{{QStringLiteral("index"), 0},
                           {QStringLiteral("delta"), QJsonObject{{QStringLiteral("content"), piece}}},
                           {QStringLiteral("finish_reason"), reason.isEmpty() ? QJsonValue() : QJsonValue(reason)}};
  const QJsonObject chunk{{QStringLiteral("object"), QStringLiteral("chat.completion.chunk")},
                          {QStringLiteral("choices"), QJsonArray{choice}}};
  return "data: " + QJsonDocument(chunk).toJson(QJsonDocument::Compact) + "\n\n";
}

QByteArray ChatServer::stream(const QStringList& pieces, const QString& reason) {
  QByteArray stream;
  for (const QString& piece : pieces) {
    stream += chunk(piece);
  }
  return stream + chunk({}, reason) + "data: [DONE]\n\n";
}

} // namespace sentinai
