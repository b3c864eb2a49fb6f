// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_evaluator.h"

#include "app/agents/rules/rule_conversion.h"
#include "app/agents/rules/rule_json.h"
#include "app/agents/rules/rule_text_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sentinai {

namespace {
using Kind = RuleValue::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The argument at that place; Undefined where there is none.
RuleValue at(std::span<const RuleValue> arguments, std::size_t place) {
  return place < arguments.size() ? arguments[place] : RuleValue();
}

/// The number of an array's element, spelled as JavaScript spells it: no sign, no leading zero.
std::optional<std::size_t> indexOf(QStringView name) {
  constexpr qsizetype mostDigits = 9;
  if (name.isEmpty() || name.size() > mostDigits || (name.size() > 1 && name.front() == u'0')) {
    return std::nullopt;
  }
  std::size_t index = 0;
  for (const QChar c : name) {
    if (c < u'0' || c > u'9') {
      return std::nullopt;
    }
    index = index * 10 + static_cast<std::size_t>(c.unicode() - u'0');
  }
  return index;
}

/// value[name], of what JSON data has; Undefined where there is nothing.
RuleValue propertyOf(const RuleValue& value, QStringView name) {
  if (value.is(Kind::Object)) {
    return value.member(name);
  }
  if (!value.is(Kind::Array) && !value.is(Kind::Text)) {
    return {};
  }
  const std::size_t size =
      value.is(Kind::Array) ? value.elements().size() : static_cast<std::size_t>(value.toText().size());
  if (name == u"length") {
    return RuleValue::number(static_cast<double>(size));
  }
  const std::optional<std::size_t> index = indexOf(name);
  if (!index || *index >= size) {
    return {};
  }
  return value.is(Kind::Array) ? value.elements()[*index]
                               : RuleValue::text(value.toText().sliced(static_cast<qsizetype>(*index), 1));
}

/// A number that counts characters: without a fraction, NaN as 0, within ±`bound`.
qsizetype wholeNumber(double number, qsizetype bound) {
  const auto limit = static_cast<double>(bound);
  return std::isnan(number) ? 0 : static_cast<qsizetype>(std::trunc(std::clamp(number, -limit, limit)));
}

} // namespace

RuleEvaluator::RuleEvaluator(const std::vector<RuleNode>& nodes, RuleWorkspace& workspace, const Rule::Log& log)
    : m_nodes(nodes)
    , m_workspace(workspace)
    , m_log(log) {}

RuleValue RuleEvaluator::evaluate(quint32 index, const RuleValue& data) {
  m_workspace.spend(1);
  const RuleNode& node = m_nodes[index];
  if (node.op == RuleOperator::Constant) {
    return node.constant;
  }
  const quint32 outer = std::exchange(m_current, index);
  const RuleValue result = operate(node, data);
  m_current = outer;
  return result;
}

RuleValue RuleEvaluator::operate(const RuleNode& node, const RuleValue& data) {
  switch (node.op) {
  case RuleOperator::Path:
    return path(node, data);
  case RuleOperator::If:
  case RuleOperator::Ternary:
    return choose(node, data);
  case RuleOperator::And:
    return firstThatIs(false, node, data);
  case RuleOperator::Or:
    return firstThatIs(true, node, data);
  case RuleOperator::Map:
    return map(node, data);
  case RuleOperator::Filter:
    return filter(node, data);
  case RuleOperator::Reduce:
    return reduce(node, data);
  case RuleOperator::All:
  case RuleOperator::None:
  case RuleOperator::Some:
    return quantify(node, data);
  default:
    break;
  }
  const std::size_t base = m_stack.size();
  for (quint32 i = 0; i < node.count; ++i) {
    const RuleValue value = evaluate(node.first + i, data);
    m_stack.push_back(value);
  }
  const RuleValue result = apply(node.op, Arguments(m_stack).subspan(base), data);
  m_stack.resize(base);
  return result;
}

RuleValue RuleEvaluator::argument(const RuleNode& node, quint32 position, const RuleValue& data) {
  return position < node.count ? evaluate(node.first + position, data) : RuleValue();
}

RuleValue RuleEvaluator::choose(const RuleNode& node, const RuleValue& data) {
  quint32 i = 0;
  for (; i + 1 < node.count; i += 2) {
    if (isTruthy(evaluate(node.first + i, data))) {
      return evaluate(node.first + i + 1, data);
    }
  }
  return i < node.count ? evaluate(node.first + i, data) : RuleValue::null();
}

