// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_session_setup.h"

#include "repositories/postgresql/pg_decode.h"
#include "repositories/postgresql/pg_error.h"

namespace sentinai {

PgSessionSetup::PgSessionSetup(const QString& tenantId, const DatabaseOptions& options)
    : m_settings{{"client_encoding", QStringLiteral("UTF8")},
                 {"TimeZone", QStringLiteral("UTC")},
                 // What the statements say is said so.
                 {"standard_conforming_strings", QStringLiteral("on")},
                 {"application_name", options.applicationName},
                 // Plans made for the actual values: a filter that matches little must not get the plan for the
                 // average.
                 {"plan_cache_mode", QStringLiteral("force_custom_plan")},
                 // Compiling a plan takes longer than most of what is asked here.
                 {"jit", QStringLiteral("off")},
                 // Whatever the database's default is: the database takes changes in no other (docs/security.md).
                 {"default_transaction_isolation", QStringLiteral("read committed")},
                 {"statement_timeout", QString::number(options.statementTimeout.count())},
                 {"sentinai.tenant_id", tenantId}}
    , m_pooling(options.pooling) {}

SqlStatement PgSessionSetup::setAll(const QString& isLocal, std::vector<SqlValue> values) const {
  QStringList calls;
  for (const Setting& setting : m_settings) {
    values.emplace_back(setting.value);
    calls << QStringLiteral("pg_catalog.set_config('%1', $%2, %3)")
                 .arg(QLatin1String(setting.name), QString::number(values.size()), isLocal);
  }
  return {QStringLiteral("SELECT ") + calls.join(QStringLiteral(", ")), std::move(values)};
}

std::vector<SqlStatement> PgSessionSetup::statements(int processId) const {
  const QString isPooled = m_pooling == Pooling::Auto
                               ? QStringLiteral("(pg_catalog.pg_backend_pid() <> $1)")
                               : QStringLiteral("($1 = %1)").arg(m_pooling == Pooling::Transaction ? processId : -1);
  QStringList columns{QStringLiteral("session_user::text"), isPooled, QStringLiteral("pg_catalog.pg_is_in_recovery()"),
                      QStringLiteral("pg_catalog.current_setting('transaction_read_only') = 'on'")};
  for (const Setting& setting : m_settings) {
    // Shown with a unit.
    columns << (qstrcmp(setting.name, "statement_timeout") == 0
                    ? QStringLiteral("(extract(epoch FROM pg_catalog.current_setting('%1')::interval) * 1000)::bigint"
                                     "::text")
                    : QStringLiteral("pg_catalog.current_setting('%1')"))
                   .arg(QLatin1String(setting.name));
  }
  return {setAll(isPooled, {qint64{processId}}),
          {QStringLiteral("SELECT ") + columns.join(QStringLiteral(", ")), {qint64{processId}}}};
}

bool PgSessionSetup::Facts::haveRole(PgRole wanted) const {
  switch (wanted) {
  case PgRole::ReadWrite:
    return !readOnly;
  case PgRole::ReadOnly:
    return readOnly;
  case PgRole::Primary:
    return !inRecovery;
  case PgRole::Standby:
  case PgRole::PreferStandby:
    return inRecovery;
  case PgRole::Any:
    break;
  }
  return true;
}

Result<PgSessionSetup::Facts> PgSessionSetup::check(const PGresult* readBack) const {
  PgRow row(readBack, 0);
  Facts facts;
  facts.login = row.next<QString>();
  facts.pooled = row.next<bool>();
  facts.inRecovery = row.next<bool>();
  facts.readOnly = row.next<bool>();
  for (const Setting& setting : m_settings) {
    const auto value = row.next<QString>();
    // The server cuts application_name to its length and replaces what is not ASCII.
    if (value != setting.value && qstrcmp(setting.name, "application_name") != 0) {
      return failure(pg_error::internal(
          QStringLiteral("The session's %1 reads back otherwise than it was set.").arg(QLatin1String(setting.name))));
    }
  }
  if (row.error()) {
    return failure(*row.error());
  }
  return facts;
}

SqlStatement PgSessionSetup::forTransaction() const {
  return setAll(QStringLiteral("true"), {});
}

QByteArray PgSessionSetup::forTransactionAsText(PGconn* connection) const {
  QByteArrayList calls;
  for (const Setting& setting : m_settings) {
    const QByteArray value = setting.value.toUtf8();
    const std::unique_ptr<char, decltype(&PQfreemem)> literal(
        PQescapeLiteral(connection, value.constData(), static_cast<std::size_t>(value.size())), &PQfreemem);
    calls << QByteArray("pg_catalog.set_config('") + setting.name + "', " + literal.get() + ", true)";
  }
  return "SELECT " + calls.join(", ");
}

} // namespace sentinai
