// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/mail_delivery.h"

#include "app/agents/tools/address_kind.h"
#include "repositories/database/completion.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QThreadPool>
#include <cstring>
#include <curl/curl.h>
#include <sys/socket.h>

namespace sentinai {

namespace {

/// What libcurl's callbacks need, for one delivery.
struct Delivery {
  MailRequest request;
  QByteArray message;
  MailLimits limits;
  CancelToken token;
  qsizetype read = 0;
  QString objection{}; ///< Why an address was not connected to.
  std::array<char, CURL_ERROR_SIZE> error{};
};

size_t readMessage(char* buffer, size_t size, size_t count, void* context) {
  auto* const delivery = static_cast<Delivery*>(context);
  const qsizetype length = std::min(static_cast<qsizetype>(size * count), delivery->message.size() - delivery->read);
  std::memcpy(buffer, delivery->message.constData() + delivery->read, static_cast<size_t>(length));
  delivery->read += length;
  return static_cast<size_t>(length);
}

int stopIfCancelled(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Delivery*>(context)->token.isCancelled() ? 1 : 0;
}

/// Connects to addresses that a tool may reach only; what libcurl found for the name is what it connects to.
curl_socket_t openSocket(void* context, curlsocktype, curl_sockaddr* address) {
  auto* const delivery = static_cast<Delivery*>(context);
  const QHostAddress target(&address->addr);
  const AddressKind kind = addressKind(target);
  const QString place = QStringLiteral("%1 is at %2").arg(delivery->request.host, target.toString());
  if (kind == AddressKind::Forbidden) {
    delivery->objection = place + QStringLiteral(", an address that no tool may reach.");
  } else if (kind == AddressKind::Private && !delivery->limits.allowsPrivateAddresses) {
    delivery->objection = place + QStringLiteral(", a private address. If the tool is meant to reach it, set "
                                                 "\"allow_private_addresses\".");
  } else if (kind == AddressKind::Public && delivery->request.security == MailSecurity::None) {
    delivery->objection = place + QStringLiteral(", a public address, where \"security\" must be tls or starttls.");
  } else {
    delivery->objection.clear();
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  return CURL_SOCKET_BAD;
}

/// The authorities that Qt trusts, so that both ways out trust the same.
QByteArray trustedAuthorities() {
  QByteArray pem;
  for (const QSslCertificate& certificate :
       QSslConfiguration::defaultConfiguration().caCertificates() + QSslConfiguration::systemCaCertificates()) {
    pem += certificate.toPem();
  }
  return pem;
}

/// Who the mail goes to, as libcurl wants it.
class Recipients {
public:
  explicit Recipients(const QStringList& addresses) {
    for (const QString& address : addresses) {
      m_list = curl_slist_append(m_list, address.toLatin1().constData());
    }
  }
  ~Recipients() { curl_slist_free_all(m_list); }
  Q_DISABLE_COPY_MOVE(Recipients)

  [[nodiscard]] curl_slist* get() const { return m_list; }

private:
  curl_slist* m_list = nullptr;
};

CallEnding endingOf(const Delivery& delivery, CURLcode result, int status) {
  constexpr int refusedFrom = 400;
  CallEnding ending;
  ending.status = status;
  ending.sent = delivery.read > 0;
  const QString host = delivery.request.host;
  const QString words = QString::fromUtf8(delivery.error.data());
  if (result == CURLE_OK || (status >= refusedFrom && result != CURLE_OPERATION_TIMEDOUT)) {
    ending.kind = CallEnding::Kind::Answered;
    ending.reason = words;
  } else if (result == CURLE_ABORTED_BY_CALLBACK) {
    ending.kind = CallEnding::Kind::Cancelled;
  } else if (!delivery.objection.isEmpty()) {
    ending.kind = CallEnding::Kind::Refused;
    ending.reason = delivery.objection;
  } else if (result == CURLE_OPERATION_TIMEDOUT) {
    ending.kind = CallEnding::Kind::TimedOut;
    ending.reason = QStringLiteral("%1 did not answer in time.").arg(host);
  } else if (result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CONNECT_ERROR ||
             result == CURLE_USE_SSL_FAILED) {
    ending.kind = CallEnding::Kind::Refused;
    ending.reason = QStringLiteral("The connection to %1 cannot be secured: %2").arg(host, words);
  } else if (result == CURLE_LOGIN_DENIED) {
    ending.kind = CallEnding::Kind::Refused;
    ending.reason = QStringLiteral("%1 does not take the user and password.").arg(host);
  } else {
    ending.reason = QStringLiteral("%1 was not reached, or ended the connection: %2").arg(host, words);
  }
  return ending;
}

/// Blocks until it is delivered or not.
CallEnding deliver(Delivery& delivery) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (global != CURLE_OK || !curl) {
    return {CallEnding::Kind::Refused, false, 0, {}, QStringLiteral("libcurl cannot be used here.")};
  }
  CURL* const handle = curl.get();
  const MailRequest& request = delivery.request;
  const bool isTls = request.security == MailSecurity::Tls;
  const QString host = request.host.contains(u':') ? u'[' + request.host + u']' : request.host;
  const QByteArray url = QStringLiteral("%1://%2:%3")
                             .arg(isTls ? QStringLiteral("smtps") : QStringLiteral("smtp"), host)
                             .arg(request.port)
                             .toLatin1();
  QByteArray authorities;
  const Recipients recipients(request.to + request.cc);
  curl_easy_setopt(handle, CURLOPT_URL, url.constData());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, ""); // Not the environment's either.
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, delivery.error.data());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(delivery.limits.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &openSocket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &delivery);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &stopIfCancelled);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &delivery);
  if (request.security != MailSecurity::None) {
    authorities = trustedAuthorities();
    curl_blob blob{authorities.data(), static_cast<size_t>(authorities.size()), CURL_BLOB_NOCOPY};
    curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  }
  if (!request.user.isEmpty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, request.user.toUtf8().constData());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, request.password.toUtf8().constData());
  }
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, request.from.toLatin1().constData());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &readMessage);
  curl_easy_setopt(handle, CURLOPT_READDATA, &delivery);
  const CURLcode result = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return endingOf(delivery, result, static_cast<int>(status));
}

QThreadPool& mailThreads() {
  static QThreadPool pool;
  return pool;
}

} // namespace

QCoro::Task<CallEnding> deliverMail(MailRequest request, QByteArray message, MailLimits limits, CancelToken token) {
  const Completion<CallEnding> finished;
  mailThreads().start([finished, delivery = Delivery{std::move(request), std::move(message), limits, token}]() mutable {
    finished.complete(deliver(delivery));
  });
  Result<CallEnding> ending = co_await finished;
  co_return std::move(*ending);
}

} // namespace sentinai
