// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ctl/ctl_run.h"
#include "tests/support/test_database.h"

#include <QJsonDocument>
#include <QObject>
#include <memory>

namespace sentinai {

/// What tests of sentinaictl share: a fresh database of the engine that $SENTINAI_TEST_ENGINE names, its logins, and
/// runs as those.
class CtlFixture : public QObject {
protected:
  /// `always` begins the arguments of every run().
  explicit CtlFixture(QStringList always = {})
      : m_always(std::move(always)) {}

  /// Makes a fresh database with this tenant and a login `ann`, as whom run() runs.
  void makeDatabase(const QString& tenantId, Access access, const QString& name = {}) {
    const bool sqlite = qEnvironmentVariable("SENTINAI_TEST_ENGINE") == QLatin1String("sqlite");
    m_database = std::make_unique<TestDatabase>(sqlite ? DatabaseUrl::Engine::Sqlite : DatabaseUrl::Engine::PostgreSql);
    m_database->addTenant(tenantId, name);
    m_tenantId = tenantId;
    m_url = addLogin(QStringLiteral("ann"), access);
  }

  /// Its URL. On SQLite, which has no logins, the file again.
  [[nodiscard]] QString addLogin(const QString& login, Access access) {
    return urlText(m_database->addLogin(login, {{m_tenantId, access}}));
  }

  [[nodiscard]] CtlRun run(const QStringList& arguments, const QByteArray& input = {}) const {
    return runAs(m_url, arguments, input);
  }
  [[nodiscard]] CtlRun runAs(const QString& url, const QStringList& arguments, const QByteArray& input = {}) const {
    return CtlRun::of(url, m_always + arguments, input);
  }

  [[nodiscard]] bool onPostgreSql() const { return m_database->engine() == DatabaseUrl::Engine::PostgreSql; }
  [[nodiscard]] TestDatabase& database() { return *m_database; }
  [[nodiscard]] const QString& url() const { return m_url; }

  [[nodiscard]] static QString urlText(const DatabaseUrl& url) { return CtlRun::urlText(url); }
  [[nodiscard]] static QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
  }

private:
  QStringList m_always;
  std::unique_ptr<TestDatabase> m_database;
  QString m_tenantId;
  QString m_url;
};

} // namespace sentinai
