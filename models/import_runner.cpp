// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import_runner.h"

#include "repositories/database/completion.h"

#include <QThread>

namespace sentinai {

void ImportMonitor::note(const ImportProgress& progress) {
  const std::lock_guard lock(m_mutex);
  m_progress = progress;
}

void ImportMonitor::note(const LogReject& reject) {
  const std::lock_guard lock(m_mutex);
  if (m_rejects.size() < m_mostRejects) {
    m_rejects.push_back(reject);
  }
}

ImportProgress ImportMonitor::progress() const {
  const std::lock_guard lock(m_mutex);
  return m_progress;
}

std::vector<LogReject> ImportMonitor::rejects() const {
  const std::lock_guard lock(m_mutex);
  return m_rejects;
}

Task<ImportReport> importOnThread(Database* database, QString tenantId, QString path, Mapping mapping,
                                  ImportOptions options, std::shared_ptr<ImportMonitor> monitor, CancelToken token) {
  options.progress = [monitor](const ImportProgress& progress) { monitor->note(progress); };
  options.rejected = [monitor](const LogReject& reject) { monitor->note(reject); };

  Completion<ImportReport> completion;
  auto* thread = new QThread;
  thread->setObjectName(QStringLiteral("import"));
  auto* worker = new QObject;
  worker->moveToThread(thread);
  QObject::connect(thread, &QThread::finished, worker, &QObject::deleteLater);
  QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
  QMetaObject::invokeMethod(
      worker,
      [=] {
        QCoro::connect(importLog(database, tenantId, path, mapping, options, token), worker,
                       [completion, thread](Result<ImportReport> result) {
                         completion.complete(std::move(result));
                         thread->quit();
                       });
      },
      Qt::QueuedConnection);
  thread->start(QThread::LowPriority);
  Result<ImportReport> result = co_await completion;
  co_return result;
}

} // namespace sentinai
