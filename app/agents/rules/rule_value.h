// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>
#include <span>

namespace sentinai {

struct RuleMember;

/// A value as JavaScript knows it, in 16 bytes. Texts, arrays and objects are views of what a RuleWorkspace holds,
/// which must outlive the value; copying is free. Immutable.
class RuleValue {
public:
  enum class Kind : quint8 { Undefined, Null, Boolean, Number, Text, Array, Object };

  constexpr RuleValue() = default;

  [[nodiscard]] static RuleValue null() { return RuleValue(Kind::Null); }
  [[nodiscard]] static RuleValue boolean(bool value);
  [[nodiscard]] static RuleValue number(double value);
  [[nodiscard]] static RuleValue text(QStringView value);

  /// `elements` begins at an address of its own even where it is empty, since that is an array's identity. `depth` is
  /// one more than that of the deepest element.
  [[nodiscard]] static RuleValue array(std::span<const RuleValue> elements, int depth);

  /// As array(); `members` is sorted by name.
  [[nodiscard]] static RuleValue object(std::span<const RuleMember> members, int depth);

  [[nodiscard]] Kind kind() const { return m_kind; }
  [[nodiscard]] bool is(Kind kind) const { return m_kind == kind; }
  [[nodiscard]] bool isNullish() const { return m_kind <= Kind::Null; }
  [[nodiscard]] bool isContainer() const { return m_kind >= Kind::Array; }

  /// Levels of nesting: 0 for what is no array or object.
  [[nodiscard]] int depth() const { return m_depth; }

  // Each for its kind only.
  [[nodiscard]] bool toBoolean() const { return m_boolean; }
  [[nodiscard]] double toNumber() const { return m_number; }
  [[nodiscard]] QStringView toText() const { return {m_text, static_cast<qsizetype>(m_size)}; }
  [[nodiscard]] std::span<const RuleValue> elements() const { return {m_elements, m_size}; }
  [[nodiscard]] std::span<const RuleMember> members() const;

  /// Whether both are the very same array or object.
  [[nodiscard]] bool isSameContainer(const RuleValue& other) const {
    return m_kind == other.m_kind && m_elements == other.m_elements && m_size == other.m_size;
  }

  /// The object's member of that name; Undefined where it has none.
  [[nodiscard]] RuleValue member(QStringView name) const;

private:
  explicit constexpr RuleValue(Kind kind)
      : m_kind(kind) {}

  Kind m_kind = Kind::Undefined;
  quint16 m_depth = 0;
  quint32 m_size = 0;
  union {
    bool m_boolean;
    double m_number = 0;
    const char16_t* m_text;
    const RuleValue* m_elements;
    const RuleMember* m_members;
  };
};

struct RuleMember {
  QStringView name;
  RuleValue value;
};

} // namespace sentinai
