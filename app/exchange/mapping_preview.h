// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"
#include "app/exchange/mapped_row.h"
#include "app/exchange/mapping.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

namespace sentinai {

/// The first rows of a log and what a mapping makes of them.
struct MappingPreview {
  struct Row {
    qint64 line = 0;
    QStringList cells;               ///< By column; null where absent.
    std::optional<MappedRow> mapped; ///< Empty where the row is rejected.
    QString problem;                 ///< Why.
  };

  LogFormat format = LogFormat::Csv;
  QStringList columns;
  std::vector<Row> rows;
  QMap<QString, qint64> warnings; ///< As ImportReport has them, of these rows.
  QString problem;                ///< Why the mapping does not fit the log as a whole; empty if it does.
};

/// Reads up to `rowCount` rows on a pool thread. A row counts as its case's last where another case follows it or the
/// log ends. Without a mapping only the cells are given. Errors as those of importLog() for the file.
[[nodiscard]] Task<MappingPreview> previewMapping(QString path, LogFormat format, std::optional<Mapping> mapping,
                                                  int rowCount, CancelToken token);

} // namespace sentinai
