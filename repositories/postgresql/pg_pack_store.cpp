// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_pack_store.h"

#include "repositories/database/json_difference.h"
#include "repositories/database/name_check.h"
#include "repositories/database/stale_edit.h"
#include "repositories/postgresql/pg_records.h"
#include "repositories/postgresql/pg_write.h"

namespace sentinai {

namespace {

PackVersion readPack(PgRow& row) {
  PackVersion pack;
  pack.id = row.next<qint64>();
  pack.subject = row.next<QString>();
  pack.version = row.next<int>();
  pack.pack = row.next<QJsonObject>();
  pack.createdAt = row.next<Instant>();
  pack.createdBy = row.next<QString>();
  pack.active = row.next<bool>();
  return pack;
}

QString missing(const QString& subject, int version) {
  return QStringLiteral("There is no version %1 of the pack of %2.").arg(version).arg(subject);
}

/// NULL: not looked; 0: they saw no active version.
SqlValue toParameter(const Seen<int>& seen) {
  return seen.looked() ? SqlValue(qint64{seen.value().value_or(0)}) : SqlValue();
}

/// What `changing` comes to, which changes nothing where another version is active than the one seen: then, if
/// `version` is there, the Conflict that names the one that `active` finds.
Task<PackVersion> orStale(std::shared_ptr<PgClient> client, Task<PackVersion> changing, SqlStatement version,
                          SqlStatement active, QString subject, Seen<int> seen, CancelToken token) {
  const Result<PackVersion> changed = co_await changing;
  if (changed || changed.error().kind != DbError::Kind::NotFound || !seen.looked()) {
    co_return changed;
  }
  const Result<PackVersion> there =
      co_await client->one<PackVersion>(PgIntent::Read, std::move(version), readPack, changed.error().message, token);
  if (!there) {
    co_return there;
  }
  const Result<PackVersion> present =
      co_await client->one<PackVersion>(PgIntent::Read, std::move(active), readPack, QString(), token);
  if (!present && present.error().kind != DbError::Kind::NotFound) {
    co_return present;
  }
  co_return failure(staleActiveVersion(QStringLiteral("the pack of ") + subject,
                                       present ? std::optional(present->version) : std::nullopt, seen));
}

} // namespace

/// Puts the tables' names into a statement: {versions}, {active}, {subject}, {columns}, the last being the columns of a
/// row `v` that readPack() reads, but for whether it is active; {seen} is whether the active version of $1 is the one
/// that $3 says was seen, and holds it until the end of the transaction.
QString PgPackStore::sql(const QString& text) const {
  QString result = text;
  return result
      .replace(QLatin1String("{seen}"),
               QLatin1String("($3::bigint IS NULL OR $3 = coalesce((SELECT h.version FROM {active} h "
                             "WHERE h.{subject} = $1 FOR NO KEY UPDATE), 0))"))
      .replace(QLatin1String("{columns}"),
               QLatin1String("v.id, v.{subject}, v.version, v.pack_json, v.created_at, v.created_by"))
      .replace(QLatin1String("{versions}"), QLatin1String("sentinai.") + QLatin1String(m_tables.versions))
      .replace(QLatin1String("{active}"), QLatin1String("sentinai.") + QLatin1String(m_tables.active))
      .replace(QLatin1String("{subject}"), QLatin1String(m_tables.subject));
}

SqlStatement PgPackStore::selectVersion(const QString& subject, int version) const {
  return {sql(QStringLiteral(R"(
    SELECT {columns}, a.version IS NOT NULL
    FROM {versions} v
    LEFT JOIN {active} a ON a.{subject} = v.{subject} AND a.version = v.version
    WHERE v.{subject} = $1 AND v.version = $2)")),
          {subject, qint64{version}}};
}

Task<PackVersion> PgPackStore::get(const QString& subject, int version, CancelToken token) const {
  return m_client->one<PackVersion>(PgIntent::Read, selectVersion(subject, version), readPack,
                                    missing(subject, version), std::move(token));
}

Task<PackVersion> PgPackStore::latest(const QString& subject, CancelToken token) const {
  return m_client->one<PackVersion>(PgIntent::Read,
                                    {sql(QStringLiteral(R"(
    SELECT {columns}, a.version IS NOT NULL
    FROM {versions} v
    LEFT JOIN {active} a ON a.{subject} = v.{subject} AND a.version = v.version
    WHERE v.{subject} = $1
    ORDER BY v.version DESC
    LIMIT 1)")),
                                     {subject}},
                                    readPack, QStringLiteral("There is no pack of %1 yet.").arg(subject),
                                    std::move(token));
}

SqlStatement PgPackStore::selectActive(const QString& subject) const {
  return {sql(QStringLiteral(R"(
    SELECT {columns}, true
    FROM {active} a
    JOIN {versions} v ON v.{subject} = a.{subject} AND v.version = a.version
    WHERE a.{subject} = $1)")),
          {subject}};
}

Task<PackVersion> PgPackStore::active(const QString& subject, CancelToken token) const {
  return m_client->one<PackVersion>(PgIntent::Read, selectActive(subject), readPack,
                                    QStringLiteral("No version of the pack of %1 is active.").arg(subject),
                                    std::move(token));
}

Task<std::vector<PackVersion>> PgPackStore::list(const QString& subject, CancelToken token) const {
  return m_client->rows<PackVersion>({sql(QStringLiteral(R"(
    SELECT {columns}, a.version IS NOT NULL
    FROM {versions} v
    LEFT JOIN {active} a ON a.{subject} = v.{subject} AND a.version = v.version
    WHERE $1 = '' OR v.{subject} = $1
    ORDER BY v.{subject}, v.version DESC)")),
                                      {subject}},
                                     readPack, std::move(token));
}

Task<PackVersion> PgPackStore::createVersion(const QString& subject, const QJsonObject& pack, CancelToken token) const {
  if (const Result<Done> fits = checkPackNames(subject, pack); !fits) {
    return PgClient::refuse<PackVersion>(fits.error());
  }
  return writeNumbered<PackVersion>(m_client,
                                    {sql(QStringLiteral(R"(
    INSERT INTO {versions} AS v ({subject}, version, pack_json, created_by)
    SELECT $1, coalesce(max(p.version), 0) + 1, $2::jsonb, session_user
    FROM {versions} p WHERE p.{subject} = $1
    RETURNING {columns}, false)")),
                                     {subject, jsonText(pack)}},
                                    readPack, QString(), std::move(token));
}

// Who saw no active version does not replace one that came meanwhile: $3 is then 0.
Task<PackVersion> PgPackStore::activate(const QString& subject, int version, CancelToken token,
                                        const Seen<int>& seen) const {
  return orStale(m_client,
                 m_client->one<PackVersion>(PgIntent::Write,
                                            {sql(QStringLiteral(R"(
    WITH activated AS (
      INSERT INTO {active} AS a ({subject}, version, activated_by)
      SELECT p.{subject}, p.version, session_user FROM {versions} p
      WHERE p.{subject} = $1 AND p.version = $2 AND {seen}
      ON CONFLICT ({subject}) DO UPDATE
      SET version = excluded.version, activated_at = now(), activated_by = excluded.activated_by
      WHERE $3 IS DISTINCT FROM 0
      RETURNING a.{subject}, a.version)
    SELECT {columns}, true
    FROM activated a
    JOIN {versions} v ON v.{subject} = a.{subject} AND v.version = a.version)")),
                                             {subject, qint64{version}, toParameter(seen)}},
                                            readPack, missing(subject, version), token),
                 selectVersion(subject, version), selectActive(subject), subject, seen, token);
}

Task<PackVersion> PgPackStore::rollBack(const QString& subject, int version, CancelToken token,
                                        const Seen<int>& seen) const {
  return orStale(m_client,
                 writeNumbered<PackVersion>(m_client,
                                            {sql(QStringLiteral(R"(
    WITH v AS (
      INSERT INTO {versions} ({subject}, version, pack_json, created_by)
      SELECT p.{subject}, (SELECT max(l.version) + 1 FROM {versions} l WHERE l.{subject} = $1), p.pack_json,
        session_user
      FROM {versions} p WHERE p.{subject} = $1 AND p.version = $2 AND {seen}
      RETURNING *),
    activated AS (
      INSERT INTO {active} AS a ({subject}, version, activated_by)
      SELECT v.{subject}, v.version, session_user FROM v
      ON CONFLICT ({subject}) DO UPDATE
      SET version = excluded.version, activated_at = now(), activated_by = excluded.activated_by
      WHERE $3 IS DISTINCT FROM 0
      RETURNING a.version)
    SELECT {columns}, true FROM v JOIN activated a ON a.version = v.version)")),
                                             {subject, qint64{version}, toParameter(seen)}},
                                            readPack, missing(subject, version), token),
                 selectVersion(subject, version), selectActive(subject), subject, seen, token);
}

Task<std::vector<PackDifference>> PgPackStore::difference(const QString& subject, int fromVersion, int toVersion,
                                                          CancelToken token) const {
  return m_client->run<std::vector<PackDifference>>(
      PgIntent::Read,
      {sql(QStringLiteral(R"(
    SELECT {columns}, false
    FROM {versions} v
    WHERE v.{subject} = $1 AND v.version IN ($2, $3))")),
       {subject, qint64{fromVersion}, qint64{toVersion}}},
      [subject, fromVersion, toVersion](const PGresult* result) -> Result<std::vector<PackDifference>> {
        const Result<std::vector<PackVersion>> packs = readRows(result, readPack);
        if (!packs) {
          return failure(packs.error());
        }
        const auto find = [&packs](int version) {
          return std::find_if(packs->begin(), packs->end(),
                              [version](const PackVersion& pack) { return pack.version == version; });
        };
        const auto from = find(fromVersion);
        const auto to = find(toVersion);
        if (from == packs->end() || to == packs->end()) {
          return failure(DbError::Kind::NotFound, missing(subject, from == packs->end() ? fromVersion : toVersion));
        }
        return jsonDifference(from->pack, to->pack);
      },
      std::move(token));
}

} // namespace sentinai
