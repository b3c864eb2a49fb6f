// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/lifetime_contract.h"

#include <QThread>
#include <QTimer>

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::vector<NewExceptionEvent> creations(int count, const QString& prefix) {
  std::vector<NewExceptionEvent> batch;
  for (int i = 0; i < count; ++i) {
    batch.push_back(sampleCreation(sampleException(prefix + QString::number(i))));
  }
  return batch;
}

Task<QThread*> threadAfter(Task<RowCount> task) {
  const Result<RowCount> count = co_await task;
  if (!count) {
    co_return failure(count.error());
  }
  co_return QThread::currentThread();
}

} // namespace

void LifetimeContract::cancelledBeforeItStartsDoesNothing() {
  const Exception row = create(sampleException());
  CancelSource source;
  source.cancel();
  const CancelToken token = source.token();
  ExceptionUpdate update;
  update.exceptionId = row.exceptionId;
  update.expectedVersion = 1;
  update.patch.setStatus(Status::Resolved);
  VERIFY_ERROR(await(exceptions().get(row.exceptionId, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().getAll({row.exceptionId}, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().list({}, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().count({}, 10, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().create(sampleException(u"EX-2"_s), sampleUser(), {}, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().update(update, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().bulkUpdate({update}, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().distinctValues(ExceptionField::Domain, {}, 10, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().similar(row.exceptionId, 10, std::nullopt, token)), Cancelled);
  VERIFY_ERROR(await(exceptions().dueBefore(sampleInstant(), 10, {}, token)), Cancelled);
  VERIFY_ERROR(await(events().append(sampleComment(row.exceptionId, u"x"_s, sampleInstant()), token)), Cancelled);
  VERIFY_ERROR(await(events().timeline(row.exceptionId, {}, token)), Cancelled);
  VERIFY_ERROR(await(events().list({}, token)), Cancelled);
  VERIFY_ERROR(await(events().verifyChain(row.exceptionId, token)), Cancelled);
  VERIFY_ERROR(await(events().stateAfter(row.exceptionId, 1, token)), Cancelled);
  VERIFY_ERROR(await(session().dashboard().figures({}, token)), Cancelled);
  VERIFY_ERROR(await(session().members().list(token)), Cancelled);
  VERIFY_ERROR(await(session().domainPacks().list({}, token)), Cancelled);
  VERIFY_ERROR(await(session().playbooks().create(u"Chase"_s, {}, token)), Cancelled);
  VERIFY_ERROR(await(session().tools().list(ToolScope::All, token)), Cancelled);
  VERIFY_ERROR(await(session().audit().list(10, {}, token)), Cancelled);
  VERIFY_ERROR(await(database().tenants().list({}, 10, {}, token)), Cancelled);
  VERIFY_ERROR(await(database().health(tenantId(), token)), Cancelled);

  QCOMPARE(valueOf(await(exceptions().get(row.exceptionId, {}))), row);
  QCOMPARE(valueOf(await(exceptions().count({}, 10, {}))).value, 1);
  QVERIFY(valueOf(await(session().playbooks().list(false, {}))).empty());
}

void LifetimeContract::cancelledWriteHappensWhollyOrNotAtAll() {
  qint64 present = 0;
  // Later and later, so that it meets the write before, in and after its statement.
  for (int round = 0; round < 25; ++round) {
    CancelSource source;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&source] { source.cancel(); });
    timer.start(round * 3);
    const Result<std::vector<AppendOutcome>> outcome =
        await(events().appendBatch(creations(100, u"R%1-"_s.arg(round)), source.token()));
    const qint64 now = valueOf(await(exceptions().count({}, 100000, {}))).value;
    if (outcome) {
      QCOMPARE(now, present + 100);
    } else {
      QVERIFY2(outcome.error().kind == DbError::Kind::Cancelled ||
                   outcome.error().kind == DbError::Kind::OutcomeUnknown,
               qPrintable(errorText(outcome)));
      QVERIFY(now == present || now == present + 100);
    }
    present = now;
  }
  VERIFY_OK(await(exceptions().create(sampleException(), sampleUser(), {}, {})));
}

void LifetimeContract::cancelledReadsComplete() {
  createAll(sampleExceptions(500));
  for (int round = 0; round < 30; ++round) {
    CancelSource source;
    Task<Page<Exception>> task = exceptions().list({}, source.token());
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&source] { source.cancel(); });
    timer.start(round / 3);
    const Result<Page<Exception>> page = await(std::move(task));
    if (page) {
      QCOMPARE(page->rows.size(), std::size_t{200});
    } else {
      VERIFY_ERROR(page, Cancelled);
    }
  }
  VERIFY_OK(await(exceptions().list({}, {})));
}

void LifetimeContract::latestRequestWins() {
  createAll(sampleExceptions(50));
  CancelSource source;
  std::vector<CancelToken> tokens;
  std::vector<Task<Page<Exception>>> tasks;
  for (int i = 1; i <= 10; ++i) {
    ExceptionQuery query;
    query.limit = i;
    tokens.push_back(source.restart());
    tasks.push_back(exceptions().list(query, tokens.back()));
  }
  QVERIFY(!tokens.back().isCancelled());
  for (std::size_t i = 0; i < 9; ++i) {
    QVERIFY(tokens[i].isCancelled());
    const Result<Page<Exception>> page = await(std::move(tasks[i]));
    // What had been answered before the next one was asked keeps its answer.
    if (page) {
      QCOMPARE(page->rows.size(), i + 1);
    } else {
      VERIFY_ERROR(page, Cancelled);
    }
  }
  QCOMPARE(valueOf(await(std::move(tasks[9]))).rows.size(), std::size_t{10});
}

void LifetimeContract::closingTheSessionCompletesEveryCall() {
  createAll(sampleExceptions(300));
  std::vector<Task<Page<Exception>>> reads;
  std::vector<Task<std::vector<AppendOutcome>>> writes;
  for (int i = 0; i < 10; ++i) {
    reads.push_back(exceptions().list({}, {}));
    writes.push_back(events().appendBatch(creations(20, u"W%1-"_s.arg(i)), {}));
  }
  closeSession();
  for (auto& task : reads) {
    const Result<Page<Exception>> result = await(std::move(task));
    if (!result) {
      VERIFY_ERROR(result, Cancelled);
    }
  }
  for (auto& task : writes) {
    const Result<std::vector<AppendOutcome>> result = await(std::move(task));
    QVERIFY2(result || result.error().kind == DbError::Kind::Cancelled ||
                 result.error().kind == DbError::Kind::OutcomeUnknown,
             qPrintable(errorText(result)));
  }
}

void LifetimeContract::closingTheDatabaseCompletesEveryCall() {
  createAll(sampleExceptions(300));
  std::vector<Task<Page<Exception>>> reads;
  for (int i = 0; i < 20; ++i) {
    reads.push_back(exceptions().list({}, {}));
  }
  Task<Page<Tenant>> tenants = database().tenants().list({}, 10, {}, {});
  Task<Health> health = database().health({}, {});
  closeDatabase();
  for (auto& task : reads) {
    const Result<Page<Exception>> result = await(std::move(task));
    if (!result) {
      VERIFY_ERROR(result, Cancelled);
    }
  }
  const Result<Page<Tenant>> listed = await(std::move(tenants));
  if (!listed) {
    VERIFY_ERROR(listed, Cancelled);
  }
  const Result<Health> told = await(std::move(health));
  if (!told) {
    VERIFY_ERROR(told, Cancelled);
  }
}

void LifetimeContract::manyCallsAtOnceAllComplete() {
  createAll(sampleExceptions(200));
  std::vector<Task<Page<Exception>>> reads;
  for (int i = 0; i < 100; ++i) {
    reads.push_back(exceptions().list({}, {}));
  }
  for (auto& task : reads) {
    QCOMPARE(valueOf(await(std::move(task))).rows.size(), std::size_t{200});
  }
}

void LifetimeContract::resultsArriveOnTheCallersThread() {
  QCOMPARE(valueOf(await(threadAfter(exceptions().count({}, 10, {})))), QThread::currentThread());
}

void LifetimeContract::healthTellsWhatIsThere() {
  const Result<Health> health = await(database().health(tenantId(), {}));
  VERIFY_OK(health);
  QCOMPARE(health->engine, onPostgresql() ? u"postgresql"_s : u"sqlite"_s);
  QVERIFY(!health->serverVersion.isEmpty());
  QVERIFY(health->latency > 0us);
  QVERIFY(health->upToDate());
  QVERIFY(health->schemaVersion > 0);
  QVERIFY(!health->readOnly);
  QCOMPARE(health->tenantId, std::optional<QString>(tenantId()));
  QCOMPARE(health->login, database().login());
  QVERIFY(!health->login.isEmpty());
  QVERIFY(!valueOf(await(database().health({}, {}))).tenantId);
  if (onPostgresql()) {
    QCOMPARE(health->access, std::optional<QString>(u"admin"_s));
    QVERIFY(health->poolOpen >= 1);
    QVERIFY(!valueOf(await(otherDatabase().health(tenantId(), {}))).tenantId);
  }
}

void LifetimeContract::missingDatabaseIsAnError() {
  if (onPostgresql()) {
    const std::unique_ptr<Database> nowhere =
        openDatabase(*DatabaseUrl::parse(u"host=/nonexistent dbname=none user=none"_s), {});
    VERIFY_ERROR(await(nowhere->openSession(u"any"_s)->exceptions().list({}, {})), ConnectionLost);
    VERIFY_ERROR(await(nowhere->health({}, {})), ConnectionLost);
  } else {
    const std::unique_ptr<Database> nowhere = openDatabase(DatabaseUrl::sqliteFile(u"/nonexistent/none.db"_s), {});
    const std::unique_ptr<Session> opened = nowhere->openSession(u"any"_s);
    VERIFY_ERROR(await(opened->exceptions().list({}, {})), NotFound);
    VERIFY_ERROR(await(nowhere->health({}, {})), NotFound);
  }
}

} // namespace sentinai
