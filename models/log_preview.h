// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/mapped_row.h"
#include "app/exchange/mapping.h"
#include "repositories/database/result.h"

namespace sentinai {

/// What can be told of a log by its first rows.
struct LogInspection {
  LogFormat format = LogFormat::Csv;
  bool isGzip = false;
  QString encoding; ///< As the file declares or shows it, e.g. "UTF-8".
  qint64 size = 0;  ///< Bytes, as it lies on disk.
  QString mapping;  ///< The bundled mapping whose columns the log has; empty if none fits.
};

/// The first rows of a log as they stand and as a mapping reads them.
struct LogPreview {
  struct Row {
    qint64 line = 0;
    QStringList cells;               ///< By column.
    std::optional<MappedRow> mapped; ///< Absent where the row cannot be used.
    QString problem;                 ///< Why not.
  };

  QStringList columns;
  QList<Row> rows;
};

/// Looks into a log. Blocking; any thread. NotFound and InvalidInput say why it cannot be read.
[[nodiscard]] Result<LogInspection> inspectLog(const QString& path);

/// Applies a mapping to the first `count` rows. Blocking; any thread. InvalidInput too where the mapping is for another
/// format or needs a column that the log has not.
[[nodiscard]] Result<LogPreview> previewLog(const QString& path, const Mapping& mapping, int count);

} // namespace sentinai
