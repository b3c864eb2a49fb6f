// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <tl/expected.hpp>

namespace sentinai {

/// Why a rule cannot be used, or gave no result.
struct RuleError {
  enum class Kind : quint8 {
    UnknownOperator, ///< The rule names an operator that there is not.
    NoNumber,        ///< The result is NaN or an infinity, which JSON cannot say.
    InvalidArgument, ///< An operator cannot do anything with what it was given.
    TooDeep,         ///< RuleLimits::depth
    TooManySteps,    ///< RuleLimits::steps
    TooMuchMemory    ///< RuleLimits::memory
  };

  Kind kind = Kind::InvalidArgument;
  QString path;   ///< JSON Pointer (RFC 6901) to the wrong node of the rule; empty for the whole rule, or for data.
  QString reason; ///< A sentence that says what is wrong and what to do.

  /// The reason with its place.
  [[nodiscard]] QString message() const;

  friend bool operator==(const RuleError&, const RuleError&) = default;
};

template <typename T>
using RuleResult = tl::expected<T, RuleError>;

} // namespace sentinai
