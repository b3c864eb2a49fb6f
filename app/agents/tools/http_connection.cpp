// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/http_connection.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>
#include <cstring>

namespace sentinai {

namespace {

/// `name:port` as it stands in the Host header.
QByteArray hostHeader(const QUrl& url) {
  return url.authority(QUrl::FullyEncoded).toLatin1();
}

QUrl atAddress(QUrl url, const QHostAddress& address) {
  url.setHost(address.toString());
  return url;
}

} // namespace

HttpConnection::HttpConnection(const QUrl& url, const QHostAddress& address, qint64 maxResponseBytes)
    : m_url(url)
    , m_address(address)
    , m_maxResponseBytes(maxResponseBytes) {
  m_manager.setProxy(QNetworkProxy::NoProxy);
  m_manager.setAutoDeleteReplies(false);
  m_timer.setSingleShot(true);
  m_timer.setTimerType(Qt::PreciseTimer);
}

QCoro::Task<CallEnding> HttpConnection::send(HttpRequest request, QDeadlineTimer deadline, CancelToken token) {
  QNetworkRequest wire(atAddress(m_url, m_address));
  wire.setPeerVerifyName(m_url.host());
  wire.setRawHeader("Host", hostHeader(m_url));
  wire.setRawHeader("Accept-Encoding", "identity"); // What is counted is what was sent.
  wire.setRawHeader("User-Agent", "SentinAI/" SENTINAI_VERSION);
  for (const auto& [name, value] : request.headers) {
    wire.setRawHeader(name.toLatin1(), value.toLatin1());
  }
  wire.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
  wire.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
  wire.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
  wire.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
  wire.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
  wire.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
  wire.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);

  m_body.setBytes(request.body);
  m_reply = m_manager.sendCustomRequest(wire, request.method.toLatin1(), &m_body);
  m_reply->setReadBufferSize(m_maxResponseBytes + 1); // More needs no turn of this thread to be found too much.
  // Only of a request with a body Qt says that it was sent; else a connection counts that it may go over.
  const auto reached = [this] { m_mayBeSent = true; };
  if (m_url.scheme() == QLatin1String("https")) {
    QObject::connect(m_reply, &QNetworkReply::encrypted, m_reply, reached);
  } else {
    QObject::connect(m_reply, &QNetworkReply::socketStartedConnecting, m_reply, reached);
  }
  QObject::connect(m_reply, &QIODevice::readyRead, m_reply, [this] { read(); });
  QObject::connect(m_reply, &QNetworkReply::finished, m_reply, [this] { m_finished.complete(Done{}); });
  QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                   [this] { m_finished.complete(failure(DbError::Kind::Timeout, {})); });
  m_timer.start(static_cast<int>(deadline.remainingTime()));
  const CancelToken::Registration registration =
      token.onCancel([finished = m_finished] { finished.complete(failure(DbError::Kind::Cancelled, {})); });
  const Result<Done> finished = co_await m_finished;
  co_return ending(finished);
}

void HttpConnection::OnceBody::setBytes(const QByteArray& bytes) {
  m_bytes = bytes;
  open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 HttpConnection::OnceBody::readData(char* data, qint64 most) {
  const qint64 length = std::min(most, m_bytes.size() - pos());
  std::memcpy(data, m_bytes.constData() + pos(), static_cast<size_t>(length));
  return length;
}

void HttpConnection::read() {
  m_answer += m_reply->readAll();
  if (m_answer.size() > m_maxResponseBytes) {
    m_finished.complete(failure(DbError::Kind::InvalidInput, {}));
  }
}

CallEnding HttpConnection::ending(const Result<Done>& finished) {
  CallEnding ending;
  const QString host = m_url.host();
  const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  ending.sent = m_mayBeSent;
  ending.status = status;
  if (!finished) {
    const DbError::Kind kind = finished.error().kind;
    ending.kind = kind == DbError::Kind::Timeout     ? CallEnding::Kind::TimedOut
                  : kind == DbError::Kind::Cancelled ? CallEnding::Kind::Cancelled
                                                     : CallEnding::Kind::Refused;
    ending.reason = kind == DbError::Kind::Timeout     ? QStringLiteral("%1 did not answer in time.").arg(host)
                    : kind == DbError::Kind::Cancelled ? QString()
                                                       : QStringLiteral("The answer of %1 is larger than the %2 bytes "
                                                                        "that \"max_response_bytes\" allows.")
                                                             .arg(host)
                                                             .arg(m_maxResponseBytes);
    return ending;
  }
  m_answer += m_reply->readAll();
  if (m_answer.size() > m_maxResponseBytes) {
    return this->ending(failure(DbError::Kind::InvalidInput, {}));
  }
  const QNetworkReply::NetworkError error = m_reply->error();
  const bool isOfHttp = error >= QNetworkReply::ProxyAuthenticationRequiredError &&
                        error != QNetworkReply::ContentReSendError && error != QNetworkReply::ProtocolUnknownError &&
                        error != QNetworkReply::ProtocolFailure;
  // For these two Qt asks for the body again, without sending it anywhere.
  const bool keepsBody = status == 307 || status == 308;
  if (error == QNetworkReply::NoError || (isOfHttp && status != 0) ||
      (error == QNetworkReply::ContentReSendError && keepsBody)) {
    ending.kind = CallEnding::Kind::Answered;
    ending.body = std::move(m_answer);
    m_redirect = QUrl::fromEncoded(m_reply->rawHeader("Location"), QUrl::StrictMode);
  } else if (error == QNetworkReply::SslHandshakeFailedError) {
    ending.kind = CallEnding::Kind::Refused;
    ending.reason = QStringLiteral("The certificate of %1 does not do: %2").arg(host, m_reply->errorString());
  } else if (error == QNetworkReply::ContentReSendError || error == QNetworkReply::RemoteHostClosedError) {
    ending.reason = QStringLiteral("%1 ended the connection before its answer was whole.").arg(host);
  } else if (error == QNetworkReply::ProtocolFailure || error == QNetworkReply::ProtocolUnknownError) {
    ending.kind = CallEnding::Kind::Refused;
    ending.reason = QStringLiteral("What %1 answers is no HTTP.").arg(host);
  } else {
    ending.sent = m_body.pos() > 0;
    ending.reason = QStringLiteral("%1 was not reached: %2").arg(host, m_reply->errorString());
  }
  return ending;
}

} // namespace sentinai
