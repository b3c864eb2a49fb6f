// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

#include <QStringList>

namespace sentinai {

/// How severe an exception is by a pack, why, and until when it should be resolved.
struct TriageDecision {
  enum class Basis : quint8 {
    Rule,    ///< A severity rule that held.
    Type,    ///< The default of the exception's type.
    Default, ///< The pack's default.
    Source   ///< The severity that came with the exception: the pack says nothing.
  };

  Severity severity = Severity::Medium;
  QString
      rule; ///< The severity rule's name; `type` or `default` where none held, `source` where the pack says nothing.
  QString reason;
  std::optional<Instant> slaDeadline;
  Basis basis = Basis::Source;

  friend bool operator==(const TriageDecision&, const TriageDecision&) = default;
};

/// What a pack suggests to do.
struct ResolutionDecision {
  QString rule;
  QString action;
  double confidence = 0; ///< 0 to 1.
  QString rationale;
  std::optional<QString> playbook; ///< Name of the playbook to run.

  friend bool operator==(const ResolutionDecision&, const ResolutionDecision&) = default;
};

/// Whether that may be done.
struct PolicyDecision {
  enum class Outcome : quint8 { Allowed, ApprovalRequired, Denied };
  Outcome outcome = Outcome::Allowed;
  QStringList rules;   ///< The guardrails that held, and `approval_limits/…`.
  QStringList reasons; ///< One for each.

  friend bool operator==(const PolicyDecision&, const PolicyDecision&) = default;
};

template <>
struct EnumTexts<PolicyDecision::Outcome> {
  static constexpr std::array texts{"allowed", "approval_required", "denied"};
};

} // namespace sentinai
