// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/page_read.h"

#include "app/exchange/seeded_random.h"
#include "repositories/database/exception_select.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/qt_client.h"
#include "tests/benchmarks/raw_client.h"
#include "tests/support/await.h"

namespace sentinai {

namespace {

constexpr int kWarmUp = 20;
constexpr int kPages = 500;
constexpr int kOffsetPages = 9;
constexpr qint64 kDepth = 5'000'000;
constexpr quint64 kSeed = 4;

/// The page behind any moment of the span, but for its beginning, where a page may have too few rows.
ExceptionQuery somewhere(SeededRandom& random) {
  Exception place;
  place.createdAt = BenchData::until() - std::chrono::seconds{random.below(86'400LL * BenchData::kDays * 9 / 10)};
  ExceptionQuery query;
  query.after = exceptionCursor(place, query.sort);
  return query;
}

SqlStatement statementOf(const ExceptionQuery& query) {
  return benchValue(exceptionListStatement(SqlDialect::PostgreSql, BenchData::tenant(), query));
}

SqlStatement offsetStatement(qint64 offset) {
  return {QStringLiteral("SELECT %1 FROM sentinai.exception ORDER BY created_at DESC, exception_id DESC "
                         "LIMIT $1 OFFSET $2")
              .arg(exceptionColumns()),
          {qint64{kDefaultPageSize}, offset}};
}

void requireRows(qint64 rows) {
  if (rows < kDefaultPageSize) {
    throw std::runtime_error("a page came with too few rows; fill with more");
  }
}

} // namespace

BenchFigures measurePageRead(const BenchData& data) {
  const std::unique_ptr<Database> database = data.open();
  const std::unique_ptr<Session> session = database->openSession(BenchData::tenant());
  RawClient raw(data.memberUrl(), BenchData::tenant());
  QtClient qt(data.memberUrl(), BenchData::tenant());
  SeededRandom random({kSeed});
  BenchSamples ours;
  BenchSamples libpq;
  BenchSamples query;
  BenchSamples model;
  BenchSamples offset;
  for (int i = -kWarmUp; i < kPages; ++i) {
    if (i == 0) {
      ours = libpq = query = model = BenchSamples();
    }
    const ExceptionQuery page = somewhere(random);
    const SqlStatement statement = statementOf(page);
    // Each is first as often as the others: who comes first finds the page's rows cold.
    for (int turn = 0; turn < 4; ++turn) {
      switch ((i + kWarmUp + turn) % 4) {
      case 0:
        requireRows(static_cast<qint64>(
            ours.measure([&] { return benchValue(await(session->exceptions().list(page, {}))); }).rows.size()));
        break;
      case 1:
        requireRows(PQntuples(libpq.measure([&] { return raw.execute(statement); }).get()));
        break;
      case 2:
        requireRows(query.measure([&] {
          std::vector<QtClient::Row> rows;
          qt.execute(statement, [&rows](QtClient::Row row) { rows.push_back(std::move(row)); });
          return static_cast<qint64>(rows.size());
        }));
        break;
      default:
        requireRows(model.measure([&] { return qt.readThroughModel(statement); }));
        break;
      }
    }
  }
  for (int i = 0; i < kOffsetPages; ++i) {
    const qint64 skipped = random.below(data.tenantRows() - kDefaultPageSize);
    requireRows(PQntuples(offset.measure([&] { return raw.execute(offsetStatement(skipped)); }).get()));
  }
  const auto ms = [](const char* name, const BenchSamples& samples, const QString& remark) {
    return BenchFigure{QStringLiteral("page.") + QLatin1String(name), samples.median(), QStringLiteral("ms"),
                       std::nullopt,
                       QStringLiteral("%1; median of %2, p99 %3 ms")
                           .arg(remark)
                           .arg(samples.count())
                           .arg(samples.percentile(0.99), 0, 'f', 2)};
  };
  constexpr double mostOverLibpq = 1.3;
  constexpr double leastUnderQt = 4;
  return {ms("ours", ours, QStringLiteral("call to decoded records, 17 columns")),
          ms("libpq", libpq, QStringLiteral("the same statement prepared, binary, not decoded")),
          ms("qsqlquery", query, QStringLiteral("the same statement prepared, read into QVariants")),
          ms("qsqlquerymodel", model, QStringLiteral("the same, every cell asked for through the model")),
          ms("offset", offset, QStringLiteral("LIMIT and OFFSET anywhere in %1 rows, libpq").arg(data.tenantRows())),
          {QStringLiteral("page.ours_to_libpq"), ours.median() / libpq.median(), QStringLiteral("x"), mostOverLibpq},
          {QStringLiteral("page.qsqlquery_to_ours"),
           query.median() / ours.median(),
           QStringLiteral("x"),
           std::nullopt,
           {},
           leastUnderQt},
          {QStringLiteral("page.offset_to_ours"), offset.median() / ours.median(), QStringLiteral("x"), std::nullopt}};
}

BenchFigures measurePageDepth(const BenchData& data) {
  const std::unique_ptr<Database> database = data.open();
  const std::unique_ptr<Session> session = database->openSession(BenchData::tenant());
  RawClient raw(data.memberUrl(), BenchData::tenant());
  const qint64 depth = std::min(kDepth, data.tenantRows() * 5 / 6);
  BenchSamples offset;
  QString deepId;
  for (int i = 0; i < kOffsetPages; ++i) {
    const PgResult page = offset.measure([&] { return raw.execute(offsetStatement(depth)); });
    requireRows(PQntuples(page.get()));
    deepId = QString::fromUtf8(PQgetvalue(page.get(), 0, 0));
  }
  const ExceptionQuery first;
  ExceptionQuery deep;
  deep.after = exceptionCursor(benchValue(await(session->exceptions().get(deepId, {}))), deep.sort);
  BenchSamples atTop;
  BenchSamples atDepth;
  for (int i = -kWarmUp; i < kPages; ++i) {
    if (i == 0) {
      atTop = atDepth = BenchSamples();
    }
    std::ignore = atTop.measure([&] { return benchValue(await(session->exceptions().list(first, {}))); });
    std::ignore = atDepth.measure([&] { return benchValue(await(session->exceptions().list(deep, {}))); });
  }
  constexpr double mostOverTop = 1.5;
  const QString at = QStringLiteral("at depth %1").arg(depth);
  return {
      {QStringLiteral("depth.top"), atTop.median(), QStringLiteral("ms"), std::nullopt, QStringLiteral("first page")},
      {QStringLiteral("depth.deep"), atDepth.median(), QStringLiteral("ms"), std::nullopt, at},
      {QStringLiteral("depth.deep_to_top"), atDepth.median() / atTop.median(), QStringLiteral("x"), mostOverTop, at},
      {QStringLiteral("depth.offset"), offset.median(), QStringLiteral("ms"), std::nullopt, at},
      {QStringLiteral("depth.offset_to_top"), offset.median() / atTop.median(), QStringLiteral("x"), std::nullopt, at}};
}

} // namespace sentinai
