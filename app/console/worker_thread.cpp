// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/worker_thread.h"

#include "app/agents/worker/worker.h"
#include "repositories/open_database.h"

namespace sentinai {

WorkerThread::WorkerThread(DatabaseUrl url, QString tenantId)
    : m_url(std::move(url))
    , m_tenantId(std::move(tenantId)) {}

WorkerThread::~WorkerThread() {
  constexpr unsigned long kMoment = 500; // ms
  requestInterruption();
  Q_EMIT stopAsked();
  if (!wait(kMoment)) {
    quit();
    wait();
  }
}

void WorkerThread::run() {
  DatabaseOptions settings;
  settings.applicationName = QStringLiteral("sentinai-console");
  const std::unique_ptr<Database> database = openDatabase(m_url, settings);
  const std::unique_ptr<Session> session = database->openSession(m_tenantId);
  const ToolClient tools;
  Worker::Options options;
  options.name = settings.applicationName;
  Worker worker(session.get(), &tools, options);
  connect(&worker, &Worker::finished, &worker, [this] { quit(); });
  connect(this, &WorkerThread::stopAsked, &worker, &Worker::stop);
  if (isInterruptionRequested()) {
    return; // Asked before anybody listened.
  }
  worker.start();
  exec();
}

} // namespace sentinai