RuleValue RuleEvaluator::firstThatIs(bool truthy, const RuleNode& node, const RuleValue& data) {
  RuleValue value;
  for (quint32 i = 0; i < node.count; ++i) {
    value = evaluate(node.first + i, data);
    if (isTruthy(value) == truthy) {
      break;
    }
  }
  return value;
}

RuleValue RuleEvaluator::path(const RuleNode& node, const RuleValue& data) {
  const RuleValue fallback = argument(node, 0, data);
  RuleValue value = data;
  for (const RuleValue& name : node.constant.elements()) {
    value = propertyOf(value, name.toText());
    if (value.is(Kind::Undefined)) {
      return fallback.is(Kind::Undefined) ? RuleValue::null() : fallback;
    }
  }
  return value;
}

RuleValue RuleEvaluator::map(const RuleNode& node, const RuleValue& data) {
  const RuleValue source = argument(node, 0, data);
  const std::size_t base = m_stack.size();
  if (source.is(Kind::Array)) {
    for (const RuleValue& element : source.elements()) {
      m_workspace.spend(1);
      const RuleValue value = argument(node, 1, element);
      m_stack.push_back(value);
    }
  }
  const RuleValue result = m_workspace.keepArray(Arguments(m_stack).subspan(base));
  m_stack.resize(base);
  return result;
}

RuleValue RuleEvaluator::filter(const RuleNode& node, const RuleValue& data) {
  const RuleValue source = argument(node, 0, data);
  const std::size_t base = m_stack.size();
  if (source.is(Kind::Array)) {
    for (const RuleValue& element : source.elements()) {
      m_workspace.spend(1);
      if (isTruthy(argument(node, 1, element))) {
        m_stack.push_back(element);
      }
    }
  }
  const RuleValue result = m_workspace.keepArray(Arguments(m_stack).subspan(base));
  m_stack.resize(base);
  return result;
}

RuleValue RuleEvaluator::reduce(const RuleNode& node, const RuleValue& data) {
  const RuleValue source = argument(node, 0, data);
  RuleValue accumulator = node.count > 2 ? argument(node, 2, data) : RuleValue::null();
  if (!source.is(Kind::Array)) {
    return accumulator;
  }
  for (const RuleValue& element : source.elements()) {
    m_workspace.spend(1);
    const std::array members{RuleMember{u"accumulator", accumulator}, RuleMember{u"current", element}};
    accumulator = argument(node, 1, m_workspace.keepObject(members));
  }
  return accumulator;
}

RuleValue RuleEvaluator::quantify(const RuleNode& node, const RuleValue& data) {
  const RuleValue source = argument(node, 0, data);
  if (!source.is(Kind::Array) || source.elements().empty()) {
    return RuleValue::boolean(node.op == RuleOperator::None);
  }
  const bool decides = node.op != RuleOperator::All;
  for (const RuleValue& element : source.elements()) {
    m_workspace.spend(1);
    if (isTruthy(argument(node, 1, element)) == decides) {
      return RuleValue::boolean(node.op == RuleOperator::Some);
    }
  }
  return RuleValue::boolean(node.op != RuleOperator::Some);
}

RuleValue RuleEvaluator::apply(RuleOperator op, Arguments arguments, const RuleValue& data) {
  const RuleValue a = at(arguments, 0);
  const RuleValue b = at(arguments, 1);
  switch (op) {
  case RuleOperator::List:
    return m_workspace.keepArray(arguments);
  case RuleOperator::Var:
    return variable(a, b, data);
  case RuleOperator::Missing:
    return missing(arguments, data);
  case RuleOperator::MissingSome:
    return missingSome(a, b, data);
  case RuleOperator::Not:
    return RuleValue::boolean(!isTruthy(a));
  case RuleOperator::Truthy:
    return RuleValue::boolean(isTruthy(a));
  case RuleOperator::Equal:
    return RuleValue::boolean(isLooselyEqual(a, b, m_workspace));
  case RuleOperator::NotEqual:
    return RuleValue::boolean(!isLooselyEqual(a, b, m_workspace));
  case RuleOperator::StrictlyEqual:
    return RuleValue::boolean(isStrictlyEqual(a, b, m_workspace));
  case RuleOperator::StrictlyNotEqual:
    return RuleValue::boolean(!isStrictlyEqual(a, b, m_workspace));
  case RuleOperator::Less:
  case RuleOperator::LessOrEqual:
  case RuleOperator::Greater:
  case RuleOperator::GreaterOrEqual:
    return RuleValue::boolean(isOrdered(op, arguments));
  case RuleOperator::Min:
  case RuleOperator::Max:
    return extreme(op, arguments);
  case RuleOperator::Add:
  case RuleOperator::Subtract:
  case RuleOperator::Multiply:
  case RuleOperator::Divide:
  case RuleOperator::Modulo:
    return arithmetic(op, arguments);
  case RuleOperator::Merge:
    return merge(arguments);
  case RuleOperator::In:
    return RuleValue::boolean(isIn(a, b));
  case RuleOperator::Cat:
    return concatenate(arguments);
  case RuleOperator::Substr:
    return substring(a, b, at(arguments, 2));
  case RuleOperator::Log:
    if (m_log) {
      m_log(jsonOf(a, m_workspace));
    }
    return a;
  case RuleOperator::Constant:
  case RuleOperator::Path:
  case RuleOperator::If:
  case RuleOperator::Ternary:
  case RuleOperator::And:
  case RuleOperator::Or:
  case RuleOperator::Map:
  case RuleOperator::Filter:
  case RuleOperator::Reduce:
  case RuleOperator::All:
  case RuleOperator::None:
  case RuleOperator::Some:
    break; // operate() has done these.
  }
  return {};
}

