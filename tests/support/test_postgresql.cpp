// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_postgresql.h"

#include <libpq-fe.h>
#include <stdexcept>

namespace sentinai {

namespace {

constexpr char kVariable[] = "SENTINAI_TEST_POSTGRESQL";

struct ResultCloser {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ResultCloser>;

[[noreturn]] void fail(const QString& what, const char* words) {
  throw std::runtime_error((what + QStringLiteral(": ") + QString::fromUtf8(words)).toStdString());
}

} // namespace

void TestPostgresql::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

TestPostgresql::TestPostgresql(const QString& database) {
  const QByteArray conninfo = qgetenv(kVariable);
  if (conninfo.isEmpty()) {
    throw std::runtime_error("SENTINAI_TEST_POSTGRESQL is not set: run the tests with ./dev test, which starts a "
                             "throw-away PostgreSQL cluster, or one command against such a cluster with ./dev cluster");
  }
  const QByteArray name = database.toUtf8();
  const std::array<const char*, 3> keywords{"dbname", "dbname", nullptr};
  const std::array<const char*, 3> values{conninfo.constData(), name.constData(), nullptr};
  m_connection.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    fail(QStringLiteral("cannot reach the test cluster"), PQerrorMessage(m_connection.get()));
  }
  PQsetNoticeProcessor(
      m_connection.get(), [](void*, const char*) {}, nullptr);
}

QList<QStringList> TestPostgresql::execute(const QString& sql, const std::vector<std::optional<QString>>& values) {
  std::vector<QByteArray> bytes;
  std::vector<const char*> pointers;
  bytes.reserve(values.size());
  for (const auto& value : values) {
    bytes.push_back(value ? value->toUtf8() : QByteArray());
    pointers.push_back(value ? bytes.back().constData() : nullptr);
  }
  const PgResult result(values.empty() ? PQexec(m_connection.get(), sql.toUtf8().constData())
                                       : PQexecParams(m_connection.get(), sql.toUtf8().constData(),
                                                      static_cast<int>(values.size()), nullptr, pointers.data(),
                                                      nullptr, nullptr, 0));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
    fail(sql, PQresultErrorMessage(result.get()));
  }
  QList<QStringList> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    QStringList& cells = rows.emplaceBack();
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      cells.append(PQgetisnull(result.get(), row, column) ? QString()
                                                          : QString::fromUtf8(PQgetvalue(result.get(), row, column)));
    }
  }
  return rows;
}

QStringList TestPostgresql::notifications() {
  QStringList payloads;
  while (payloads.isEmpty()) {
    // A question brings along what was committed before it.
    execute(QStringLiteral("SELECT 1"));
    while (PGnotify* notification = PQnotifies(m_connection.get())) {
      payloads << QString::fromUtf8(notification->extra);
      PQfreemem(notification);
    }
  }
  return payloads;
}

QString TestPostgresql::conninfo(const QString& database, const QString& role, const QString& password) const {
  const auto quoted = [](QString text) {
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
  };
  return QStringLiteral("host=%1 port=%2 dbname=%3 user=%4 password=%5")
      .arg(quoted(QString::fromUtf8(PQhost(m_connection.get()))), QString::fromUtf8(PQport(m_connection.get())),
           quoted(database), quoted(role), quoted(password));
}

void TestPostgresql::ensureRole(const QString& role, const QString& password, const QString& attributes) {
  // Several test programs may do this at once: the lock makes it one after the other.
  execute(QStringLiteral("BEGIN; SELECT pg_advisory_xact_lock(hashtext('sentinai test roles'));"));
  if (execute(QStringLiteral("SELECT 1 FROM pg_roles WHERE rolname = $1"), {role}).isEmpty()) {
    execute(QStringLiteral("CREATE ROLE %1 LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB %2 PASSWORD %3")
                .arg(quotedIdentifier(role), attributes, quotedLiteral(password)));
  }
  execute(QStringLiteral("COMMIT"));
}

QString TestPostgresql::quotedIdentifier(const QString& name) const {
  return QLatin1Char('"') + QString(name).replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString TestPostgresql::quotedLiteral(const QString& text) const {
  return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QLatin1String("''")) + QLatin1Char('\'');
}

} // namespace sentinai
