// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/decimal.h"
#include "repositories/records/enum_text.h"
#include "repositories/records/instant.h"

namespace sentinai {

/// Ordered: Low < Medium < High < Critical. The stored `severity_rank` is the value plus one.
enum class Severity : quint8 { Low, Medium, High, Critical };

template <>
struct EnumTexts<Severity> {
  static constexpr std::array texts{"low", "medium", "high", "critical"};
};

enum class Status : quint8 { Open, Analyzing, Resolved, Escalated };

template <>
struct EnumTexts<Status> {
  static constexpr std::array texts{"open", "analyzing", "resolved", "escalated"};
};

/// The current state of one business exception: a row of table `exception`.
///
/// It changes only by events (docs/events.md): replaying the exception's timeline gives this record.
struct Exception {
  QString tenantId;
  QString exceptionId; ///< Unique in its tenant, e.g. EX-2025-1234; 1 to 128 characters.
  QString domain;      ///< e.g. Finance, Healthcare, IT.
  QString type;
  Severity severity = Severity::Medium;
  Status status = Status::Open;
  QString sourceSystem;
  QString entity; ///< Counterparty, patient, account, configuration item …; empty where the source names none.
  std::optional<Decimal> amount;
  std::optional<QString> currency; ///< ISO 4217 code.
  std::optional<Instant> slaDeadline;
  std::optional<QString> owner; ///< A login or an agent.
  std::optional<int> currentPlaybookId;
  std::optional<int> currentStep;
  int version = 1;     ///< Optimistic lock: 1 on creation, one more with every event that carries changes.
  Instant createdAt{}; ///< When the exception arose in the business, not when it was recorded.
  Instant updatedAt{}; ///< The latest `createdAt` of its events.
  std::optional<Instant> resolvedAt; ///< When it last became resolved; empty while it is not.

  friend bool operator==(const Exception&, const Exception&) = default;
};

} // namespace sentinai
