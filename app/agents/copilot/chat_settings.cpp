// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/chat_settings.h"

#include <QHostAddress>

namespace sentinai {

namespace {

bool isThisComputer(const QString& host) {
  return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

/// `https://host/v1`, or the whole address.
Result<QUrl> completionsUrl(const QString& text) {
  QUrl url(text.trimmed(), QUrl::StrictMode);
  const bool isHttp = url.scheme() == QLatin1String("http");
  if (!url.isValid() || url.host().isEmpty() || (!isHttp && url.scheme() != QLatin1String("https")) ||
      !url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment()) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("SENTINAI_MODEL_URL must be an address such as https://models.example.org/v1, without "
                       "a login, query or fragment."));
  }
  if (isHttp && !isThisComputer(url.host())) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("SENTINAI_MODEL_URL must begin with https://: only what runs on this computer is asked "
                       "without encryption."));
  }
  QString path = url.path();
  while (path.endsWith(QLatin1Char('/'))) {
    path.chop(1);
  }
  const QLatin1String end("/chat/completions");
  if (!path.endsWith(end)) {
    path = (path.isEmpty() ? QStringLiteral("/v1") : path) + end;
  }
  url.setPath(path);
  return url;
}

} // namespace

Result<std::optional<ChatSettings>> ChatSettings::fromEnvironment(const QProcessEnvironment& environment) {
  const QString address = environment.value(QStringLiteral("SENTINAI_MODEL_URL"));
  ChatSettings settings;
  settings.model = environment.value(QStringLiteral("SENTINAI_MODEL"));
  if (address.isEmpty() && settings.model.isEmpty()) {
    return std::nullopt;
  }
  constexpr qsizetype longestName = 200;
  if (address.isEmpty() || settings.model.isEmpty() || settings.model.size() > longestName) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("A model needs both SENTINAI_MODEL_URL, its address, and SENTINAI_MODEL, its name of at "
                       "most %1 characters.")
            .arg(longestName));
  }
  const Result<QUrl> url = completionsUrl(address);
  if (!url) {
    return failure(url.error());
  }
  settings.url = *url;
  if (const QString timeout = environment.value(QStringLiteral("SENTINAI_MODEL_TIMEOUT")); !timeout.isEmpty()) {
    constexpr int longest = 3600;
    bool isNumber = false;
    const int seconds = timeout.toInt(&isNumber);
    if (!isNumber || seconds < 1 || seconds > longest) {
      return failure(DbError::Kind::InvalidInput,
                     QStringLiteral("SENTINAI_MODEL_TIMEOUT must be seconds from 1 to %1.").arg(longest));
    }
    settings.timeout = std::chrono::seconds(seconds);
  }
  return settings;
}

} // namespace sentinai