RuleValue RuleEvaluator::variable(const RuleValue& path, const RuleValue& fallback, const RuleValue& data) {
  const QStringView text = path.isNullish() ? QStringView() : textOf(path, m_workspace);
  if (path.isNullish() || (path.is(Kind::Text) && text.isEmpty())) {
    return data;
  }
  m_workspace.spendOnText(text.size());
  RuleValue value = data;
  for (const QStringView name : text.tokenize(u'.')) {
    m_workspace.spend(1);
    value = propertyOf(value, name);
    if (value.is(Kind::Undefined)) {
      return fallback.is(Kind::Undefined) ? RuleValue::null() : fallback;
    }
  }
  return value;
}

RuleValue RuleEvaluator::missing(Arguments arguments, const RuleValue& data) {
  const Arguments keys = at(arguments, 0).is(Kind::Array) ? arguments.front().elements() : arguments;
  std::vector<RuleValue> absent;
  for (const RuleValue& key : keys) {
    m_workspace.spend(1);
    // A key that is an array itself is a path with a default.
    const RuleValue value = key.is(Kind::Array) ? variable(at(key.elements(), 0), at(key.elements(), 1), data)
                                                : variable(key, RuleValue(), data);
    if (value.is(Kind::Null) || (value.is(Kind::Text) && value.toText().isEmpty())) {
      absent.push_back(key);
    }
  }
  return m_workspace.keepArray(absent);
}

RuleValue RuleEvaluator::missingSome(const RuleValue& needed, const RuleValue& options, const RuleValue& data) {
  if (options.isNullish()) {
    throw RuleFault{RuleError::Kind::InvalidArgument,
                    QStringLiteral("missing_some needs a number and an array of paths, as in "
                                   "{\"missing_some\": [1, [\"a\", \"b\"]]}.")};
  }
  const RuleValue absent = missing(options.is(Kind::Array) ? options.elements() : Arguments(&options, 1), data);
  const RuleValue length = propertyOf(options, u"length");
  const double present = numberOf(length, m_workspace) - static_cast<double>(absent.elements().size());
  const bool isEnough = compare(RuleValue::number(present), needed, m_workspace) >= 0;
  return isEnough ? m_workspace.keepArray({}) : absent;
}

bool RuleEvaluator::isOrdered(RuleOperator op, Arguments arguments) {
  const auto holds = [this, op](const RuleValue& a, const RuleValue& b) {
    const std::partial_ordering order = compare(a, b, m_workspace);
    switch (op) {
    case RuleOperator::Less:
      return order < 0;
    case RuleOperator::LessOrEqual:
      return order <= 0;
    case RuleOperator::Greater:
      return order > 0;
    default:
      return order >= 0;
    }
  };
  const RuleValue b = at(arguments, 1);
  const RuleValue c = at(arguments, 2);
  const bool isBetween = (op == RuleOperator::Less || op == RuleOperator::LessOrEqual) && !c.is(Kind::Undefined);
  return holds(at(arguments, 0), b) && (!isBetween || holds(b, c));
}

RuleValue RuleEvaluator::extreme(RuleOperator op, Arguments arguments) {
  const bool isMax = op == RuleOperator::Max;
  double extreme = isMax ? -kInfinity : kInfinity;
  for (const RuleValue& argument : arguments) {
    const double number = numberOf(argument, m_workspace);
    const bool isFurther =
        number == extreme ? std::signbit(number) != isMax : (isMax ? number > extreme : number < extreme);
    if (std::isnan(number) || (isFurther && !std::isnan(extreme))) {
      extreme = number;
    }
  }
  return RuleValue::number(extreme);
}

