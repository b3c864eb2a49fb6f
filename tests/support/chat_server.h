// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http_test_request.h"

#include <QByteArray>
#include <QSslConfiguration>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <mutex>
#include <vector>

namespace sentinai {

/// An endpoint for chat completions on the loopback that says what a test has it say, as badly as wanted. It has a
/// thread of its own, so that it answers while the test waits for another program.
class ChatServer {
public:
  using Request = HttpTestRequest;

  struct Answer {
    QByteArray body;
    QByteArray status = "200 OK";
    QByteArray headers = "Content-Type: text/event-stream; charset=utf-8\r\n";
    qsizetype part = 0;      ///< So many bytes are written at a time; 0: all.
    bool isKeptOpen = false; ///< The connection is not closed behind the body.
  };

  ChatServer();
  /// Behind TLS, with this certificate.
  explicit ChatServer(const QSslConfiguration& tls);
  ~ChatServer();
  Q_DISABLE_COPY_MOVE(ChatServer)

  [[nodiscard]] QString url() const; ///< With the path /v1.

  void answer(Answer answer); ///< From now on, to every request.

  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] int connections() const; ///< That are open.

  /// What a model streams that says these pieces and ends for that reason.
  [[nodiscard]] static QByteArray stream(const QStringList& pieces, const QString& reason = QStringLiteral("stop"));
  /// One chunk of it; empty reason: it goes on.
  [[nodiscard]] static QByteArray chunk(const QString& piece, const QString& reason = {});

private:
  QThread m_thread;
  std::unique_ptr<QTcpServer> m_server; ///< Of m_thread.
  QByteArray m_scheme;
  mutable std::mutex m_mutex;
  Answer m_answer;
  std::vector<Request> m_requests;
  int m_connections = 0;

  void listen(std::unique_ptr<QTcpServer> server);
  void serve(QTcpSocket* socket);
  void receive(QTcpSocket* socket, QByteArray& received);
};

} // namespace sentinai
