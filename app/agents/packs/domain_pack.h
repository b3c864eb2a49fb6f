// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/business_calendar.h"
#include "app/agents/packs/pack_decision.h"
#include "app/agents/packs/source_normaliser.h"
#include "app/agents/rules/rule.h"
#include "repositories/database/result.h"

#include <QHash>
#include <QJsonObject>
#include <vector>

namespace sentinai {

/// A domain's pack (docs/packs.md), checked and with its rules compiled. Immutable; any thread.
class DomainPack {
public:
  /// Of no domain, without rules.
  DomainPack() = default;

  /// InvalidInput names the place of what does not fit as a JSON Pointer, and the reason.
  [[nodiscard]] static Result<DomainPack> fromJson(const QJsonObject& json);

  [[nodiscard]] const QJsonObject& json() const { return m_json; }
  [[nodiscard]] QString domain() const;

  /// The exception that a raw record of that source says (SourceNormaliser). NotFound where the pack knows no such
  /// source; InvalidInput where the record cannot be used, with the reason.
  [[nodiscard]] Result<NormalisedRecord> normalise(const QString& source, const QJsonObject& raw, Instant now) const;

  /// The source systems whose records it can normalise, sorted.
  [[nodiscard]] QStringList sources() const;

  // Rules are asked by priority, smallest first, then by name; of severity and resolution rules the first that holds
  // decides. `facts` are packFacts(). InvalidInput names a rule that cannot be evaluated.
  [[nodiscard]] Result<TriageDecision> triage(const Exception& exception, const RuleData& facts) const;
  [[nodiscard]] Result<std::optional<ResolutionDecision>> resolution(const RuleData& facts) const;
  [[nodiscard]] Result<PolicyDecision> policy(const RuleData& facts) const;

  /// The paths of the facts that the condition of that rule names, in `severity_rules`, `resolution_rules` or
  /// `guardrails`; nothing where there is no such rule.
  [[nodiscard]] std::optional<QStringList> pathsOf(const QString& section, const QString& rule) const;

private:
  struct NamedRule {
    QString name;
    QString place; ///< JSON Pointer to its condition.
    double priority = 0;
    Rule when;
    QJsonObject json;
  };

  [[nodiscard]] static Result<std::vector<NamedRule>> rulesOf(const QJsonObject& pack, const char* section);
  [[nodiscard]] static Result<bool> holds(const NamedRule& rule, const RuleData& facts);

  QJsonObject m_json;
  std::vector<NamedRule> m_severityRules;
  std::vector<NamedRule> m_resolutionRules;
  std::vector<NamedRule> m_guardrails;
  QHash<QString, std::chrono::seconds> m_sla; ///< By severity.
  std::optional<BusinessCalendar> m_calendar;
  std::map<QString, SourceNormaliser> m_sources;
};

} // namespace sentinai
