// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/import_report.h"

#include <QJsonArray>
#include <cmath>

namespace sentinai {

QJsonObject toJson(const ImportReport& report) {
  QJsonArray rejects;
  for (const LogReject& reject : report.firstRejects) {
    rejects.append(QJsonObject{{QStringLiteral("line"), reject.line}, {QStringLiteral("reason"), reject.reason}});
  }
  QJsonArray warnings;
  for (auto it = report.warnings.begin(); it != report.warnings.end(); ++it) {
    warnings.append(QJsonObject{{QStringLiteral("text"), it.key()}, {QStringLiteral("rows"), it.value()}});
  }
  return {{QStringLiteral("dry_run"), report.dryRun},
          {QStringLiteral("rows"), report.rows},
          {QStringLiteral("cases_created"), report.casesCreated},
          {QStringLiteral("cases_existing"), report.casesExisting},
          {QStringLiteral("events_appended"), report.eventsAppended},
          {QStringLiteral("events_existing"), report.eventsExisting},
          {QStringLiteral("rows_skipped"), report.rowsSkipped},
          {QStringLiteral("rejected"), report.rejected},
          {QStringLiteral("rejects"), rejects},
          {QStringLiteral("warnings"), warnings},
          {QStringLiteral("duration_ms"), static_cast<qint64>(report.duration.count())},
          {QStringLiteral("rows_per_second"), std::round(report.rowsPerSecond)}};
}

} // namespace sentinai
