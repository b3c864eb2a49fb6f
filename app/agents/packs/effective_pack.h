// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/domain_pack.h"
#include "app/agents/packs/tenant_policy.h"
#include "repositories/database/session.h"

namespace sentinai {

/// What decides about a tenant's exceptions of one domain: the domain's pack under the tenant's policy.
struct EffectivePack {
  DomainPack pack; ///< With the overlay.
  TenantPolicy policy;
  std::optional<int> packVersion;   ///< Absent where it is no stored version.
  std::optional<int> policyVersion; ///< Absent too where the tenant has no policy pack.

  /// InvalidInput where the pack does not fit under the policy.
  [[nodiscard]] static Result<EffectivePack> combine(const QJsonObject& domainPack, const TenantPolicy& policy);
};

/// The tenant's active policy; the default with version absent where it has none. InvalidInput where what is stored
/// does not fit. `session` must outlive the call.
struct StoredPolicy {
  TenantPolicy policy;
  std::optional<int> version;
};
[[nodiscard]] Task<StoredPolicy> activePolicy(Session* session, CancelToken token);

/// The active pack of the domain under the tenant's active policy. NotFound where the domain has none. `session` must
/// outlive the call.
[[nodiscard]] Task<EffectivePack> activePack(Session* session, QString domain, CancelToken token);

} // namespace sentinai
