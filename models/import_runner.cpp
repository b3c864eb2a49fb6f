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

ImportRunner::ImportRunner(Database& database)
    : m_database(database) {}

ImportRunner::~ImportRunner() {
  for (const std::unique_ptr<QThread>& thread : m_threads) {
    thread->wait();
  }
}

Task<ImportReport> ImportRunner::run(QString tenantId, QString path, Mapping mapping, ImportOptions options,
                                     std::shared_ptr<ImportMonitor> monitor, CancelToken token) {
  options.progress = [monitor](const ImportProgress& progress) { monitor->note(progress); };
  options.rejected = [monitor](const LogReject& reject) { monitor->note(reject); };

  std::erase_if(m_threads, [](const std::unique_ptr<QThread>& thread) { return thread->isFinished(); });
  QThread* thread = m_threads.emplace_back(std::make_unique<QThread>()).get();
  thread->setObjectName(QStringLiteral("import"));
  auto* worker = new QObject;
  worker->moveToThread(thread);
  QObject::connect(thread, &QThread::finished, worker, &QObject::deleteLater);
  Completion<ImportReport> completion;
  QMetaObject::invokeMethod(
      worker,
      [=, database = &m_database] {
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