RuleValue RuleEvaluator::arithmetic(RuleOperator op, Arguments arguments) {
  const RuleValue a = at(arguments, 0);
  const RuleValue b = at(arguments, 1);
  switch (op) {
  case RuleOperator::Add: {
    double sum = 0;
    for (const RuleValue& argument : arguments) {
      sum += leadingNumberOf(argument, m_workspace);
    }
    return RuleValue::number(sum);
  }
  case RuleOperator::Multiply: {
    if (arguments.empty()) {
      throw RuleFault{RuleError::Kind::InvalidArgument,
                      QStringLiteral("* needs at least one argument, as in {\"*\": [2, 3]}.")};
    }
    if (arguments.size() == 1) {
      return a;
    }
    double product = leadingNumberOf(a, m_workspace);
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      // The product so far is read as text too, which knows no negative zero.
      product = (i > 1 && product == 0 ? 0 : product) * leadingNumberOf(arguments[i], m_workspace);
    }
    return RuleValue::number(product);
  }
  case RuleOperator::Subtract: {
    const double from = numberOf(a, m_workspace);
    return RuleValue::number(b.is(Kind::Undefined) ? -from : from - numberOf(b, m_workspace));
  }
  case RuleOperator::Divide:
    return RuleValue::number(numberOf(a, m_workspace) / numberOf(b, m_workspace));
  default:
    return RuleValue::number(std::fmod(numberOf(a, m_workspace), numberOf(b, m_workspace)));
  }
}

RuleValue RuleEvaluator::merge(Arguments arguments) {
  std::vector<RuleValue> all;
  for (const RuleValue& argument : arguments) {
    const Arguments elements = argument.is(Kind::Array) ? argument.elements() : Arguments(&argument, 1);
    m_workspace.spend(static_cast<qint64>(elements.size()));
    all.insert(all.end(), elements.begin(), elements.end());
  }
  return m_workspace.keepArray(all);
}

bool RuleEvaluator::isIn(const RuleValue& needle, const RuleValue& haystack) {
  if (haystack.is(Kind::Array)) {
    m_workspace.spend(static_cast<qint64>(haystack.elements().size()));
    return std::ranges::any_of(haystack.elements(),
                               [&](const RuleValue& element) { return isStrictlyEqual(needle, element, m_workspace); });
  }
  if (!haystack.is(Kind::Text) || haystack.toText().isEmpty()) {
    return false;
  }
  const QStringView text = haystack.toText();
  const QStringView part = textOf(needle, m_workspace);
  m_workspace.spendOnText(text.size());
  constexpr qsizetype few = 512;
  if (part.size() < few) {
    return text.contains(part);
  }
  // Qt's way may look at each character once for each of the part's; this one does not.
  m_workspace.spendOnText(part.size());
  const std::boyer_moore_searcher searcher(part.utf16(), part.utf16() + part.size());
  return std::search(text.utf16(), text.utf16() + text.size(), searcher) != text.utf16() + text.size();
}

RuleValue RuleEvaluator::concatenate(Arguments arguments) {
  RuleTextBuilder text(m_workspace);
  for (const RuleValue& argument : arguments) {
    if (!argument.isNullish()) {
      text.add(textOf(argument, m_workspace));
    }
  }
  return RuleValue::text(text.finish());
}

RuleValue RuleEvaluator::substring(const RuleValue& source, const RuleValue& start, const RuleValue& end) {
  const QStringView text = textOf(source, m_workspace);
  qsizetype from = wholeNumber(numberOf(start, m_workspace), text.size());
  if (from < 0) {
    from += text.size();
  }
  const QStringView rest = text.sliced(from);
  if (end.is(Kind::Undefined)) {
    return RuleValue::text(rest);
  }
  double length = numberOf(end, m_workspace);
  if (length < 0) {
    // What the reference writes as `length + end`, which joins them where `end` is text.
    const RuleValue added = primitiveOf(end, m_workspace);
    length = added.is(Kind::Text) ? textNumber(QString::number(rest.size()).append(added.toText()))
                                  : static_cast<double>(rest.size()) + length;
  }
  return RuleValue::text(rest.first(std::max<qsizetype>(wholeNumber(length, rest.size()), 0)));
}

} // namespace sentinai
