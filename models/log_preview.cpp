// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/log_preview.h"

#include "app/exchange/import_feed.h"
#include "app/exchange/mapping_json.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace sentinai {

namespace {

constexpr int kInspectedRows = 200;
constexpr double kFits = 0.75; ///< Share of a mapping's columns that the log must have for a proposal.

struct Opened {
  std::unique_ptr<LogSource> source;
  std::unique_ptr<LogReader> reader;
};

Result<Opened> open(const QString& path, LogFormat format, char delimiter) {
  if (!QFileInfo(path).isFile()) {
    return failure(DbError::Kind::NotFound, QCoreApplication::translate("Import", "There is no file %1.").arg(path));
  }
  Result<std::unique_ptr<LogSource>> source = LogSource::open(path);
  if (!source) {
    return failure(source.error());
  }
  Result<std::unique_ptr<LogReader>> reader = openLogReader(**source, format, delimiter);
  if (!reader) {
    return failure(reader.error());
  }
  return Opened{std::move(*source), std::move(*reader)};
}

void collectColumns(const MappingValue& value, QSet<QString>& names) {
  if (value.kind == MappingValue::Kind::Column) {
    names.insert(value.text);
  }
  for (const MappingValue& part : value.parts) {
    collectColumns(part, names);
  }
}

QSet<QString> columnsOf(const Mapping& mapping) {
  QSet<QString> names;
  collectColumns(mapping.caseId, names);
  collectColumns(mapping.eventType, names);
  collectColumns(mapping.eventTime, names);
  for (const std::optional<MappingValue>& value : {mapping.createdAt, mapping.tenant, mapping.eventId, mapping.actor}) {
    if (value) {
      collectColumns(*value, names);
    }
  }
  for (const MappingField& field : mapping.fields) {
    collectColumns(field.value, names);
  }
  for (const MappingStatusRule& rule : mapping.statusRules) {
    names.insert(rule.column);
  }
  names.remove(QString());
  return names;
}

/// The bundled mapping that has most of its columns in the log, if it has nearly all.
QString proposeMapping(LogFormat format, const QStringList& columns) {
  QString best;
  double bestShare = kFits;
  qsizetype bestCount = 0;
  for (const QString& name : bundledMappings()) {
    const Result<Mapping> mapping = loadMapping(name);
    if (!mapping || (mapping->format != LogFormat::Auto && mapping->format != format)) {
      continue;
    }
    const QSet<QString> wanted = columnsOf(*mapping);
    const auto found = std::ranges::count_if(wanted, [&](const QString& column) { return columns.contains(column); });
    const double share = static_cast<double>(found) / static_cast<double>(std::max<qsizetype>(1, wanted.size()));
    if (share > bestShare || (share == bestShare && found > bestCount)) {
      best = name;
      bestShare = share;
      bestCount = found;
    }
  }
  return best;
}

QString encodingOf(LogFormat format, const QByteArray& head) {
  if (format == LogFormat::Xes) {
    static const QRegularExpression declared(QStringLiteral("^\\s*<\\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']"));
    const QRegularExpressionMatch match = declared.match(QString::fromLatin1(head.left(200)));
    if (match.hasMatch()) {
      return match.captured(1).toUpper();
    }
  }
  return QStringLiteral("UTF-8");
}

bool isGzip(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) && file.read(2) == QByteArrayLiteral("\x1f\x8b");
}

QString shown(const LogValue& value) {
  return value.type == LogValue::Type::Absent ? QString() : value.text;
}

} // namespace

Result<LogInspection> inspectLog(const QString& path) {
  Result<Opened> opened = open(path, LogFormat::Auto, '\0');
  if (!opened) {
    return failure(opened.error());
  }
  const Result<LogFormat> format = opened->source->format(LogFormat::Auto);
  if (!format) {
    return failure(format.error());
  }
  // XES names its attributes only as they occur.
  for (int row = 0; row < kInspectedRows; ++row) {
    const Result<LogReader::Step> step = opened->reader->next();
    if (!step) {
      return failure(step.error());
    }
    if (*step == LogReader::Step::End) {
      break;
    }
  }
  LogInspection found;
  found.format = *format;
  found.isGzip = isGzip(path);
  found.encoding = encodingOf(*format, opened->source->head());
  found.size = QFileInfo(path).size();
  found.mapping = proposeMapping(*format, opened->reader->columns());
  return found;
}

Result<LogPreview> previewLog(const QString& path, const Mapping& mapping, int count) {
  Result<Opened> opened = open(path, mapping.format, mapping.delimiter);
  if (!opened) {
    return failure(opened.error());
  }
  LogReader& reader = *opened->reader;
  RowMapper mapper(mapping);
  QHash<QString, qint64> numbers;
  LogPreview preview;
  while (preview.rows.size() < count) {
    const Result<LogReader::Step> step = reader.next();
    if (!step) {
      return failure(step.error());
    }
    if (*step == LogReader::Step::End) {
      break;
    }
    LogPreview::Row row;
    if (*step == LogReader::Step::Reject) {
      row.line = reader.reject().line;
      row.problem = reader.reject().reason;
      row.cells = {reader.reject().row};
    } else {
      mapper.setColumns(reader.columns());
      row.line = reader.row().line;
      for (const LogValue& value : reader.row().values) {
        row.cells << shown(value);
      }
      RowMapper::Place place;
      if (const std::optional<QString> caseId = mapper.caseId(reader.row())) {
        place.number = ++numbers[*caseId];
      }
      const Result<MappedRow> mapped = mapper.map(reader.row(), place);
      if (mapped) {
        row.mapped = *mapped;
      } else {
        row.problem = mapped.error().message;
      }
    }
    preview.rows << row;
  }
  preview.columns = reader.columns();
  if (std::ranges::none_of(preview.rows, [](const LogPreview::Row& row) { return row.mapped.has_value(); })) {
    mapper.setColumns(reader.columns());
    if (const Result<Done> usable = mapper.checkColumns(); !usable) {
      return failure(usable.error());
    }
  }
  return preview;
}

} // namespace sentinai
