// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sqlite/appending_process.h"
#include "tests/sqlite/sqlite_file.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QCoreApplication>
#include <QTest>

using namespace sentinai;

class SqliteConcurrencyTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_file = std::make_unique<SqliteFile>();
    m_database = m_file->open();
    m_bank = m_database->openSession(QStringLiteral("bank"));
    VERIFY_OK(await(m_bank->exceptions().create(sampleException(m_id), sampleUser(), {}, {})));
  }

  void cleanup() {
    m_bank.reset();
    m_database.reset();
    m_file.reset();
  }

  void twoProcessesWriteOneTimeline() {
    constexpr int kBatches = 40;
    AppendingProcess first(m_file->path(), m_id, kBatches, 3);
    AppendingProcess second(m_file->path(), m_id, kBatches, 3);
    int mine = 0;
    for (; mine < kBatches; ++mine) {
      VERIFY_OK(await(m_bank->events().append(sampleComment(m_id, QStringLiteral("mine"), sampleInstant()), {})));
    }
    QVERIFY(first.finish());
    QVERIFY(second.finish());
    const auto verdict = await(m_bank->events().verifyChain(m_id, {}));
    VERIFY_OK(verdict);
    QVERIFY2(verdict->intact, qPrintable(verdict->problem));
    QCOMPARE(verdict->events, 1 + mine + 2 * 3 * kBatches);
  }

  void whatWasCommittedOutlivesAKilledProcess() {
    constexpr int kBatchSize = 50;
    AppendingProcess process(m_file->path(), m_id, 100'000, kBatchSize);
    QVERIFY(process.waitForBatches(5));
    process.kill();
    m_bank.reset();
    m_database.reset();

    const auto database = m_file->open();
    const auto bank = database->openSession(QStringLiteral("bank"));
    const auto verdict = await(bank->events().verifyChain(m_id, {}));
    VERIFY_OK(verdict);
    QVERIFY2(verdict->intact, qPrintable(verdict->problem));
    const qint64 comments = verdict->events - 1;
    QVERIFY(comments >= qint64{process.committed()} * kBatchSize);
    QCOMPARE(comments % kBatchSize, 0);
    const auto stored = await(bank->exceptions().get(m_id, {}));
    const auto replayed = await(bank->events().stateAfter(m_id, verdict->events, {}));
    VERIFY_OK(stored);
    VERIFY_OK(replayed);
    QVERIFY(*stored == *replayed);
  }

  void readsDoNotStandBehindALongWrite() {
    std::vector<NewExceptionEvent> events;
    for (int i = 0; i < 12'000; ++i) {
      events.push_back(sampleComment(m_id, QStringLiteral("one of many"), sampleInstant()));
    }
    bool written = false;
    auto writing = m_bank->events().appendBatch(std::move(events), {});
    auto noticing = writing.then(
        [&written](const Result<std::vector<AppendOutcome>>& outcomes) { written = outcomes.has_value(); });
    int readsMeanwhile = 0;
    while (!written && readsMeanwhile < 5) {
      const auto page = await(m_bank->exceptions().list({}, {}));
      VERIFY_OK(page);
      const auto count = await(m_bank->events().count(m_id, {}, 100'000, {}));
      VERIFY_OK(count);
      if (!written) {
        QCOMPARE(count->value, 1); // Nothing of a transaction shows before its end.
        ++readsMeanwhile;
      }
    }
    QCOMPARE(readsMeanwhile, 5);
    QCoro::waitFor(noticing);
    QVERIFY(written);
    const auto after = await(m_bank->events().count(m_id, {}, 100'000, {}));
    VERIFY_OK(after);
    QCOMPARE(after->value, 12'001);
  }

private:
  const QString m_id = QStringLiteral("EX-1");
  std::unique_ptr<SqliteFile> m_file;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_bank;
};

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  if (const std::optional<int> status = AppendingProcess::runIfAsked(QCoreApplication::arguments())) {
    return *status;
  }
  SqliteConcurrencyTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "sqlite_concurrency_test.moc"
