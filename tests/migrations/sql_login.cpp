// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/sql_login.h"

#include <libpq-fe.h>
#include <stdexcept>

namespace sentinai {

void SqlLogin::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

SqlLogin::SqlLogin(const DatabaseUrl& url, const QString& tenantId)
    : m_connection(PQconnectdb(url.conninfo().toUtf8().constData())) {
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(m_connection.get()));
  }
  run(QStringLiteral("SET TimeZone = 'UTC'"));
  if (!tenantId.isEmpty()) {
    chooseTenant(tenantId);
  }
}

void SqlLogin::chooseTenant(const QString& tenantId) {
  run(QStringLiteral("SELECT set_config('sentinai.tenant_id', $1, false)"), {tenantId});
}

SqlAnswer SqlLogin::run(const QString& sql, const std::vector<std::optional<QString>>& values) {
  std::vector<QByteArray> texts;
  for (const std::optional<QString>& value : values) {
    texts.push_back(value.value_or(QString()).toUtf8());
  }
  std::vector<const char*> pointers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    pointers.push_back(values[i] ? texts[i].constData() : nullptr);
  }
  const QByteArray text = sql.toUtf8();
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      values.empty() ? PQexec(m_connection.get(), text.constData())
                     : PQexecParams(m_connection.get(), text.constData(), static_cast<int>(pointers.size()), nullptr,
                                    pointers.data(), nullptr, nullptr, 0),
      &PQclear);
  SqlAnswer answer;
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    answer.sqlState = QString::fromLatin1(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE));
    answer.message = QString::fromUtf8(PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY));
    if (answer.sqlState.isEmpty()) {
      answer.sqlState = QStringLiteral("?");
      answer.message = QString::fromUtf8(PQerrorMessage(m_connection.get()));
    }
    return answer;
  }
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    QStringList cells;
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      cells << (PQgetisnull(result.get(), row, column) != 0 ? QString()
                                                            : QString::fromUtf8(PQgetvalue(result.get(), row, column)));
    }
    answer.rows << cells;
  }
  return answer;
}

} // namespace sentinai
