// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/import_feed.h"

#include "app/exchange/case_scan.h"
#include "app/exchange/csv_reader.h"
#include "app/exchange/xes_reader.h"

#include <QCoreApplication>

namespace sentinai {

namespace {
constexpr std::size_t kBatchesAhead = 2;
constexpr std::size_t kLongestCase = 5; ///< A case of more batches than this is split.
constexpr qsizetype kBatchBytes = qsizetype{8} * 1024 * 1024;
constexpr qint64 kRowsPerProgress = 5000;
constexpr qint64 kMaxRows = std::numeric_limits<qint32>::max();

tl::unexpected<DbError> stopped() {
  return failure(DbError::Kind::Cancelled, QCoreApplication::translate("Import", "The import was cancelled."));
}

qsizetype sizeOf(const LogRow& row) {
  qsizetype size = 0;
  for (const LogValue& value : row.values) {
    size += value.text.size();
  }
  return size;
}
} // namespace

Result<std::unique_ptr<LogReader>> openLogReader(LogSource& source, LogFormat format, char delimiter) {
  const Result<LogFormat> actual = source.format(format);
  if (!actual) {
    return failure(actual.error());
  }
  std::unique_ptr<LogReader> reader;
  if (*actual == LogFormat::Xes) {
    reader = std::make_unique<XesReader>(source);
  } else {
    reader = std::make_unique<CsvReader>(source, delimiter);
  }
  Result<Done> opened = reader->open();
  if (!opened) {
    return failure(std::move(opened.error()));
  }
  return reader;
}

ImportFeed::ImportFeed(QString path, Mapping mapping, LogFormat format, std::optional<Replay> replay, int batchSize)
    : m_path(std::move(path))
    , m_format(format == LogFormat::Auto ? mapping.format : format)
    , m_batchSize(std::max(batchSize, 1))
    , m_mapper(std::move(mapping), replay)
    , m_thread([this] { run(); }) {}

ImportFeed::~ImportFeed() {
  {
    // Under the lock, or the thread may look just before and wait for a call that has been made already.
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
  }
  m_taken.notify_all();
  m_thread.join();
}

Completion<ImportBatch> ImportFeed::next() {
  Completion<ImportBatch> completion;
  const std::lock_guard lock(m_mutex);
  if (m_ready.empty()) {
    m_waiting = completion;
  } else {
    completion.complete(std::move(m_ready.front()));
    m_ready.pop_front();
    m_taken.notify_all();
  }
  return completion;
}

void ImportFeed::deliver(Result<ImportBatch> batch, bool onlyIfWanted) {
  std::unique_lock lock(m_mutex);
  if (onlyIfWanted && !m_waiting) {
    return;
  }
  m_taken.wait(lock, [this] { return m_stopped || m_ready.size() < kBatchesAhead; });
  if (m_stopped) {
    return;
  }
  if (m_waiting) {
    const Completion<ImportBatch> waiting = *std::exchange(m_waiting, std::nullopt);
    waiting.complete(std::move(batch));
  } else {
    m_ready.push_back(std::move(batch));
  }
}

void ImportFeed::run() {
  Result<Done> done = readTwice();
  if (!done) {
    deliver(failure(std::move(done.error())), false);
  }
}

Result<Done> ImportFeed::readTwice() {
  Result<std::unique_ptr<LogSource>> source = LogSource::open(m_path);
  if (!source) {
    return failure(std::move(source.error()));
  }
  m_source = std::move(*source);
  for (const bool first : {true, false}) {
    Result<std::unique_ptr<LogReader>> reader = openLogReader(*m_source, m_format, m_mapper.mapping().delimiter);
    if (!reader) {
      return failure(std::move(reader.error()));
    }
    m_phaseStart = std::chrono::steady_clock::now();
    m_rows = 0;
    m_rejected = 0;
    Result<Done> read = first ? scan(**reader) : produce(**reader);
    if (!read) {
      return read;
    }
    Result<Done> rewound = m_source->rewind();
    if (!rewound) {
      return rewound;
    }
  }
  return Done{};
}

Result<LogReader::Step> ImportFeed::step(LogReader& reader) {
  if (m_stopped) {
    return stopped();
  }
  Result<LogReader::Step> step = reader.next();
  if (step && *step != LogReader::Step::End) {
    if (++m_rows > kMaxRows) {
      return failure(DbError::Kind::InvalidInput,
                     QCoreApplication::translate("Import", "The log has more than %1 rows; split it.").arg(kMaxRows));
    }
    m_mapper.setColumns(reader.columns());
  }
  return step;
}

Result<Done> ImportFeed::scan(LogReader& reader) {
  m_mapper.setColumns(reader.columns());
  // In XES the attributes are known only when they occur.
  const bool isCsv = dynamic_cast<CsvReader*>(&reader) != nullptr;
  Result<Done> usable = isCsv ? m_mapper.checkColumns() : Result<Done>(Done{});
  if (!usable) {
    return usable;
  }
  CaseScan cases(m_mapper, m_cases);
  if (!cases.needsAllColumns()) {
    reader.setWanted(m_mapper.keyColumns());
  }
  for (;;) {
    const Result<LogReader::Step> next = step(reader);
    if (!next) {
      return failure(next.error());
    }
    if (*next == LogReader::Step::End) {
      break;
    }
    cases.setColumns(reader.columns());
    if (*next == LogReader::Step::Row) {
      m_rejected += cases.add(reader.row()) ? 0 : 1;
    } else {
      cases.addRejected(reader.row());
      ++m_rejected;
    }
    if (m_rows % kRowsPerProgress == 0) {
      ImportBatch batch;
      batch.progress = progress(ImportProgress::Phase::Checking);
      deliver(std::move(batch), true);
    }
  }
  cases.finish();
  m_tenants = cases.tenants();
  m_rowsTotal = m_rows;
  // Not one row has all that the mapping needs: then it is the wrong mapping, not a bad log.
  return m_rows > 0 && m_rejected == m_rows ? m_mapper.checkColumns() : Result<Done>(Done{});
}

/// Rows that cannot be used are counted where they tell their case: once they are put right, the others keep their
/// numbers.
void ImportFeed::countRejected(const LogRow& row) {
  if (const std::optional<QString> caseId = m_mapper.caseId(row)) {
    m_cases.advance(*caseId);
  }
  ++m_rejected;
}

Result<Done> ImportFeed::produce(LogReader& reader) {
  m_mapper.setColumns(reader.columns());
  m_cases.restart();
  ImportBatch batch;
  batch.tenants = std::exchange(m_tenants, {});
  m_batchBytes = 0;
  const auto size = static_cast<std::size_t>(m_batchSize);
  for (;;) {
    const Result<LogReader::Step> next = step(reader);
    if (!next) {
      return failure(next.error());
    }
    if (*next == LogReader::Step::End) {
      break;
    }
    if (*next == LogReader::Step::Reject) {
      batch.rejects.push_back(reader.reject());
      m_batchBytes += reader.reject().row.size();
      countRejected(reader.row());
    } else {
      mapRow(reader, batch);
    }
    const bool isFull = batch.rows.size() > size || batch.rejects.size() > size || batch.rowsLeftOut > m_batchSize;
    const bool startsCase = batch.rows.empty() || batch.rows.back().opensCase;
    const bool isOverfull = batch.rows.size() > kLongestCase * size || batch.rejects.size() > kLongestCase * size;
    if ((isFull && startsCase) || isOverfull || m_batchBytes > kBatchBytes) {
      std::optional<MappedRow> carried;
      if (batch.rows.size() > 1 && startsCase) {
        carried = std::move(batch.rows.back());
        batch.rows.pop_back();
      }
      batch.progress = progress(ImportProgress::Phase::Importing);
      deliver(std::move(batch), false);
      batch = ImportBatch();
      m_batchBytes = 0;
      if (carried) {
        batch.rows.push_back(std::move(*carried));
      }
    }
  }
  batch.isEnd = true;
  batch.progress = progress(ImportProgress::Phase::Importing);
  batch.warnings = m_mapper.warnings();
  deliver(std::move(batch), false);
  return Done{};
}

void ImportFeed::mapRow(LogReader& reader, ImportBatch& batch) {
  const LogRow& row = reader.row();
  m_batchBytes += sizeOf(row);
  RowMapper::Place place;
  const std::optional<QString> caseId = m_mapper.caseId(row);
  qint64 lastNumber = 0;
  if (caseId) {
    place.number = m_cases.advance(*caseId);
    lastNumber = m_cases.lastUsable(*caseId);
    // Those behind the last usable one are refused as if they were it.
    place.isLast = place.number >= lastNumber;
  }
  const Result<RowMapper::Key> key = m_mapper.key(row);
  if (key && m_mapper.isLeftOut(*key)) {
    ++batch.rowsLeftOut;
    return;
  }
  Result<MappedRow> mapped = m_mapper.map(row, place);
  if (!mapped) {
    batch.rejects.push_back({row.line, mapped.error().message, reader.rawRow()});
    ++m_rejected;
    return;
  }
  mapped->opensCase = m_cases.open(mapped->caseId);
  mapped->lastNumber = lastNumber;
  batch.rows.push_back(std::move(*mapped));
}

ImportProgress ImportFeed::progress(ImportProgress::Phase phase) const {
  ImportProgress now;
  now.phase = phase;
  now.rows = m_rows;
  now.rowsTotal = m_rowsTotal;
  now.bytesRead = m_source->bytesRead();
  now.bytesTotal = m_source->bytesTotal();
  now.rejected = m_rejected;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_phaseStart;
  now.rowsPerSecond = elapsed.count() > 0 ? static_cast<double>(m_rows) / elapsed.count() : 0;
  return now;
}

} // namespace sentinai
