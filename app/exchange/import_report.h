// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"

#include <QJsonObject>
#include <QMap>
#include <chrono>

namespace sentinai {

/// How far an import has come.
struct ImportProgress {
  enum class Phase : quint8 {
    Checking, ///< Reading the whole file once; nothing is written before it has been read to its end.
    Importing
  };

  Phase phase = Phase::Checking;
  qint64 rows = 0;      ///< Done in this phase.
  qint64 rowsTotal = 0; ///< 0 while it is not known.
  qint64 bytesRead = 0; ///< Of the file, in this phase.
  qint64 bytesTotal = 0;
  qint64 rejected = 0;
  double rowsPerSecond = 0; ///< In this phase.

  friend bool operator==(const ImportProgress&, const ImportProgress&) = default;
};

/// What an import did; with dryRun, what it would do.
struct ImportReport {
  bool dryRun = false;
  qint64 rows = 0; ///< Rows of the log, rejected ones included.
  qint64 casesCreated = 0;
  qint64 casesExisting = 0;  ///< In the database before; with skipExisting they were left alone.
  qint64 eventsAppended = 0; ///< One per row, without the ExceptionCreated events.
  qint64 eventsExisting = 0; ///< Rows that were imported before.
  qint64 rowsSkipped = 0;    ///< Of cases left alone (skipExisting) or after the end of a replay.
  qint64 rejected = 0;
  std::vector<LogReject> firstRejects; ///< The first 100 of them; the reject file has all.
  QMap<QString, qint64> warnings;      ///< What was passed over, and on how many rows.
  std::chrono::milliseconds duration{};
  double rowsPerSecond = 0; ///< Of the second pass, in which rows are written.
};

[[nodiscard]] QJsonObject toJson(const ImportReport& report);

} // namespace sentinai
