// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_error.h"
#include "app/agents/rules/rule_limits.h"
#include "app/agents/rules/rule_value.h"

#include <algorithm>
#include <cstddef>
#include <memory_resource>
#include <span>

namespace sentinai {

/// What stops compiling or evaluating from deep inside. Caught where that began, which knows the place; never leaves
/// this library.
struct RuleFault {
  RuleError::Kind kind;
  QString reason;
};

/// Holds the values of a rule, of data or of one evaluation until it is destroyed, and counts what they take against
/// the limits: everything here throws RuleFault beyond them. One thread at a time.
class RuleWorkspace {
public:
  /// The first bytes come from `buffer`, which must outlive it.
  explicit RuleWorkspace(const RuleLimits& limits, std::span<std::byte> buffer = {})
      : m_limits(limits)
      , m_stepsLeft(limits.steps)
      , m_memoryLeft(limits.memory)
      , m_memory(buffer.data(), buffer.size()) {}
  Q_DISABLE_COPY_MOVE(RuleWorkspace)

  [[nodiscard]] const RuleLimits& limits() const { return m_limits; }
  [[nodiscard]] qint64 memoryLeft() const { return m_memoryLeft; }

  void spend(qint64 steps) {
    m_stepsLeft -= steps;
    if (m_stepsLeft < 0) {
      throwTooManySteps();
    }
  }

  /// What reading that many characters costs.
  void spendOnText(qsizetype characters) {
    constexpr qsizetype perStep = 64;
    if (characters >= perStep) {
      spend(characters / perStep);
    }
  }

  void checkDepth(int depth) const {
    if (depth > m_limits.depth) {
      throw RuleFault{RuleError::Kind::TooDeep,
                      QStringLiteral("This is nested deeper than %1 levels.").arg(m_limits.depth)};
    }
  }

  /// Takes `bytes` off what is left.
  void reserve(qint64 bytes) {
    if (bytes > m_memoryLeft) {
      throw RuleFault{
          RuleError::Kind::TooMuchMemory,
          QStringLiteral("This takes more than %1 bytes of memory. Make the values smaller.").arg(m_limits.memory)};
    }
    m_memoryLeft -= bytes;
  }

  /// Room for that many, not initialised, at an address of its own even for none.
  template <typename T>
  [[nodiscard]] std::span<T> allocate(std::size_t count) {
    const std::size_t bytes = std::max<std::size_t>(count, 1) * sizeof(T);
    reserve(static_cast<qint64>(bytes));
    return {static_cast<T*>(m_memory.allocate(bytes, alignof(T))), count};
  }

  [[nodiscard]] QStringView keep(QStringView text) {
    const std::span<char16_t> copy = allocate<char16_t>(static_cast<std::size_t>(text.size()));
    std::copy_n(text.utf16(), text.size(), copy.data());
    return {copy.data(), text.size()};
  }

  [[nodiscard]] RuleValue keepArray(std::span<const RuleValue> elements) {
    int depth = 0;
    for (const RuleValue& element : elements) {
      depth = std::max(depth, element.depth());
    }
    checkDepth(++depth);
    const std::span<RuleValue> copy = allocate<RuleValue>(elements.size());
    std::ranges::uninitialized_copy(elements, copy);
    return RuleValue::array(copy, depth);
  }

  /// `members` sorted by name.
  [[nodiscard]] RuleValue keepObject(std::span<const RuleMember> members) {
    int depth = 0;
    for (const RuleMember& one : members) {
      depth = std::max(depth, one.value.depth());
    }
    checkDepth(++depth);
    const std::span<RuleMember> copy = allocate<RuleMember>(members.size());
    std::ranges::uninitialized_copy(members, copy);
    return RuleValue::object(copy, depth);
  }

private:
  [[noreturn]] void throwTooManySteps() const {
    throw RuleFault{
        RuleError::Kind::TooManySteps,
        QStringLiteral("The rule takes more than %1 steps. Make the rule or its data smaller.").arg(m_limits.steps)};
  }

  RuleLimits m_limits;
  qint64 m_stepsLeft;
  qint64 m_memoryLeft;
  std::pmr::monotonic_buffer_resource m_memory;
};

} // namespace sentinai
