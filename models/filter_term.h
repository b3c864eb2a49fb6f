// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"

#include <QTimeZone>
#include <variant>

namespace sentinai {

/// What a term of the filter language is about; `Text` is a bare word.
enum class FilterField : quint8 {
  Status,
  Severity,
  Domain,
  Type,
  Entity,
  Source,
  Owner,
  Created,
  Updated,
  Resolved,
  Sla,
  Age,
  Amount,
  Text
};

/// As people write them, before the colon; a word itself has none.
template <>
struct EnumTexts<FilterField> {
  static constexpr std::array texts{"status",  "severity", "domain",   "type", "entity", "source", "owner",
                                    "created", "updated",  "resolved", "sla",  "age",    "amount", "text"};
};

/// One of a term's alternatives, without its quotes.
struct FilterValue {
  QString text;
  bool quoted = false; ///< Quoted words are names, never keywords such as `me` and `none`.

  friend bool operator==(const FilterValue&, const FilterValue&) = default;
};

/// A whole calendar day in the viewer's zone; Today and Yesterday move on with it.
struct FilterDay {
  enum class Kind : quint8 { Date, Today, Yesterday };
  Kind kind = Kind::Date;
  QDate date; ///< Kind::Date only.

  friend bool operator==(const FilterDay&, const FilterDay&) = default;
};

/// A wall-clock time in the viewer's zone.
struct FilterWallTime {
  QDateTime time; ///< Its own zone means nothing.

  friend bool operator==(const FilterWallTime&, const FilterWallTime&) = default;
};

/// One end of a range: a span from now, a day, a wall-clock time, a moment, or an amount.
using FilterBound = std::variant<std::chrono::seconds, FilterDay, FilterWallTime, Instant, Decimal>;

/// A range as written. Both ends belong to it when `inclusive`, as in `..`, `>=` and `<=`; a day belongs whole or not
/// at all. With moments, `a..b` ends just before b.
struct FilterRange {
  std::optional<FilterBound> from;
  std::optional<FilterBound> to;
  bool inclusive = true;

  friend bool operator==(const FilterRange&, const FilterRange&) = default;
};

/// One term of a filter line and where it stands there.
struct FilterTerm {
  FilterField field = FilterField::Text;
  qsizetype position = 0;
  qsizetype length = 0;
  std::vector<FilterValue> values;  ///< Of status, severity (spelled out), domain, type, entity, source, owner, text.
  std::optional<FilterRange> range; ///< Of the others.

  friend bool operator==(const FilterTerm&, const FilterTerm&) = default;
};

/// The first thing wrong in a line: where, and what to write instead.
struct FilterError {
  qsizetype position = 0;
  qsizetype length = 0;
  QString message;

  friend bool operator==(const FilterError&, const FilterError&) = default;
};

/// What `me`, `today` and spans mean at the moment.
struct FilterContext {
  QString login;
  Instant now{};
  QTimeZone zone = QTimeZone::utc();
};

} // namespace sentinai
