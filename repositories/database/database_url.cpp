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

/// Where the parameters of a URI begin, with their question mark; negative: it has none. What stands in front of an @,
/// user and password, may hold such marks too, and so may the address of a host, in brackets.
qsizetype parametersOf(const QString& uri) {
  static const QRegularExpression userEnd(QStringLiteral("[@/]"));
  const qsizetype user = uri.indexOf(QLatin1String("://")) + 3;
  const qsizetype end = uri.indexOf(userEnd, user);
  static const QRegularExpression hosts(QStringLiteral("\\G(?:\\[[^\\]]*\\])?[^,/?]*(?:,(?:\\[[^\\]]*\\])?[^,/?]*)*"));
  const auto named = hosts.match(uri, end >= 0 && uri.at(end) == QLatin1Char('@') ? end + 1 : user);
  return uri.indexOf(QLatin1Char('?'), named.capturedEnd());
}

/// One keyword of a conninfo with its value, as written.
struct ConninfoPart {
  QString keyword;
  QString text;
};

/// The conninfo's parts that `keep` wants. What libpq could not read is left out.
template <typename Keep>
QString joined(const QString& conninfo, Keep keep) {
  static const QRegularExpression part(
      QStringLiteral("\\G\\s*(([^\\s=]+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*(?:'|$)|(?:\\\\.|[^\\s\\\\])*))"),
      QRegularExpression::DotMatchesEverythingOption);
  QStringList kept;
  for (auto match = part.globalMatch(conninfo); match.hasNext();) {
    const QRegularExpressionMatch next = match.next();
    const ConninfoPart found{next.captured(2), next.captured(1)};
    if (keep(found)) {
      kept << found.text;
    }
  }
  return kept.join(QLatin1Char(' '));
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
  if (!isUri(m_target)) {
    return joined(m_target, [](const ConninfoPart& part) {
      // Behind an empty value, libpq takes the next keyword for it: then the password is where nobody meant it to be.
      return !part.text.contains(QLatin1String("password"), Qt::CaseInsensitive);
    });
  }
  // To the last @: a password that should have been percent-encoded may hold some.
  static const QRegularExpression userInfo(QStringLiteral("^(postgres(?:ql)?://[^:@/]*):.*@"),
                                           QRegularExpression::DotMatchesEverythingOption);
  const QString whole = QString(m_target).replace(userInfo, QStringLiteral("\\1@"));
  // Where the mark went with the password, further parameters still tell themselves.
  const qsizetype found = parametersOf(whole);
  const qsizetype mark = found < 0 ? whole.indexOf(QLatin1Char('&')) : found;
  const QString shown = mark < 0 ? whole : whole.first(mark);
  const QString query = mark < 0 ? QString() : whole.sliced(mark + 1);
  QStringList parameters;
  for (const QString& parameter : query.split(QLatin1Char('&'), Qt::SkipEmptyParts)) {
    const QString keyword = QUrl::fromPercentEncoding(parameter.section(QLatin1Char('='), 0, 0).toUtf8());
    if (!keyword.endsWith(QLatin1String("password"))) {
      parameters << parameter;
    }
  }
  // Only what cannot be read in two ways: one user without a password, hosts with numbers for ports, and a database.
  static const QRegularExpression plain(
      QStringLiteral("^postgres(?:ql)?://(?:[^:@/=&\\[\\]\\s]*@)?"
                     "(?:\\[[0-9A-Fa-f:.%]*\\])?(?:[^:@?&\\[\\]\\s]|:[0-9]*(?=[,/]|$))*$"));
  if (!plain.match(shown).hasMatch()) {
    return QStringLiteral("postgresql://…");
  }
  return parameters.isEmpty() ? shown : shown + QLatin1Char('?') + parameters.join(QLatin1Char('&'));
}

bool DatabaseUrl::hasStrayMarks() const {
  // As libpq does it: what stands in front of the first @ is the user and password, unless a slash comes before.
  static const QRegularExpression clear(
      QStringLiteral("^[^:]*://(?:[^:@/?]*(?::[^@/]*)?@|(?![^/@]*@))[^@?]*(?:\\?.*)?$"),
      QRegularExpression::DotMatchesEverythingOption);
  return isUri(m_target) && !clear.match(m_target).hasMatch();
}

DatabaseUrl DatabaseUrl::withPassword(const QString& password) const {
  if (!isUri(m_target)) {
    // In front, where nothing that is not finished can swallow it.
    return DatabaseUrl(m_engine, QStringLiteral("password=") + quoted(password) + QLatin1Char(' ') +
                                     joined(m_target, [](const ConninfoPart& part) {
                                       return part.keyword != QLatin1String("password");
                                     }));
  }
  // Behind, as the last one counts.
  const qsizetype mark = parametersOf(m_target);
  const bool open = mark >= 0 && (mark + 1 == m_target.size() || m_target.endsWith(QLatin1Char('&')));
  const QString separator = open ? QString() : mark < 0 ? QStringLiteral("?") : QStringLiteral("&");
  return DatabaseUrl(m_engine, m_target + separator + QStringLiteral("password=") +
                                   QString::fromLatin1(QUrl::toPercentEncoding(password)));
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
