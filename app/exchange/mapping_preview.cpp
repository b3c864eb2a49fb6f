// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/mapping_preview.h"

#include "app/exchange/import_feed.h"
#include "app/exchange/row_mapper.h"
#include "repositories/database/completion.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace sentinai {

namespace {
/// A row or a reject, as read.
struct Line {
  LogRow row;
  std::optional<LogReject> reject;
};

void mapLines(MappingPreview& preview, const std::vector<Line>& lines, bool logEnds, const Mapping& mapping) {
  RowMapper mapper(mapping);
  mapper.setColumns(preview.columns);
  if (const Result<Done> fits = mapper.checkColumns(); !fits) {
    preview.problem = fits.error().message;
  }
  QHash<QString, qint64> numbers;
  QHash<QString, std::size_t> last;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::optional<QString> caseId = lines[i].reject ? std::nullopt : mapper.caseId(lines[i].row);
    if (caseId && (logEnds || i + 1 < lines.size())) {
      last.insert(*caseId, i);
    }
  }
  // The last case shown may go on behind what has been read.
  if (!logEnds && !lines.empty() && !lines.back().reject) {
    last.remove(mapper.caseId(lines.back().row).value_or(QString()));
  }
  for (std::size_t i = 0; i < preview.rows.size(); ++i) {
    if (lines[i].reject) {
      continue;
    }
    const std::optional<QString> caseId = mapper.caseId(lines[i].row);
    RowMapper::Place place;
    if (caseId) {
      place.number = ++numbers[*caseId];
      const auto end = last.constFind(*caseId);
      place.isLast = end != last.constEnd() && *end == i;
    }
    Result<MappedRow> mapped = mapper.map(lines[i].row, place);
    if (mapped) {
      mapped->opensCase = place.number == 1;
      preview.rows[i].mapped = std::move(*mapped);
    } else {
      preview.rows[i].problem = mapped.error().message;
    }
  }
  preview.warnings = mapper.warnings();
}

Result<MappingPreview> readPreview(const QString& path, LogFormat format, const std::optional<Mapping>& mapping,
                                   int rowCount, const CancelToken& token) {
  Result<std::unique_ptr<LogSource>> source = LogSource::open(path);
  if (!source) {
    return failure(std::move(source.error()));
  }
  if (format == LogFormat::Auto && mapping) {
    format = mapping->format;
  }
  Result<LogFormat> actual = (*source)->format(format);
  if (!actual) {
    return failure(std::move(actual.error()));
  }
  Result<std::unique_ptr<LogReader>> reader = openLogReader(**source, *actual, mapping ? mapping->delimiter : '\0');
  if (!reader) {
    return failure(std::move(reader.error()));
  }
  MappingPreview preview;
  preview.format = *actual;
  std::vector<Line> lines;
  bool logEnds = false;
  // One row more than is shown tells whether the last one ends its case.
  while (!logEnds && lines.size() <= static_cast<std::size_t>(rowCount)) {
    if (token.isCancelled()) {
      return failure(DbError::Kind::Cancelled, QCoreApplication::translate("Import", "The preview was cancelled."));
    }
    const Result<LogReader::Step> step = (*reader)->next();
    if (!step) {
      return failure(step.error());
    }
    if (*step == LogReader::Step::Row) {
      lines.push_back({(*reader)->row(), std::nullopt});
    } else if (*step == LogReader::Step::Reject) {
      lines.push_back({LogRow(), (*reader)->reject()});
    } else {
      logEnds = true;
    }
  }
  preview.columns = (*reader)->columns();
  const std::size_t shown = std::min(lines.size(), static_cast<std::size_t>(rowCount));
  for (std::size_t i = 0; i < shown; ++i) {
    MappingPreview::Row row;
    row.line = lines[i].reject ? lines[i].reject->line : lines[i].row.line;
    row.problem = lines[i].reject ? lines[i].reject->reason : QString();
    for (const LogValue& value : lines[i].row.values) {
      row.cells.append(value.type == LogValue::Type::Absent ? QString() : value.text);
    }
    preview.rows.push_back(std::move(row));
  }
  if (mapping) {
    mapLines(preview, lines, logEnds, *mapping);
  }
  return preview;
}
} // namespace

Task<MappingPreview> previewMapping(QString path, LogFormat format, std::optional<Mapping> mapping, int rowCount,
                                    CancelToken token) {
  Completion<MappingPreview> read;
  QThreadPool::globalInstance()->start(
      [=, mapping = std::move(mapping)] { read.complete(readPreview(path, format, mapping, rowCount, token)); });
  Result<MappingPreview> preview = co_await read;
  co_return preview;
}

} // namespace sentinai
