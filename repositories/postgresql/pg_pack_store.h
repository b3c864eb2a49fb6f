// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/pack_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

/// The tables of one kind of pack; both kinds are kept alike.
struct PgPackTables {
  const char* versions;
  const char* active;
  const char* subject; ///< The column that names what the pack is for.
};

/// Versions of packs in two tables: the immutable versions, and which of them is active.
class PgPackStore {
public:
  PgPackStore(std::shared_ptr<PgClient> client, PgPackTables tables)
      : m_client(std::move(client))
      , m_tables(tables) {}

  [[nodiscard]] Task<PackVersion> get(const QString& subject, int version, CancelToken token) const;
  [[nodiscard]] Task<PackVersion> latest(const QString& subject, CancelToken token) const;
  [[nodiscard]] Task<PackVersion> active(const QString& subject, CancelToken token) const;
  [[nodiscard]] Task<std::vector<PackVersion>> list(const QString& subject, CancelToken token) const;
  [[nodiscard]] Task<PackVersion> createVersion(const QString& subject, const QJsonObject& pack,
                                                CancelToken token) const;
  [[nodiscard]] Task<PackVersion> activate(const QString& subject, int version, CancelToken token,
                                           const Seen<int>& seen) const;
  [[nodiscard]] Task<PackVersion> rollBack(const QString& subject, int version, CancelToken token,
                                           const Seen<int>& seen) const;
  [[nodiscard]] Task<std::vector<PackDifference>> difference(const QString& subject, int fromVersion, int toVersion,
                                                             CancelToken token) const;

  [[nodiscard]] const QString& tenantId() const { return m_client->tenantId(); }

private:
  [[nodiscard]] QString sql(const QString& text) const;
  [[nodiscard]] SqlStatement selectVersion(const QString& subject, int version) const;
  [[nodiscard]] SqlStatement selectActive(const QString& subject) const;

  std::shared_ptr<PgClient> m_client;
  PgPackTables m_tables;
};

} // namespace sentinai
