// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_writer.h"
#include "app/exchange/exporter.h"
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>

using namespace sentinai;

Q_DECLARE_METATYPE(sentinai::DatabaseUrl::Engine)

namespace {
/// Takes so many bytes, then fails like a full disk.
class FullDisk : public QIODevice {
public:
  explicit FullDisk(qint64 room)
      : m_room(room) {
    open(QIODevice::WriteOnly);
  }

protected:
  qint64 readData(char*, qint64) override { return -1; }
  qint64 writeData(const char*, qint64 size) override {
    if (size > m_room) {
      setErrorString(QStringLiteral("No space left on device"));
      return -1;
    }
    m_room -= size;
    return size;
  }

private:
  qint64 m_room;
};
} // namespace

/// Exports in every format, on both engines, and what comes of importing them again.
class ExporterTest : public QObject {
  Q_OBJECT

private:
  // One database an engine, with tenants of its own for each test: making a database takes longer than a test.
  std::map<DatabaseUrl::Engine, std::unique_ptr<TestDatabase>> m_tests;
  int m_round = 0;
  QString m_tenant;
  QString m_copy;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  std::vector<Exception> m_samples;

  QByteArray exceptions(ExportFormat format, const ExceptionFilter& filter = {}) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    ExceptionQuery query;
    query.filter = filter;
    query.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
    const auto report = await(exportExceptions(m_session.get(), query, format, &buffer, {}, CancelToken()));
    return report ? buffer.data() : QByteArray("failed: ") + report.error().message.toUtf8();
  }

  QByteArray events(ExportFormat format, const EventFilter& filter = {}) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto report = await(exportEvents(m_session.get(), filter, format, &buffer, {}, CancelToken()));
    return report ? buffer.data() : QByteArray("failed: ") + report.error().message.toUtf8();
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
    m_copy = m_tenant + QStringLiteral("-copy");
    test->addTenant(m_tenant);
    test->addTenant(m_copy);
    m_database = openDatabase(test->addLogin(QStringLiteral("ann%1").arg(m_round),
                                             {{m_tenant, Access::Supervisor}, {m_copy, Access::Supervisor}}),
                              DatabaseOptions());
    m_session = m_database->openSession(m_tenant);
    m_samples = sampleExceptions(40);
    for (const Exception& sample : m_samples) {
      VERIFY_OK(await(m_session->exceptions().create(sample, sampleUser(), QUuid(), CancelToken())));
    }
  }

  void cleanup() {
    m_session.reset();
    m_database.reset();
  }

  void cleanupTestCase() { m_tests.clear(); }

  void csvHoldsEveryRowAndReadsBack() {
    const ReadLog log = readCsv(exceptions(ExportFormat::Csv));
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), m_samples.size());
    QVERIFY(log.rejects.empty());
    QCOMPARE(log.columns.first(), QStringLiteral("exception_id"));
    const ReadLog timeline = readCsv(events(ExportFormat::Csv));
    QCOMPARE(timeline.rows.size(), m_samples.size());
    QCOMPARE(timeline.value(0, QStringLiteral("event_type")), QStringLiteral("ExceptionCreated"));
    QVERIFY(QJsonDocument::fromJson(timeline.value(0, QStringLiteral("payload")).toUtf8()).isObject());
  }

  void csvNeutralisesFormulas() {
    Exception evil = sampleException(QStringLiteral("=HYPERLINK(\"http://x\")"));
    evil.entity = QStringLiteral("@SUM(1+1)*cmd|' /C calc'!A0");
    evil.amount = Decimal::parse(u"-12.5");
    VERIFY_OK(await(m_session->exceptions().create(evil, sampleUser(), QUuid(), CancelToken())));
    ExceptionFilter filter;
    filter.entities = {evil.entity};
    const QByteArray csv = exceptions(ExportFormat::Csv, filter);
    QVERIFY2(csv.contains("\n\"'=HYPERLINK(\"\"http") && csv.contains(",'@SUM(1+1)"), csv.constData());
    // Read again, they are what they were.
    const ReadLog log = readCsv(csv);
    QCOMPARE(log.value(0, QStringLiteral("exception_id")), evil.exceptionId);
    QCOMPARE(log.value(0, QStringLiteral("entity")), evil.entity);
    QCOMPARE(log.value(0, QStringLiteral("amount")), QStringLiteral("-12.5"));
  }

  void whatIsNeutralisedReadsBack() {
    const QStringList cells{QStringLiteral("=1+1"),   QStringLiteral("'=1+1"), QStringLiteral("''=1+1"),
                            QStringLiteral("-1.5"),   QStringLiteral("'-1.5"), QStringLiteral("'tis"),
                            QStringLiteral("'"),      QStringLiteral("''"),    QStringLiteral("\t=x"),
                            QStringLiteral("\r\n=x"), QStringLiteral("＝1"),   QStringLiteral("@a,\"b\"\n'=c"),
                            QStringLiteral("\uFEFFx")};
    QStringList header;
    for (qsizetype i = 0; i < cells.size(); ++i) {
      header << QStringLiteral("c%1").arg(i);
    }
    const ReadLog log = readCsv(csvLine(header, Formulas::Neutralised) + csvLine(cells, Formulas::Neutralised));
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 1U);
    for (qsizetype i = 0; i < cells.size(); ++i) {
      QCOMPARE(log.value(0, header.at(i)), cells.at(i));
    }
  }

  void csvLinesFollowRfc4180() {
    QCOMPARE(csvLine({QStringLiteral("a"), QStringLiteral("b,\"c\""), QStringLiteral("d\ne")}, Formulas::AsTheyAre),
             QByteArray("a,\"b,\"\"c\"\"\",\"d\ne\"\r\n"));
    for (const char* start : {"=1+1", "+1+1", "-1+1", "@x", "\tx", "\rx", "\nx", "'=1"}) {
      const QByteArray line = csvLine({QString::fromLatin1(start)}, Formulas::Neutralised);
      QVERIFY2(line.startsWith('\'') || line.startsWith("\"'"), line.constData());
    }
    QCOMPARE(csvLine({QStringLiteral("-1.50")}, Formulas::Neutralised), QByteArray("-1.50\r\n"));
  }

  void jsonIsOneArrayOrOneObjectALine() {
    const QJsonArray array = QJsonDocument::fromJson(exceptions(ExportFormat::Json)).array();
    QCOMPARE(array.size(), static_cast<qsizetype>(m_samples.size()));
    const QList<QByteArray> lines = exceptions(ExportFormat::JsonLines).trimmed().split('\n');
    QCOMPARE(lines.size(), static_cast<qsizetype>(m_samples.size()));
    for (qsizetype i = 0; i < lines.size(); ++i) {
      QCOMPARE(QJsonDocument::fromJson(lines.at(i)).object(), array.at(i).toObject());
    }
    ExceptionFilter none;
    none.domains = {QStringLiteral("nowhere")};
    QCOMPARE(exceptions(ExportFormat::Json, none), QByteArray("[]\n"));
    QCOMPARE(exceptions(ExportFormat::JsonLines, none), QByteArray());
  }

  void eventsAreCloudEvents() {
    const QJsonArray array = QJsonDocument::fromJson(events(ExportFormat::Json)).array();
    QCOMPARE(array.size(), static_cast<qsizetype>(m_samples.size()));
    const QJsonObject event = array.first().toObject();
    QCOMPARE(event.value(QLatin1String("specversion")).toString(), QStringLiteral("1.0"));
    QCOMPARE(event.value(QLatin1String("tenantid")).toString(), m_tenant);
    QVERIFY(event.value(QLatin1String("data")).isObject());
  }

  void filtersApply() {
    ExceptionFilter filter;
    filter.statuses = {Status::Resolved};
    const qint64 resolved = await(m_session->exceptions().count(filter, 1000, CancelToken()))->value;
    QVERIFY(resolved > 0 && resolved < 40);
    QCOMPARE(readCsv(exceptions(ExportFormat::Csv, filter)).rows.size(), static_cast<std::size_t>(resolved));
    EventFilter none;
    none.eventTypes = {QStringLiteral("StatusChanged")};
    QCOMPARE(readCsv(events(ExportFormat::Csv, none)).rows.size(), 0U);
    QCOMPARE(readXes(events(ExportFormat::Xes, none)).rows.size(), 0U);
  }

  void xesImportsAgain() {
    ExceptionUpdate update;
    update.exceptionId = m_samples.front().exceptionId;
    update.expectedVersion = 1;
    update.patch.setStatus(Status::Escalated).setOwner(QStringLiteral("bob & <co>"));
    update.comment = QStringLiteral("<script> \"quotes\" & more");
    update.actor = sampleUser();
    VERIFY_OK(await(m_session->exceptions().update(update, CancelToken())));
    const QByteArray xes = exceptions(ExportFormat::Xes);
    const ReadLog log = readXes(xes);
    QVERIFY2(!log.error, log.error ? qPrintable(log.error->message) : "");
    const qint64 all = await(m_session->events().count(std::nullopt, EventFilter(), 1000, CancelToken()))->value;
    QCOMPARE(log.rows.size(), static_cast<std::size_t>(all));

    QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("export.xes")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(xes);
    file.close();
    const auto report =
        await(importLog(m_database.get(), m_copy, file.fileName(), loadMapping(QStringLiteral("sentinai")).value(),
                        ImportOptions(), CancelToken()));
    VERIFY_OK(report);
    QCOMPARE(report->rejected, 0);
    QVERIFY2(report->warnings.isEmpty(), qPrintable(report->warnings.keys().join(QLatin1Char('\n'))));
    QCOMPARE(report->casesCreated, static_cast<qint64>(m_samples.size()));
    QCOMPARE(report->eventsAppended, all);
    const auto copy = m_database->openSession(m_copy);
    for (const Exception& sample : m_samples) {
      const auto original = await(m_session->exceptions().get(sample.exceptionId, CancelToken()));
      const auto copied = await(copy->exceptions().get(sample.exceptionId, CancelToken()));
      VERIFY_OK(original);
      VERIFY_OK(copied);
      Exception expected = *original;
      // What an import does not set: the tenant, the count of changes, and playbooks of another tenant.
      expected.tenantId = copied->tenantId;
      expected.version = copied->version;
      expected.currentPlaybookId.reset();
      expected.currentStep.reset();
      QVERIFY2(expected == *copied, qPrintable(sample.exceptionId));
    }
  }

  void pagesFollowEachOther() {
    const auto mapping = loadMapping(QStringLiteral("receipt")).value();
    VERIFY_OK(await(importLog(m_database.get(), m_tenant, testData(QStringLiteral("receipt.csv.gz")), mapping,
                              ImportOptions(), CancelToken())));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    std::vector<qint64> steps;
    const auto report = await(exportEvents(
        m_session.get(), {}, ExportFormat::JsonLines, &buffer,
        [&steps](const ExportReport& so) { steps.push_back(so.events); }, CancelToken()));
    VERIFY_OK(report);
    QCOMPARE(report->events, 8'577 + 1'434 + 40);
    QVERIFY(steps.size() > 5);
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
    QSet<QByteArray> lines;
    for (const QByteArray& line : buffer.data().trimmed().split('\n')) {
      lines.insert(line);
    }
    QCOMPARE(lines.size(), static_cast<qsizetype>(report->events));
  }

  void aFullDiskAndACancelAreErrors() {
    for (const ExportFormat format : allValues<ExportFormat>()) {
      FullDisk disk(300);
      VERIFY_ERROR(await(exportExceptions(m_session.get(), {}, format, &disk, {}, CancelToken())), Internal);
    }
    CancelSource source;
    source.cancel();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    VERIFY_ERROR(await(exportEvents(m_session.get(), {}, ExportFormat::Csv, &buffer, {}, source.token())), Cancelled);
  }
};

QTEST_GUILESS_MAIN(ExporterTest)
#include "exporter_test.moc"
