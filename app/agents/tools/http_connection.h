// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/call_ending.h"
#include "app/agents/tools/http_request.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/completion.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QTimer>
#include <QUrl>

namespace sentinai {

/// One request over a connection of its own, to exactly this address, whoever answers for the host's name by then. TLS
/// and the Host header are for the name. Without proxies, cookies, kept passwords, HTTP/2 and redirects.
class HttpConnection {
public:
  HttpConnection(const QUrl& url, const QHostAddress& address, qint64 maxResponseBytes);

  /// Once. The object must outlive it.
  [[nodiscard]] QCoro::Task<CallEnding> send(HttpRequest request, QDeadlineTimer deadline, CancelToken token);

  /// Where the answer redirects to, if anywhere.
  [[nodiscard]] const QUrl& redirect() const { return m_redirect; }

private:
  /// Qt sends a request again by itself where the connection breaks, unless its body cannot be had again; any request
  /// gets one for that, if an empty one.
  class OnceBody : public QIODevice {
  public:
    void setBytes(const QByteArray& bytes);
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    bool reset() override { return false; }

  protected:
    qint64 readData(char* data, qint64 most) override;
    qint64 writeData(const char*, qint64) override { return -1; }

  private:
    QByteArray m_bytes;
  };

  void read();
  [[nodiscard]] CallEnding ending(const Result<Done>& finished);

  QUrl m_url;
  QHostAddress m_address;
  qint64 m_maxResponseBytes;
  OnceBody m_body;
  QNetworkAccessManager m_manager;
  QTimer m_timer;
  QNetworkReply* m_reply = nullptr; ///< Owned by m_manager.
  Completion<Done> m_finished;
  QByteArray m_answer;
  bool m_mayBeSent = false;
  QUrl m_redirect;
};

} // namespace sentinai
