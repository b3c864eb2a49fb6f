// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_connector.h"

#include "repositories/postgresql/pg_error.h"
#include "repositories/postgresql/pg_login_guard.h"
#include "repositories/postgresql/pg_tls_check.h"

#include <QLoggingCategory>
#include <QPointer>

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>
#endif

namespace sentinai {

namespace {

Q_LOGGING_CATEGORY(lcPostgresql, "sentinai.postgresql")

/// The addresses of a host as text, in the system's order; empty where there are none. `flags` as getaddrinfo() has
/// them.
QList<QByteArray> addressesOf(const QByteArray& host, int flags) {
  addrinfo hints{};
  hints.ai_flags = flags;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.constData(), nullptr, &hints, &found) != 0) {
    return {};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  QList<QByteArray> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    char text[NI_MAXHOST] = {};
    if (getnameinfo(each->ai_addr, static_cast<socklen_t>(each->ai_addrlen), text, sizeof text, nullptr, 0,
                    NI_NUMERICHOST) == 0 &&
        !addresses.contains(QByteArray(text))) {
      addresses.append(text);
    }
  }
  return addresses;
}

bool isSocketFolder(const QByteArray& host) {
  return host.startsWith('/') || host.startsWith('@');
}

/// The keywords that this class or PgConnection sets itself.
bool isOwn(const QByteArray& keyword) {
  static const QList<QByteArray> own{"host", "hostaddr", "port", "target_session_attrs", "client_encoding", "sslmode"};
  return own.contains(keyword);
}

/// The server's notices without their details, which can hold values.
void logNotice(void* connection, const PGresult* notice) {
  qCDebug(lcPostgresql).noquote() << PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED)
                                  << PQresultErrorField(notice, PG_DIAG_SQLSTATE)
                                  << pg_error::redacted(PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY),
                                                        static_cast<const PGconn*>(connection));
}

} // namespace

PgConnector::PgConnector(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QObject* parent,
                         PgRoleCheck roleCheck)
    : QObject(parent)
    , m_io(io)
    , m_settings(std::move(settings))
    , m_roleCheck(roleCheck)
    , m_deadline([this] { onDeadline(); }) {}

PgConnector::~PgConnector() {
  drop();
}

void PgConnector::start(Connected connected) {
  m_connected = std::move(connected);
  QMetaObject::invokeMethod(this, &PgConnector::nextHost, Qt::QueuedConnection);
}

void PgConnector::passOver(DbError reason) {
  m_failures.push_back(std::move(reason));
  QMetaObject::invokeMethod(this, &PgConnector::nextHost, Qt::QueuedConnection);
}

PgRole PgConnector::wantedRole() const {
  if (m_settings->role != PgRole::PreferStandby) {
    return m_settings->role;
  }
  return m_next <= m_settings->hosts.size() ? PgRole::Standby : PgRole::Any;
}

void PgConnector::nextHost() {
  const std::size_t count = m_settings->hosts.size();
  const std::size_t tries = m_settings->role == PgRole::PreferStandby ? 2 * count : count;
  if (m_next >= tries) {
    end(failure(pg_error::noServer(m_failures)));
    return;
  }
  m_host = m_settings->hosts[m_next++ % count];
  m_addresses.clear();
  if (!m_host.address.isEmpty() || m_host.host.isEmpty() || isSocketFolder(m_host.host)) {
    m_addresses.append(m_host.address);
    nextAddress();
    return;
  }
  m_addresses = addressesOf(m_host.host, AI_NUMERICHOST);
  if (m_addresses.isEmpty()) {
    lookUp();
  } else {
    nextAddress();
  }
}

// libpq would look a name up itself, but by a call that waits for the name servers, and everything else with it.
void PgConnector::lookUp() {
  m_deadline.set(m_settings->options.connectTimeout);
  const auto found = std::make_shared<QList<QByteArray>>();
  const QPointer<PgConnector> self(this);
  m_io.runAside([found, host = m_host.host] { *found = addressesOf(host, 0); },
                [self, found, serial = ++m_errand] {
                  if (!self || self->m_errand != serial) {
                    return; // Gone, or it took too long and another server is being tried.
                  }
                  if (found->isEmpty()) {
                    self->failHost(pg_error::unknownHost(QString::fromUtf8(self->m_host.host)));
                    return;
                  }
                  self->m_addresses = *found;
                  self->nextAddress();
                });
}

