// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/domain_pack.h"

#include "app/agents/packs/pack_schemas.h"
#include "repositories/database/json_pointer.h"
#include "repositories/records/iso_duration.h"

#include <algorithm>

namespace sentinai {

namespace {

tl::unexpected<DbError> invalid(const QString& place, const QString& problem) {
  return failure(DbError::Kind::InvalidInput, QStringLiteral("The pack's %1: %2").arg(place, problem));
}

QString text(const QJsonObject& object, const char* member) {
  return object.value(QLatin1String(member)).toString();
}

} // namespace

Result<DomainPack> DomainPack::fromJson(const QJsonObject& json) {
  if (const Result<Done> checked = checkDomainPackSchema(json); !checked) {
    return failure(checked.error());
  }
  DomainPack pack;
  pack.m_json = json;
  for (const auto& [section, rules] :
       {std::pair{"severity_rules", &pack.m_severityRules}, std::pair{"resolution_rules", &pack.m_resolutionRules},
        std::pair{"guardrails", &pack.m_guardrails}}) {
    Result<std::vector<NamedRule>> compiled = rulesOf(json, section);
    if (!compiled) {
      return failure(compiled.error());
    }
    *rules = std::move(*compiled);
  }
  const QJsonObject sources = json.value(QLatin1String("normalisation")).toObject();
  for (auto source = sources.begin(); source != sources.end(); ++source) {
    Result<SourceNormaliser> normaliser = SourceNormaliser::fromJson(
        source.value().toObject(), jsonPointer({QStringLiteral("normalisation"), source.key()}));
    if (!normaliser) {
      return failure(normaliser.error());
    }
    pack.m_sources.emplace(source.key(), std::move(*normaliser));
  }
  const QJsonObject sla = json.value(QLatin1String("sla")).toObject();
  for (const Severity severity : allValues<Severity>()) {
    const QString name = toText(severity);
    if (!sla.contains(name)) {
      continue;
    }
    const std::optional<std::chrono::seconds> span = parseIsoDuration(sla.value(name).toString());
    if (!span) {
      return invalid(QStringLiteral("/sla/%1").arg(name),
                     QStringLiteral("\"%1\" is no ISO 8601 duration of days, hours and minutes such as PT4H or P1D.")
                         .arg(sla.value(name).toString()));
    }
    pack.m_sla.insert(name, *span);
  }
  if (const QJsonValue calendar = sla.value(QLatin1String("calendar")); calendar.isObject()) {
    Result<BusinessCalendar> hours = BusinessCalendar::fromJson(calendar.toObject());
    if (!hours) {
      return failure(hours.error());
    }
    pack.m_calendar = std::move(*hours);
  }
  return pack;
}

QString DomainPack::domain() const {
  return text(m_json, "domain");
}

QStringList DomainPack::sources() const {
  QStringList names;
  for (const auto& [name, unused] : m_sources) {
    names << name;
  }
  return names;
}

Result<NormalisedRecord> DomainPack::normalise(const QString& source, const QJsonObject& raw, Instant now) const {
  const auto normaliser = m_sources.find(source);
  if (normaliser == m_sources.end()) {
    return failure(DbError::Kind::NotFound,
                   QStringLiteral("The pack of %1 knows no source system \"%2\"; it knows: %3.")
                       .arg(domain(), source, sources().join(QStringLiteral(", "))));
  }
  return normaliser->second.normalise(domain(), source, raw, now);
}

Result<std::vector<DomainPack::NamedRule>> DomainPack::rulesOf(const QJsonObject& pack, const char* section) {
  const QJsonObject members = pack.value(QLatin1String(section)).toObject();
  std::vector<NamedRule> rules;
  for (auto member = members.begin(); member != members.end(); ++member) {
    const QJsonObject json = member.value().toObject();
    const QString place = jsonPointer({QString::fromLatin1(section), member.key(), QStringLiteral("when")});
    RuleResult<Rule> when = Rule::compileCondition(json.value(QLatin1String("when")));
    if (!when) {
      return invalid(place + when.error().path, when.error().reason);
    }
    rules.push_back({member.key(), place, json.value(QLatin1String("priority")).toDouble(), std::move(*when), json});
  }
  std::ranges::stable_sort(rules, [](const NamedRule& a, const NamedRule& b) {
    return a.priority != b.priority ? a.priority < b.priority : a.name < b.name;
  });
  return rules;
}

Result<bool> DomainPack::holds(const NamedRule& rule, const RuleData& facts) {
  const RuleResult<bool> result = rule.when.holds(facts);
  if (!result) {
    return invalid(rule.place + result.error().path, result.error().reason);
  }
  return *result;
}

Result<TriageDecision> DomainPack::triage(const Exception& exception, const RuleData& facts) const {
  TriageDecision decision{exception.severity, QStringLiteral("source"),
                          QStringLiteral("The severity that the source gives."), std::nullopt,
                          TriageDecision::Basis::Source};
  const QJsonObject type = m_json.value(QLatin1String("types")).toObject().value(exception.type).toObject();
  if (const auto severity = fromText<Severity>(text(type, "severity"))) {
    decision = {*severity, QStringLiteral("type"), QStringLiteral("The default of the type %1.").arg(exception.type),
                std::nullopt, TriageDecision::Basis::Type};
  } else if (const auto common = fromText<Severity>(text(m_json, "default_severity"))) {
    decision = {*common, QStringLiteral("default"), QStringLiteral("The pack's default."), std::nullopt,
                TriageDecision::Basis::Default};
  }
  for (const NamedRule& rule : m_severityRules) {
    const Result<bool> holding = holds(rule, facts);
    if (!holding) {
      return failure(holding.error());
    }
    if (*holding) {
      decision.severity = fromText<Severity>(text(rule.json, "severity")).value_or(decision.severity);
      decision.rule = rule.name;
      decision.reason = text(rule.json, "reason");
      decision.basis = TriageDecision::Basis::Rule;
      break;
    }
  }
  if (const auto span = m_sla.constFind(toText(decision.severity)); span != m_sla.constEnd()) {
    decision.slaDeadline =
        m_calendar ? m_calendar->after(exception.createdAt, *span) : std::optional(exception.createdAt + *span);
    if (decision.slaDeadline && !parseIsoText(toIsoText(*decision.slaDeadline))) {
      decision.slaDeadline.reset(); // After the year 9999: nobody comes too late for it.
    }
  }
  return decision;
}

Result<std::optional<ResolutionDecision>> DomainPack::resolution(const RuleData& facts) const {
  for (const NamedRule& rule : m_resolutionRules) {
    const Result<bool> holding = holds(rule, facts);
    if (!holding) {
      return failure(holding.error());
    }
    if (*holding) {
      const QString playbook = text(rule.json, "playbook");
      return ResolutionDecision{rule.name, text(rule.json, "action"),
                                rule.json.value(QLatin1String("confidence")).toDouble(), text(rule.json, "rationale"),
                                playbook.isEmpty() ? std::nullopt : std::optional(playbook)};
    }
  }
  return std::nullopt;
}

std::optional<QStringList> DomainPack::pathsOf(const QString& section, const QString& rule) const {
  const std::vector<NamedRule>& rules = section == QLatin1String("severity_rules")     ? m_severityRules
                                        : section == QLatin1String("resolution_rules") ? m_resolutionRules
                                                                                       : m_guardrails;
  const auto found = std::ranges::find(rules, rule, &NamedRule::name);
  return found == rules.end() ? std::nullopt : std::optional(found->when.paths());
}

Result<PolicyDecision> DomainPack::policy(const RuleData& facts) const {
  PolicyDecision decision;
  for (const NamedRule& rule : m_guardrails) {
    const Result<bool> holding = holds(rule, facts);
    if (!holding) {
      return failure(holding.error());
    }
    if (*holding) {
      decision.rules << rule.name;
      decision.reasons << text(rule.json, "reason");
      const auto effect =
          fromText<PolicyDecision::Outcome>(text(rule.json, "effect")).value_or(PolicyDecision::Outcome::Denied);
      decision.outcome = std::max(decision.outcome, effect);
    }
  }
  return decision;
}

} // namespace sentinai
