// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_condition.h"

#include "repositories/database/json_pointer.h"

#include <algorithm>

namespace sentinai {

namespace {

const QString kWhen = QStringLiteral("when");
const QString kPriority = QStringLiteral("priority");

tl::unexpected<DbError> invalid(const QString& place, const QString& problem) {
  return failure(DbError::Kind::InvalidInput, QStringLiteral("The conditions do not fit at %1: %2")
                                                  .arg(place.isEmpty() ? QStringLiteral("their top") : place, problem));
}

} // namespace

Result<PlaybookCondition> PlaybookCondition::fromJson(const QJsonObject& json) {
  const QStringList members = json.keys();
  const bool isForm = json.contains(kWhen) || json.contains(kPriority);
  const auto unknown =
      std::ranges::find_if(members, [](const QString& member) { return member != kWhen && member != kPriority; });
  if (isForm && unknown != members.end()) {
    return invalid(jsonPointer({*unknown}), QStringLiteral("Beside \"when\" and \"priority\" there may be nothing."));
  }
  const QJsonValue priority = json.value(kPriority);
  if (isForm && !priority.isUndefined() && !priority.isDouble()) {
    return invalid(QLatin1Char('/') + kPriority, QStringLiteral("It must be a number."));
  }
  const QString place = isForm && json.contains(kWhen) ? QLatin1Char('/') + kWhen : QString();
  const QJsonValue logic = isForm ? json.value(kWhen) : QJsonValue(json);
  RuleResult<Rule> when = Rule::compileCondition(json.isEmpty() || logic.isUndefined() ? QJsonValue(true) : logic);
  if (!when) {
    return invalid(place + when.error().path, when.error().reason);
  }
  return PlaybookCondition(std::move(*when), place, isForm ? priority.toDouble() : 0);
}

Result<bool> PlaybookCondition::holds(const RuleData& facts) const {
  const RuleResult<bool> result = m_when.holds(facts);
  if (!result) {
    return invalid(m_place + result.error().path, result.error().reason);
  }
  return *result;
}

} // namespace sentinai
