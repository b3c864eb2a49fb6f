// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_reader.h"
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "app/exchange/mapping_preview.h"
#include "repositories/open_database.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

#include <QSignalSpy>

using namespace sentinai;

Q_DECLARE_METATYPE(sentinai::DatabaseUrl::Engine)

namespace {
constexpr char kMapping[] = R"json({
  "name": "test", "missing": [""], "time": {"formats": ["iso"]},
  "case": {"id": "id"},
  "fields": {"domain": {"constant": "IT"}, "type": {"constant": "Ticket"}, "source_system": {"constant": "desk"},
             "severity": "severity", "owner": "owner"},
  "event": {"prefix": "desk", "type": "state", "time": "at", "actor": {"id": "by"}},
  "status": {"column": "state", "rules": [{"equals": ["new"], "set": "open"}, {"equals": ["work"], "set": "analyzing"},
                                          {"equals": ["done"], "set": "resolved"}]},
  "atEnd": ["code"]
})json";

const QByteArray kHeader = "id,state,at,by,severity,owner,code\n";
const QByteArray kLog = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\n"
                                  "A,work,2026-03-01T09:00:00Z,bob,high,bob,x\n"
                                  "A,done,2026-03-01T09:00:00Z,bob,high,bob,x\n"
                                  "B,new,2026-03-02T08:00:00Z,ann,medium,,y\n"
                                  "B,odd,2026-03-02T09:00:00Z,ann,medium,,y\n";
} // namespace

/// Small logs on both engines: what is written, again, after changes, and what is not.
class ImporterTest : public QObject {
  Q_OBJECT

private:
  // One database an engine, with tenants of its own for each test: making a database takes longer than a test.
  std::map<DatabaseUrl::Engine, std::unique_ptr<TestDatabase>> m_tests;
  int m_round = 0;
  QString m_tenant;
  QString m_otherTenant;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  QTemporaryDir m_directory;

  QString written(const QByteArray& content, const QString& name = QStringLiteral("log.csv")) {
    QFile file(m_directory.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
      qFatal("cannot write a test file");
    }
    return file.fileName();
  }

  Result<ImportReport> import(const QByteArray& content, ImportOptions options = {},
                              const QByteArray& mapping = kMapping, CancelToken token = {}) {
    Result<Mapping> parsed = parseMapping(mapping);
    if (!parsed) {
      return failure(parsed.error());
    }
    return await(
        importLog(m_database.get(), m_tenant, written(content), *parsed, std::move(options), std::move(token)));
  }

