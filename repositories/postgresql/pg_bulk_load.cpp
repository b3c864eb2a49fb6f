// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_bulk_load.h"

#include "repositories/postgresql/pg_bulk_rows.h"
#include "repositories/postgresql/pg_load_window.h"

namespace sentinai {

namespace {

constexpr char kExceptionTable[] = "sentinai.exception";
constexpr char kEventTable[] = "sentinai.exception_event";
constexpr char kTenantTable[] = "sentinai.tenant";
constexpr char kMemberTable[] = "sentinai.tenant_member";
constexpr char kRollupTable[] = "sentinai.exception_rollup";

constexpr char kCopyHead[] = "PGCOPY\n\377\r\n"; // with its final zero
constexpr int kCopyFlags = 8;                    // bytes of flags and of further head, all zero

// Building an index is one sort. The server looks whether this program is still there even while it sorts, where its
// platform lets it.
constexpr char kSettings[] = R"sql(
  SET LOCAL lock_timeout = '60s';
  SET LOCAL work_mem = '256MB';
  SET LOCAL maintenance_work_mem = '1GB';
  SET LOCAL max_parallel_maintenance_workers = 4;
  DO $$
  BEGIN
    SET LOCAL client_connection_check_interval = '1s';
  EXCEPTION WHEN OTHERS THEN
    NULL;
  END
  $$
)sql";

constexpr char kOwnership[] = R"sql(
  SELECT pg_catalog.count(*), pg_catalog.bool_and(pg_catalog.pg_has_role(c.relowner, 'USAGE')), current_user
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'sentinai'
    AND c.relname IN ('tenant', 'tenant_member', 'exception', 'exception_event', 'exception_rollup')
)sql";
constexpr int kTables = 5;

class PgBulkLoad final : public BulkLoad {
public:
  explicit PgBulkLoad(PgOwnerConnection connection)
      : m_connection(std::move(connection))
      , m_window(m_connection) {}

  void encode(QByteArray& rows, const Exception& exception) const override { pg_bulk_rows::append(rows, exception); }
  void encode(QByteArray& rows, const ExceptionEvent& event) const override { pg_bulk_rows::append(rows, event); }

  Result<Done> begin(const std::vector<BulkTenant>& tenants, const QString& member, qint64 exceptions) override {
    QByteArrayList ids;
    for (const BulkTenant& tenant : tenants) {
      ids << tenant.id.toUtf8();
    }
    m_tenants = ids;
    return checkOwner()
        .and_then([&](Done) { return m_connection.run(QByteArray("BEGIN;") + kSettings); })
        .and_then([&](Done) { return lock(); })
        .and_then([&](Done) { return m_window.liftPolicies(tables()); })
        .and_then([&](Done) { return refuseFilled(ids); })
        .and_then([&](Done) { return chooseMember(member); })
        .and_then([&](Done) { return makeTenants(tenants); })
        .and_then([&](Done) {
          return m_window.disableTriggers({kExceptionTable, kEventTable});
        })
        .and_then([&](Done) { return makeRoom(exceptions); });
  }

  [[nodiscard]] QString member() const override { return m_member; }

  Result<Done> copyExceptions(const Rows& next) override {
    return copy(kExceptionTable, pg_bulk_rows::kExceptionColumns, next);
  }

  Result<Done> copyEvents(const Rows& next) override { return copy(kEventTable, pg_bulk_rows::kEventColumns, next); }

  Result<Done> commit(const Progress& progress) override {
    progress(QStringLiteral("counting"));
    for (const QByteArray& tenant : std::as_const(m_tenants)) {
      if (Result<Done> counted = m_connection.run("SELECT sentinai.recount_rollup($1)", {tenant}); !counted) {
        return counted;
      }
    }
    return m_window.putBack([&](const QString& name) { progress(QStringLiteral("building %1").arg(name)); })
        .and_then([&](Done) { return m_connection.run("COMMIT"); })
        .and_then([&](Done) {
          progress(QStringLiteral("analyzing"));
          return m_connection.run("VACUUM (FREEZE, ANALYZE) " + tables().join(", "));
        });
  }

private:
  PgOwnerConnection m_connection;
  PgLoadWindow m_window;
  QByteArrayList m_tenants;
  QString m_member;
  bool m_frozen = false; ///< Rows go into files of this transaction's own, so they may be written as old ones at once.

