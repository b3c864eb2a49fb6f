// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;

namespace {
const Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / std::chrono::March / 4} + std::chrono::hours{14}};
}

/// The demo database: real logs that end now, made in one piece or not at all.
class DemoTest : public QObject {
  Q_OBJECT

private:
  QTemporaryDir m_directory;
  QString m_path;
  DemoReport m_report;

private Q_SLOTS:
  void initTestCase() {
    m_path = m_directory.filePath(QStringLiteral("sub/demo.db"));
    qint64 calls = 0;
    const Result<DemoReport> report = await(createDemo(
        m_path, kNow, [&calls](const QString&, const ImportProgress&) { ++calls; }, CancelToken()));
    VERIFY_OK(report);
    QVERIFY(report->created);
    QVERIFY(calls > 10);
    m_report = *report;
  }

  void holdsBothLogsWithOpenWork() {
    const auto database = openDatabase(DatabaseUrl::sqliteFile(m_path), DatabaseOptions());
    const auto session = database->openSession(demoTenantId());
    QCOMPARE(m_report.cases, 27'056);
    QCOMPARE(m_report.events, 171'821);
    const auto count = [&](const ExceptionFilter& filter) {
      return await(session->exceptions().count(filter, 1'000'000, CancelToken())).value().value;
    };
    ExceptionFilter it;
    it.domains = {QStringLiteral("IT")};
    ExceptionFilter finance;
    finance.domains = {QStringLiteral("Finance")};
    QCOMPARE(count(it) + count(finance), m_report.cases);
    for (ExceptionFilter filter : {it, finance}) {
      const qint64 all = count(filter);
      filter.statuses = {Status::Open};
      QVERIFY(count(filter) > 100);
      filter.statuses = {Status::Analyzing};
      QVERIFY(count(filter) > 300);
      filter.statuses = {Status::Resolved};
      QVERIFY(count(filter) > all * 8 / 10);
    }
  }

  void endsNow() {
    const auto database = openDatabase(DatabaseUrl::sqliteFile(m_path), DatabaseOptions());
    const auto session = database->openSession(demoTenantId());
    ExceptionQuery latest;
    latest.sort.field = ExceptionField::UpdatedAt;
    latest.limit = 1;
    const auto page = await(session->exceptions().list(latest, CancelToken()));
    VERIFY_OK(page);
    QVERIFY(page->rows.front().updatedAt <= kNow);
    QVERIFY(page->rows.front().updatedAt > kNow - std::chrono::hours{12});
  }

  void deadlinesLieBeforeAndAfterNow() {
    const auto database = openDatabase(DatabaseUrl::sqliteFile(m_path), DatabaseOptions());
    const auto session = database->openSession(demoTenantId());
    ExceptionFilter filter;
    filter.statuses = {Status::Open, Status::Analyzing};
    filter.sla = {std::nullopt, kNow};
    const auto breached = await(session->exceptions().count(filter, 1'000'000, CancelToken()));
    filter.sla = {kNow, kNow + std::chrono::hours{24}};
    const auto dueToday = await(session->exceptions().count(filter, 1'000'000, CancelToken()));
    VERIFY_OK(breached);
    VERIFY_OK(dueToday);
    QVERIFY2(breached->value > 100, qPrintable(QString::number(breached->value)));
    QVERIFY2(dueToday->value > 5, qPrintable(QString::number(dueToday->value)));
  }

  void makingItAgainLeavesItAlone() {
    const Result<DemoReport> again = await(createDemo(m_path, kNow, {}, CancelToken()));
    VERIFY_OK(again);
    QVERIFY(!again->created);
  }

  void anotherFileIsNotTouched() {
    const QString path = m_directory.filePath(QStringLiteral("notes.db"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("my notes");
    file.close();
    VERIFY_ERROR(await(createDemo(path, kNow, {}, CancelToken())), Conflict);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("my notes"));
  }

  void cancellingLeavesNothing() {
    const QString path = m_directory.filePath(QStringLiteral("cancelled.db"));
    CancelSource source;
    const Result<DemoReport> report = await(createDemo(
        path, kNow,
        [&source](const QString&, const ImportProgress& progress) {
          if (progress.phase == ImportProgress::Phase::Importing) {
            source.cancel();
          }
        },
        source.token()));
    VERIFY_ERROR(report, Cancelled);
    QCOMPARE(QDir(m_directory.path()).entryList({QStringLiteral("cancelled*")}), QStringList());
  }
};

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"
