// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"
#include "app/agents/packs/pack_facts.h"

namespace sentinai {

/// All that a pack says about one exception, asked at once.
struct PackDecision {
  TriageDecision triage;
  std::optional<ResolutionDecision> resolution;
  PolicyDecision policy;
};

/// What it says when the exception arose, with no event.
[[nodiscard]] inline Result<PackDecision> packDecision(const EffectivePack& effective, const Exception& exception) {
  const DomainPack& pack = effective.pack;
  const RuleResult<RuleData> facts =
      RuleData::fromJson(packFacts(exception, QJsonValue(), exception.createdAt, pack.json()));
  if (!facts) {
    return failure(DbError::Kind::InvalidInput, facts.error().message());
  }
  Result<TriageDecision> triage = pack.triage(exception, *facts);
  Result<std::optional<ResolutionDecision>> resolution = pack.resolution(*facts);
  Result<PolicyDecision> allowed = pack.policy(*facts);
  if (!triage || !resolution || !allowed) {
    return failure(!triage ? triage.error() : !resolution ? resolution.error() : allowed.error());
  }
  PolicyDecision limited = effective.policy.limited(std::move(*allowed), exception, triage->severity, *resolution);
  return PackDecision{std::move(*triage), std::move(*resolution), std::move(limited)};
}

} // namespace sentinai
