// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/http_exchange.h"

#include "app/agents/tools/address_kind.h"
#include "app/agents/tools/http_connection.h"
#include "repositories/database/completion.h"

#include <QHostInfo>
#include <QTimer>
#include <QUrl>

namespace sentinai {

namespace {

constexpr int kMostRedirects = 5;

CallEnding ended(CallEnding::Kind kind, QString reason) {
  CallEnding ending;
  ending.kind = kind;
  ending.reason = std::move(reason);
  return ending;
}

/// Empty and an error: Cancelled, Timeout, or ConnectionLost with the reason.
Task<QList<QHostAddress>> addressesOf(QString host, QDeadlineTimer deadline, CancelToken token) {
  if (const QHostAddress literal(host); !literal.isNull()) {
    co_return QList{literal};
  }
  const Completion<QList<QHostAddress>> found;
  QObject context;
  const int lookup = QHostInfo::lookupHost(host, &context, [found](const QHostInfo& info) {
    if (info.addresses().isEmpty()) {
      found.complete(failure(DbError::Kind::ConnectionLost, info.errorString()));
    } else {
      found.complete(info.addresses());
    }
  });
  QTimer::singleShot(static_cast<int>(deadline.remainingTime()), &context,
                     [found] { found.complete(failure(DbError::Kind::Timeout, {})); });
  const CancelToken::Registration registration =
      token.onCancel([found] { found.complete(failure(DbError::Kind::Cancelled, {})); });
  Result<QList<QHostAddress>> addresses = co_await found;
  QHostInfo::abortHostLookup(lookup);
  co_return addresses;
}

/// Why nothing may be sent to one of the addresses; empty: it may.
QString objection(const QList<QHostAddress>& addresses, const QUrl& url, bool allowsPrivate) {
  for (const QHostAddress& address : addresses) {
    const AddressKind kind = addressKind(address);
    if (kind == AddressKind::Forbidden) {
      return QStringLiteral("%1 is at %2, an address that no tool may reach.").arg(url.host(), address.toString());
    }
    if (kind == AddressKind::Private && !allowsPrivate) {
      return QStringLiteral("%1 is at %2, a private address. If the tool is meant to reach it, set "
                            "\"allow_private_addresses\".")
          .arg(url.host(), address.toString());
    }
    if (kind == AddressKind::Public && url.scheme() != QLatin1String("https")) {
      return QStringLiteral("%1 is at %2, a public address, where only https:// is used.")
          .arg(url.host(), address.toString());
    }
  }
  return {};
}

bool isRedirect(int status) {
  constexpr std::array statuses{301, 302, 303, 307, 308};
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool hasSameOrigin(const QUrl& one, const QUrl& other) {
  const int standard = one.scheme() == QLatin1String("https") ? 443 : 80;
  return one.scheme() == other.scheme() && one.host() == other.host() && one.port(standard) == other.port(standard) &&
         other.userInfo().isEmpty();
}

/// To one address after the other, until one takes the request.
QCoro::Task<CallEnding> send(HttpRequest request, QUrl url, HttpLimits limits, QDeadlineTimer deadline,
                             CancelToken token, QUrl* redirect) {
  Result<QList<QHostAddress>> addresses = co_await addressesOf(url.host(), deadline, token);
  if (!addresses) {
    const DbError& error = addresses.error();
    co_return error.kind == DbError::Kind::Cancelled ? ended(CallEnding::Kind::Cancelled, {})
    : error.kind == DbError::Kind::Timeout
        ? ended(CallEnding::Kind::TimedOut, QStringLiteral("%1 was not found in time.").arg(url.host()))
        : ended(CallEnding::Kind::Connection, QStringLiteral("%1 was not found: %2").arg(url.host(), error.message));
  }
  if (const QString reason = objection(*addresses, url, limits.allowsPrivateAddresses); !reason.isEmpty()) {
    co_return ended(CallEnding::Kind::Refused, reason);
  }
  CallEnding ending;
  for (const QHostAddress& address : *addresses) {
    HttpConnection connection(url, address, limits.maxResponseBytes);
    ending = co_await connection.send(request, deadline, token);
    *redirect = connection.redirect();
    if (ending.kind != CallEnding::Kind::Connection || ending.sent) {
      break;
    }
  }
  co_return ending;
}

} // namespace

QCoro::Task<CallEnding> exchangeHttp(HttpRequest request, HttpLimits limits, QDeadlineTimer deadline,
                                     CancelToken token) {
  QUrl url(request.url, QUrl::StrictMode);
  if (!url.isValid()) {
    co_return ended(CallEnding::Kind::Refused, QStringLiteral("What the tool's templates give is no URL."));
  }
  for (int redirects = 0;; ++redirects) {
    QUrl location;
    CallEnding ending = co_await send(request, url, limits, deadline, token, &location);
    if (ending.kind != CallEnding::Kind::Answered || !isRedirect(ending.status) || location.isEmpty()) {
      co_return ending;
    }
    const QUrl target = url.resolved(location);
    const bool isElsewhere = !hasSameOrigin(url, target);
    if (isElsewhere || redirects == kMostRedirects) {
      ending.kind = CallEnding::Kind::Refused;
      ending.reason = isElsewhere
                          ? QStringLiteral("It redirects to another host, scheme or port (%1), where a tool does "
                                           "not follow. If that is the right place, name it in \"url\".")
                                .arg(target.host())
                          : QStringLiteral("It redirects for the %1th time.").arg(kMostRedirects + 1);
      co_return ending;
    }
    url = target;
    constexpr int seeOther = 303;
    if (ending.status == seeOther) {
      request.method = QStringLiteral("GET");
      request.body.clear();
    }
  }
}

} // namespace sentinai
