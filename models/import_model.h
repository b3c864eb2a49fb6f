// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/import_report.h"
#include "models/log_preview.h"
#include "repositories/database/cancel_token.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>
#include <memory>

namespace sentinai {

class Database;
class ImportMonitor;
class ImportRunner;
class TextTableModel;
class TimeFormat;

/// One import, from choosing a log to its report. It reads and writes in the background: every call returns at once and
/// what came of it shows in the properties after changed(). Another file or mapping discards what the former led to.
/// GUI thread.
class ImportModel : public QObject {
  Q_OBJECT
public:
  enum class Activity : quint8 { None, Inspecting, Previewing, Checking, Importing };

  struct File {
    QString path;
    LogInspection facts;
  };

  struct MappingChoice {
    QString id; ///< For setMapping(): a bundled mapping's name or a file's path.
    QString title;
    QString description;
  };

  struct Progress {
    double share = 0; ///< 0 to 1.
    qint64 rows = 0;
    qint64 rowsTotal = 0; ///< 0 while it is not known.
    qint64 rejected = 0;
    double rowsPerSecond = 0;
    bool isWriting = false; ///< Else the file is still being read to its end first.
  };

  /// Imports into that tenant. References must outlive the model; its destructor ends what is under way and waits for
  /// it.
  ImportModel(Database& database, QString tenantId, const TimeFormat& timeFormat, QObject* parent = nullptr);
  ~ImportModel() override;

  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }
  [[nodiscard]] Activity activity() const { return m_activity; }
  [[nodiscard]] const Progress& progress() const { return m_progress; }
  /// Why the latest step failed; empty once another one begins.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }

  // Step 1: the file. A bundled mapping that fits it is chosen by itself.
  void setFile(const QString& path);
  [[nodiscard]] const std::optional<File>& file() const { return m_file; }

  // Step 2: the mapping, tried on the first rows.
  void setMapping(const QString& id); ///< A path not yet among mappings() joins them.
  [[nodiscard]] const QList<MappingChoice>& mappings() const { return m_mappings; }
  [[nodiscard]] const QString& mapping() const { return m_mappingId; }
  [[nodiscard]] bool isMapped() const { return m_mapping.has_value(); } ///< It fits the file.
  [[nodiscard]] TextTableModel* rawRows() const { return m_rawRows; }
  [[nodiscard]] TextTableModel* mappedRows() const { return m_mappedRows; }

  // Step 3: a dry run over the whole file, which writes nothing.
  void setSkipExisting(bool on); ///< Leave exceptions alone that exist already, whatever the log adds to them.
  [[nodiscard]] bool skipExisting() const { return m_skipExisting; }
  void check();
  [[nodiscard]] const std::optional<ImportReport>& checkReport() const { return m_checkReport; }

  // Step 4.
  void import();
  [[nodiscard]] const std::optional<ImportReport>& report() const { return m_report; }
  [[nodiscard]] bool hasWritten() const { return m_hasWritten; } ///< Though perhaps not all of it.

  /// Of the latest check or import: the first rows that could not be used, and what was passed over.
  static constexpr int kMostRejects = 1000;
  [[nodiscard]] TextTableModel* rejects() const { return m_rejects; }
  [[nodiscard]] TextTableModel* warnings() const { return m_warnings; }

  /// Copies the reject file, which holds all of them, to `path`; rejectsSaved() or rejectsNotSaved() follows. What was
  /// at `path` before is replaced by the whole copy or not at all.
  void saveRejects(const QString& path);

  /// Ends what is under way; error() tells so once it has ended. What was written stays: importing again completes it.
  void cancel();

Q_SIGNALS:
  void changed();
  void progressChanged();
  void imported(); ///< An import has ended, well or not: other pages should look again.
  void rejectsSaved(const QString& path);
  void rejectsNotSaved(const QString& reason);

private:
  void run(bool dryRun);
  void receive(bool dryRun, Result<ImportReport> result);
  void readProgress();
  void showPreview(const LogPreview& preview);
  void discardMapping();
  void discardRun();
  void fail(DbError error);

  QString m_tenantId;
  const TimeFormat& m_timeFormat;
  QTemporaryDir m_directory;
  std::unique_ptr<ImportRunner> m_runner;

  Activity m_activity = Activity::None;
  quint64 m_generation = 0; ///< Of what is under way; answers of others are dropped.
  CancelSource m_cancel;
  Progress m_progress;
  std::optional<DbError> m_error;

  std::optional<File> m_file;
  QList<MappingChoice> m_mappings;
  QString m_mappingId;
  std::optional<Mapping> m_mapping;
  bool m_skipExisting = false;
  std::optional<ImportReport> m_checkReport;
  std::optional<ImportReport> m_report;
  bool m_hasWritten = false;
  std::shared_ptr<ImportMonitor> m_monitor; ///< Of the latest check or import.
  QTimer m_progressTimer;
  QString m_rejectFile;

  TextTableModel* m_rawRows;
  TextTableModel* m_mappedRows;
  TextTableModel* m_rejects;
  TextTableModel* m_warnings;
};

} // namespace sentinai
