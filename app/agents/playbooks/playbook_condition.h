// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule.h"
#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// When a playbook is the one to run: a rule on packFacts(), or {"when": rule, "priority": number}, either of which may
/// be left out. Immutable; any thread.
class PlaybookCondition {
public:
  /// InvalidInput names the place of what does not fit as a JSON Pointer, and the reason.
  [[nodiscard]] static Result<PlaybookCondition> fromJson(const QJsonObject& json);

  /// The smallest is asked first; 0 where none is given.
  [[nodiscard]] double priority() const { return m_priority; }

  /// What of the facts it reads (Rule::paths()).
  [[nodiscard]] const QStringList& paths() const { return m_when.paths(); }

  /// InvalidInput where the rule cannot be evaluated.
  [[nodiscard]] Result<bool> holds(const RuleData& facts) const;

private:
  PlaybookCondition(Rule when, QString place, double priority)
      : m_when(std::move(when))
      , m_place(std::move(place))
      , m_priority(priority) {}

  Rule m_when;
  QString m_place;
  double m_priority;
};

} // namespace sentinai
