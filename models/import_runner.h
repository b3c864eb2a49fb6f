// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/importer.h"

#include <mutex>

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

/// importLog() on a thread of its own, so that the calling one has no part in the work; completes on the calling one.
/// Of `options`, the callbacks are the monitor's. `database` must outlive the call.
[[nodiscard]] Task<ImportReport> importOnThread(Database* database, QString tenantId, QString path, Mapping mapping,
                                                ImportOptions options, std::shared_ptr<ImportMonitor> monitor,
                                                CancelToken token);

} // namespace sentinai
