// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/scroll_jump.h"

#include "app/exchange/seeded_random.h"
#include "models/exception_table_model.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/table_watch.h"
#include "views/exception_table_view.h"
#include "views/theme.h"

#include <QScrollBar>
#include <cstdio>

namespace sentinai {

namespace {
using namespace std::chrono_literals;

constexpr double kLimit = 50;
constexpr auto kPatience = 20s;
constexpr auto kBetween = 30ms;
constexpr double kOtherFilter = 0.1;
constexpr QSize kSize{1440, 900};
constexpr quint64 kSeed = 12;

ExceptionFilter randomFilter(SeededRandom& random) {
  ExceptionFilter filter;
  if (random.chance(0.5)) {
    filter.domains = {
        QStringList{QStringLiteral("Finance"), QStringLiteral("Healthcare"), QStringLiteral("IT")}.at(random.below(3))};
  }
  if (random.chance(0.4)) {
    filter.statuses = {static_cast<Status>(random.below(4))};
  }
  if (random.chance(0.4)) {
    filter.severities = {static_cast<Severity>(random.below(4))};
  }
  if (random.chance(0.4)) {
    const Instant from = BenchData::until() - std::chrono::days{1 + random.below(BenchData::kDays)};
    filter.created = {from, from + std::chrono::days{1 + random.below(365)}};
  }
  return filter;
}

} // namespace

BenchFigures measureScrollJumps(const QString& url, const QString& tenantId, int jumps) {
  const std::unique_ptr<Database> database = openDatabase(benchValue(DatabaseUrl::parse(url)), {});
  const std::unique_ptr<Session> session = database->openSession(tenantId);
  const TimeFormat timeFormat;
  Theme theme;
  ExceptionTableModel model(session->exceptions(), timeFormat);
  ExceptionTableView view(model, theme);
  view.resize(kSize);
  view.show();
  TableWatch watch(view);
  SeededRandom random({kSeed});
  BenchSamples toRows;
  qint64 mostRows = 0;
  int missed = 0;
  bool isAsked = false;
  while (static_cast<int>(toRows.count()) + missed < jumps) {
    if (!isAsked || random.chance(kOtherFilter)) {
      const bool isFirst = !isAsked;
      isAsked = true;
      model.setFilter(isFirst ? ExceptionFilter() : randomFilter(random));
      const auto end = std::chrono::steady_clock::now() + kPatience;
      while ((model.state() == ExceptionTableModel::State::Loading || model.isCounting() || model.isLoading()) &&
             std::chrono::steady_clock::now() < end) {
        runEventsFor(kBetween);
      }
      if (model.state() != ExceptionTableModel::State::Ready) {
        isAsked = false;
        continue;
      }
    }
    mostRows = std::max<qint64>(mostRows, model.rowCount());
    QScrollBar* bar = view.verticalScrollBar();
    const int place = static_cast<int>(random.below(static_cast<qint64>(bar->maximum()) + 1));
    if (place == bar->value()) {
      ++missed; // Nothing to paint.
      continue;
    }
    const bool isShown = toRows.measure([&] {
      bar->setValue(place);
      return watch.waitUntilShown(kPatience);
    });
    if (!isShown) {
      std::fprintf(stderr, "no rows at %d of %d\n", place, bar->maximum());
    }
    runEventsFor(kBetween);
  }
  return {{QStringLiteral("jump.median"), toRows.median(), QStringLiteral("ms"), std::nullopt,
           QStringLiteral("scroll bar dropped anywhere, until its rows are painted; up to %1 rows").arg(mostRows)},
          {QStringLiteral("jump.p99"), toRows.percentile(0.99), QStringLiteral("ms"), kLimit,
           QStringLiteral("of %1").arg(toRows.count())},
          {QStringLiteral("jump.longest"), toRows.longest(), QStringLiteral("ms"), std::nullopt, {}}};
}

} // namespace sentinai
