// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/import_rate.h"

#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/test_database.h"

#include <QLocale>

namespace sentinai {

namespace {

template <typename T>
T valueOf(Result<T> result) {
  if (!result) {
    throw std::runtime_error(
        (result.error().message + QLatin1Char(' ') + result.error().detail).trimmed().toStdString());
  }
  return std::move(*result);
}

} // namespace

QString serviceNowLog() {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/incident_event_log.csv.gz");
}

QString engineName(DatabaseUrl::Engine engine) {
  return engine == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgresql");
}

BenchFigures measureImportRate(DatabaseUrl::Engine engine) {
  const QString tenant = QStringLiteral("bench");
  TestDatabase test(engine);
  test.addTenant(tenant);
  const std::unique_ptr<Database> database =
      openDatabase(test.addLogin(QStringLiteral("ann"), {{tenant, Access::Supervisor}}), {});
  const Mapping mapping = valueOf(loadMapping(QStringLiteral("servicenow")));
  const auto start = std::chrono::steady_clock::now();
  const ImportReport report =
      valueOf(await(importLog(database.get(), tenant, serviceNowLog(), mapping, ImportOptions(), CancelToken())));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const QString remark = QStringLiteral("%1 rows, %2 exceptions, from start to end")
                             .arg(QLocale(QLocale::English).toString(report.rows),
                                  QLocale(QLocale::English).toString(report.casesCreated));
  const QString name = QStringLiteral("import.%1.").arg(engineName(engine));
  return {{name + QStringLiteral("rows_per_second"), static_cast<double>(report.rows) / seconds.count(),
           QStringLiteral("rows/s"), std::nullopt, remark},
          {name + QStringLiteral("seconds"), seconds.count(), QStringLiteral("s"), std::nullopt, {}}};
}

} // namespace sentinai
