// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/event_ingest.h"

#include "app/exchange/synthetic_calendar.h"
#include "app/exchange/synthetic_cases.h"
#include "repositories/open_database.h"
#include "tests/benchmarks/bench_data.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/benchmarks/raw_client.h"
#include "tests/support/await.h"
#include "tests/support/test_database.h"

#include <functional>

namespace sentinai {

namespace {

constexpr double kEventsPerException = 4;
constexpr std::size_t kBatch = 2'000; // as imports write them
constexpr double kLeastOfCopy = 0.5;
constexpr double kLeastReplayed = 1;
constexpr quint64 kSeed = 9;

const QString kTenant = QStringLiteral("bench");

/// Makes the events, the same ones each time, and hands them to `act` batch by batch.
void eachBatch(qint64 count, const std::function<void(const std::vector<NewExceptionEvent>&)>& act) {
  const auto exceptions = static_cast<qint64>(static_cast<double>(count) / kEventsPerException);
  const SyntheticCalendar calendar(kSeed, BenchData::until(), BenchData::kDays);
  const SyntheticCases cases(kSeed, kEventsPerException, BenchData::until(), BenchData::kDays);
  std::vector<NewExceptionEvent> batch;
  for (std::size_t slot = 0; slot < calendar.slots().size(); ++slot) {
    for (qint64 i = calendar.countBefore(slot, exceptions); i < calendar.countBefore(slot + 1, exceptions); ++i) {
      SyntheticCases::Place place;
      place.tenantId = kTenant;
      place.number = i + 1;
      place.createdAt = calendar.slots()[slot].from;
      for (const ExceptionEvent& event : cases.events(place)) {
        batch.push_back({event.eventId, event.exceptionId, event.eventType, event.actor, event.payloadObject(),
                         event.createdAt, std::nullopt});
      }
      if (batch.size() >= kBatch) {
        act(batch);
        batch.clear();
      }
    }
  }
  act(batch);
}

struct Appended {
  qint64 events = 0;
  qint64 fresh = 0;
  double milliseconds = 0; ///< Without the time taken to make them.
};

Appended append(Session& session, qint64 count) {
  Appended total;
  eachBatch(count, [&](const std::vector<NewExceptionEvent>& batch) {
    BenchSamples samples;
    const auto outcomes = samples.measure([&] { return benchValue(await(session.events().appendBatch(batch, {}))); });
    total.milliseconds += samples.last();
    for (const AppendOutcome& outcome : outcomes) {
      ++total.events;
      total.fresh += outcome.appended ? 1 : 0;
    }
  });
  return total;
}

QByteArrayList readCopy(const RawClient& client, const QByteArray& table, const QByteArray& columns) {
  QByteArrayList pieces;
  const PgResult started(
      PQexec(client.get(), ("COPY (SELECT " + columns + " FROM " + table + ") TO STDOUT (FORMAT binary)").constData()));
  char* piece = nullptr;
  while (const int size = PQgetCopyData(client.get(), &piece, 0)) {
    if (size < 0) {
      break;
    }
    pieces << QByteArray(piece, size);
    PQfreemem(piece);
  }
  const PgResult ended(PQgetResult(client.get()));
  if (pieces.isEmpty() || PQresultStatus(ended.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(client.get()));
  }
  while (PGresult* more = PQgetResult(client.get())) {
    PQclear(more);
  }
  return pieces;
}

void writeCopy(const RawClient& client, const QByteArray& table, const QByteArray& columns,
               const QByteArrayList& pieces) {
  const PgResult started(
      PQexec(client.get(), ("COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary)").constData()));
  for (const QByteArray& piece : pieces) {
    PQputCopyData(client.get(), piece.constData(), static_cast<int>(piece.size()));
  }
  PQputCopyEnd(client.get(), nullptr);
  const PgResult ended(PQgetResult(client.get()));
  if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(client.get()));
  }
  while (PGresult* more = PQgetResult(client.get())) {
    PQclear(more);
  }
}

QByteArray plainColumns(const RawClient& client, const QByteArray& table) {
  const PgResult names = client.run("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
                                    "WHERE attrelid = '" +
                                    table +
                                    "'::regclass AND attnum > 0 AND NOT attisdropped "
                                    "AND attgenerated = ''");
  return PQgetvalue(names.get(), 0, 0);
}

/// How many milliseconds it takes to write the rows that were appended once more by COPY into copies of both tables;
/// everything but triggers is as there.
double copyAgain(const DatabaseUrl& member, const DatabaseUrl& owner) {
  const RawClient source(member, kTenant);
  const RawClient target(owner, kTenant);
  const QByteArray exceptionColumns = plainColumns(source, "sentinai.exception");
  const QByteArray eventColumns = plainColumns(source, "sentinai.exception_event");
  const QByteArrayList exceptions = readCopy(source, "sentinai.exception", exceptionColumns);
  const QByteArrayList events = readCopy(source, "sentinai.exception_event", eventColumns);
  std::ignore = target.run("CREATE SCHEMA plain; CREATE TABLE plain.exception (LIKE sentinai.exception INCLUDING ALL); "
                           "CREATE TABLE plain.exception_event (LIKE sentinai.exception_event INCLUDING ALL); "
                           "ALTER TABLE plain.exception_event ADD FOREIGN KEY (tenant_id, exception_id) "
                           "REFERENCES plain.exception");
  BenchSamples samples;
  samples.measure([&] {
    writeCopy(target, "plain.exception", exceptionColumns, exceptions);
    writeCopy(target, "plain.exception_event", eventColumns, events);
    return true;
  });
  std::ignore = target.run("DROP SCHEMA plain CASCADE");
  return samples.last();
}

} // namespace

BenchFigures measureEventIngest(qint64 events) {
  TestDatabase test(DatabaseUrl::Engine::PostgreSql);
  test.addTenant(kTenant);
  const DatabaseUrl member = test.addLogin(QStringLiteral("ann"), {{kTenant, Access::Admin}});
  const std::unique_ptr<Database> database = openDatabase(member, {});
  const std::unique_ptr<Session> session = database->openSession(kTenant);
  const Appended first = append(*session, events);
  if (first.fresh != first.events) {
    throw std::runtime_error("not every event was new");
  }
  const Appended replayed = append(*session, events);
  if (replayed.fresh != 0) {
    throw std::runtime_error("a replayed event was new");
  }
  const double copied = copyAgain(member, test.ownerUrl());
  const auto rate = [count = first.events](const char* name, double milliseconds, const QString& remark) {
    constexpr double second = 1000;
    return BenchFigure{QStringLiteral("ingest.") + QLatin1String(name),
                       static_cast<double>(count) / milliseconds * second, QStringLiteral("events/s"), std::nullopt,
                       remark};
  };
  return {rate("ours", first.milliseconds, QStringLiteral("%1 events in batches of %2").arg(first.events).arg(kBatch)),
          rate("copy", copied, QStringLiteral("the same rows into both tables, without triggers")),
          rate("replayed", replayed.milliseconds, QStringLiteral("all of them there already")),
          {QStringLiteral("ingest.ours_to_copy"),
           copied / first.milliseconds,
           QStringLiteral("x"),
           std::nullopt,
           {},
           kLeastOfCopy},
          {QStringLiteral("ingest.replayed_to_copy"),
           copied / replayed.milliseconds,
           QStringLiteral("x"),
           std::nullopt,
           {},
           kLeastReplayed}};
}

} // namespace sentinai
