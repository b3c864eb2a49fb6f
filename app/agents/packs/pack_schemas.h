// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// Whether the JSON fits resources/schemas/domain_pack.schema.json or tenant_policy_pack.schema.json. InvalidInput
/// names the place as a JSON Pointer, and the reason. Any thread.
[[nodiscard]] Result<Done> checkDomainPackSchema(const QJsonObject& pack);
[[nodiscard]] Result<Done> checkTenantPolicySchema(const QJsonObject& pack);

} // namespace sentinai
