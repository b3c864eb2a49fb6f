// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_operator.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace sentinai {

namespace {

struct Spelling {
  const char* name;
  RuleOperator op;
};

constexpr std::array kSpellings{
    Spelling{"var", RuleOperator::Var},
    Spelling{"missing", RuleOperator::Missing},
    Spelling{"missing_some", RuleOperator::MissingSome},
    Spelling{"if", RuleOperator::If},
    Spelling{"?:", RuleOperator::Ternary},
    Spelling{"and", RuleOperator::And},
    Spelling{"or", RuleOperator::Or},
    Spelling{"!", RuleOperator::Not},
    Spelling{"!!", RuleOperator::Truthy},
    Spelling{"==", RuleOperator::Equal},
    Spelling{"===", RuleOperator::StrictlyEqual},
    Spelling{"!=", RuleOperator::NotEqual},
    Spelling{"!==", RuleOperator::StrictlyNotEqual},
    Spelling{"<", RuleOperator::Less},
    Spelling{"<=", RuleOperator::LessOrEqual},
    Spelling{">", RuleOperator::Greater},
    Spelling{">=", RuleOperator::GreaterOrEqual},
    Spelling{"min", RuleOperator::Min},
    Spelling{"max", RuleOperator::Max},
    Spelling{"+", RuleOperator::Add},
    Spelling{"-", RuleOperator::Subtract},
    Spelling{"*", RuleOperator::Multiply},
    Spelling{"/", RuleOperator::Divide},
    Spelling{"%", RuleOperator::Modulo},
    Spelling{"map", RuleOperator::Map},
    Spelling{"filter", RuleOperator::Filter},
    Spelling{"reduce", RuleOperator::Reduce},
    Spelling{"all", RuleOperator::All},
    Spelling{"none", RuleOperator::None},
    Spelling{"some", RuleOperator::Some},
    Spelling{"merge", RuleOperator::Merge},
    Spelling{"in", RuleOperator::In},
    Spelling{"cat", RuleOperator::Cat},
    Spelling{"substr", RuleOperator::Substr},
    Spelling{"log", RuleOperator::Log},
};

} // namespace

std::optional<RuleOperator> ruleOperatorOf(QStringView name) {
  const auto found = std::ranges::find_if(
      kSpellings, [name](const Spelling& spelling) { return name == QLatin1String(spelling.name); });
  return found == kSpellings.end() ? std::nullopt : std::optional(found->op);
}

QString ruleOperatorName(RuleOperator op) {
  const auto found = std::ranges::find(kSpellings, op, &Spelling::op);
  return found == kSpellings.end() ? QString() : QString::fromLatin1(found->name);
}

QString ruleOperatorNames() {
  QStringList names;
  for (const Spelling& spelling : kSpellings) {
    names << QString::fromLatin1(spelling.name);
  }
  return names.join(QStringLiteral(", "));
}

} // namespace sentinai
