// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/database_url.h"

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QUrl>

namespace sentinai {

namespace {

tl::unexpected<DbError> invalid(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

bool isUri(const QString& text) {
  return text.startsWith(QLatin1String("postgresql://")) || text.startsWith(QLatin1String("postgres://"));
}

/// A conninfo value, quoted as libpq reads it.
QString quoted(const QString& value) {
  QString escaped = value;
  escaped.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
  return QLatin1Char('\'') + escaped + QLatin1Char('\'');
}

Result<DatabaseUrl> fromDiscreteVariables(const QProcessEnvironment& environment) {
  static constexpr struct {
    const char* variable;
    const char* keyword;
  } kVariables[]{{"DB_HOST", "host"}, {"DB_PORT", "port"},         {"DB_NAME", "dbname"},
                 {"DB_USER", "user"}, {"DB_PASSWORD", "password"}, {"DB_SSLMODE", "sslmode"}};
  QStringList parts;
  for (const auto& [variable, keyword] : kVariables) {
    const QString value = environment.value(QString::fromLatin1(variable));
    if (!value.isEmpty()) {
      parts << QString::fromLatin1(keyword) + QLatin1Char('=') + quoted(value);
    }
  }
  return DatabaseUrl::parse(parts.join(QLatin1Char(' ')));
}

/// Reads a whole number of at least `least` into `target` if the variable is set.
template <typename Target, typename Convert>
std::optional<DbError> readNumber(const QProcessEnvironment& environment, const char* variable, int least,
                                  Target& target, Convert convert) {
  const QString text = environment.value(QString::fromLatin1(variable));
  if (text.isEmpty()) {
    return std::nullopt;
  }
  bool ok = false;
  const int number = text.toInt(&ok);
  if (!ok || number < least || number > 1'000'000) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("%1 must be a whole number from %2 to 1000000, not \"%3\".")
                       .arg(QString::fromLatin1(variable))
                       .arg(least)
                       .arg(text))
        .value();
  }
  target = convert(number);
  return std::nullopt;
}

} // namespace

Result<DatabaseUrl> DatabaseUrl::parse(const QString& text) {
  const QString trimmed = text.trimmed();
  if (trimmed.startsWith(QLatin1String("sqlite:"))) {
    QString path = trimmed.sliced(7);
    if (path.startsWith(QLatin1String("//"))) {
      path = path.sliced(2);
    }
    if (path.isEmpty()) {
      return invalid(QStringLiteral("sqlite: must be followed by the path of a database file, as in sqlite:demo.db."));
    }
    return DatabaseUrl(Engine::Sqlite, path);
  }
  static const QRegularExpression conninfo(QStringLiteral("^\\s*[a-z_]+\\s*="));
  if (isUri(trimmed) || conninfo.match(trimmed).hasMatch()) {
    return DatabaseUrl(Engine::PostgreSql, trimmed);
  }
  return invalid(QStringLiteral("The database must be given as sqlite:PATH, as postgresql://user@host/database or as "
                                "host=… dbname=… user=…."));
}

Result<DatabaseUrl> DatabaseUrl::fromEnvironment(const QProcessEnvironment& environment) {
  const QString url = environment.value(QStringLiteral("DATABASE_URL"));
  if (!url.isEmpty()) {
    return parse(url);
  }
  for (const char* variable : {"DB_HOST", "DB_NAME", "DB_USER"}) {
    if (!environment.value(QString::fromLatin1(variable)).isEmpty()) {
      return fromDiscreteVariables(environment);
    }
  }
  return userDemo();
}

DatabaseUrl DatabaseUrl::userDemo() {
  const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
  return sqliteFile(QDir(base).filePath(QStringLiteral("sentinai/demo.db")));
}

DatabaseUrl DatabaseUrl::sqliteFile(const QString& path) {
  return DatabaseUrl(Engine::Sqlite, path);
}

QString DatabaseUrl::displayText() const {
  if (m_engine == Engine::Sqlite) {
    return QStringLiteral("sqlite:") + m_target;
  }
  QString shown = m_target;
  if (isUri(shown)) {
    static const QRegularExpression userInfo(QStringLiteral("^(postgres(?:ql)?://[^:@/?]*):[^@/]*@"));
    shown.replace(userInfo, QStringLiteral("\\1@"));
    static const QRegularExpression parameter(QStringLiteral("([?&])(?:ssl)?password=[^&]*&?"));
    shown.replace(parameter, QStringLiteral("\\1"));
    while (shown.endsWith(QLatin1Char('?')) || shown.endsWith(QLatin1Char('&'))) {
      shown.chop(1);
    }
    return shown;
  }
  static const QRegularExpression keyword(
      QStringLiteral("(?:ssl)?password\\s*=\\s*(?:'(?:[^'\\\\]|\\\\.)*'|\\S*)\\s*"));
  return shown.remove(keyword).trimmed();
}

Result<DatabaseOptions> DatabaseOptions::fromEnvironment(const QProcessEnvironment& environment) {
  DatabaseOptions options;
  const auto plain = [](int number) { return number; };
  const auto inSeconds = [](int number) -> std::chrono::milliseconds { return std::chrono::seconds(number); };
  for (const std::optional<DbError>& error :
       {readNumber(environment, "DB_POOL_SIZE", 1, options.poolSize, plain),
        readNumber(environment, "DB_MAX_OVERFLOW", 0, options.maxOverflow, plain),
        readNumber(environment, "DB_POOL_TIMEOUT", 1, options.poolTimeout, inSeconds),
        readNumber(environment, "DB_CONNECT_TIMEOUT", 1, options.connectTimeout, inSeconds),
        readNumber(environment, "DB_STATEMENT_TIMEOUT", 0, options.statementTimeout, inSeconds)}) {
    if (error) {
      return failure(*error);
    }
  }
  const QString echo = environment.value(QStringLiteral("DB_ECHO")).toLower();
  if (echo == QLatin1String("1") || echo == QLatin1String("true") || echo == QLatin1String("yes")) {
    options.echo = true;
  } else if (!echo.isEmpty() && echo != QLatin1String("0") && echo != QLatin1String("false") &&
             echo != QLatin1String("no")) {
    return invalid(QStringLiteral("DB_ECHO must be true or false, not \"%1\".").arg(echo));
  }
  const QString pooling = environment.value(QStringLiteral("DB_POOLING")).toLower();
  if (!pooling.isEmpty()) {
    const std::optional<Pooling> known = fromText<Pooling>(pooling);
    if (!known) {
      return invalid(QStringLiteral("DB_POOLING must be auto, session or transaction, not \"%1\".").arg(pooling));
    }
    options.pooling = *known;
  }
  const QString reportUrl = environment.value(QStringLiteral("DB_REPORT_URL"));
  if (!reportUrl.isEmpty()) {
    const Result<DatabaseUrl> url = DatabaseUrl::parse(reportUrl);
    if (!url || url->engine() != DatabaseUrl::Engine::PostgreSql) {
      return invalid(
          QStringLiteral("DB_REPORT_URL must name a PostgreSQL server, as postgresql://user@host/database or "
                         "as host=… dbname=… user=…."));
    }
    options.reportUrl = *url;
  }
  return options;
}

} // namespace sentinai
