// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/intake_rate.h"

#include "app/agents/packs/starter_packs.h"
#include "app/agents/pipeline/record_intake.h"
#include "app/exchange/csv_reader.h"
#include "app/exchange/log_source.h"
#include "repositories/open_database.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/import_rate.h"
#include "tests/support/await.h"
#include "tests/support/test_database.h"

#include <QLocale>

namespace sentinai {

namespace {

constexpr std::size_t kBatch = 500;
constexpr double kWanted = 5'000;

/// The first row of each incident, as the source would send it.
std::vector<RawRecord> records() {
  const auto log = benchValue(LogSource::open(serviceNowLog()));
  CsvReader reader(*log, 0);
  std::ignore = benchValue(reader.open());
  std::vector<RawRecord> records;
  QSet<QString> incidents;
  while (reader.next() == LogReader::Step::Row) {
    QJsonObject record;
    for (std::size_t i = 0; i < reader.row().values.size(); ++i) {
      record.insert(reader.columns()[static_cast<qsizetype>(i)], reader.row().values[i].text);
    }
    const QString number = record.value(QLatin1String("number")).toString();
    if (!incidents.contains(number)) {
      incidents.insert(number);
      records.push_back({static_cast<qint64>(records.size()) + 1, std::move(record)});
    }
  }
  return records;
}

} // namespace

BenchFigures measureIntakeRate(DatabaseUrl::Engine engine) {
  const QString tenant = QStringLiteral("bench");
  TestDatabase test(engine);
  test.addTenant(tenant);
  const std::unique_ptr<Database> database =
      openDatabase(test.addLogin(QStringLiteral("taker"), {{tenant, Access::Agent}}), {});
  const std::unique_ptr<Session> session = database->openSession(tenant);
  const IntakeAgent agent(
      benchValue(EffectivePack::combine(benchValue(loadPack(QStringLiteral("it"))), TenantPolicy())),
      QStringLiteral("servicenow"));
  const std::vector<RawRecord> all = records();
  RecordIntake intake(*session, agent);
  qint64 opened = 0;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < all.size(); at += kBatch) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last = all.begin() + static_cast<std::ptrdiff_t>(std::min(at + kBatch, all.size()));
    opened += benchValue(await(intake.take({first, last}, {}))).opened;
  }
  opened += benchValue(await(intake.finish({}))).opened;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (opened != static_cast<qint64>(all.size())) {
    throw std::runtime_error("not every record was taken in");
  }
  return {{QStringLiteral("intake.%1.records_per_second").arg(engineName(engine)),
           static_cast<double>(opened) / seconds.count(), QStringLiteral("/s"), std::nullopt,
           QStringLiteral("%1 records, three events each, through intake and triage")
               .arg(QLocale(QLocale::English).toString(opened)),
           engine == DatabaseUrl::Engine::PostgreSql ? std::optional(kWanted) : std::nullopt}};
}

} // namespace sentinai
