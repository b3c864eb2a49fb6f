// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_compiler.h"

#include "app/agents/rules/rule_conversion.h"
#include "app/agents/rules/rule_json.h"

#include <QJsonObject>
#include <algorithm>

namespace sentinai {

namespace {

/// Whether the second argument is evaluated on each element of the first.
bool isScoping(RuleOperator op) {
  return op == RuleOperator::Map || op == RuleOperator::Filter || op == RuleOperator::Reduce ||
         op == RuleOperator::All || op == RuleOperator::None || op == RuleOperator::Some;
}

/// Whether nothing but the truth of its arguments counts where nothing but that of its result does.
bool isOfConditions(RuleOperator op) {
  return op == RuleOperator::And || op == RuleOperator::Or || op == RuleOperator::Not || op == RuleOperator::Truthy ||
         op == RuleOperator::If || op == RuleOperator::Ternary;
}

QString shortened(const QString& text) {
  constexpr qsizetype enough = 40;
  return text.size() > enough ? text.first(enough) + QStringLiteral("…") : text;
}

} // namespace

RuleCompiler::RuleCompiler(const RuleLimits& limits)
    : m_workspace(std::make_shared<RuleWorkspace>(limits))
    , m_nodes(1) {}

RuleResult<Rule> RuleCompiler::compile(const QJsonValue& logic) {
  return compile(logic, Place());
}

RuleResult<Rule> RuleCompiler::compileCondition(const QJsonValue& logic) {
  if (!logic.isBool() && !logic.isObject()) {
    return tl::unexpected(RuleError{RuleError::Kind::InvalidArgument, QString(),
                                    QStringLiteral("A condition is an operation, or true or false.")});
  }
  return compile(logic, Place{.isCondition = true});
}

RuleResult<Rule> RuleCompiler::compile(const QJsonValue& logic, Place place) {
  try {
    fill(0, logic, place);
  } catch (const RuleFault& fault) {
    return tl::unexpected(RuleError{fault.kind, rulePath(m_nodes, m_current), fault.reason});
  }
  Rule rule;
  rule.m_workspace = m_workspace;
  rule.m_nodes = std::make_shared<const std::vector<RuleNode>>(std::move(m_nodes));
  rule.m_paths = QStringList(m_paths.begin(), m_paths.end());
  return rule;
}

void RuleCompiler::fill(quint32 index, const QJsonValue& logic, Place place) {
  m_current = index;
  m_workspace->checkDepth(place.level);
  if (logic.isArray()) {
    const QJsonArray elements = logic.toArray();
    m_nodes[index].op = RuleOperator::List;
    const quint32 first = addArguments(index, elements.size());
    for (quint32 i = 0; i < elements.size(); ++i) {
      fill(first + i, elements.at(i), {place.level + 1, place.isScoped, false});
    }
    m_current = index;
    foldList(index);
    return;
  }
  const QJsonObject object = logic.toObject();
  if (object.size() != 1) {
    if (place.isCondition && logic.isObject()) {
      throw RuleFault{
          RuleError::Kind::InvalidArgument,
          QStringLiteral("A condition is one operation, an object with a single member; this one has %1.")
              .arg(object.isEmpty() ? QStringLiteral("none") : shortened(object.keys().join(QStringLiteral(", "))))};
    }
    m_nodes[index].constant = ruleValueOf(logic, *m_workspace, place.level);
    return;
  }
  const QString name = object.begin().key();
  const std::optional<RuleOperator> op = ruleOperatorOf(name);
  if (!op) {
    throw RuleFault{RuleError::Kind::UnknownOperator,
                    QStringLiteral("There is no operator \"%1\" (an object with one member is an operation). "
                                   "These are: %2.")
                        .arg(shortened(name), ruleOperatorNames())};
  }
  fillOperation(index, *op, object.begin().value(), place);
}

void RuleCompiler::fillOperation(quint32 index, RuleOperator op, const QJsonValue& values, Place place) {
  m_nodes[index].op = op;
  const QJsonArray arguments = values.isArray() ? values.toArray() : QJsonArray{values};
  if (op == RuleOperator::Var && fillPath(index, arguments, place)) {
    return;
  }
  const quint32 first = addArguments(index, arguments.size());
  for (quint32 i = 0; i < arguments.size(); ++i) {
    if (!values.isArray()) {
      m_nodes[first].position = RuleNode::kNoPosition;
    }
    fill(first + i, arguments.at(i),
         {place.level + 1, place.isScoped || (i == 1 && isScoping(op)), place.isCondition && isOfConditions(op)});
  }
  if (!place.isScoped && (op == RuleOperator::Missing || op == RuleOperator::MissingSome)) {
    const QJsonValue keys = op == RuleOperator::Missing ? arguments.at(0) : arguments.at(1);
    notePaths(keys.isArray() ? keys.toArray() : arguments);
  }
}

bool RuleCompiler::fillPath(quint32 index, const QJsonArray& values, Place place) {
  const QJsonValue path = values.at(0);
  if (values.size() > 2 || path.isArray() || path.isObject()) {
    return false;
  }
  m_nodes[index].op = RuleOperator::Path;
  std::vector<RuleValue> names;
  if (!path.isUndefined() && !path.isNull() && path != QJsonValue(QString())) {
    const QStringView text = m_workspace->keep(textOf(ruleValueOf(path, *m_workspace, place.level), *m_workspace));
    for (const QStringView name : text.split(u'.')) {
      names.push_back(RuleValue::text(name));
    }
    if (!place.isScoped) {
      m_paths.insert(text.toString());
    }
  }
  m_nodes[index].constant = m_workspace->keepArray(names);
  if (values.size() == 2) {
    const quint32 fallback = addArguments(index, 1);
    m_nodes[fallback].position = 1;
    fill(fallback, values.at(1), {place.level + 1, place.isScoped, false});
  }
  return true;
}

quint32 RuleCompiler::addArguments(quint32 index, qsizetype count) {
  m_workspace->reserve(count * static_cast<qint64>(sizeof(RuleNode)));
  const auto first = static_cast<quint32>(m_nodes.size());
  m_nodes.resize(m_nodes.size() + static_cast<std::size_t>(count));
  for (quint32 i = 0; i < count; ++i) {
    m_nodes[first + i].parent = index;
    m_nodes[first + i].position = i;
  }
  m_nodes[index].first = first;
  m_nodes[index].count = static_cast<quint32>(count);
  return first;
}

void RuleCompiler::foldList(quint32 index) {
  RuleNode& list = m_nodes[index];
  const std::span<const RuleNode> elements = std::span<const RuleNode>(m_nodes).subspan(list.first, list.count);
  if (!std::ranges::all_of(elements, [](const RuleNode& node) { return node.op == RuleOperator::Constant; })) {
    return;
  }
  std::vector<RuleValue> values;
  values.reserve(elements.size());
  for (const RuleNode& element : elements) {
    values.push_back(element.constant);
  }
  list.constant = m_workspace->keepArray(values);
  list.op = RuleOperator::Constant;
  // Constants have no arguments, so nothing stands behind them.
  m_nodes.resize(list.first);
}

void RuleCompiler::notePaths(const QJsonArray& paths) {
  for (const QJsonValue& path : paths) {
    if (path.isString()) {
      m_paths.insert(path.toString());
    }
  }
}

} // namespace sentinai
