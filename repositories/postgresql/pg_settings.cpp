// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_settings.h"

#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QMap>
#include <QRegularExpression>
#include <libpq-fe.h>
#include <memory>

namespace sentinai {

namespace {

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// What libpq makes of the parameters with its service file and environment. Nothing but the attempt to connect tells,
/// so there is one that fails at its first look at the parameters, before any I/O over the network.
QMap<QByteArray, QByteArray> effectiveParameters(const std::vector<std::pair<QByteArray, QByteArray>>& parameters) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.constData());
    values.push_back(value.constData());
  }
  keywords.insert(keywords.end(), {"channel_binding", nullptr});
  values.insert(values.end(), {"unheard-of", nullptr});
  const Connection connection(PQconnectStartParams(keywords.data(), values.data(), 0), &PQfinish);
  const Options options(PQconninfo(connection.get()), &PQconninfoFree);
  QMap<QByteArray, QByteArray> effective;
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      effective.insert(option->keyword, option->val);
    }
  }
  return effective;
}

/// The lists of hosts, addresses and ports side by side; empty where they do not fit together.
std::vector<PgHost> hostsOf(const QMap<QByteArray, QByteArray>& effective) {
  const auto list = [&effective](const char* keyword) {
    const QByteArray text = effective.value(keyword);
    return text.isEmpty() ? QList<QByteArray>() : text.split(',');
  };
  const QList<QByteArray> names = list("host");
  const QList<QByteArray> addresses = list("hostaddr");
  const QList<QByteArray> ports = list("port");
  const qsizetype count = std::max<qsizetype>({1, names.size(), addresses.size()});
  for (const QList<QByteArray>& each : {names, addresses}) {
    if (!each.isEmpty() && each.size() != count) {
      return {};
    }
  }
  if (ports.size() > 1 && ports.size() != count) {
    return {};
  }
  std::vector<PgHost> hosts;
  for (qsizetype i = 0; i < count; ++i) {
    hosts.push_back({names.value(i), addresses.value(i), ports.size() == 1 ? ports.front() : ports.value(i)});
  }
  return hosts;
}

/// Whether it can be a name, an address or a socket's folder. What else stands there is most likely of a password.
bool canBeHost(const QByteArray& host) {
  static const QRegularExpression strange(QStringLiteral("[^\\p{L}\\p{M}\\p{N}._:%-]"));
  return host.startsWith('/') || host.startsWith('@') || !QString::fromUtf8(host).contains(strange);
}

bool canBePort(const QByteArray& port) {
  return port.isEmpty() || port.trimmed().toUShort() > 0;
}

/// sslmode as somebody chose it. libpq tells its default, "prefer", from the same word in a service file as little as
/// anybody can.
QByteArray chosenSslMode(const PgSettings& settings, const QMap<QByteArray, QByteArray>& effective) {
  const QByteArray mode = effective.value("sslmode");
  const bool named = !settings.parameter("sslmode").isEmpty() || !qgetenv("PGSSLMODE").isEmpty();
  return named || mode != "prefer" ? mode : QByteArray();
}

/// sslrootcert, or the file that libpq reads without it, or the one in which the system keeps its authorities.
QByteArray certificatesOf(const QMap<QByteArray, QByteArray>& effective) {
  const QByteArray named = effective.value("sslrootcert");
  if (!named.isEmpty()) {
    return named;
  }
#ifdef Q_OS_WIN
  const QString own = qEnvironmentVariable("APPDATA") + QStringLiteral("/postgresql/root.crt");
#else
  const QString own = QDir::home().filePath(QStringLiteral(".postgresql/root.crt"));
#endif
  const QStringList candidates{own,
                               qEnvironmentVariable("SSL_CERT_FILE"),
                               QStringLiteral("/etc/ssl/certs/ca-certificates.crt"), // Debian, Arch
                               QStringLiteral("/etc/pki/tls/certs/ca-bundle.crt"),   // Fedora
                               QStringLiteral("/etc/ssl/ca-bundle.pem"),             // openSUSE
                               QStringLiteral("/etc/ssl/cert.pem")};                 // Alpine, macOS
  const auto found = std::ranges::find_if(candidates, [](const QString& path) { return QFileInfo(path).isFile(); });
  return found == candidates.end() ? QByteArray() : QFile::encodeName(*found);
}

} // namespace

bool PgHost::isLocal() const {
  const auto isHere = [](const QByteArray& name) {
    return name.isEmpty() || name.startsWith('/') || name.startsWith('@') || name.toLower() == "localhost" ||
           QHostAddress(QString::fromUtf8(name)).isLoopback();
  };
  // A name of elsewhere at an address of here may be a tunnel; a name of here at an address of elsewhere is elsewhere.
  return isHere(host) && isHere(address);
}

Result<PgSettings> PgSettings::from(const DatabaseUrl& url, const DatabaseOptions& options) {
  char* rawError = nullptr;
  const Options parsed(PQconninfoParse(url.conninfo().toUtf8().constData(), &rawError), &PQconninfoFree);
  // libpq's own words quote the place it stumbled over, which can be part of the password.
  const std::unique_ptr<char, decltype(&PQfreemem)> error(rawError, &PQfreemem);
  if (!parsed) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The connection string cannot be read. Write it as "
                                  "postgresql://user@host:5432/database or as host=… dbname=… user=…"));
  }
  PgSettings settings;
  settings.options = options;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      settings.parameters.emplace_back(option->keyword, option->val);
    }
  }
  const QMap<QByteArray, QByteArray> effective = effectiveParameters(settings.parameters);
  settings.hosts = hostsOf(effective);
  if (settings.hosts.empty()) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("The connection string names another number of hosts than of addresses or ports. Give "
                       "one port for all, or one for each host."));
  }
  // Said without a word of it, and before any of it is asked for in the network.
  if (url.hasStrayMarks() || !std::ranges::all_of(settings.hosts, canBeHost, &PgHost::host) ||
      !std::ranges::all_of(settings.hosts, canBePort, &PgHost::port)) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("What the connection string has for a host or a port can be none. In a URL, percent-encode the "
                       "special characters of user and password: @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and "
                       "% as %25."));
  }
  const QByteArray role = effective.value("target_session_attrs", "any");
  const std::optional<PgRole> known = fromText<PgRole>(QString::fromUtf8(role));
  if (!known) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("target_session_attrs must be any, read-write, read-only, primary, standby or "
                                  "prefer-standby."));
  }
  settings.role = *known;
  settings.sslMode = chosenSslMode(settings, effective);
  settings.certificates = certificatesOf(effective);
  return settings;
}

QByteArray PgSettings::sslModeFor(const PgHost& host) const {
  return sslMode.isEmpty() && !host.isLocal() ? QByteArray("verify-full") : sslMode;
}

QString PgSettings::parameter(const char* keyword) const {
  for (const auto& [key, value] : parameters) {
    if (key == keyword) {
      return QString::fromUtf8(value);
    }
  }
  return {};
}

} // namespace sentinai
