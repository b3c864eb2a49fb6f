// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/import_report.h"
#include "app/exchange/mapped_row.h"
#include "app/exchange/mapping.h"
#include "repositories/database/database.h"

#include <functional>

namespace sentinai {

/// How to import. The callbacks are called on the thread that called importLog().
struct ImportOptions {
  LogFormat format = LogFormat::Auto; ///< Auto: as the mapping says, else as the content looks.
  bool dryRun = false;                ///< Read, map and compare, but write nothing to the database.
  bool skipExisting = false;          ///< Leave cases alone that are in the database already.
  QString rejectFile;                 ///< Where rejected rows go, as CSV (line, reason, row); empty: nowhere.
  std::optional<Replay> replay;
  int batchSize = 2000; ///< Rows written in one transaction, roughly: cases are kept together.

  std::function<void(const ImportProgress&)> progress; ///< Several times a second.
  std::function<void(const LogReject&)> rejected;      ///< Each rejected row.
};

/// Imports a log into `database`, which must outlive the call: one ExceptionCreated per case plus one event per row, in
/// file order, written in batches. Doing it again adds nothing; doing it again after it was cut short, or after the log
/// has grown, adds what is missing: the ids of events follow from source, case and row.
///
/// Reading and mapping run on a thread of their own, one batch ahead. Nothing is written, the reject file included,
/// before the file has been read to its end once. `tenantId` is where cases go, unless the mapping takes the tenant
/// from the log.
///
/// Errors: NotFound and InvalidInput for the file (see LogSource, LogReader) and for a reject file that cannot be
/// written or is the log itself; NotFound and PermissionDenied for a tenant that is not there or not active, with
/// dryRun too; those of ExceptionEventRepository::appendBatch(). Batches written before an error stay.
[[nodiscard]] Task<ImportReport> importLog(Database* database, QString tenantId, QString path, Mapping mapping,
                                           ImportOptions options, CancelToken token);

} // namespace sentinai