  /// That are written to.
  [[nodiscard]] static QByteArrayList tables() {
    return {kTenantTable, kMemberTable, kExceptionTable, kEventTable, kRollupTable};
  }

  [[nodiscard]] Result<Done> checkOwner() {
    const Result<PgResult> rows = m_connection.query(kOwnership);
    if (!rows) {
      return failure(rows.error());
    }
    if (PgOwnerConnection::cell(*rows, 0, 0).toInt() != kTables) {
      return failure(
          DbError::Kind::Internal,
          QStringLiteral(
              "The database lacks the schema or a part of it. Bring it up with \"sentinaictl migrate up\"."));
    }
    if (PgOwnerConnection::cell(*rows, 0, 1) != QLatin1String("t")) {
      return failure(DbError::Kind::PermissionDenied,
                     QStringLiteral("Login %1 does not own the schema. Load in bulk as its owner, the login that "
                                    "\"sentinaictl migrate up\" ran as.")
                         .arg(PgOwnerConnection::cell(*rows, 0, 2)));
    }
    return Done{};
  }

  [[nodiscard]] Result<Done> lock() {
    Result<Done> locked = m_connection.run("LOCK TABLE " + tables().join(", ") + " IN ACCESS EXCLUSIVE MODE");
    if (!locked && locked.error().kind == DbError::Kind::Timeout) {
      locked.error().message =
          QStringLiteral("Others are using the tables. Close the programs that are connected and try again.");
    }
    return locked;
  }

  [[nodiscard]] Result<Done> refuseFilled(const QByteArrayList& ids) {
    for (const QByteArray& id : ids) {
      const Result<PgResult> filled =
          m_connection.query("SELECT FROM sentinai.exception WHERE tenant_id = $1 LIMIT 1", {id});
      if (!filled) {
        return failure(filled.error());
      }
      if (PQntuples(filled->get()) > 0) {
        return failure(DbError::Kind::Conflict,
                       QStringLiteral("Tenant %1 has exceptions already. Load into a database where it has none.")
                           .arg(QString::fromUtf8(id)));
      }
    }
    return Done{};
  }

  [[nodiscard]] Result<Done> chooseMember(const QString& wanted) {
    const Result<PgResult> rows =
        wanted.isEmpty()
            ? m_connection.query("SELECT r.rolname, r.rolcanlogin FROM pg_catalog.pg_roles r "
                                 "WHERE r.rolcanlogin AND NOT r.rolsuper "
                                 "AND pg_catalog.pg_has_role(r.oid, 'sentinai_tenant_admin', 'USAGE')")
            : m_connection.query("SELECT r.rolname, r.rolcanlogin FROM pg_catalog.pg_roles r WHERE r.rolname = $1",
                                 {wanted.toUtf8()});
    if (!rows) {
      return failure(rows.error());
    }
    const int found = PQntuples(rows->get());
    if (wanted.isEmpty() && found != 1) {
      return failure(
          DbError::Kind::InvalidInput,
          QStringLiteral("%1 has the group role sentinai_tenant_admin, so it must be said who shall see the rows: "
                         "name an existing login as the member.")
              .arg(found == 0 ? QStringLiteral("No login") : QStringLiteral("More than one login")));
    }
    if (found == 0) {
      return failure(DbError::Kind::NotFound,
                     QStringLiteral("The server has no role %1: create the login first.").arg(wanted));
    }
    m_member = PgOwnerConnection::cell(*rows, 0, 0);
    if (PgOwnerConnection::cell(*rows, 0, 1) != QLatin1String("t")) {
      return failure(DbError::Kind::InvalidInput,
                     QStringLiteral("Role %1 cannot log in: name a login as the member.").arg(m_member));
    }
    return Done{};
  }

