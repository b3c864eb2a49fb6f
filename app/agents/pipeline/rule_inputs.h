// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/domain_pack.h"

#include <QJsonObject>
#include <QStringList>

namespace sentinai {

/// What those rules of a pack's section read of the facts, by path; of what decides without a rule
/// (TriageDecision::rule, PolicyDecision::rules) the column that it goes by.
[[nodiscard]] QJsonObject ruleInputs(const DomainPack& pack, const QString& section, const QStringList& rules,
                                     const RuleData& facts);

/// What stands at those paths of the facts, null where there is nothing.
[[nodiscard]] QJsonObject inputsAt(const QStringList& paths, const RuleData& facts);

} // namespace sentinai
