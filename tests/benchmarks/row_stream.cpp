// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/row_stream.h"

#include "repositories/database/exception_select.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/qt_client.h"
#include "tests/benchmarks/raw_client.h"
#include "tests/support/await.h"

namespace sentinai {

namespace {

constexpr qint64 kRows = 1'000'000;
constexpr int kRounds = 3;
constexpr int kFetched = 10'000;
constexpr double kLeastOfLibpq = 0.8;
constexpr double kLeastOverQt = 6;

SqlStatement everything(qint64 rows) {
  return {QStringLiteral("SELECT %1 FROM sentinai.exception ORDER BY created_at DESC, exception_id DESC LIMIT $1")
              .arg(exceptionColumns()),
          {rows}};
}

qint64 readByUs(Session& session, qint64 rows) {
  qint64 read = 0;
  const auto sink = [&read, rows](const std::vector<Exception>& part) -> Result<Done> {
    read += static_cast<qint64>(part.size());
    return read < rows ? Result<Done>(Done{}) : failure(DbError::Kind::Cancelled, {});
  };
  const Result<Done> streamed = await(session.exceptions().stream({}, {}, sink, {}));
  return streamed || streamed.error().kind == DbError::Kind::Cancelled
             ? read
             : benchValue(Result<qint64>(failure(streamed.error())));
}

/// A binary cursor, which holds no more than a piece of the result at a time.
qint64 readByLibpq(RawClient& raw, qint64 rows) {
  std::ignore = raw.run("BEGIN");
  std::ignore = raw.run("DECLARE rows BINARY NO SCROLL CURSOR FOR " +
                        everything(rows).text.toUtf8().replace("$1", QByteArray::number(rows)));
  qint64 read = 0;
  const QByteArray fetch = "FETCH " + QByteArray::number(kFetched) + " FROM rows";
  for (PgResult piece = raw.run(fetch); PQntuples(piece.get()) > 0; piece = raw.run(fetch)) {
    read += PQntuples(piece.get());
  }
  std::ignore = raw.run("COMMIT");
  return read;
}

qint64 readByQt(QtClient& qt, qint64 rows) {
  qint64 read = 0;
  qt.execute(
      everything(rows), [&read](const QtClient::Row& row) { read += row.isEmpty() ? 0 : 1; },
      QtClient::Fetch::Streamed);
  return read;
}

} // namespace

BenchFigures measureRowStream(const BenchData& data) {
  const std::unique_ptr<Database> database = data.open();
  const std::unique_ptr<Session> session = database->openSession(BenchData::tenant());
  RawClient raw(data.memberUrl(), BenchData::tenant());
  QtClient qt(data.memberUrl(), BenchData::tenant());
  const qint64 rows = std::min(kRows, data.tenantRows());
  std::ignore = readByLibpq(raw, rows); // so that nobody is the first to read them
  BenchSamples ours;
  BenchSamples libpq;
  BenchSamples query;
  for (int round = 0; round < kRounds; ++round) {
    if (ours.measure([&] { return readByUs(*session, rows); }) < rows ||
        libpq.measure([&] { return readByLibpq(raw, rows); }) < rows ||
        query.measure([&] { return readByQt(qt, rows); }) < rows) {
      throw std::runtime_error("rows are missing from a stream");
    }
  }
  const auto rate = [rows](const char* name, const BenchSamples& samples, const QString& remark) {
    constexpr double second = 1000;
    return BenchFigure{QStringLiteral("stream.") + QLatin1String(name),
                       static_cast<double>(rows) / samples.median() * second, QStringLiteral("rows/s"), std::nullopt,
                       remark};
  };
  return {rate("ours", ours, QStringLiteral("%1 rows into records").arg(rows)),
          rate("libpq", libpq, QStringLiteral("a binary cursor, not decoded")),
          rate("qsqlquery", query, QStringLiteral("forward only, into QVariants")),
          {QStringLiteral("stream.ours_to_libpq"),
           libpq.median() / ours.median(),
           QStringLiteral("x"),
           std::nullopt,
           {},
           kLeastOfLibpq},
          {QStringLiteral("stream.ours_to_qsqlquery"),
           query.median() / ours.median(),
           QStringLiteral("x"),
           std::nullopt,
           {},
           kLeastOverQt}};
}

} // namespace sentinai