  std::vector<ExceptionEvent> timeline(const QString& id) {
    EventQuery query;
    query.limit = kMaxPageSize;
    auto page = await(m_session->events().timeline(id, query, CancelToken()));
    std::sort(page->rows.begin(), page->rows.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
    return page->rows;
  }

  QStringList types(const QString& id) {
    QStringList result;
    for (const ExceptionEvent& event : timeline(id)) {
      result.append(event.eventType);
    }
    return result;
  }

  Exception row(const QString& id) {
    return await(m_session->exceptions().get(id, CancelToken())).value_or(Exception());
  }

  qint64 eventCount() {
    return await(m_session->events().count(std::nullopt, EventFilter(), 1'000'000, CancelToken())).value().value;
  }

private Q_SLOTS:
  void initTestCase_data() {
    QTest::addColumn<DatabaseUrl::Engine>("engine");
    QTest::newRow("sqlite") << DatabaseUrl::Engine::Sqlite;
    QTest::newRow("postgresql") << DatabaseUrl::Engine::PostgreSql;
  }

  void init() {
    QFETCH_GLOBAL(DatabaseUrl::Engine, engine);
    std::unique_ptr<TestDatabase>& test = m_tests[engine];
    if (!test) {
      test = std::make_unique<TestDatabase>(engine);
    }
    m_tenant = QStringLiteral("tenant%1").arg(++m_round);
    m_otherTenant = m_tenant + QStringLiteral("-other");
    test->addTenant(m_tenant);
    test->addTenant(m_otherTenant);
    const DatabaseUrl url = test->addLogin(QStringLiteral("ann%1").arg(m_round),
                                           {{m_tenant, Access::Supervisor}, {m_otherTenant, Access::Supervisor}});
    m_database = openDatabase(url, DatabaseOptions());
    m_session = m_database->openSession(m_tenant);
  }

  void cleanup() {
    m_session.reset();
    m_database.reset();
  }

  void cleanupTestCase() { m_tests.clear(); }

  void rowsBecomeEventsInFileOrder() {
    const Result<ImportReport> report = import(kLog);
    VERIFY_OK(report);
    QCOMPARE(report->rows, 5);
    QCOMPARE(report->casesCreated, 2);
    QCOMPARE(report->eventsAppended, 5);
    QCOMPARE(report->rejected, 0);
    // The second and third row share a time: the file's order holds.
    QCOMPARE(types(QStringLiteral("A")), QStringList({QStringLiteral("ExceptionCreated"), QStringLiteral("desk.new"),
                                                      QStringLiteral("desk.work"), QStringLiteral("desk.done")}));
    const Exception a = row(QStringLiteral("A"));
    QVERIFY(a.status == Status::Resolved);
    QVERIFY(a.severity == Severity::High);
    QCOMPARE(a.owner, std::optional(QStringLiteral("bob")));
    QCOMPARE(a.createdAt, *parseIsoText(u"2026-03-01T08:00:00Z"));
    QCOMPARE(a.resolvedAt, parseIsoText(u"2026-03-01T09:00:00Z"));
  }

  void changesStandInTheEventsThatMakeThem() {
    VERIFY_OK(import(kLog));
    const std::vector<ExceptionEvent> events = timeline(QStringLiteral("A"));
    QVERIFY(!events[1].payloadObject().contains(QLatin1String("changes")));
    const QJsonObject changes = events[2].payloadObject().value(QLatin1String("changes")).toObject();
    QCOMPARE(changes.keys(),
             QStringList({QStringLiteral("owner"), QStringLiteral("severity"), QStringLiteral("status")}));
    QCOMPARE(changes.value(QLatin1String("status")).toObject(),
             QJsonObject({{QStringLiteral("from"), QStringLiteral("open")},
                          {QStringLiteral("to"), QStringLiteral("analyzing")}}));
    QVERIFY(!events[2].payloadObject().value(QLatin1String("source")).toObject().contains(QLatin1String("code")));
    QCOMPARE(
        events[3].payloadObject().value(QLatin1String("source")).toObject().value(QLatin1String("code")).toString(),
        QStringLiteral("x"));
  }

  void replayingTheEventsGivesTheRow() {
    VERIFY_OK(import(kLog));
    for (const QString& id : {QStringLiteral("A"), QStringLiteral("B")}) {
      const auto replayed =
          await(m_session->events().stateAfter(id, static_cast<qint64>(timeline(id).size()), CancelToken()));
      VERIFY_OK(replayed);
      QVERIFY(*replayed == row(id));
      const auto verdict = await(m_session->events().verifyChain(id, CancelToken()));
      VERIFY_OK(verdict);
      QVERIFY(verdict->intact);
    }
  }

  void unknownStatesAreReportedAndKeepTheStatus() {
    const Result<ImportReport> report = import(kLog);
    VERIFY_OK(report);
    QVERIFY(row(QStringLiteral("B")).status == Status::Open);
    QCOMPARE(report->warnings.size(), 1);
    QCOMPARE(report->warnings.first(), 1);
    QVERIFY(report->warnings.firstKey().contains(QStringLiteral("odd")));
  }

  void aSecondRunAddsNothing() {
    VERIFY_OK(import(kLog));
    const qint64 before = eventCount();
    const Result<ImportReport> again = import(kLog);
    VERIFY_OK(again);
    QCOMPARE(again->casesCreated, 0);
    QCOMPARE(again->casesExisting, 2);
    QCOMPARE(again->eventsAppended, 0);
    QCOMPARE(again->eventsExisting, 5);
    QCOMPARE(eventCount(), before);
  }

  void aLogThatHasGrownAddsWhatIsNew() {
    VERIFY_OK(import(kLog));
    const Result<ImportReport> grown =
        import(kLog + "B,work,2026-03-03T08:00:00Z,bob,critical,bob,y\nC,new,2026-03-03T08:00:00Z,ann,low,,z\n");
    VERIFY_OK(grown);
    QCOMPARE(grown->casesCreated, 1);
    QCOMPARE(grown->eventsAppended, 2);
    QCOMPARE(grown->eventsExisting, 5);
    QVERIFY(row(QStringLiteral("B")).severity == Severity::Critical);
    QCOMPARE(types(QStringLiteral("B")).last(), QStringLiteral("desk.work"));
  }

  void smallBatchesGiveTheSame() {
    ImportOptions options;
    options.batchSize = 1;
    const Result<ImportReport> report = import(kLog, options);
    VERIFY_OK(report);
    QCOMPARE(report->eventsAppended, 5);
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
  }

  void casesMayBeInterleaved() {
    const QByteArray log = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\nB,new,2026-03-01T08:10:00Z,ann,low,,x\n"
                                     "A,work,2026-03-01T08:20:00Z,ann,low,,x\nB,done,2026-03-01T08:30:00Z,ann,low,,x\n"
                                     "A,done,2026-03-01T08:40:00Z,ann,low,,x\n";
    ImportOptions options;
    options.batchSize = 1;
    for (const qint64 appended : {5, 0}) {
      const Result<ImportReport> report = import(log, options);
      VERIFY_OK(report);
      QCOMPARE(report->eventsAppended, appended);
      QCOMPARE(report->casesCreated, appended > 0 ? 2 : 0);
      QCOMPARE(report->casesExisting, appended > 0 ? 0 : 2);
    }
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
    QVERIFY(row(QStringLiteral("B")).status == Status::Resolved);
    QCOMPARE(types(QStringLiteral("A")).size(), 4);
  }

  void badRowsGoToTheRejectFileAndTheOthersIn() {
    const QByteArray log = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\n"
                                     "A,work,yesterday,ann,low,,x\n"
                                     "A,work\n"
                                     "A,\"done\",2026-03-01T10:00:00Z,\"a \"\"b\"\"\",low,,x\n";
    ImportOptions options;
    options.rejectFile = m_directory.filePath(QStringLiteral("rejects.csv"));
    std::vector<LogReject> heard;
    options.rejected = [&heard](const LogReject& reject) { heard.push_back(reject); };
    const Result<ImportReport> report = import(log, options);
    VERIFY_OK(report);
    QCOMPARE(report->rows, 4);
    QCOMPARE(report->rejected, 2);
    QCOMPARE(report->eventsAppended, 2);
    QVERIFY(heard == report->firstRejects);
    QFile file(options.rejectFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const ReadLog rejects = readCsv(file.readAll());
    QCOMPARE(rejects.rows.size(), 2U);
    QStringList lines{rejects.value(0, QStringLiteral("line")), rejects.value(1, QStringLiteral("line"))};
    lines.sort();
    QCOMPARE(lines, QStringList({QStringLiteral("3"), QStringLiteral("4")}));
    QVERIFY(rejects.value(0, QStringLiteral("reason")).contains(QStringLiteral("yesterday")));
    QCOMPARE(rejects.value(1, QStringLiteral("row")), QStringLiteral("A,work"));
  }

  void aRowPutRightLaterIsAddedWithoutTurningTheStateBack() {
    const QByteArray broken = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\nA,work,???,ann,low,,x\n"
                                        "A,done,2026-03-01T10:00:00Z,ann,low,,x\n";
    const Result<ImportReport> first = import(broken);
    VERIFY_OK(first);
    QCOMPARE(first->rejected, 1);
    const Result<ImportReport> second = import(QByteArray(broken).replace("???", "2026-03-01T09:00:00Z"));
    VERIFY_OK(second);
    QCOMPARE(second->eventsAppended, 1);
    QCOMPARE(second->eventsExisting, 2);
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
    QCOMPARE(types(QStringLiteral("A")).last(), QStringLiteral("desk.work"));
  }

  void aMendedRowKeepsItsPlace_data() {
    QTest::addColumn<QByteArray>("broken");
    QTest::newRow("too short") << QByteArray("A,work");
    QTest::newRow("too long") << QByteArray("A,work,2026-03-01T09:00:00Z,ann,low,,x,more");
    QTest::newRow("stray quote") << QByteArray("A,wo\"rk,2026-03-01T09:00:00Z,ann,low,,x");
    QTest::newRow("text after a quote") << QByteArray("A,\"work\"!,2026-03-01T09:00:00Z,ann,low,,x");
    QTest::newRow("no UTF-8") << QByteArray("A,work,2026-03-01T09:00:00Z,\xff,low,,x");
  }
  void aMendedRowKeepsItsPlace() {
    QFETCH(QByteArray, broken);
    const QByteArray log =
        kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\n" + broken + "\nA,done,2026-03-01T10:00:00Z,ann,low,,x\n";
    const Result<ImportReport> first = import(log);
    VERIFY_OK(first);
    QCOMPARE(first->rejected, 1);
    const Result<ImportReport> second =
        import(QByteArray(log).replace(broken, "A,work,2026-03-01T09:00:00Z,ann,low,,x"));
    VERIFY_OK(second);
    QCOMPARE(second->rejected, 0);
    QCOMPARE(second->eventsAppended, 1);
    QCOMPARE(second->eventsExisting, 2);
    QCOMPARE(types(QStringLiteral("A")), QStringList({QStringLiteral("ExceptionCreated"), QStringLiteral("desk.new"),
                                                      QStringLiteral("desk.done"), QStringLiteral("desk.work")}));
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
  }

  void aRowThatGotAnothersNumberIsRefused_data() {
    QTest::addColumn<int>("batchSize");
    QTest::newRow("in one batch") << 2000;
    QTest::newRow("in many") << 1;
  }
  void aRowThatGotAnothersNumberIsRefused() {
    QFETCH(int, batchSize);
    ImportOptions options;
    options.batchSize = batchSize;
    // The broken row does not even tell its case, so the one behind it was counted as the second.
    const QByteArray log = kHeader +
                           "A,new,2026-03-01T08:00:00Z,ann,low,,x\n\xff,work,2026-03-01T09:00:00Z,ann,low,,x\n"
                           "B,new,2026-03-01T09:30:00Z,ann,low,,x\n"
                           "A,done,2026-03-01T10:00:00Z,ann,low,,x\n"
                           "B,done,2026-03-01T11:00:00Z,ann,low,,x\n";
    VERIFY_OK(import(log, options));
    const qint64 before = eventCount();
    const Result<ImportReport> mended = import(QByteArray(log).replace("\xff", "A"), options);
    VERIFY_OK(mended);
    QCOMPARE(mended->eventsAppended, 0);
    QCOMPARE(mended->eventsExisting, 3);
    QCOMPARE(mended->casesExisting, 2);
    QCOMPARE(mended->rejected, 2);
    QVERIFY2(mended->firstRejects[0].reason.contains(QStringLiteral("desk.done at 2026-03-01T10:00:00Z")),
             qPrintable(mended->firstRejects[0].reason));
    QVERIFY(mended->firstRejects[1].reason.contains(QStringLiteral("not the one that was imported")));
    QCOMPARE(eventCount(), before);
  }

  void rowsOutOfTheirLogAreRefused() {
    VERIFY_OK(import(kLog));
    const qint64 before = eventCount();
    const Result<ImportReport> part = import(kHeader + "A,done,2026-03-01T09:00:00Z,bob,high,bob,x\n"
                                                       "B,odd,2026-03-02T09:30:00Z,ann,medium,,y\n");
    VERIFY_OK(part);
    QCOMPARE(part->rejected, 2);
    QCOMPARE(part->eventsExisting, 0);
    QCOMPARE(eventCount(), before);
  }

  void aRowPutRightLaterDoesNotTurnTheStateBackFromAnotherBatch() {
    ImportOptions options;
    options.batchSize = 1;
    const QByteArray broken = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\nB,new,2026-03-01T08:10:00Z,ann,low,,x\n"
                                        "A,work,???,ann,high,,x\nB,work,???,ann,low,,x\n"
                                        "A,done,2026-03-01T08:40:00Z,ann,low,,x\nB,odd,???,ann,low,,x\n"
                                        "A,odd,???,ann,low,,x\n";
    VERIFY_OK(import(broken, options));
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
    const int version = row(QStringLiteral("A")).version;
    const Result<ImportReport> mended = import(QByteArray(broken).replace("???", "2026-03-01T08:30:00Z"), options);
    VERIFY_OK(mended);
    QCOMPARE(mended->rejected, 0);
    QCOMPARE(mended->eventsAppended, 4);
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
    QVERIFY(row(QStringLiteral("A")).severity == Severity::Low);
    QCOMPARE(row(QStringLiteral("A")).version, version);
    // Nothing of B was imported behind its row, so that one counts.
    QVERIFY(row(QStringLiteral("B")).status == Status::Analyzing);
  }

  void anInterleavedLogCutShortEndsAsIfItWereNot() {
    QByteArray log = kHeader;
    for (const char* state : {"new", "work", "done"}) {
      for (int i = 0; i < 10; ++i) {
        log += "C" + QByteArray::number(i) + "," + state + ",2026-03-01T08:00:00Z,ann,low,,x\n";
      }
    }
    ImportOptions options;
    options.batchSize = 1;
    CancelSource source;
    options.progress = [&source](const ImportProgress& progress) {
      if (progress.rows > 15) {
        source.cancel();
      }
    };
    VERIFY_ERROR(import(log, options, kMapping, source.token()), Cancelled);
    const qint64 before = eventCount();
    QVERIFY(before > 0);
    QVERIFY(before < 40);
    options.progress = {};
    VERIFY_OK(import(log, options));
    for (int i = 0; i < 10; ++i) {
      const QString id = QStringLiteral("C%1").arg(i);
      QVERIFY(row(id).status == Status::Resolved);
      QCOMPARE(row(id).version, 3);
    }
  }

  void theLastRowIsOneThatCanBeUsed() {
    const Result<ImportReport> report =
        import(kHeader +
               "A,new,2026-03-01T08:00:00Z,ann,low,,x\nA,work,2026-03-01T09:00:00Z,bob,low,,x\n"
               "B,new,2026-03-01T08:00:00Z,ann,low,,x\n" +
               QByteArray("A,,2026-03-01T10:00:00Z,bob,low,,x\n").repeated(200));
    VERIFY_OK(report);
    QCOMPARE(report->rejected, 200);
    const std::vector<ExceptionEvent> events = timeline(QStringLiteral("A"));
    QCOMPARE(events.size(), 3U);
    QCOMPARE(
        events[2].payloadObject().value(QLatin1String("source")).toObject().value(QLatin1String("code")).toString(),
        QStringLiteral("x"));
  }

  void aDryRunTellsTheSameAndWritesNothing() {
    ImportOptions options;
    options.dryRun = true;
    const Result<ImportReport> dry = import(kLog, options);
    VERIFY_OK(dry);
    QVERIFY(dry->dryRun);
    QCOMPARE(dry->casesCreated, 2);
    QCOMPARE(dry->eventsAppended, 5);
    QCOMPARE(eventCount(), 0);
  }

  void existingCasesCanBeLeftAlone() {
    VERIFY_OK(import(kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\n"));
    ImportOptions options;
    options.skipExisting = true;
    options.batchSize = 1;
    const Result<ImportReport> report = import(kLog, options);
    VERIFY_OK(report);
    QCOMPARE(report->casesExisting, 1);
    QCOMPARE(report->casesCreated, 1);
    QCOMPARE(report->rowsSkipped, 3);
    QCOMPARE(report->eventsAppended, 2);
    QVERIFY(row(QStringLiteral("A")).status == Status::Open);
  }

  void exceptionsOfAnotherOriginAreNotTouched() {
    Exception mine;
    mine.exceptionId = QStringLiteral("A");
    mine.domain = QStringLiteral("Finance");
    mine.type = QStringLiteral("Break");
    mine.sourceSystem = QStringLiteral("hand");
    mine.createdAt = *parseIsoText(u"2026-01-01");
    VERIFY_OK(await(
        m_session->exceptions().create(mine, Actor{ActorType::User, QStringLiteral("ann")}, QUuid(), CancelToken())));
    const Result<ImportReport> report = import(kLog);
    VERIFY_OK(report);
    QCOMPARE(report->rejected, 3);
    QCOMPARE(report->casesCreated, 1);
    QVERIFY(report->firstRejects.front().reason.contains(QStringLiteral("not imported from this source")));
    QCOMPARE(row(QStringLiteral("A")).domain, QStringLiteral("Finance"));
  }

  void changesByHandAreTakenIntoAccount() {
    const QByteArray start = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\n";
    VERIFY_OK(import(start));
    ExceptionUpdate update;
    update.exceptionId = QStringLiteral("A");
    update.expectedVersion = 1;
    update.patch.setSeverity(Severity::Critical);
    update.actor = {ActorType::User, QStringLiteral("ann")};
    VERIFY_OK(await(m_session->exceptions().update(update, CancelToken())));
    const Result<ImportReport> report = import(start + "A,work,2026-03-01T09:00:00Z,bob,high,,x\n");
    VERIFY_OK(report);
    QCOMPARE(report->eventsAppended, 1);
    QVERIFY(row(QStringLiteral("A")).severity == Severity::High);
    const QJsonObject changes =
        timeline(QStringLiteral("A")).back().payloadObject().value(QLatin1String("changes")).toObject();
    QCOMPARE(changes.value(QLatin1String("severity")).toObject().value(QLatin1String("from")).toString(),
             QStringLiteral("critical"));
  }

  void deadlinesFollowTheSeverity() {
    QByteArray mapping(kMapping);
    mapping.replace("\"atEnd\"", "\"sla\": {\"after\": {\"low\": \"P2D\", \"high\": \"PT4H\"}}, \"atEnd\"");
    VERIFY_OK(import(kLog, {}, mapping));
    QCOMPARE(row(QStringLiteral("A")).slaDeadline, parseIsoText(u"2026-03-01T12:00:00Z"));
    QVERIFY(!row(QStringLiteral("B")).slaDeadline);
    QCOMPARE(await(m_session->events().stateAfter(QStringLiteral("A"), 2, CancelToken()))->slaDeadline,
             parseIsoText(u"2026-03-03T08:00:00Z"));
  }

  void tenantsCanComeFromTheLog() {
    QByteArray mapping(kMapping);
    mapping.replace("\"case\":",
                    QStringLiteral(R"("tenant": {"column": "by", "table": {"ann": "%1", "bob": "%2"}}, "case":)")
                        .arg(m_tenant, m_otherTenant)
                        .toUtf8());
    const Result<ImportReport> report =
        import(kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\nA,work,2026-03-01T09:00:00Z,bob,low,,x\n"
                         "B,new,2026-03-01T08:00:00Z,bob,low,,x\nC,new,2026-03-01T08:00:00Z,eve,low,,x\n",
               {}, mapping);
    VERIFY_OK(report);
    QCOMPARE(report->casesCreated, 2);
    QCOMPARE(report->rejected, 1);
    QCOMPARE(types(QStringLiteral("A")).size(), 3);
    QCOMPARE(row(QStringLiteral("B")).exceptionId, QString());
    const auto other = m_database->openSession(m_otherTenant);
    QVERIFY(await(other->exceptions().get(QStringLiteral("B"), CancelToken())).has_value());
  }

  void unusableFilesWriteNothing_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("mapping");
    const QByteArray whole =
        gzipped(kLog.repeated(1) + QByteArray("D,new,2026-03-01T08:00:00Z,ann,low,,x\n").repeated(3000));
    const QByteArray mapping(kMapping);
    QTest::newRow("empty") << QByteArray() << mapping;
    QTest::newRow("truncated gzip") << whole.chopped(20) << mapping;
    QTest::newRow("unterminated quote at the end") << kLog + "E,\"new" << mapping;
    QTest::newRow("duplicate header") << QByteArray("id,state,at,id\n1,new,2026-03-01,2\n") << mapping;
    QTest::newRow("git-LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\n") << mapping;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                          "i\0d\0",
                                          6)
                            << mapping;
    QTest::newRow("no such column") << QByteArray("number,state,at\n1,new,2026-03-01\n") << mapping;
    QTest::newRow("truncated XES")
        << QByteArray("<?xml version=\"1.0\"?><log><trace><string key=\"concept:name\" value=\"1\"/><event>")
        << bundledMappingText(QStringLiteral("bpic2013"));
    QTest::newRow("XES without what is needed")
        << QByteArray("<log><trace><event><string key=\"a\" value=\"1\"/></event></trace></log>")
        << bundledMappingText(QStringLiteral("bpic2013"));
    QTest::newRow("XML for a CSV mapping") << QByteArray("<log/>") << bundledMappingText(QStringLiteral("servicenow"));
  }
  void unusableFilesWriteNothing() {
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, mapping);
    VERIFY_ERROR(import(content, {}, mapping), InvalidInput);
    QCOMPARE(eventCount(), 0);
  }

  void headerAloneImportsNothing() {
    const Result<ImportReport> report = import(kHeader);
    VERIFY_OK(report);
    QCOMPARE(report->rows, 0);
  }

  void anEventIdThatOccursTwiceIsRejected() {
    QByteArray mapping(kMapping);
    mapping.replace("\"type\": \"state\",", "\"type\": \"state\", \"id\": \"code\",");
    mapping.replace("\"atEnd\": [\"code\"]", "\"atEnd\": []");
    const Result<ImportReport> report = import(kLog, {}, mapping);
    VERIFY_OK(report);
    QCOMPARE(report->eventsAppended, 2);
    QCOMPARE(report->rejected, 3);
  }

  void cancellingStops() {
    CancelSource source;
    ImportOptions options;
    options.batchSize = 1;
    options.progress = [&source](const ImportProgress& progress) {
      if (progress.phase == ImportProgress::Phase::Importing) {
        source.cancel();
      }
    };
    QByteArray log = kHeader;
    for (int i = 0; i < 200; ++i) {
      log += "case" + QByteArray::number(i) + ",new,2026-03-01T08:00:00Z,ann,low,,x\n";
    }
    VERIFY_ERROR(import(log, options, kMapping, source.token()), Cancelled);
    QVERIFY(eventCount() < 400);
    const Result<ImportReport> rest = import(log);
    VERIFY_OK(rest);
    QCOMPARE(eventCount(), 400);
  }

  void aTenantThatTakesNothingStopsBeforeAnything_data() {
    QTest::addColumn<bool>("dryRun");
    QTest::newRow("dry run") << true;
    QTest::newRow("import") << false;
  }
  void aTenantThatTakesNothingStopsBeforeAnything() {
    QFETCH(bool, dryRun);
    ImportOptions options;
    options.dryRun = dryRun;
    QByteArray mapping(kMapping);
    mapping.replace("\"case\":",
                    QStringLiteral(R"("tenant": {"column": "by", "table": {"ann": "%1", "bob": "%2"}}, "case":)")
                        .arg(m_tenant, m_otherTenant)
                        .toUtf8());
    const QByteArray log = kLog + "C,new,2026-03-01T08:00:00Z,bob,low,,x\n";
    QFETCH_GLOBAL(DatabaseUrl::Engine, engine);
    TestDatabase& test = *m_tests[engine];
    test.executeBehindTheBack(QStringLiteral("UPDATE %1 SET status = 'suspended' WHERE tenant_id = '%2'")
                                  .arg(test.table(QStringLiteral("tenant")), m_otherTenant));
    // Case A is ann's, whatever its later rows say.
    ImportOptions dry;
    dry.dryRun = true;
    VERIFY_OK(import(kLog, dry, mapping));
    VERIFY_ERROR(import(log, options, mapping), PermissionDenied);
    QCOMPARE(eventCount(), 0);

    const QString mine = std::exchange(m_tenant, m_otherTenant);
    VERIFY_ERROR(import(kLog, options), PermissionDenied);
    m_tenant = QStringLiteral("nowhere");
    VERIFY_ERROR(import(kLog, options), NotFound);
    m_tenant = mine;
  }

  void theRejectFileReplacesNothingThatIsNeeded() {
    const QString rejects = m_directory.filePath(QStringLiteral("old.csv"));
    const auto contentOf = [](const QString& path) {
      QFile file(path);
      return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QString log = written(kLog);
    ImportOptions options;
    // The log, also under another name.
    const QString link = m_directory.filePath(m_tenant + QStringLiteral(".csv"));
    QVERIFY(QFile::link(log, link));
    for (const QString& name : {log, link}) {
      options.rejectFile = name;
      VERIFY_ERROR(import(kLog, options), InvalidInput);
      QCOMPARE(contentOf(log), kLog);
    }
    // An older one, where there is no log, or none that can be read.
    written("old", QStringLiteral("old.csv"));
    options.rejectFile = rejects;
    VERIFY_ERROR(await(importLog(m_database.get(), m_tenant, m_directory.filePath(QStringLiteral("no.csv")),
                                 parseMapping(kMapping).value(), options, CancelToken())),
                 NotFound);
    VERIFY_ERROR(import(kLog + "E,\"new", options), InvalidInput);
    QCOMPARE(contentOf(rejects), QByteArray("old"));
    // Where all goes well, nothing is left of it.
    VERIFY_OK(import(kLog, options));
    QVERIFY(contentOf(rejects).startsWith("line,"));
  }

  void rejectsAreHandedOnWhileACaseIsRead() {
    // One case, and far more lines between its rows that cannot be used than belong in a batch.
    const QByteArray junk = QByteArray("x\n").repeated(300);
    const QByteArray log = kHeader + "A,new,2026-03-01T08:00:00Z,ann,low,,x\nA,work,2026-03-01T09:00:00Z,ann,low,,x\n" +
                           junk + "A,done,2026-03-01T10:00:00Z,ann,low,,x\n";
    ImportOptions options;
    options.batchSize = 10;
    qint64 heard = 0;
    qint64 most = 0;
    options.rejected = [&heard](const LogReject&) { ++heard; };
    options.progress = [&](const ImportProgress&) { most = std::max(most, std::exchange(heard, 0)); };
    const Result<ImportReport> report = import(log, options);
    VERIFY_OK(report);
    QCOMPARE(report->rejected, 300);
    QVERIFY2(most <= 51, qPrintable(QString::number(most)));
    QVERIFY(row(QStringLiteral("A")).status == Status::Resolved);
  }

  void aRejectFileThatCannotBeWrittenStopsBeforeAnything() {
    ImportOptions options;
    options.rejectFile = m_directory.filePath(QStringLiteral("no/such/folder.csv"));
    VERIFY_ERROR(import(kLog, options), InvalidInput);
    QCOMPARE(eventCount(), 0);
  }

  void thePreviewShowsWhatRowsBecome() {
    const QString path = written(kLog + "short\n");
    const auto preview =
        await(previewMapping(path, LogFormat::Auto, parseMapping(kMapping).value(), 10, CancelToken()));
    VERIFY_OK(preview);
    QCOMPARE(preview->rows.size(), 6U);
    QCOMPARE(preview->rows[2].mapped->eventType, QStringLiteral("desk.done"));
    QVERIFY(preview->rows[2].mapped->source.contains(QLatin1String("code")));
    QVERIFY(!preview->rows[1].mapped->source.contains(QLatin1String("code")));
    QVERIFY(!preview->rows[5].mapped);
    QVERIFY(preview->rows[5].problem.contains(QStringLiteral("1 fields")));
    const auto plain = await(previewMapping(path, LogFormat::Auto, std::nullopt, 2, CancelToken()));
    VERIFY_OK(plain);
    QCOMPARE(plain->rows.size(), 2U);
    QCOMPARE(plain->rows[0].cells.first(), QStringLiteral("A"));
  }
};

QTEST_GUILESS_MAIN(ImporterTest)
#include "importer_test.moc"
