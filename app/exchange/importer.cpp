// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/importer.h"

#include "app/exchange/batch_builder.h"
#include "app/exchange/case_memory.h"
#include "app/exchange/context_reader.h"
#include "app/exchange/import_feed.h"
#include "app/exchange/reject_file.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <limits>

namespace sentinai {

namespace {

constexpr int kAttempts = 5;
constexpr std::size_t kFewestAtOnce = 100;
constexpr std::size_t kFirstRejects = 100;

/// What is too slow at once is not offered again as it is where it can be made less.
bool mayTryAgain(const DbError& error, std::size_t rows) {
  if (error.kind == DbError::Kind::Timeout && rows > kFewestAtOnce) {
    return false;
  }
  return error.kind == DbError::Kind::Conflict || error.kind == DbError::Kind::OutcomeUnknown || error.retryable;
}

/// One import under way.
struct Run {
  Database* database = nullptr;
  QString tenantId;
  Mapping mapping;
  ImportOptions options;
  CancelToken token;
  ImportReport report;
  std::unique_ptr<RejectFile> rejects;
  std::map<QString, std::unique_ptr<Session>> sessions;
  QSet<QString> tenants; ///< Found active.

  // Cases are known by CaseIndex::hashOf() their ids, since there may be very many.
  QStringList namedTenants;
  QHash<quint64, qsizetype> tenantOfCase; ///< In namedTenants; only where the mapping takes the tenant from the log.
  QSet<quint64> leftAlone;                ///< Cases that skipExisting skips.
  CaseMemory memory;
  std::size_t mostAtOnce = std::numeric_limits<std::size_t>::max(); ///< Rows that the server writes in time.

  Session& session(const QString& tenant) {
    std::unique_ptr<Session>& opened = sessions[tenant];
    if (!opened) {
      opened = database->openSession(tenant);
    }
    return *opened;
  }

  void reject(const LogReject& row) {
    ++report.rejected;
    if (report.firstRejects.size() < kFirstRejects) {
      report.firstRejects.push_back(row);
    }
    if (rejects) {
      rejects->add(row);
    }
    if (options.rejected) {
      options.rejected(row);
    }
  }