void PgConnector::nextAddress() {
  m_deadline.set(m_settings->options.connectTimeout);
  const QByteArray address = m_addresses.takeFirst();
  // Lets the kernel give up on a silent peer, for PQcancel too, which knows no time limit of its own, and notice one
  // that went away while nothing was to be sent.
  const QByteArray patience = QByteArray::number(static_cast<qint64>(m_settings->options.connectTimeout.count()));
  std::vector<std::pair<const char*, const char*>> parameters{{"tcp_user_timeout", patience.constData()},
                                                              {"keepalives_idle", "30"},
                                                              {"keepalives_interval", "10"},
                                                              {"keepalives_count", "3"}};
  for (const auto& [keyword, value] : m_settings->parameters) {
    if (!isOwn(keyword)) {
      parameters.emplace_back(keyword.constData(), value.constData()); // The last one of a keyword counts.
    }
  }
  // Empty ones would not keep libpq from its service file and environment.
  const auto give = [&parameters](const char* keyword, const QByteArray& value) {
    if (!value.isEmpty()) {
      parameters.emplace_back(keyword, value.constData());
    }
  };
  give("host", m_host.host);
  give("hostaddr", address);
  give("port", m_host.port);
  const QByteArray sslMode = m_settings->sslModeFor(m_host);
  give("sslmode", sslMode);
  if (sslMode.startsWith("verify")) { // Otherwise libpq would take the file for a wish to verify.
    give("sslrootcert", m_settings->certificates);
  }
#ifdef Q_OS_WIN
  if (sslMode != "require" && !sslMode.startsWith("verify")) {
    parameters.emplace_back("require_auth", "!password,!md5"); // libpq's own way, which comes with it there.
  }
#endif
  const QByteArray role = m_roleCheck == PgRoleCheck::Libpq ? toText(m_settings->role).toLatin1() : QByteArray("any");
  parameters.emplace_back("target_session_attrs", role.constData());
  parameters.emplace_back("client_encoding", "UTF8");
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword);
    values.push_back(value);
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  m_connection = PQconnectStartParams(keywords.data(), values.data(), 0);
  if (m_connection == nullptr) {
    failHost(pg_error::internal(QStringLiteral("Out of memory.")));
    return;
  }
  PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(m_connection, &logNotice, m_connection);
  if (PQstatus(m_connection) == CONNECTION_BAD) {
    failHost(pg_error::fromConnecting(m_connection));
    return;
  }
  awaitSocket(PGRES_POLLING_WRITING); // As libpq says: before the first poll behave as if it had asked for that.
}

void PgConnector::awaitSocket(PostgresPollingStatusType status) {
  m_notifier = std::make_unique<QSocketNotifier>(
      PQsocket(m_connection), status == PGRES_POLLING_READING ? QSocketNotifier::Read : QSocketNotifier::Write);
  connect(m_notifier.get(), &QSocketNotifier::activated, this, &PgConnector::poll);
}

void PgConnector::poll() {
  // The poll may close the socket and open another, so the notifier goes first. It is deleted later, since this may be
  // called by it.
  m_notifier->setEnabled(false);
  m_notifier.release()->deleteLater();
  const bool startsTls = PQstatus(m_connection) == CONNECTION_SSL_STARTUP;
  const PostgresPollingStatusType status = PQconnectPoll(m_connection);
  guardLogin();
  if (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
    awaitSocket(status);
    return;
  }
  if (status != PGRES_POLLING_OK) {
    DbError error = pg_error::fromConnecting(m_connection);
    if (startsTls && error.sqlState.isEmpty()) {
      explainTls(std::move(error));
    } else {
      failHost(std::move(error));
    }
    return;
  }
  m_deadline.clear();
  end(std::exchange(m_connection, nullptr));
}

void PgConnector::guardLogin() {
#ifndef Q_OS_WIN
  if (m_guard != nullptr && !m_guard->proceed()) {
    std::exchange(m_guard, nullptr)->retire();
  }
  if (m_guard == nullptr && PgLoginGuard::isNeeded(m_connection, m_host.isLocal())) {
    m_guard = new PgLoginGuard(m_connection,
                               [this](const QString& how) { failHost(pg_error::openPassword(m_connection, how)); });
  }
#endif
}

// libpq says that something is wrong with a certificate, but not what.
void PgConnector::explainTls(DbError error) {
  PgTlsCheck check;
  check.host = QString::fromUtf8(PQhost(m_connection));
  check.address = QString::fromUtf8(PQhostaddr(m_connection));
  check.port = QByteArray(PQport(m_connection)).toUShort();
  check.sslMode = m_settings->sslModeFor(m_host);
  check.certificates = m_settings->certificates;
  check.patience = m_settings->options.connectTimeout;
  drop();
  m_deadline.clear(); // The check keeps its own time.
  const auto fault = std::make_shared<std::optional<DbError>>();
  const QPointer<PgConnector> self(this);
  m_io.runAside([fault, check] { *fault = check.run(); },
                [self, fault, error = std::move(error), serial = ++m_errand] {
                  if (self && self->m_errand == serial) {
                    self->failHost(*fault ? **fault : error);
                  }
                });
}

void PgConnector::onDeadline() {
  ++m_errand;
  const auto milliseconds = static_cast<qint64>(m_settings->options.connectTimeout.count());
  failHost(m_connection != nullptr ? pg_error::connectTimeout(m_connection, milliseconds)
                                   : pg_error::unknownHost(QString::fromUtf8(m_host.host)));
}

void PgConnector::failHost(DbError error) {
  drop();
  m_deadline.clear();
  if (!m_addresses.isEmpty() && error.retryable) {
    nextAddress();
    return;
  }
  if (!error.retryable) {
    end(failure(std::move(error)));
    return;
  }
  m_failures.push_back(std::move(error));
  nextHost();
}

void PgConnector::drop() {
  if (m_notifier) {
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater();
  }
#ifndef Q_OS_WIN
  if (m_guard != nullptr) {
    std::exchange(m_guard, nullptr)->retire(); // It may be what calls this.
  }
#endif
  PQfinish(std::exchange(m_connection, nullptr));
}

void PgConnector::end(Result<PGconn*> result) {
  const Connected connected = m_connected; // It may destroy this.
  connected(std::move(result));
}

} // namespace sentinai
