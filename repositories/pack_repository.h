// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/pack_version.h"
#include "repositories/records/seen.h"

namespace sentinai {

/// Versions of packs, immutable and never fewer. `subject` is a domain or a tenant id (PackVersion::subject).
class PackRepository {
public:
  virtual ~PackRepository() = default;

  [[nodiscard]] virtual Task<PackVersion> get(QString subject, int version, CancelToken token) = 0; ///< NotFound.
  [[nodiscard]] virtual Task<PackVersion> latest(QString subject, CancelToken token) = 0;           ///< NotFound.
  [[nodiscard]] virtual Task<PackVersion> active(QString subject, CancelToken token) = 0;           ///< NotFound.

  /// The subject's versions, newest first; with an empty subject those of every subject, by subject.
  [[nodiscard]] virtual Task<std::vector<PackVersion>> list(QString subject, CancelToken token) = 0;

  /// Adds the next version, not yet active. InvalidInput for names as checkPackNames() has it.
  [[nodiscard]] virtual Task<PackVersion> createVersion(QString subject, QJsonObject pack, CancelToken token) = 0;

  /// NotFound; Conflict, which names both, where another version is active than the one `seen`.
  [[nodiscard]] virtual Task<PackVersion> activate(QString subject, int version, CancelToken token,
                                                   Seen<int> seen = {}) = 0;

  /// Publishes the content of `version` as a new version and activates it. NotFound; Conflict as activate() has it.
  [[nodiscard]] virtual Task<PackVersion> rollBack(QString subject, int version, CancelToken token,
                                                   Seen<int> seen = {}) = 0;

  /// What leads from one version to another, by path. NotFound.
  [[nodiscard]] virtual Task<std::vector<PackDifference>> difference(QString subject, int fromVersion, int toVersion,
                                                                     CancelToken token) = 0;
};

/// Global packs by domain: every member reads, sentinai_admin writes.
class DomainPackRepository : public PackRepository {};

/// The tenant's own overlay; `subject` must be the session's tenant.
class TenantPolicyPackRepository : public PackRepository {};

} // namespace sentinai
