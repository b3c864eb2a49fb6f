// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/pack_decision.h"
#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// A tenant's policy pack (docs/packs.md): what it changes of the domains' packs, from where on a person must approve,
/// and which tools may be called. The default changes nothing and allows every tool. Immutable; any thread.
class TenantPolicy {
public:
  TenantPolicy() = default;

  /// InvalidInput names the place of what does not fit as a JSON Pointer, and the reason.
  [[nodiscard]] static Result<TenantPolicy> fromJson(const QJsonObject& json);

  /// The domain's pack with the overlay for it.
  [[nodiscard]] QJsonObject overlaid(const QJsonObject& domainPack) const;

  /// `decision`, or one that requires an approval, with the limits that are exceeded.
  [[nodiscard]] PolicyDecision limited(PolicyDecision decision, const Exception& exception, Severity severity,
                                       const std::optional<ResolutionDecision>& resolution) const;

  /// `approval_limits` as the pack has them; empty where it has none.
  [[nodiscard]] QJsonObject approvalLimits() const;

  [[nodiscard]] bool allowsTool(const QString& name) const;

private:
  QJsonObject m_json;
};

} // namespace sentinai
