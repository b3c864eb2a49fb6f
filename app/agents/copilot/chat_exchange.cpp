// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/chat_exchange.h"

#include "repositories/database/secret_text.h"
#include "repositories/records/visible_text.h"

#include <QDateTime>
#include <QSslError>

namespace sentinai {

namespace {

constexpr qsizetype kLongestAnswer = 32'768;
constexpr qsizetype kLongestRefusal = qsizetype{64} * 1024;
constexpr qint64 kReadAhead = qint64{64} * 1024;
constexpr int kStatusOk = 200;

DbError error(DbError::Kind kind, const QString& message, bool retryable = false) {
  DbError error;
  error.kind = kind;
  error.message = message;
  error.retryable = retryable;
  return error;
}

/// How long the endpoint wants to be left alone; empty where it does not say.
QString waitText(const QByteArray& retryAfter) {
  bool isNumber = false;
  qint64 seconds = retryAfter.trimmed().toLongLong(&isNumber);
  if (!isNumber) {
    const QDateTime when = QDateTime::fromString(QString::fromLatin1(retryAfter.trimmed()), Qt::RFC2822Date);
    seconds = when.isValid() ? QDateTime::currentDateTimeUtc().secsTo(when) : 0;
  }
  return seconds > 0 ? QStringLiteral(" in %1 seconds").arg(seconds) : QStringLiteral(" later");
}

} // namespace

Task<ChatEnd> ChatExchange::ask(ChatSettings settings, QByteArray body, Piece piece, CancelToken token) {
  const std::unique_ptr<ChatExchange> exchange(new ChatExchange(std::move(settings), std::move(piece)));
  const Completion<ChatEnd> ended = exchange->m_end;
  const CancelToken::Registration registration = token.onCancel([target = exchange.get()] {
    QMetaObject::invokeMethod(
        target,
        [target] { target->end(failure(DbError::Kind::Cancelled, QStringLiteral("The question was cancelled."))); },
        Qt::QueuedConnection);
  });
  exchange->post(body);
  Result<ChatEnd> result = co_await ended;
  co_return result;
}

ChatExchange::ChatExchange(ChatSettings settings, Piece piece)
    : m_settings(std::move(settings))
    , m_piece(std::move(piece)) {
  m_timeout.setSingleShot(true);
  connect(&m_timeout, &QTimer::timeout, this, [this] {
    end(tl::unexpected(error(DbError::Kind::Timeout,
                             QStringLiteral("The model did not finish its answer within %1 seconds. Ask again, or give "
                                            "it more time by SENTINAI_MODEL_TIMEOUT.")
                                 .arg(m_settings.timeout.count()),
                             true)));
  });
}

ChatExchange::~ChatExchange() = default;

void ChatExchange::post(const QByteArray& body) {
  QNetworkRequest request(m_settings.url);
  request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
  request.setRawHeader("Accept", "text/event-stream");
  request.setRawHeader("Accept-Encoding", "identity");
  request.setRawHeader("User-Agent", "SentinAI/" SENTINAI_VERSION);
  if (!m_settings.key.isEmpty()) {
    request.setRawHeader("Authorization", "Bearer " + m_settings.key);
  }
  request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
  request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
  request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
  m_timeout.start(m_settings.timeout);
  m_reply = m_network.post(request, body);
  m_reply->setReadBufferSize(kReadAhead);
  connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& problems) {
    for (const QSslError& problem : problems) {
      m_tlsProblems << problem.errorString();
    }
  });
  connect(m_reply, &QNetworkReply::readyRead, this, &ChatExchange::take);
  connect(m_reply, &QNetworkReply::finished, this, &ChatExchange::finish);
}

bool ChatExchange::isStream() const {
  return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == kStatusOk &&
         m_reply->header(QNetworkRequest::ContentTypeHeader)
             .toString()
             .startsWith(QLatin1String("text/event-stream"), Qt::CaseInsensitive);
}

void ChatExchange::take() {
  while (!m_ended && m_reply->bytesAvailable() > 0) {
    const QByteArray bytes = m_reply->read(kReadAhead);
    if (isStream()) {
      takeEvents(bytes);
    } else if (m_refusal.size() + bytes.size() <= kLongestRefusal) {
      m_refusal += bytes;
    } else {
      end(tl::unexpected(refusal()));
    }
  }
}

void ChatExchange::takeEvents(const QByteArray& bytes) {
  const Result<std::vector<QByteArray>> events = m_events.take(bytes);
  if (!events) {
    end(tl::unexpected(events.error()));
    return;
  }
  for (const QByteArray& data : *events) {
    const Result<ChatChunk> chunk = readChatChunk(data, m_settings.key);
    if (!chunk) {
      end(tl::unexpected(chunk.error()));
      return;
    }
    const bool isTooLong = m_length + chunk->text.size() > kLongestAnswer;
    const QString text = isTooLong ? chunk->text.left(kLongestAnswer - m_length) : chunk->text;
    m_length += text.size();
    give(text);
    if (isTooLong || chunk->ends) {
      end(isTooLong || chunk->isCut ? ChatEnd::Cut : ChatEnd::Complete);
      return;
    }
  }
}

