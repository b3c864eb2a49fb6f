// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/bench_data.h"

#include "app/exchange/demo_generator.h"
#include "repositories/open_database.h"
#include "repositories/open_migrator.h"
#include "repositories/postgresql/pg_owner_connection.h"
#include "repositories/postgresql/pg_settings.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/raw_client.h"
#include "tests/support/test_postgresql.h"

#include <QElapsedTimer>
#include <QUuid>
#include <cstdio>

namespace sentinai {

namespace {

const QString kOwner = QStringLiteral("sentinai_bench_owner");
const QString kDatabase = QStringLiteral("sentinai_bench");
constexpr quint64 kSeed = 20'260'301;

QString randomText() {
  return QUuid::createUuid().toString(QUuid::Id128);
}

DatabaseUrl withLogin(const DatabaseUrl& url, const QString& user, const QString& password) {
  const auto quoted = [](QString text) {
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
  };
  QStringList parts{QStringLiteral("user=") + user, QStringLiteral("password=") + quoted(password)};
  for (const auto& [key, value] : benchValue(PgSettings::from(url, {})).parameters) {
    if (key != "user" && key != "password") {
      parts << QString::fromUtf8(key) + QLatin1Char('=') + quoted(QString::fromUtf8(value));
    }
  }
  return benchValue(DatabaseUrl::parse(parts.join(QLatin1Char(' '))));
}

int appliedMigrations(const DatabaseUrl& url) {
  int applied = 0;
  for (const MigrationStatus& migration : benchValue(benchValue(openMigrator(url))->status())) {
    applied += migration.appliedAt ? 1 : 0;
  }
  return applied;
}

} // namespace

Instant BenchData::until() {
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / std::chrono::March / 1}};
}

BenchData::BenchData(Options options)
    : m_options(std::move(options)) {
  if (m_options.ownerUrl.isEmpty()) {
    makeDatabase();
  } else {
    m_ownerUrl = benchValue(DatabaseUrl::parse(m_options.ownerUrl));
    if (m_ownerUrl->engine() != DatabaseUrl::Engine::PostgreSql || appliedMigrations(*m_ownerUrl) > 0) {
      throw std::runtime_error("the benchmarks need a PostgreSQL database that does not have our schema yet");
    }
  }
  std::ignore = benchValue(benchValue(openMigrator(*m_ownerUrl))->up(std::nullopt, {}));
  makeMember();
  if (!m_filled) {
    fill();
  }
  count();
}

BenchData::~BenchData() {
  try {
    if (!m_databaseName.isEmpty()) {
      if (!m_options.keep) {
        TestPostgresql cluster;
        cluster.execute(QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(m_databaseName));
        cluster.execute(QStringLiteral("DROP ROLE %1").arg(m_member));
      }
      return;
    }
    std::ignore = benchValue(benchValue(openMigrator(*m_ownerUrl))->down(0, {}));
    std::ignore = benchValue(
        benchValue(PgOwnerConnection::open(*m_ownerUrl, "sentinai-bench")).run("DROP ROLE " + m_member.toUtf8()));
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "sentinai-bench: cannot clean up: %s\n", error.what());
  }
}

void BenchData::makeDatabase() {
  TestPostgresql cluster;
  const QString password = randomText();
  cluster.ensureRole(kOwner, password, QStringLiteral("CREATEROLE"));
  cluster.execute(QStringLiteral("ALTER ROLE %1 PASSWORD %2").arg(kOwner, cluster.quotedLiteral(password)));
  m_databaseName = m_options.keep ? kDatabase : kDatabase + QLatin1Char('_') + randomText().first(12);
  // What it holds is said in its comment, once it holds that.
  const auto present = cluster.execute(
      QStringLiteral("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1"),
      {m_databaseName});
  m_filled = !present.isEmpty() && present[0][0] == QString::number(m_options.rows);
  if (!m_filled) {
    cluster.execute(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)").arg(m_databaseName));
    cluster.execute(QStringLiteral("CREATE DATABASE %1 OWNER %2").arg(m_databaseName, kOwner));
  }
  m_ownerUrl = benchValue(DatabaseUrl::parse(cluster.conninfo(m_databaseName, kOwner, password)));
}

void BenchData::makeMember() {
  const QString password = randomText();
  m_member = m_options.keep ? QStringLiteral("sentinai_bench_ann")
                            : QStringLiteral("sentinai_bench_") + randomText().first(12);
  const PgOwnerConnection owner = benchValue(PgOwnerConnection::open(*m_ownerUrl, "sentinai-bench"));
  const PgResult known =
      benchValue(owner.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", {m_member.toUtf8()}));
  std::ignore = benchValue(owner.run((PQntuples(known.get()) == 0 ? "CREATE ROLE " : "ALTER ROLE ") +
                                     m_member.toUtf8() + " LOGIN PASSWORD '" + password.toUtf8() + "'"));
  m_memberUrl = withLogin(*m_ownerUrl, m_member, password);
}

void BenchData::fill() {
  GenerateOptions options;
  options.exceptions = m_options.rows;
  // The table is what is measured; of the events, each exception has as many as its state needs.
  options.eventsPerException = 2;
  options.seed = kSeed;
  options.days = kDays;
  options.until = until();
  options.member = m_member;
  QElapsedTimer shown;
  const GenerateReport report =
      benchValue(generateDemo(*m_ownerUrl, options, [&shown](const GenerateProgress& progress) {
        constexpr qint64 between = 10'000;
        if (!shown.isValid() || shown.elapsed() > between) {
          std::fprintf(stderr, "filling: %s %lld of %lld\n", qPrintable(progress.stage),
                       static_cast<long long>(progress.done), static_cast<long long>(progress.total));
          shown.start();
        }
      }));
  std::fprintf(stderr, "filled: %lld exceptions and %lld events in %.0f s\n", static_cast<long long>(report.exceptions),
               static_cast<long long>(report.events), std::chrono::duration<double>(report.duration).count());
  if (!m_databaseName.isEmpty()) {
    TestPostgresql cluster;
    cluster.execute(QStringLiteral("COMMENT ON DATABASE %1 IS '%2'").arg(m_databaseName).arg(m_options.rows));
  }
}

void BenchData::count() {
  const auto rowsOf = [this](const QString& tenantId) {
    const RawClient client(*m_memberUrl, tenantId);
    return QString::fromUtf8(PQgetvalue(client.run("SELECT count(*) FROM sentinai.exception").get(), 0, 0))
        .toLongLong();
  };
  m_tenantRows = rowsOf(tenant());
  m_smallTenantRows = rowsOf(smallTenant());
}

std::unique_ptr<Database> BenchData::open() const {
  return openDatabase(*m_memberUrl, {});
}

} // namespace sentinai
