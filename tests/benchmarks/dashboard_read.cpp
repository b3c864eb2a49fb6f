// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/dashboard_read.h"

#include "tests/benchmarks/bench_samples.h"
#include "tests/support/await.h"

#include <QLocale>

namespace sentinai {

namespace {
using namespace std::chrono;

constexpr double kLimit = 20;
constexpr int kRounds = 30;
constexpr double kLongEnough = 5'000; // milliseconds that all rounds of one question may take
constexpr int kMonth = 30;

/// As the dashboard asks, whose trend is then that of the last year by month.
DashboardQuery overAllTime() {
  DashboardQuery query;
  query.now = BenchData::until();
  constexpr int months = 12;
  for (int month = -months; month <= 0; ++month) {
    query.dayStarts.push_back(BenchData::until() + days{kMonth * month});
  }
  return query;
}

/// The same with a trend by day.
DashboardQuery overLastMonth() {
  DashboardQuery query;
  query.now = BenchData::until();
  for (int day = -kMonth; day <= 0; ++day) {
    query.dayStarts.push_back(BenchData::until() + days{day});
  }
  query.filter.created = {query.dayStarts.front(), query.dayStarts.back()};
  return query;
}

BenchFigure read(Session& session, const DashboardQuery& query, const QString& name, qint64 rows) {
  const auto ask = [&] { return benchValue(await(session.dashboard().figures(query, {}))); };
  std::ignore = ask();
  BenchSamples samples;
  double sum = 0;
  while (samples.count() < kRounds && (samples.count() < 3 || sum < kLongEnough)) {
    std::ignore = samples.measure(ask);
    sum += samples.last();
  }
  return {QStringLiteral("dashboard.") + name, samples.median(), QStringLiteral("ms"), kLimit,
          QStringLiteral("%1 rows; median of %2, p99 %3 ms")
              .arg(QLocale(QLocale::English).toString(rows))
              .arg(samples.count())
              .arg(samples.percentile(0.99), 0, 'f', 1)};
}

} // namespace

BenchFigures measureDashboardRead(const BenchData& data) {
  const std::unique_ptr<Database> database = data.open();
  const std::unique_ptr<Session> large = database->openSession(BenchData::tenant());
  const std::unique_ptr<Session> small = database->openSession(BenchData::smallTenant());
  return {read(*large, overAllTime(), QStringLiteral("large.all_time"), data.tenantRows()),
          read(*large, overLastMonth(), QStringLiteral("large.last_30_days"), data.tenantRows()),
          read(*small, overAllTime(), QStringLiteral("small.all_time"), data.smallTenantRows()),
          read(*small, overLastMonth(), QStringLiteral("small.last_30_days"), data.smallTenantRows())};
}

} // namespace sentinai
