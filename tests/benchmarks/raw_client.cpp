// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/raw_client.h"

#include "repositories/postgresql/pg_parameters.h"

#include <stdexcept>

namespace sentinai {

RawClient::RawClient(const DatabaseUrl& url, const QString& tenantId)
    : m_connection(PQconnectdb(url.conninfo().toUtf8().constData())) {
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(m_connection.get()));
  }
  PQsetNoticeProcessor(
      m_connection.get(), [](void*, const char*) {}, nullptr);
  std::ignore = execute({QStringLiteral("SELECT set_config('sentinai.tenant_id', $1, false)"), {tenantId}});
}

PgResult RawClient::run(const QByteArray& sql) const {
  return checked(PQexec(m_connection.get(), sql.constData()));
}

PgResult RawClient::execute(const SqlStatement& statement) {
  const PgParameters parameters(statement.values);
  const QByteArray text = statement.text.toUtf8();
  QByteArray& name = m_prepared[text + parameters.typeKey()];
  if (name.isEmpty()) {
    name = 'r' + QByteArray::number(m_prepared.size());
    std::ignore = checked(
        PQprepare(m_connection.get(), name.constData(), text.constData(), parameters.count(), parameters.types()));
  }
  constexpr int binary = 1;
  return checked(PQexecPrepared(m_connection.get(), name.constData(), parameters.count(), parameters.values(),
                                parameters.lengths(), parameters.formats(), binary));
}

PgResult RawClient::checked(PGresult* raw) const {
  PgResult result(raw);
  const ExecStatusType status = PQresultStatus(raw);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(m_connection.get()));
  }
  return result;
}

} // namespace sentinai