  /// The batch's rows by tenant; a case stays with the tenant of its first row.
  std::map<QString, std::vector<MappedRow>> byTenant(std::vector<MappedRow> rows) {
    std::map<QString, std::vector<MappedRow>> groups;
    if (!mapping.tenant) {
      groups[tenantId] = std::move(rows);
      return groups;
    }
    for (MappedRow& row : rows) {
      const quint64 hash = CaseIndex::hashOf(row.caseId);
      auto known = tenantOfCase.constFind(hash);
      if (known == tenantOfCase.constEnd() && !row.tenant.isEmpty()) {
        qsizetype index = namedTenants.indexOf(row.tenant);
        if (index < 0) {
          index = namedTenants.size();
          namedTenants.append(row.tenant);
        }
        known = tenantOfCase.insert(hash, index);
      }
      if (known == tenantOfCase.constEnd()) {
        reject({row.line, QCoreApplication::translate("Import", "The row names no tenant."), row.caseId});
      } else {
        groups[namedTenants.at(*known)].push_back(std::move(row));
      }
    }
    return groups;
  }
};

/// buildBatch() on a pool thread: it writes a lot of JSON.
Task<BuiltBatch> buildElsewhere(std::shared_ptr<const std::vector<MappedRow>> rows,
                                std::shared_ptr<const BatchContext> context,
                                QMap<Severity, std::chrono::seconds> slaAfter) {
  Completion<BuiltBatch> built;
  QThreadPool::globalInstance()->start([built, rows, context, slaAfter = std::move(slaAfter)] {
    built.complete(buildBatch(*rows, *context, slaAfter));
  });
  Result<BuiltBatch> result = co_await built;
  co_return result;
}

/// Takes out the rows of cases that were there when the import came to them.
void leaveExistingAlone(Run& run, std::vector<MappedRow>& rows, const BatchContext& context) {
  for (const MappedRow& row : rows) {
    if (row.opensCase && context.exceptions.contains(row.caseId)) {
      run.leftAlone.insert(CaseIndex::hashOf(row.caseId));
      ++run.report.casesExisting;
    }
  }
  const auto kept = std::remove_if(rows.begin(), rows.end(), [&run](const MappedRow& row) {
    return run.leftAlone.contains(CaseIndex::hashOf(row.caseId));
  });
  run.report.rowsSkipped += std::distance(kept, rows.end());
  rows.erase(kept, rows.end());
}

/// Writes the rows in one transaction.
Task<Done> writeTogether(std::shared_ptr<Run> run, QString tenant, std::shared_ptr<std::vector<MappedRow>> rows) {
  Session* session = &run->session(tenant);
  for (int attempt = 1;; ++attempt) {
    const auto context = std::make_shared<BatchContext>();
    Result<Done> read = co_await readContext(session, rows, context, run->token);
    if (!read) {
      co_return read;
    }
    if (run->options.skipExisting && attempt == 1) {
      leaveExistingAlone(*run, *rows, *context);
    }
    run->memory.recall(*rows, *context);
    Result<Done> lookedAhead = co_await lookAhead(session, run->mapping.eventPrefix, rows, context, run->token);
    if (!lookedAhead) {
      co_return lookedAhead;
    }
    Result<BuiltBatch> built = co_await buildElsewhere(rows, context, run->mapping.slaAfter);
    if (!built) {
      co_return failure(std::move(built.error()));
    }
    if (!run->options.dryRun && !built->events.empty()) {
      std::vector<NewExceptionEvent> events = std::move(built->events);
      Result<std::vector<AppendOutcome>> outcomes =
          co_await session->events().appendBatch(std::move(events), run->token);
      if (!outcomes && mayTryAgain(outcomes.error(), rows->size()) && attempt < kAttempts) {
        continue;
      }
      if (!outcomes) {
        co_return failure(std::move(outcomes.error()));
      }
    }
    run->memory.note(*rows, *context, built->misaligned);
    for (const LogReject& reject : built->rejects) {
      run->reject(reject);
    }
    run->report.casesCreated += built->casesCreated;
    run->report.casesExisting += built->casesExisting;
    run->report.eventsAppended += built->eventsAppended;
    run->report.eventsExisting += built->eventsExisting;
    co_return Done{};
  }
}

/// Writes the rows in as few transactions as the server manages within its time for a statement: where it is too slow
/// for all, half of them at once, from then on.
Task<Done> writeRows(std::shared_ptr<Run> run, QString tenant, std::vector<MappedRow> taken) {
  const auto rows = std::make_shared<std::vector<MappedRow>>(std::move(taken));
  if (rows->size() <= run->mostAtOnce) {
    Result<Done> written = co_await writeTogether(run, tenant, rows);
    if (written || written.error().kind != DbError::Kind::Timeout || rows->size() <= kFewestAtOnce) {
      co_return written;
    }
    run->mostAtOnce = std::max(rows->size() / 2, kFewestAtOnce);
  }
  const auto middle = rows->begin() + static_cast<std::ptrdiff_t>(rows->size() / 2);
  std::vector<MappedRow> rest(std::make_move_iterator(middle), std::make_move_iterator(rows->end()));
  rows->erase(middle, rows->end());
  Result<Done> written = co_await writeRows(run, tenant, std::move(*rows));
  if (!written) {
    co_return written;
  }
  co_return co_await writeRows(run, tenant, std::move(rest));
}

/// NotFound and PermissionDenied as writing would have them, but before anything is written.
Task<Done> checkTenant(std::shared_ptr<Run> run, QString tenantId) {
  if (run->tenants.contains(tenantId)) {
    co_return Done{};
  }
  Result<Tenant> tenant = co_await run->database->tenants().get(tenantId, run->token);
  if (!tenant) {
    co_return failure(std::move(tenant.error()));
  }
  if (tenant->status != TenantStatus::Active) {
    co_return failure(DbError::Kind::PermissionDenied,
                      QCoreApplication::translate("Import", "The tenant %1 is %2, so nothing can be imported into it.")
                          .arg(tenantId, toText(tenant->status)));
  }
  run->tenants.insert(tenantId);
  co_return Done{};
}

/// Once the log has been read to its end and before anything is written.
Task<Done> prepare(std::shared_ptr<Run> run, QSet<QString> tenants) {
  for (const QString& tenant : std::as_const(tenants)) {
    Result<Done> checked = co_await checkTenant(run, tenant);
    if (!checked) {
      co_return checked;
    }
  }
  if (!run->options.rejectFile.isEmpty()) {
    Result<std::unique_ptr<RejectFile>> rejects = RejectFile::create(run->options.rejectFile);
    if (!rejects) {
      co_return failure(std::move(rejects.error()));
    }
    run->rejects = std::move(*rejects);
  }
  co_return Done{};
}

} // namespace

Task<ImportReport> importLog(Database* database, QString tenantId, QString path, Mapping mapping, ImportOptions options,
                             CancelToken token) {
  const auto start = std::chrono::steady_clock::now();
  const auto run = std::make_shared<Run>();
  run->database = database;
  run->tenantId = std::move(tenantId);
  run->mapping = mapping;
  run->options = std::move(options);
  run->token = token;
  run->report.dryRun = run->options.dryRun;
  if (!run->options.rejectFile.isEmpty() && RejectFile::isLog(run->options.rejectFile, path)) {
    co_return failure(
        DbError::Kind::InvalidInput,
        QCoreApplication::translate("Import", "The reject file %1 is the log itself.").arg(run->options.rejectFile));
  }
  if (!run->mapping.tenant) {
    Result<Done> checked = co_await checkTenant(run, run->tenantId);
    if (!checked) {
      co_return failure(std::move(checked.error()));
    }
  }
  const auto feed = std::make_unique<ImportFeed>(path, std::move(mapping), run->options.format, run->options.replay,
                                                 run->options.batchSize);
  bool isPrepared = false;
  bool isEnd = false;
  while (!isEnd) {
    const Completion<ImportBatch> next = feed->next();
    const CancelToken::Registration cancelled = token.onCancel([next] {
      next.complete(
          failure(DbError::Kind::Cancelled,
                  QCoreApplication::translate("Import", "The import was cancelled; what was written so far stays.")));
    });
    Result<ImportBatch> batch = co_await next;
    if (!batch) {
      co_return failure(std::move(batch.error()));
    }
    isEnd = batch->isEnd;
    if (batch->progress.phase == ImportProgress::Phase::Importing && !isPrepared) {
      Result<Done> prepared = co_await prepare(run, batch->tenants);
      if (!prepared) {
        co_return failure(std::move(prepared.error()));
      }
      isPrepared = true;
    }
    run->report.rowsSkipped += batch->rowsLeftOut;
    for (const LogReject& reject : batch->rejects) {
      run->reject(reject);
    }
    std::map<QString, std::vector<MappedRow>> groups = run->byTenant(std::move(batch->rows));
    for (auto& [tenant, rows] : groups) {
      if (rows.empty()) {
        continue;
      }
      Result<Done> checked = co_await checkTenant(run, tenant);
      if (!checked) {
        co_return failure(std::move(checked.error()));
      }
      Result<Done> written = co_await writeRows(run, tenant, std::move(rows));
      if (!written) {
        co_return failure(std::move(written.error()));
      }
    }
    if (batch->progress.phase == ImportProgress::Phase::Importing) {
      run->report.rows = batch->progress.rows;
      run->report.rowsPerSecond = batch->progress.rowsPerSecond;
    }
    run->report.warnings.insert(batch->warnings);
    if (run->options.progress) {
      run->options.progress(batch->progress);
    }
  }
  if (run->rejects) {
    Result<Done> closed = run->rejects->close();
    if (!closed) {
      co_return failure(std::move(closed.error()));
    }
  }
  run->report.duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  co_return run->report;
}

} // namespace sentinai