  [[nodiscard]] Result<Done> makeTenants(const std::vector<BulkTenant>& tenants) {
    const QByteArray member = m_member.toUtf8();
    for (const BulkTenant& tenant : tenants) {
      const Result<Done> made =
          m_connection
              .run("INSERT INTO sentinai.tenant (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                   {tenant.id.toUtf8(), tenant.name.toUtf8()})
              .and_then([&](Done) {
                return m_connection.run("INSERT INTO sentinai.tenant_member AS m (tenant_id, role_name, access) "
                                        "VALUES ($1, $2, 'admin') ON CONFLICT ON CONSTRAINT tenant_member_pkey "
                                        "DO UPDATE SET access = excluded.access WHERE m.access <> excluded.access",
                                        {tenant.id.toUtf8(), member});
              });
      if (!made) {
        return failure(made.error());
      }
    }
    // As sentinai.grant_member() does it.
    const Result<PgResult> grant = m_connection.query(
        "SELECT pg_catalog.format('GRANT sentinai_tenant_admin TO %I', r.rolname) FROM pg_catalog.pg_roles r "
        "WHERE r.rolname = $1 AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m "
        "  WHERE m.member = r.oid AND m.roleid = 'sentinai_tenant_admin'::pg_catalog.regrole)",
        {member});
    if (!grant) {
      return failure(grant.error());
    }
    return PQntuples(grant->get()) == 0 ? Result<Done>(Done{}) : m_connection.run(PQgetvalue(grant->get(), 0, 0));
  }

  /// Building an index anew costs as much as adding some row for each that is there.
  [[nodiscard]] Result<Done> makeRoom(qint64 exceptions) {
    const Result<PgResult> rows =
        m_connection.query("SELECT pg_catalog.count(*), "
                           "  NOT EXISTS (SELECT FROM pg_catalog.pg_constraint f WHERE f.contype = 'f' "
                           "    AND f.confrelid IN ('sentinai.exception'::pg_catalog.regclass, "
                           "                        'sentinai.exception_event'::pg_catalog.regclass) "
                           "    AND f.conrelid NOT IN ('sentinai.exception'::pg_catalog.regclass, "
                           "                           'sentinai.exception_event'::pg_catalog.regclass)) "
                           "FROM (SELECT FROM sentinai.exception LIMIT $1) AS present",
                           {QByteArray::number(exceptions)});
    if (!rows) {
      return failure(rows.error());
    }
    const qint64 present = PgOwnerConnection::cell(*rows, 0, 0).toLongLong();
    if (present >= exceptions) {
      return Done{};
    }
    m_frozen = present == 0 && PgOwnerConnection::cell(*rows, 0, 1) == QLatin1String("t");
    return m_window.dropIndexes({kExceptionTable, kEventTable}).and_then([&](Done) {
      return m_frozen ? m_connection.run(QByteArray("TRUNCATE ") + kExceptionTable + ", " + kEventTable)
                      : Result<Done>(Done{});
    });
  }

  [[nodiscard]] Result<Done> copy(const char* table, const char* columns, const Rows& next) {
    const QByteArray sql =
        QByteArray("COPY ") + table + " (" + columns + ") FROM STDIN (FORMAT binary" + (m_frozen ? ", FREEZE)" : ")");
    if (const Result<PgResult> started =
            m_connection.checked(PQexec(m_connection.get(), sql.constData()), {PGRES_COPY_IN});
        !started) {
      return failure(started.error());
    }
    bool open = send(QByteArray(kCopyHead, sizeof(kCopyHead)) + QByteArray(kCopyFlags, '\0'));
    for (QByteArray rows = next(); open && !rows.isEmpty(); rows = next()) {
      open = send(rows);
    }
    if (open && send(QByteArray("\377\377", 2))) {
      PQputCopyEnd(m_connection.get(), nullptr);
    }
    // Reading to the end tells what went wrong, if anything did.
    Result<Done> copied = Done{};
    while (PGresult* raw = PQgetResult(m_connection.get())) {
      if (const Result<PgResult> result = m_connection.checked(raw, {PGRES_COMMAND_OK}); !result) {
        copied = failure(result.error());
        if (PQstatus(m_connection.get()) != CONNECTION_OK) {
          break;
        }
      }
    }
    return copied;
  }

  [[nodiscard]] bool send(const QByteArray& rows) {
    return PQputCopyData(m_connection.get(), rows.constData(), static_cast<int>(rows.size())) == 1;
  }
};

} // namespace

Result<std::unique_ptr<BulkLoad>> openPgBulkLoad(const DatabaseUrl& url) {
  Result<PgOwnerConnection> connection = PgOwnerConnection::open(url, "sentinai-load");
  if (!connection) {
    return failure(std::move(connection.error()));
  }
  return std::make_unique<PgBulkLoad>(std::move(*connection));
}

} // namespace sentinai
