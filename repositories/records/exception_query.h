// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/page.h"

#include <QStringList>

namespace sentinai {

/// A half-open range of time, [from, to); an absent bound is unbounded.
struct TimeRange {
  std::optional<Instant> from;
  std::optional<Instant> to;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// Which exceptions. Every part narrows; the values of one list are alternatives; an empty list or an absent part
/// does not narrow.
struct ExceptionFilter {
  QStringList domains;
  QStringList types;
  std::vector<Status> statuses;
  std::vector<Severity> severities;
  QStringList sourceSystems;
  QStringList entities;
  QStringList owners;
  bool unowned = false; ///< Without an owner; together with `owners`: one of these or none.
  TimeRange created;
  TimeRange updated;
  TimeRange resolved;
  TimeRange sla; ///< Excludes rows without a deadline as soon as a bound is set.
  std::optional<Decimal> amountFrom;
  std::optional<Decimal> amountTo; ///< Inclusive.
  QString text;                    ///< Each word must occur, case folded, in id, type, entity, source system or owner.

  friend bool operator==(const ExceptionFilter&, const ExceptionFilter&) = default;
};

/// A column that the table can be sorted by; the spelling is the database's column name.
enum class ExceptionField : quint8 {
  ExceptionId,
  Domain,
  Type,
  Severity,
  Status,
  SourceSystem,
  Entity,
  Amount,
  SlaDeadline,
  Owner,
  CreatedAt,
  UpdatedAt
};

template <>
struct EnumTexts<ExceptionField> {
  static constexpr std::array texts{"exception_id", "domain", "type",         "severity", "status",     "source_system",
                                    "entity",       "amount", "sla_deadline", "owner",    "created_at", "updated_at"};
};

/// Ties of domain, type, severity, status, source_system, entity and owner are broken by created_at, then, as all
/// others, by exception_id, in the same direction; rows without a value come last in either direction. Text sorts by
/// Unicode code point, severity by rank, status by its spelling.
struct ExceptionSort {
  ExceptionField field = ExceptionField::CreatedAt;
  Qt::SortOrder order = Qt::DescendingOrder;

  friend bool operator==(const ExceptionSort&, const ExceptionSort&) = default;
};

struct ExceptionQuery {
  ExceptionFilter filter;
  ExceptionSort sort;
  int limit = kDefaultPageSize; ///< 1 to kMaxPageSize.
  std::optional<QString> after; ///< A cursor: the rows behind it; absent: from the first row.
  /// A cursor: the rows that end just before it, in the list's order like any others. Not together with `after`.
  std::optional<QString> before;
  qint64 skip = 0; ///< So many rows next to where the page would begin (with `before`: end) are passed over; from 0.

  friend bool operator==(const ExceptionQuery&, const ExceptionQuery&) = default;
};

} // namespace sentinai
