// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_value.h"

#include <algorithm>

namespace sentinai {

static_assert(sizeof(RuleValue) == 16);

RuleValue RuleValue::boolean(bool value) {
  RuleValue result(Kind::Boolean);
  result.m_boolean = value;
  return result;
}

RuleValue RuleValue::number(double value) {
  RuleValue result(Kind::Number);
  result.m_number = value;
  return result;
}

RuleValue RuleValue::text(QStringView value) {
  RuleValue result(Kind::Text);
  result.m_size = static_cast<quint32>(value.size());
  result.m_text = value.utf16();
  return result;
}

RuleValue RuleValue::array(std::span<const RuleValue> elements, int depth) {
  RuleValue result(Kind::Array);
  result.m_depth = static_cast<quint16>(depth);
  result.m_size = static_cast<quint32>(elements.size());
  result.m_elements = elements.data();
  return result;
}

RuleValue RuleValue::object(std::span<const RuleMember> members, int depth) {
  RuleValue result(Kind::Object);
  result.m_depth = static_cast<quint16>(depth);
  result.m_size = static_cast<quint32>(members.size());
  result.m_members = members.data();
  return result;
}

std::span<const RuleMember> RuleValue::members() const {
  return {m_members, m_size};
}

RuleValue RuleValue::member(QStringView name) const {
  const std::span<const RuleMember> all = members();
  constexpr std::size_t few = 32; // Up to about so many, comparing lengths first is faster than searching.
  if (all.size() <= few) {
    for (const RuleMember& one : all) {
      if (one.name == name) {
        return one.value;
      }
    }
    return {};
  }
  const auto found = std::ranges::lower_bound(all, name, {}, &RuleMember::name);
  return found != all.end() && found->name == name ? found->value : RuleValue();
}

} // namespace sentinai