/// Passes the answer on without the key, which an endpoint may repeat, however it is cut into pieces. A short one, as
/// endpoints that ask for none are given, is a word like others.
void ChatExchange::give(const QString& text) {
  const QString key = QString::fromUtf8(m_settings.key);
  m_held += text;
  qsizetype kept = 0; // Of the end, which the key may begin with.
  if (key.size() >= kTellingSecret) {
    m_held.replace(key, QStringLiteral("…"));
    kept = std::min(m_held.size(), key.size() - 1);
    while (!key.startsWith(m_held.last(kept))) {
      --kept;
    }
  }
  const QString rest = m_held.last(kept);
  if (m_held.chop(kept); !m_held.isEmpty()) {
    m_piece(m_held);
  }
  m_held = rest;
}

/// Passes on what was held back in case that the key went on.
void ChatExchange::giveRest() {
  if (!m_held.isEmpty()) {
    m_piece(m_held.size() < kTellingSecret ? m_held : QStringLiteral("…"));
  }
}

void ChatExchange::finish() {
  if (!m_ended) {
    take();
  }
  if (!m_ended) {
    end(tl::unexpected(refusal()));
  }
}

void ChatExchange::end(Result<ChatEnd> result) {
  if (m_ended) {
    return;
  }
  m_ended = true;
  m_timeout.stop();
  giveRest();
  if (m_reply->isRunning()) {
    m_reply->abort();
  }
  m_end.complete(std::move(result));
}

DbError ChatExchange::refusal() const {
  using Kind = DbError::Kind;
  constexpr int unauthorized = 401;
  constexpr int forbidden = 403;
  constexpr int notFound = 404;
  constexpr int tooMany = 429;
  const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  const QString host = m_settings.url.host();
  QString said = chatProblem(m_refusal, m_settings.key);
  said = said.isEmpty() ? QString() : QStringLiteral(" It says: ") + said;
  if (!m_tlsProblems.isEmpty()) {
    return error(
        Kind::ConnectionLost,
        QStringLiteral("The model's endpoint at %1 does not prove who it is: %2. Have its certificate put right, "
                       "or trust its authority on this computer.")
            .arg(host, m_tlsProblems.join(QStringLiteral("; "))));
  }
  if (status == 0) {
    return error(Kind::ConnectionLost,
                 QStringLiteral("The model's endpoint at %1 cannot be reached: %2. Look at SENTINAI_MODEL_URL.")
                     .arg(host, visibleLine(m_reply->errorString())),
                 true);
  }
  if (status == kStatusOk) {
    return isStream()
               ? error(Kind::ConnectionLost, QStringLiteral("The model's answer broke off. Ask again."), true)
               : error(Kind::Internal,
                       QStringLiteral("The model's endpoint at %1 does not stream its answer, but sends %2. Look "
                                      "at SENTINAI_MODEL_URL.")
                           .arg(host, visibleLine(m_reply->header(QNetworkRequest::ContentTypeHeader).toString())));
  }
  if (status == unauthorized || status == forbidden) {
    return error(
        Kind::PermissionDenied,
        QStringLiteral("The model's endpoint at %1 refuses the key (HTTP %2). Look at SENTINAI_SECRET_MODEL_KEY.")
            .arg(host)
            .arg(status));
  }
  if (status == notFound) {
    return error(Kind::NotFound,
                 QStringLiteral("The model's endpoint at %1 knows no such address or model (HTTP 404).%2 "
                                "Look at SENTINAI_MODEL_URL and SENTINAI_MODEL.")
                     .arg(host, said));
  }
  if (status == tooMany) {
    return error(Kind::ConnectionLost,
                 QStringLiteral("The model's endpoint at %1 is asked too often (HTTP 429). Ask again%2.")
                     .arg(host, waitText(m_reply->rawHeader("Retry-After"))),
                 true);
  }
  constexpr int redirects = 300;
  constexpr int refused = 400;
  if (status >= redirects && status < refused) {
    return error(Kind::Internal,
                 QStringLiteral("The model's endpoint at %1 sends elsewhere (HTTP %2), where nothing is sent. Put the "
                                "right address into SENTINAI_MODEL_URL.")
                     .arg(host)
                     .arg(status));
  }
  constexpr int failed = 500;
  return error(status >= failed ? Kind::ConnectionLost : Kind::Internal,
               QStringLiteral("The model's endpoint at %1 fails (HTTP %2).%3").arg(host).arg(status).arg(said),
               status >= failed);
}

} // namespace sentinai
