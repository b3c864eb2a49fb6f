// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/session.h"

#include <QIODevice>
#include <functional>

namespace sentinai {

enum class ExportFormat : quint8 {
  Csv,       ///< RFC 4180 with a header line; cells that spreadsheets would run are neutralised (csv_writer.h).
  Json,      ///< One array. Events are CloudEvents 1.0.
  JsonLines, ///< One object a line.
  Xes        ///< IEEE 1849: a trace per exception with its events; the mapping `sentinai` imports it again.
};

template <>
struct EnumTexts<ExportFormat> {
  static constexpr std::array texts{"csv", "json", "jsonl", "xes"};
};

struct ExportReport {
  qint64 exceptions = 0;
  qint64 events = 0;

  friend bool operator==(const ExportReport&, const ExportReport&) = default;
};

/// Called after every page, with what has been written so far.
using ExportProgress = std::function<void(const ExportReport&)>;

/// Writes the matching exceptions to `output`, page by page in the query's order; its `limit` and `after` are not used.
/// In XES each comes with all its events. `session` and `output` must outlive the call.
///
/// Errors: those of the repositories; Internal where `output` does not take what is written. What was written before
/// an error stays and is incomplete.
[[nodiscard]] Task<ExportReport> exportExceptions(Session* session, ExceptionQuery query, ExportFormat format,
                                                  QIODevice* output, ExportProgress progress, CancelToken token);

/// The same for the tenant's events by (created_at, exception_id, seq); in XES they stand in their exception's trace,
/// by seq, and exceptions without a matching event are left out.
[[nodiscard]] Task<ExportReport> exportEvents(Session* session, EventFilter filter, ExportFormat format,
                                              QIODevice* output, ExportProgress progress, CancelToken token);

} // namespace sentinai
