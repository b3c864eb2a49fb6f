// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sla_state.h"
#include "repositories/records/exception_query.h"

#include <QString>
#include <optional>
#include <vector>

namespace sentinai {

/// One number behind a chart, and the way to the exceptions it stands for.
struct FigureCell {
  qint64 value = 0;
  QString text; ///< As shown, e.g. "1,204" or "2 d 4 h".
  /// The exceptions that the value counts. Absent where the value is no count, or none can match.
  std::optional<ExceptionFilter> drillDown;

  friend bool operator==(const FigureCell&, const FigureCell&) = default;
};

struct FigureRow {
  QString name;   ///< As shown, e.g. "Escalated" or "14 Mar".
  QString detail; ///< The name in full for tooltips, e.g. with date and zone; empty: the name says it all.
  std::optional<Status> status = {};
  std::optional<Severity> severity = {};
  std::optional<SlaState> sla = {};
  std::vector<FigureCell> cells; ///< One for each value column.

  friend bool operator==(const FigureRow&, const FigureRow&) = default;
};

/// A column of values.
struct FigureColumn {
  QString header;
  bool charted = true; ///< Drawn as bars or a line; else only in the table, such as a sum or a median.
  std::optional<Severity> severity = {}; ///< What its colour tells, if anything.
  std::optional<Status> status = {};

  friend bool operator==(const FigureColumn&, const FigureColumn&) = default;
};

/// What one chart shows: named rows of values in columns.
struct FigureTable {
  QString rowHeader; ///< What the rows are, e.g. "Status".
  std::vector<FigureColumn> columns;
  std::vector<FigureRow> rows;

  friend bool operator==(const FigureTable&, const FigureTable&) = default;
};

} // namespace sentinai
