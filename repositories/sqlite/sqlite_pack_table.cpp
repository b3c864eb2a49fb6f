// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_pack_table.h"

#include "repositories/database/stale_edit.h"
#include "repositories/sqlite/sqlite_rows.h"

namespace sentinai {

namespace {

PackVersion readPack(const SqliteStatement& row) {
  PackVersion pack;
  pack.id = row.integer(0);
  pack.subject = row.text(1);
  pack.version = static_cast<int>(row.integer(2));
  pack.pack = row.json(3);
  pack.createdAt = row.instant(4);
  pack.createdBy = row.text(5);
  pack.active = row.integer(6) != 0;
  return pack;
}

[[noreturn]] void missing(const QString& what, const QString& subject) {
  refuse(DbError::Kind::NotFound, QStringLiteral("%1 has no %2 of its pack.").arg(subject, what));
}

} // namespace

SqlitePackTable::SqlitePackTable(const char* versions, const char* actives, const char* subjectColumn) {
  const QString subject = QString::fromLatin1(subjectColumn);
  m_select = QStringLiteral(R"sql(
      SELECT v.id, v.%3, v.version, v.pack_json, v.created_at, v.created_by, a.version IS NOT NULL
      FROM %1 AS v LEFT JOIN %2 AS a ON a.%3 = v.%3 AND a.version = v.version
      )sql")
                 .arg(QString::fromLatin1(versions), QString::fromLatin1(actives), subject);
  m_insert = QStringLiteral(R"sql(
      INSERT INTO %1 (%2, version, pack_json, created_at, created_by)
      VALUES (?1, (SELECT coalesce(max(version), 0) + 1 FROM %1 WHERE %2 = ?1), ?2, ?3, ?4))sql")
                 .arg(QString::fromLatin1(versions), subject)
                 .toUtf8();
  m_activate = QStringLiteral(R"sql(
      INSERT INTO %1 (%2, version, activated_at, activated_by)
      VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (%2) DO UPDATE
      SET version = excluded.version, activated_at = excluded.activated_at, activated_by = excluded.activated_by)sql")
                   .arg(QString::fromLatin1(actives), subject)
                   .toUtf8();
  m_name = subject;
}

std::optional<PackVersion> SqlitePackTable::find(SqliteConnection& db, const QString& condition, const QString& subject,
                                                 std::optional<int> version) const {
  SqliteStatement select = db.prepare((m_select + condition.arg(m_name)).toUtf8());
  select.bind(subject);
  if (version) {
    select.bind(*version);
  }
  return select.step() ? std::optional(readPack(select)) : std::nullopt;
}

PackVersion SqlitePackTable::get(SqliteConnection& db, const QString& subject, int version) const {
  const auto pack = find(db, QStringLiteral("WHERE v.%1 = ?1 AND v.version = ?2"), subject, version);
  if (!pack) {
    missing(QStringLiteral("version %1").arg(version), subject);
  }
  return *pack;
}

PackVersion SqlitePackTable::latest(SqliteConnection& db, const QString& subject) const {
  const auto pack = find(db, QStringLiteral("WHERE v.%1 = ?1 ORDER BY v.version DESC LIMIT 1"), subject, {});
  if (!pack) {
    missing(QStringLiteral("version"), subject);
  }
  return *pack;
}

std::optional<PackVersion> SqlitePackTable::findActive(SqliteConnection& db, const QString& subject) const {
  return find(db, QStringLiteral("WHERE v.%1 = ?1 AND a.version IS NOT NULL"), subject, {});
}

PackVersion SqlitePackTable::active(SqliteConnection& db, const QString& subject) const {
  const auto pack = findActive(db, subject);
  if (!pack) {
    missing(QStringLiteral("active version"), subject);
  }
  return *pack;
}

std::vector<PackVersion> SqlitePackTable::list(SqliteConnection& db, const QString& subject) const {
  const QString condition = QStringLiteral("WHERE ?1 = '' OR v.%1 = ?1 ORDER BY v.%1, v.version DESC");
  SqliteStatement select = db.prepare((m_select + condition.arg(m_name)).toUtf8());
  select.bind(subject);
  return readAll(select, readPack);
}

PackVersion SqlitePackTable::createVersion(SqliteConnection& db, const QString& subject, const QJsonObject& pack,
                                           const QString& login) const {
  db.prepare(m_insert).bind(subject, pack, currentInstant(), login).run();
  return latest(db, subject);
}

PackVersion SqlitePackTable::activate(SqliteConnection& db, const QString& subject, int version, const QString& login,
                                      const Seen<int>& seen) const {
  const PackVersion pack = get(db, subject, version);
  const std::optional<PackVersion> present = findActive(db, subject);
  const std::optional<int> active = present ? std::optional(present->version) : std::nullopt;
  if (!seen.fits(active)) {
    refuse(staleActiveVersion(QStringLiteral("the pack of ") + subject, active, seen));
  }
  if (!pack.active) {
    db.prepare(m_activate).bind(subject, version, currentInstant(), login).run();
  }
  return get(db, subject, version);
}

PackVersion SqlitePackTable::rollBack(SqliteConnection& db, const QString& subject, int version, const QString& login,
                                      const Seen<int>& seen) const {
  const PackVersion published = createVersion(db, subject, get(db, subject, version).pack, login);
  return activate(db, subject, published.version, login, seen);
}

} // namespace sentinai
