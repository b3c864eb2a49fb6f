// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/attack/intruder.h"

#include <libpq-fe.h>
#include <stdexcept>

namespace sentinai {

namespace {
using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;
} // namespace

void Intruder::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Intruder::Intruder(const DatabaseUrl& url)
    : m_connection(PQconnectdb(url.conninfo().toUtf8().constData())) {
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(m_connection.get()));
  }
  PQsetErrorVerbosity(m_connection.get(), PQERRORS_VERBOSE);
  PQsetNoticeProcessor(
      m_connection.get(),
      [](void* heard, const char* words) { *static_cast<QString*>(heard) += QString::fromUtf8(words); }, &m_heard);
}

Heard Intruder::send(const QString& statement) {
  m_heard.clear();
  Heard heard;
  PQsendQuery(m_connection.get(), statement.toUtf8().constData());
  for (;;) {
    const PgResult result(PQgetResult(m_connection.get()), &PQclear);
    if (!result) {
      break;
    }
    switch (PQresultStatus(result.get())) {
    case PGRES_COPY_OUT: {
      char* line = nullptr;
      while (PQgetCopyData(m_connection.get(), &line, 0) > 0) {
        m_heard += QString::fromUtf8(line);
        PQfreemem(line);
      }
      break;
    }
    case PGRES_COPY_IN:
      PQputCopyEnd(m_connection.get(), nullptr);
      break;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      for (int row = 0; row < PQntuples(result.get()); ++row) {
        for (int column = 0; column < PQnfields(result.get()); ++column) {
          m_heard += QString::fromUtf8(PQgetvalue(result.get(), row, column)) + QLatin1Char('|');
        }
        m_heard += QLatin1Char('\n');
      }
      break;
    default:
      heard.sqlState = QString::fromLatin1(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE));
      m_heard += QString::fromUtf8(PQresultErrorMessage(result.get()));
    }
  }
  while (PGnotify* notification = PQnotifies(m_connection.get())) {
    m_heard += QString::fromUtf8(notification->relname) + QString::fromUtf8(notification->extra);
    PQfreemem(notification);
  }
  heard.text = m_heard;
  return heard;
}

} // namespace sentinai
