// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/rule_inputs.h"

#include "app/agents/rules/rule.h"

namespace sentinai {

namespace {

QStringList pathsOf(const DomainPack& pack, const QString& section, const QString& name) {
  if (std::optional<QStringList> paths = pack.pathsOf(section, name)) {
    return std::move(*paths);
  }
  static const QHash<QString, QString> columns{
      {QStringLiteral("type"), QStringLiteral("exception.type")},
      {QStringLiteral("source"), QStringLiteral("exception.severity")},
      {QStringLiteral("approval_limits/amount"), QStringLiteral("exception.amount")},
      {QStringLiteral("approval_limits/severity"), QStringLiteral("exception.severity")}};
  const auto column = columns.constFind(name);
  return column == columns.constEnd() ? QStringList() : QStringList(*column);
}

} // namespace

QJsonObject ruleInputs(const DomainPack& pack, const QString& section, const QStringList& rules,
                       const RuleData& facts) {
  QStringList paths;
  for (const QString& name : rules) {
    paths << pathsOf(pack, section, name);
  }
  return inputsAt(paths, facts);
}

QJsonObject inputsAt(const QStringList& paths, const RuleData& facts) {
  QJsonObject inputs;
  for (const QString& path : paths) {
    const RuleResult<Rule> read = Rule::compile(QJsonObject{{QStringLiteral("var"), path}});
    const RuleResult<QJsonValue> value = read ? read->evaluate(facts) : tl::unexpected(read.error());
    inputs.insert(path, value.value_or(QJsonValue()));
  }
  return inputs;
}

} // namespace sentinai
