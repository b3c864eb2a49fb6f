// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QTest>

namespace sentinai {

/// What every part of the contract starts from: a fresh database of the engine under test, and for each test function
/// two new tenants with a login each, ann who administers one and bob who administers the other.
///
/// The parts say what any engine must do. Each runs once on PostgreSQL and once on SQLite.
class ContractTest : public QObject {
  Q_OBJECT
public:
  explicit ContractTest(DatabaseUrl::Engine engine);
  ~ContractTest() override;

protected:
  [[nodiscard]] bool onPostgresql() const { return m_engine == DatabaseUrl::Engine::PostgreSql; }
  [[nodiscard]] TestDatabase& testDatabase() { return *m_testDatabase; }

  [[nodiscard]] const QString& tenantId() const { return m_session->tenantId(); }
  [[nodiscard]] const QString& otherTenantId() const { return m_otherSession->tenantId(); }
  [[nodiscard]] Database& database() { return *m_database; }           ///< As ann.
  [[nodiscard]] Database& otherDatabase() { return *m_otherDatabase; } ///< As bob.
  [[nodiscard]] Session& session() { return *m_session; }              ///< ann's tenant.
  [[nodiscard]] Session& otherSession() { return *m_otherSession; }    ///< bob's tenant.
  [[nodiscard]] ExceptionRepository& exceptions() { return m_session->exceptions(); }
  [[nodiscard]] ExceptionEventRepository& events() { return m_session->events(); }

  /// A name that no other test of this run uses, for what the tenants share.
  [[nodiscard]] QString uniqueName(const QString& stem);

  /// A database as a further login with this access to ann's tenant.
  [[nodiscard]] std::unique_ptr<Database> openAs(const QString& login, Access access);

  /// Creates the exception in ann's tenant and returns its row.
  Exception create(const Exception& exception);

  /// Creates them all in ann's tenant; returns their rows.
  std::vector<Exception> createAll(const std::vector<Exception>& exceptions);

  /// Changes fields of an exception as it stands now.
  Exception change(const QString& exceptionId, const QJsonObject& fields, const QString& comment = QString());

  /// Appends `count` events of several types, actors and times to an exception of ann's tenant.
  void appendSamples(const QString& exceptionId, int count);

  void closeSession() { m_session.reset(); }
  void closeDatabase();

private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void cleanupTestCase();

private:
  DatabaseUrl::Engine m_engine;
  int m_count = 0;
  std::unique_ptr<TestDatabase> m_testDatabase;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Database> m_otherDatabase;
  std::unique_ptr<Session> m_session;
  std::unique_ptr<Session> m_otherSession;
};

/// An event that changes the status.
[[nodiscard]] NewExceptionEvent statusChange(const QString& exceptionId, const QString& from, const QString& to,
                                             Instant at);

/// The ids, in order.
[[nodiscard]] QStringList idsOf(const std::vector<Exception>& exceptions);

} // namespace sentinai
