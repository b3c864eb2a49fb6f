// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "repositories/records/tenant.h"

#include <QTemporaryDir>

namespace sentinai {

/// A fresh database of either engine, of its own, gone with this object.
///
///   TestDatabase database(DatabaseUrl::Engine::PostgreSql);
///   database.addTenant(u"bank"_qs);
///   const DatabaseUrl url = database.addLogin(u"ann"_qs, {{u"bank"_qs, Access::Supervisor}});
///   const std::unique_ptr<Database> opened = openDatabase(url, {});
///
/// On PostgreSQL it belongs to an ordinary role that may create roles but is no superuser, as a managed service would
/// have it, and lives in the cluster of `./dev test`. Whatever fails throws std::runtime_error, which fails the test.
class TestDatabase {
public:
  enum class Schema : quint8 { Migrated, Empty };

  /// `owner` is the schema's, on PostgreSQL.
  explicit TestDatabase(DatabaseUrl::Engine engine, Schema schema = Schema::Migrated,
                        const QString& owner = QStringLiteral("sentinai_test_owner"));
  ~TestDatabase();
  Q_DISABLE_COPY_MOVE(TestDatabase)

  [[nodiscard]] DatabaseUrl::Engine engine() const { return m_engine; }

  /// As the schema's owner, for migrations; on SQLite the file.
  [[nodiscard]] const DatabaseUrl& ownerUrl() const { return *m_ownerUrl; }

  /// An active tenant without members.
  void addTenant(const QString& tenantId, const QString& name = QString());

  /// A login that is a member of these tenants, and of the group roles that go with it. On SQLite, which has no logins,
  /// the file again. `name` is made unique in the cluster; roleName() gives the result.
  DatabaseUrl addLogin(const QString& name, const std::vector<std::pair<QString, Access>>& memberships);
  [[nodiscard]] QString roleName(const QString& name) const;

  /// Runs SQL past all policies and append-only triggers, on SQLite past CHECKs too, as someone with the server in hand
  /// could. Times and JSON are the engine's own; on PostgreSQL the tables are in schema sentinai. Returns the rows as
  /// text.
  QList<QStringList> executeBehindTheBack(const QString& sql);

  /// The table's name as executeBehindTheBack() needs it.
  [[nodiscard]] QString table(const QString& name) const;

private:
  DatabaseUrl::Engine m_engine;
  QTemporaryDir m_directory;
  QString m_suffix;
  QString m_databaseName;
  QStringList m_roles;
  std::optional<DatabaseUrl> m_ownerUrl;
};

} // namespace sentinai
