// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/step_params.h"

#include "app/agents/rules/rule.h"
#include "repositories/database/json_pointer.h"
#include "repositories/database/json_schema.h"
#include "repositories/records/iso_duration.h"

#include <QFile>
#include <QJsonDocument>
#include <map>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerPlaybookSchemas() {
  Q_INIT_RESOURCE(playbook_schemas);
}

namespace sentinai {

namespace {

tl::unexpected<DbError> invalid(const QString& place, const QString& problem) {
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("%1: %2").arg(place.isEmpty() ? QStringLiteral("The parameters") : place, problem));
}

std::map<ActionType, JsonSchema> loadSchemas() {
  registerPlaybookSchemas();
  QFile file(QStringLiteral(":/sentinai/schemas/playbook_step.schema.json"));
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("no schema of playbook steps");
  }
  const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
  const QJsonObject common = all.value(QLatin1String("common")).toObject();
  std::map<ActionType, JsonSchema> schemas;
  for (const ActionType action : allValues<ActionType>()) {
    QJsonObject schema = all.value(QLatin1String("actions")).toObject().value(toText(action)).toObject();
    QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    for (auto member = common.begin(); member != common.end(); ++member) {
      properties.insert(member.key(), member.value());
    }
    schema.insert(QStringLiteral("type"), QStringLiteral("object"));
    schema.insert(QStringLiteral("additionalProperties"), false);
    schema.insert(QStringLiteral("properties"), properties);
    schema.insert(QStringLiteral("definitions"), all.value(QLatin1String("definitions")));
    schemas.emplace(action, JsonSchema(schema));
  }
  return schemas;
}

/// Parameters that are conditions, and those that may be rules.
constexpr std::array kConditions{"when", "until"};
constexpr std::array kWords{"message", "to", "subject", "owner", "text", "reason"};

tl::unexpected<DbError> ruleFailure(const char* name, const RuleError& error) {
  return invalid(jsonPointer({QString::fromLatin1(name)}) + error.path, error.reason);
}

} // namespace

Result<Done> checkStepParams(ActionType action, const QJsonObject& params) {
  static const std::map<ActionType, JsonSchema> schemas = loadSchemas();
  const Result<std::optional<JsonSchema::Problem>> problem = schemas.at(action).problemIn(params);
  if (!problem) {
    return failure(problem.error());
  }
  if (*problem) {
    return invalid(jsonPointer((*problem)->place), (*problem)->reason);
  }
  if (const auto every = durationOf(params, "every"); every && *every < std::chrono::seconds{1}) {
    return invalid(QStringLiteral("/every"), QStringLiteral("The shortest is PT1S."));
  }
  for (const char* name : kConditions) {
    const QJsonValue condition = params.value(QLatin1String(name));
    if (const auto compiled = Rule::compileCondition(condition.isUndefined() ? QJsonValue(true) : condition);
        !compiled) {
      return ruleFailure(name, compiled.error());
    }
  }
  for (const char* name : kWords) {
    const QJsonValue rule = params.value(QLatin1String(name));
    if (const auto compiled = Rule::compile(rule.isUndefined() ? QJsonValue() : rule); !compiled) {
      return ruleFailure(name, compiled.error());
    }
  }
  return Done{};
}

Result<PlaybookStep> stepFromJson(const QJsonObject& json) {
  static const JsonSchema schema(QJsonDocument::fromJson(R"({
    "type": "object", "required": ["name", "action"], "additionalProperties": false,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 200}, "action": {"type": "string"},
                   "params": {"type": "object"}}})")
                                     .object());
  const Result<std::optional<JsonSchema::Problem>> problem = schema.problemIn(json);
  if (!problem) {
    return failure(problem.error());
  }
  if (*problem) {
    const QString place = jsonPointer((*problem)->place);
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("%1%2 (A step is {\"name\", \"action\", \"params\"}; everything else, \"when\" and "
                                  "\"retry\" too, belongs in \"params\".)")
                       .arg(place.isEmpty() ? place : place + QStringLiteral(": "), (*problem)->reason));
  }
  PlaybookStep step;
  step.name = json.value(QLatin1String("name")).toString();
  step.params = json.value(QLatin1String("params")).toObject();
  const QString action = json.value(QLatin1String("action")).toString();
  const std::optional<ActionType> type = fromText<ActionType>(action);
  if (!type) {
    QStringList known;
    for (const char* text : EnumTexts<ActionType>::texts) {
      known << QString::fromLatin1(text);
    }
    return invalid(
        QStringLiteral("/action"),
        QStringLiteral("There is no action \"%1\"; there are %2.").arg(action, known.join(QStringLiteral(", "))));
  }
  step.actionType = *type;
  if (const Result<Done> checked = checkStepParams(step.actionType, step.params); !checked) {
    const QString message = checked.error().message;
    return failure(checked.error().kind,
                   (message.startsWith(QLatin1Char('/')) ? QStringLiteral("/params") : QString()) + message);
  }
  return step;
}

Result<QString> wordsOf(const QJsonObject& params, const char* name, const RuleData& facts) {
  const QJsonValue value = params.value(QLatin1String(name));
  if (value.isString() || value.isUndefined() || value.isNull()) {
    return value.toString();
  }
  const RuleResult<Rule> rule = Rule::compile(value);
  const RuleResult<QJsonValue> words = rule ? rule->evaluate(facts) : tl::unexpected(rule.error());
  if (!words) {
    return ruleFailure(name, words.error());
  }
  constexpr qsizetype longest = 5'000;
  if ((!words->isString() && !words->isNull()) || words->toString().size() > longest) {
    return invalid(jsonPointer({QString::fromLatin1(name)}),
                   QStringLiteral("The rule must give a text of up to %1 characters.").arg(longest));
  }
  return words->toString();
}

Result<bool> holdsParam(const QJsonObject& params, const char* name, const RuleData& facts) {
  const RuleResult<Rule> rule = Rule::compileCondition(params.value(QLatin1String(name)));
  const RuleResult<bool> holds = rule ? rule->holds(facts) : tl::unexpected(rule.error());
  if (!holds) {
    return ruleFailure(name, holds.error());
  }
  return *holds;
}

std::optional<std::chrono::seconds> durationOf(const QJsonObject& params, const char* name) {
  return parseIsoDuration(params.value(QLatin1String(name)).toString());
}

} // namespace sentinai
