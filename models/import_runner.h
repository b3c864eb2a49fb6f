// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/importer.h"

#include <memory>
#include <mutex>
#include <vector>

class QThread;

namespace sentinai {

/// How far an import has come, told by the thread it runs on and read by another. Any thread.
class ImportMonitor {
public:
  /// Keeps the first `mostRejects` rejected rows.
  explicit ImportMonitor(std::size_t mostRejects)
      : m_mostRejects(mostRejects) {}

  void note(const ImportProgress& progress);
  void note(const LogReject& reject);

  [[nodiscard]] ImportProgress progress() const;
  [[nodiscard]] std::vector<LogReject> rejects() const;

private:
  const std::size_t m_mostRejects;
  mutable std::mutex m_mutex;
  ImportProgress m_progress;
  std::vector<LogReject> m_rejects;
};

/// Has importLog() run on threads of their own, so that the calling one has no part in the work. Used from one thread.
class ImportRunner {
public:
  /// `database` must outlive the runner.
  explicit ImportRunner(Database& database);
  /// Waits until nothing uses the database any more. Cancel what runs before: it then ends at once.
  ~ImportRunner();

  /// Completes on the calling thread. Of `options`, the callbacks are the monitor's.
  [[nodiscard]] Task<ImportReport> run(QString tenantId, QString path, Mapping mapping, ImportOptions options,
                                       std::shared_ptr<ImportMonitor> monitor, CancelToken token);

private:
  Database& m_database;
  std::vector<std::unique_ptr<QThread>> m_threads; ///< One that was cancelled may not have ended when the next begins.
};

} // namespace sentinai
