// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sqlite/appending_process.h"

#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/sample_exceptions.h"

#include <QCoreApplication>
#include <cstdio>

namespace sentinai {

namespace {
const QString kRole = QStringLiteral("--append");
}

AppendingProcess::AppendingProcess(const QString& path, const QString& exceptionId, int batches, int batchSize) {
  m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  m_process.start(QCoreApplication::applicationFilePath(),
                  {kRole, path, exceptionId, QString::number(batches), QString::number(batchSize)});
}

AppendingProcess::~AppendingProcess() {
  kill();
}

bool AppendingProcess::waitForBatches(int batches) {
  while (m_committed < batches && m_process.waitForReadyRead()) {
    countLines();
  }
  return m_committed >= batches;
}

bool AppendingProcess::finish() {
  m_process.waitForFinished(60'000);
  countLines();
  return m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
}

void AppendingProcess::kill() {
  if (m_process.state() != QProcess::NotRunning) {
    m_process.kill();
    m_process.waitForFinished();
    countLines();
  }
}

void AppendingProcess::countLines() {
  m_committed += static_cast<int>(m_process.readAllStandardOutput().count('\n'));
}

std::optional<int> AppendingProcess::runIfAsked(const QStringList& arguments) {
  if (arguments.size() != 6 || arguments[1] != kRole) {
    return std::nullopt;
  }
  const auto database = openDatabase(DatabaseUrl::sqliteFile(arguments[2]), {});
  const auto session = database->openSession(QStringLiteral("bank"));
  for (int batch = 0; batch < arguments[4].toInt(); ++batch) {
    std::vector<NewExceptionEvent> events;
    for (int i = 0; i < arguments[5].toInt(); ++i) {
      events.push_back(sampleComment(arguments[3], QStringLiteral("comment"), sampleInstant()));
    }
    if (const auto appended = await(session->events().appendBatch(std::move(events), {})); !appended) {
      std::fprintf(stderr, "%s\n", qPrintable(appended.error().message));
      return 1;
    }
    std::puts("committed");
    std::fflush(stdout);
  }
  return 0;
}

} // namespace sentinai
