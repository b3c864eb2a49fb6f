// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import_model.h"

#include "app/exchange/mapping_json.h"
#include "models/background_task.h"
#include "models/display_text.h"
#include "models/import_runner.h"
#include "models/text_table_model.h"
#include "models/time_format.h"

#include <QFile>
#include <QLocale>
#include <QSaveFile>

namespace sentinai {

namespace {

constexpr int kPreviewRows = 30;
constexpr qint64 kCopyBlock = 1 << 20;
constexpr std::chrono::milliseconds kProgressInterval{100};
constexpr double kReadingShare = 0.2; ///< Of the progress bar: reading is quick, writing is not.

struct MappedPreview {
  Mapping mapping;
  LogPreview preview;
};

/// Reads the mapping and tries it on the file, which may be absent yet.
Result<MappedPreview> tryMapping(const QString& id, const QString& path) {
  Result<Mapping> mapping = loadMapping(id);
  if (!mapping) {
    return failure(mapping.error());
  }
  Result<LogPreview> preview = previewLog(path, *mapping, kPreviewRows);
  if (!preview) {
    return failure(preview.error());
  }
  return MappedPreview{std::move(*mapping), std::move(*preview)};
}

/// `to` becomes the copy once it is complete; until then, and if it cannot be, it stays what it was.
Result<Done> copyWhole(const QString& from, const QString& to) {
  QFile source(from);
  if (!source.open(QIODevice::ReadOnly)) {
    return failure(DbError::Kind::InvalidInput,
                   ImportModel::tr("%1 cannot be read: %2").arg(from, source.errorString()));
  }
  QSaveFile target(to);
  bool copied = target.open(QIODevice::WriteOnly);
  while (copied && !source.atEnd()) {
    const QByteArray block = source.read(kCopyBlock);
    if (block.isEmpty()) {
      return failure(DbError::Kind::InvalidInput,
                     ImportModel::tr("%1 cannot be read: %2").arg(from, source.errorString()));
    }
    copied = target.write(block) == block.size();
  }
  // Flushed first: commit() passes over what goes wrong when it writes the rest of the buffer.
  if (!copied || !target.flush() || !target.commit()) {
    return failure(DbError::Kind::InvalidInput,
                   ImportModel::tr("%1 cannot be written: %2").arg(to, target.errorString()));
  }
  return Done{};
}

QString fieldText(const QJsonValue& value) {
  return value.isDouble() ? QString::number(value.toDouble()) : value.toString();
}

} // namespace

ImportModel::ImportModel(Database& database, QString tenantId, const TimeFormat& timeFormat, QObject* parent)
    : QObject(parent)
    , m_tenantId(std::move(tenantId))
    , m_timeFormat(timeFormat)
    , m_runner(std::make_unique<ImportRunner>(database))
    , m_rawRows(new TextTableModel(this))
    , m_mappedRows(new TextTableModel(this))
    , m_rejects(new TextTableModel(this))
    , m_warnings(new TextTableModel(this)) {
  m_progressTimer.setInterval(kProgressInterval);
  connect(&m_progressTimer, &QTimer::timeout, this, &ImportModel::readProgress);
  for (const QString& name : bundledMappings()) {
    if (const Result<Mapping> mapping = loadMapping(name)) {
      m_mappings << MappingChoice{name, mapping->name, mapping->description};
    }
  }
}

ImportModel::~ImportModel() {
  m_cancel.cancel();
}

void ImportModel::setFile(const QString& path) {
  if (m_activity == Activity::Importing) {
    return;
  }
  discardMapping();
  m_file.reset();
  m_error.reset();
  m_activity = Activity::Inspecting;
  (void)m_cancel.restart();
  const quint64 generation = ++m_generation;
  Task<LogInspection> task = runInBackground<LogInspection>([path] { return inspectLog(path); });
  QCoro::connect(std::move(task), this, [this, generation, path](Result<LogInspection> result) {
    if (generation != m_generation) {
      return;
    }
    if (!result) {
      fail(result.error());
      return;
    }
    m_activity = Activity::None;
    m_file = File{path, *result};
    if (result->mapping.isEmpty()) {
      Q_EMIT changed();
    } else {
      setMapping(result->mapping);
    }
  });
  Q_EMIT changed();
}

void ImportModel::setMapping(const QString& id) {
  if (!m_file || m_activity == Activity::Importing) {
    return;
  }
  discardMapping();
  m_error.reset();
  m_mappingId = id;
  (void)m_cancel.restart();
  const quint64 generation = ++m_generation;
  if (id.isEmpty()) {
    m_activity = Activity::None;
    Q_EMIT changed();
    return;
  }
  m_activity = Activity::Previewing;
  Task<MappedPreview> task = runInBackground<MappedPreview>([id, path = m_file->path] { return tryMapping(id, path); });
  QCoro::connect(std::move(task), this, [this, generation, id](Result<MappedPreview> result) {
    if (generation != m_generation) {
      return;
    }
    if (!result) {
      fail(result.error());
      return;
    }
    m_activity = Activity::None;
    const bool known = std::ranges::any_of(m_mappings, [&](const MappingChoice& choice) { return choice.id == id; });
    if (!known) {
      m_mappings << MappingChoice{id, result->mapping.name, result->mapping.description};
    }
    m_mapping = std::move(result->mapping);
    showPreview(result->preview);
    Q_EMIT changed();
  });
  Q_EMIT changed();
}

void ImportModel::showPreview(const LogPreview& preview) {
  QList<TextTableModel::Row> raw;
  QList<TextTableModel::Row> mapped;
  const QStringList fields{QStringLiteral("status"),        QStringLiteral("severity"), QStringLiteral("domain"),
                           QStringLiteral("type"),          QStringLiteral("entity"),   QStringLiteral("owner"),
                           QStringLiteral("source_system"), QStringLiteral("amount"),   QStringLiteral("currency"),
                           QStringLiteral("sla_deadline")};
  for (const LogPreview::Row& row : preview.rows) {
    raw << TextTableModel::Row{QStringList{QString::number(row.line)} + row.cells, row.problem};
    TextTableModel::Row made{{QString::number(row.line)}, row.problem};
    if (row.mapped) {
      made.cells << row.mapped->caseId << row.mapped->eventType << m_timeFormat.absoluteText(row.mapped->at)
                 << row.mapped->actor.id.value_or(displayText(row.mapped->actor.type));
      for (const QString& field : fields) {
        made.cells << fieldText(row.mapped->patch.fields().value(field));
      }
    } else {
      made.cells << row.problem;
    }
    mapped << made;
  }
  m_rawRows->setRows(QStringList{tr("Line")} + preview.columns, std::move(raw));
  m_mappedRows->setRows({tr("Line"), tr("Exception"), tr("Event"), tr("At"), tr("By"),
                         displayText(ExceptionField::Status), displayText(ExceptionField::Severity),
                         displayText(ExceptionField::Domain), displayText(ExceptionField::Type),
                         displayText(ExceptionField::Entity), displayText(ExceptionField::Owner),
                         displayText(ExceptionField::SourceSystem), displayText(ExceptionField::Amount), tr("Currency"),
                         displayText(ExceptionField::SlaDeadline)},
                        std::move(mapped));
}

void ImportModel::setSkipExisting(bool on) {
  if (on != m_skipExisting && m_activity != Activity::Importing) {
    m_skipExisting = on;
    discardRun();
    cancel();
    Q_EMIT changed();
  }
}

void ImportModel::check() {
  run(true);
}

void ImportModel::import() {
  run(false);
}

void ImportModel::run(bool dryRun) {
  if (!m_mapping || m_activity == Activity::Importing) {
    return;
  }
  m_error.reset();
  (dryRun ? m_checkReport : m_report).reset();
  m_rejects->clear();
  m_warnings->clear();
  m_progress = Progress();
  m_activity = dryRun ? Activity::Checking : Activity::Importing;
  m_hasWritten = false;
  const quint64 generation = ++m_generation;

  ImportOptions options;
  options.dryRun = dryRun;
  options.skipExisting = m_skipExisting;
  // A file of its own: a run that was cancelled may not have closed the former yet.
  m_rejectFile = m_directory.filePath(QStringLiteral("rejects-%1.csv").arg(generation));
  options.rejectFile = m_rejectFile;
  m_monitor = std::make_shared<ImportMonitor>(kMostRejects);
  Task<ImportReport> task = m_runner->run(m_tenantId, m_file->path, *m_mapping, options, m_monitor, m_cancel.restart());
  m_progressTimer.start();
  QCoro::connect(std::move(task), this, [this, generation, dryRun](Result<ImportReport> result) {
    if (generation == m_generation) {
      receive(dryRun, std::move(result));
    }
  });
  Q_EMIT changed();
  Q_EMIT progressChanged();
}

void ImportModel::readProgress() {
  const ImportProgress progress = m_monitor->progress();
  const bool second = progress.phase == ImportProgress::Phase::Importing;
  const double part =
      progress.bytesTotal > 0 ? static_cast<double>(progress.bytesRead) / static_cast<double>(progress.bytesTotal) : 0;
  m_progress.share = second ? kReadingShare + (1 - kReadingShare) * part : kReadingShare * part;
  m_progress.rows = progress.rows;
  m_progress.rowsTotal = progress.rowsTotal;
  m_progress.rejected = progress.rejected;
  m_progress.rowsPerSecond = progress.rowsPerSecond;
  m_progress.isWriting = second;
  m_hasWritten = m_hasWritten || (second && m_activity == Activity::Importing);
  Q_EMIT progressChanged();
}

void ImportModel::receive(bool dryRun, Result<ImportReport> result) {
  m_progressTimer.stop();
  readProgress();
  m_activity = Activity::None;
  QList<TextTableModel::Row> rejects;
  for (const LogReject& reject : m_monitor->rejects()) {
    rejects << TextTableModel::Row{{QString::number(reject.line), reject.reason, reject.row}};
  }
  m_rejects->setRows({tr("Line"), tr("Reason"), tr("Row")}, std::move(rejects));
  if (result) {
    QList<TextTableModel::Row> warnings;
    for (auto it = result->warnings.cbegin(); it != result->warnings.cend(); ++it) {
      warnings << TextTableModel::Row{{QLocale().toString(it.value()), it.key()}};
    }
    m_warnings->setRows({tr("Rows"), tr("Remark")}, std::move(warnings));
    (dryRun ? m_checkReport : m_report) = std::move(*result);
  } else {
    m_error = result.error();
  }
  Q_EMIT changed();
  if (!dryRun) {
    Q_EMIT imported();
  }
}

void ImportModel::saveRejects(const QString& path) {
  Task<Done> task = runInBackground<Done>([from = m_rejectFile, path] { return copyWhole(from, path); });
  QCoro::connect(std::move(task), this, [this, path](Result<Done> result) {
    if (result) {
      Q_EMIT rejectsSaved(path);
    } else {
      Q_EMIT rejectsNotSaved(result.error().message);
    }
  });
}

void ImportModel::cancel() {
  m_cancel.cancel();
}

void ImportModel::discardMapping() {
  m_mappingId.clear();
  m_mapping.reset();
  m_rawRows->clear();
  m_mappedRows->clear();
  discardRun();
}

void ImportModel::discardRun() {
  m_progressTimer.stop();
  m_checkReport.reset();
  m_report.reset();
  m_rejects->clear();
  m_warnings->clear();
}

void ImportModel::fail(DbError error) {
  m_activity = Activity::None;
  m_error = std::move(error);
  Q_EMIT changed();
}

} // namespace sentinai
