// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/case_index.h"
#include "app/exchange/import_report.h"
#include "app/exchange/log_reader.h"
#include "app/exchange/log_source.h"
#include "app/exchange/row_mapper.h"
#include "repositories/database/completion.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>

namespace sentinai {

/// Rows of a log, mapped and ready to be written, and what could not be used among them.
struct ImportBatch {
  bool isEnd = false; ///< Nothing follows.
  std::vector<MappedRow> rows;
  std::vector<LogReject> rejects;
  qint64 rowsLeftOut = 0; ///< By the replay.
  QSet<QString> tenants;  ///< In the first batch after checking: CaseScan::tenants().
  ImportProgress progress;
  QMap<QString, qint64> warnings; ///< At the end only: of the whole log.
};

/// Opens the reader for a source at its start.
[[nodiscard]] Result<std::unique_ptr<LogReader>> openLogReader(LogSource& source, LogFormat format, char delimiter);

/// Reads and maps a log on a thread of its own, in two passes: the first reads the whole file, so that a truncated one
/// is found before anything is written, and notes where each case ends; the second gives the rows in batches. It stays
/// at most a few batches ahead of who takes them. Where the rows of each case stand together, a batch ends with a case.
class ImportFeed {
public:
  /// `path` as LogSource::open() has it.
  ImportFeed(QString path, Mapping mapping, LogFormat format, std::optional<Replay> replay, int batchSize);

  /// Stops reading.
  ~ImportFeed();
  Q_DISABLE_COPY_MOVE(ImportFeed)

  /// The next batch, or only progress (no rows). One at a time, from one thread. Its errors are those of LogSource,
  /// LogReader and RowMapper::checkColumns(); nothing follows one.
  [[nodiscard]] Completion<ImportBatch> next();

private:
  void run();
  [[nodiscard]] Result<Done> readTwice();
  [[nodiscard]] Result<Done> scan(LogReader& reader);
  [[nodiscard]] Result<Done> produce(LogReader& reader);
  [[nodiscard]] Result<LogReader::Step> step(LogReader& reader);
  void countRejected(const LogRow& row);
  void mapRow(LogReader& reader, ImportBatch& batch);
  void deliver(Result<ImportBatch> batch, bool onlyIfWanted);
  [[nodiscard]] ImportProgress progress(ImportProgress::Phase phase) const;

  QString m_path;
  LogFormat m_format;
  int m_batchSize;
  RowMapper m_mapper;
  CaseIndex m_cases;
  QSet<QString> m_tenants;
  std::unique_ptr<LogSource> m_source;
  qint64 m_rows = 0;
  qint64 m_rowsTotal = 0;
  qint64 m_rejected = 0;
  std::chrono::steady_clock::time_point m_phaseStart;
  qsizetype m_batchBytes = 0;

  std::mutex m_mutex;
  std::condition_variable m_taken;
  std::deque<Result<ImportBatch>> m_ready;
  std::optional<Completion<ImportBatch>> m_waiting;
  std::atomic<bool> m_stopped = false;
  std::thread m_thread; ///< Last, so that everything it uses is there before it starts.
};

} // namespace sentinai
