// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo.h"
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <cstdio>

// import_probe URL TENANT FILE MAPPING [dry]: an import in a process of its own, for tests that kill it or watch its
// memory. The report goes to standard output as JSON, with the peak resident memory in KiB.
// import_probe demo PATH: makes the demo database.

using namespace sentinai;

namespace {
/// The process's own high-water mark of resident memory, in KiB.
qint64 peakMemory() {
  QFile status(QStringLiteral("/proc/self/status"));
  if (!status.open(QIODevice::ReadOnly)) {
    return 0;
  }
  const QList<QByteArray> lines = status.readAll().split('\n');
  for (const QByteArray& line : lines) {
    if (line.startsWith("VmHWM:")) {
      return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
  }
  return 0;
}
} // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  const QStringList arguments = QCoreApplication::arguments();
  if (arguments.size() == 3 && arguments.at(1) == QLatin1String("demo")) {
    return await(createDemo(arguments.at(2), currentInstant(), {}, CancelToken())).has_value() ? 0 : 1;
  }
  if (arguments.size() < 5) {
    return 2;
  }
  const Result<DatabaseUrl> url = DatabaseUrl::parse(arguments.at(1));
  Result<Mapping> mapping = loadMapping(arguments.at(4));
  if (!url || !mapping) {
    return 2;
  }
  const std::unique_ptr<Database> database = openDatabase(*url, DatabaseOptions());
  ImportOptions options;
  options.dryRun = arguments.size() > 5;
  const Result<ImportReport> report =
      await(importLog(database.get(), arguments.at(2), arguments.at(3), *mapping, options, CancelToken()));
  if (!report) {
    fprintf(stderr, "%s\n", qPrintable(report.error().message));
    return 1;
  }
  QJsonObject result = toJson(*report);
  result.insert(QStringLiteral("peak_kib"), peakMemory());
  puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
  return 0;
}
