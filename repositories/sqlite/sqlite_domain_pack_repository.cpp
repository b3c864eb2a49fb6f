// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_domain_pack_repository.h"

#include "repositories/database/json_difference.h"
#include "repositories/database/name_check.h"
#include "repositories/sqlite/sqlite_pack_table.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

const SqlitePackTable& table() {
  static const SqlitePackTable packs("domain_pack_version", "domain_pack_active", "domain");
  return packs;
}

} // namespace

SqliteDomainPackRepository::SqliteDomainPackRepository(SqliteScope scope)
    : m_scope(std::move(scope)) {}

Task<PackVersion> SqliteDomainPackRepository::get(QString subject, int version, CancelToken token) {
  return m_scope.read<PackVersion>(
      [subject, version](SqliteConnection& db) { return table().get(db, subject, version); }, token);
}

Task<PackVersion> SqliteDomainPackRepository::latest(QString subject, CancelToken token) {
  return m_scope.read<PackVersion>([subject](SqliteConnection& db) { return table().latest(db, subject); }, token);
}

Task<PackVersion> SqliteDomainPackRepository::active(QString subject, CancelToken token) {
  return m_scope.read<PackVersion>([subject](SqliteConnection& db) { return table().active(db, subject); }, token);
}

Task<std::vector<PackVersion>> SqliteDomainPackRepository::list(QString subject, CancelToken token) {
  return m_scope.read<std::vector<PackVersion>>([subject](SqliteConnection& db) { return table().list(db, subject); },
                                                token);
}

Task<PackVersion> SqliteDomainPackRepository::createVersion(QString subject, QJsonObject pack, CancelToken token) {
  return m_scope.administer<PackVersion>(
      [subject, pack, login = m_scope.login()](SqliteConnection& db) {
        (void)valueOrRefuse(checkPackNames(subject, pack));
        return table().createVersion(db, subject, pack, login);
      },
      token);
}

Task<PackVersion> SqliteDomainPackRepository::activate(QString subject, int version, CancelToken token,
                                                       Seen<int> seen) {
  return m_scope.administer<PackVersion>(
      [subject, version, seen, login = m_scope.login()](SqliteConnection& db) {
        return table().activate(db, subject, version, login, seen);
      },
      token);
}

Task<PackVersion> SqliteDomainPackRepository::rollBack(QString subject, int version, CancelToken token,
                                                       Seen<int> seen) {
  return m_scope.administer<PackVersion>(
      [subject, version, seen, login = m_scope.login()](SqliteConnection& db) {
        return table().rollBack(db, subject, version, login, seen);
      },
      token);
}

Task<std::vector<PackDifference>> SqliteDomainPackRepository::difference(QString subject, int fromVersion,
                                                                         int toVersion, CancelToken token) {
  return m_scope.read<std::vector<PackDifference>>(
      [subject, fromVersion, toVersion](SqliteConnection& db) {
        return jsonDifference(table().get(db, subject, fromVersion).pack, table().get(db, subject, toVersion).pack);
      },
      token);
}

} // namespace sentinai
