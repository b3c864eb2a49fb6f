// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/effective_pack.h"

namespace sentinai {

Result<EffectivePack> EffectivePack::combine(const QJsonObject& domainPack, const TenantPolicy& policy) {
  const QJsonObject overlaid = policy.overlaid(domainPack);
  Result<DomainPack> pack = DomainPack::fromJson(overlaid);
  if (!pack && overlaid != domainPack) {
    // What is wrong may stand in neither of the two, but in what they make together.
    return failure(pack.error().kind,
                   pack.error().message + QStringLiteral(" (This is said of the pack with the overlay, which is merged "
                                                         "into it member by member: null takes one out.)"));
  }
  if (!pack) {
    return failure(pack.error());
  }
  return EffectivePack{std::move(*pack), policy, std::nullopt, std::nullopt};
}

Task<StoredPolicy> activePolicy(Session* session, CancelToken token) {
  const Result<PackVersion> stored = co_await session->policyPacks().active(session->tenantId(), token);
  if (!stored) {
    if (stored.error().kind == DbError::Kind::NotFound) {
      co_return StoredPolicy{};
    }
    co_return failure(stored.error());
  }
  Result<TenantPolicy> policy = TenantPolicy::fromJson(stored->pack);
  if (!policy) {
    co_return failure(policy.error());
  }
  co_return StoredPolicy{std::move(*policy), stored->version};
}

Task<EffectivePack> activePack(Session* session, QString domain, CancelToken token) {
  const Result<PackVersion> stored = co_await session->domainPacks().active(domain, token);
  if (!stored) {
    co_return failure(stored.error());
  }
  const Result<StoredPolicy> policy = co_await activePolicy(session, token);
  if (!policy) {
    co_return failure(policy.error());
  }
  Result<EffectivePack> pack = EffectivePack::combine(stored->pack, policy->policy);
  if (pack) {
    pack->packVersion = stored->version;
    pack->policyVersion = policy->version;
  }
  co_return pack;
}

} // namespace sentinai
