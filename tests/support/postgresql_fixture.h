// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_client.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_postgresql.h"

#include <QDebug>
#include <QUuid>
#include <stdexcept>

namespace sentinai {

inline const QString kTestPassword = QStringLiteral("s3cret-of-the-engine-tests");

/// The engine's own parts against the cluster's database "postgres", as an ordinary login of this fixture's own.
class PostgresqlFixture {
public:
  PostgresqlFixture()
      : m_role(QStringLiteral("engine_test_") + QUuid::createUuid().toString(QUuid::Id128)) {
    m_cluster.ensureRole(m_role, kTestPassword);
    options.connectTimeout = std::chrono::milliseconds(30'000);
    options.applicationName = QStringLiteral("sentinai-engine-test-") + QUuid::createUuid().toString(QUuid::Id128);
  }

  ~PostgresqlFixture() {
    try {
      m_cluster.execute(QStringLiteral("DROP ROLE %1").arg(m_role));
    } catch (const std::runtime_error& error) {
      qWarning() << "cannot drop the test's login:" << error.what();
    }
  }
  Q_DISABLE_COPY_MOVE(PostgresqlFixture)

  [[nodiscard]] const QString& role() const { return m_role; }

  [[nodiscard]] QString conninfo(const QString& extra = QString()) const {
    return m_cluster.conninfo(QStringLiteral("postgres"), m_role, kTestPassword) + QLatin1Char(' ') + extra;
  }

  [[nodiscard]] std::shared_ptr<PgPools> pools(const QString& extra = QString()) const {
    Result<PgSettings> settings = PgSettings::from(DatabaseUrl::parse(conninfo(extra)).value(), options);
    if (settings) {
      settings->idleExpiry = idleExpiry;
      settings->patience = patience;
      settings->validateAfter = validateAfter;
      settings->maxWaiting = maxWaiting;
    }
    return std::make_shared<PgPools>(std::move(settings));
  }

  [[nodiscard]] TestPostgresql& cluster() { return m_cluster; }

  /// How many backends of this fixture's connections fulfil the condition on pg_stat_activity.
  [[nodiscard]] int backends(const QString& condition = QStringLiteral("true")) {
    return m_cluster
        .execute(
            QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND (%1)").arg(condition),
            {options.applicationName.left(63)})[0][0]
        .toInt();
  }

  DatabaseOptions options;
  std::chrono::milliseconds idleExpiry{300'000};
  std::chrono::milliseconds patience{10'000};
  std::chrono::milliseconds validateAfter{30'000};
  std::size_t maxWaiting = 1'000;

private:
  TestPostgresql m_cluster;
  QString m_role;
};

/// Asks for one value.
template <typename T>
[[nodiscard]] Task<T> ask(const std::shared_ptr<PgClient>& client, const QString& sql,
                          std::vector<SqlValue> values = {}, CancelToken token = {}, PgIntent intent = PgIntent::Read) {
  return client->one<T>(
      intent, {sql, std::move(values)}, [](PgRow& row) { return row.next<T>(); }, QStringLiteral("no row"),
      std::move(token));
}

/// A call under way whose end the test looks at later.
template <typename T>
class Pending {
public:
  explicit Pending(Task<T> task) {
    QCoro::connect(std::move(task), &m_context, [result = m_result](Result<T> value) { *result = std::move(value); });
  }
  [[nodiscard]] bool isDone() const { return m_result->has_value(); }
  [[nodiscard]] const Result<T>& result() const { return **m_result; }

private:
  QObject m_context;
  std::shared_ptr<std::optional<Result<T>>> m_result = std::make_shared<std::optional<Result<T>>>();
};

} // namespace sentinai
