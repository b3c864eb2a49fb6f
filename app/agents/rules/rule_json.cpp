// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_json.h"

#include <QJsonArray>
#include <QJsonObject>
#include <cmath>
#include <vector>

namespace sentinai {

namespace {
using Kind = RuleValue::Kind;

RuleValue arrayOf(const QJsonArray& json, RuleWorkspace& workspace, int level) {
  workspace.checkDepth(level + 1);
  std::vector<RuleValue> elements;
  elements.reserve(static_cast<std::size_t>(json.size()));
  for (const QJsonValue& element : json) {
    elements.push_back(ruleValueOf(element, workspace, level + 1));
  }
  return workspace.keepArray(elements);
}

RuleValue objectOf(const QJsonObject& json, RuleWorkspace& workspace, int level) {
  workspace.checkDepth(level + 1);
  std::vector<RuleMember> members;
  members.reserve(static_cast<std::size_t>(json.size()));
  for (auto member = json.begin(); member != json.end(); ++member) {
    members.push_back({workspace.keep(member.key()), ruleValueOf(member.value(), workspace, level + 1)});
  }
  // Its order is Qt's own affair.
  std::ranges::sort(members, {}, &RuleMember::name);
  return workspace.keepObject(members);
}

} // namespace

RuleValue ruleValueOf(const QJsonValue& json, RuleWorkspace& workspace, int level) {
  switch (json.type()) {
  case QJsonValue::Undefined:
    return {};
  case QJsonValue::Null:
    return RuleValue::null();
  case QJsonValue::Bool:
    return RuleValue::boolean(json.toBool());
  case QJsonValue::Double:
    return RuleValue::number(json.toDouble());
  case QJsonValue::String:
    return RuleValue::text(workspace.keep(json.toString()));
  case QJsonValue::Array:
    return arrayOf(json.toArray(), workspace, level);
  case QJsonValue::Object:
    return objectOf(json.toObject(), workspace, level);
  }
  return {};
}

QJsonValue jsonOf(const RuleValue& value, RuleWorkspace& workspace) {
  workspace.spend(1);
  workspace.reserve(sizeof(QJsonValue));
  switch (value.kind()) {
  case Kind::Undefined:
  case Kind::Null:
    return QJsonValue::Null;
  case Kind::Boolean:
    return value.toBoolean();
  case Kind::Number:
    return std::isfinite(value.toNumber()) ? QJsonValue(value.toNumber()) : QJsonValue(QJsonValue::Null);
  case Kind::Text:
    workspace.spendOnText(value.toText().size());
    workspace.reserve(value.toText().size() * qsizetype{sizeof(QChar)});
    return value.toText().toString();
  case Kind::Array: {
    QJsonArray array;
    for (const RuleValue& element : value.elements()) {
      array.append(jsonOf(element, workspace));
    }
    return array;
  }
  case Kind::Object: {
    QJsonObject object;
    for (const RuleMember& member : value.members()) {
      if (!member.value.is(Kind::Undefined)) {
        object.insert(member.name, jsonOf(member.value, workspace));
      }
    }
    return object;
  }
  }
  return QJsonValue::Null;
}

} // namespace sentinai
