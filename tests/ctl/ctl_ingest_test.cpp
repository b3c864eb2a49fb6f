// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_reader.h"
#include "app/exchange/log_source.h"
#include "tests/ctl/ctl_fixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("desk");

QByteArray compact(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray incident(const QString& number, const QString& priority = u"1 - Critical"_s) {
  return compact({{u"number"_s, number},
                  {u"priority"_s, priority},
                  {u"opened_at"_s, u"29/2/2016 01:16"_s},
                  {u"location"_s, u"Location 143"_s},
                  {u"cmdb_ci"_s, u"?"_s}}) +
         '\n';
}

} // namespace

/// `sentinaictl exception ingest` as other programs use it.
class CtlIngestTest : public CtlFixture {
  Q_OBJECT

public:
  CtlIngestTest()
      : CtlFixture({u"--json"_s}) {}

private:
  QString m_agentUrl;
  QTemporaryDir m_folder;

  /// As the login of an agent does it.
  [[nodiscard]] CtlRun ingest(const QByteArray& records, const QStringList& more = {}) const {
    return runAs(m_agentUrl, QStringList{u"exception"_s, u"ingest"_s, u"-"_s} + more, records);
  }

  static void verifyReport(const CtlRun& done, int records, int opened, int repeated, int rejected) {
    QCOMPARE(done.status, 0);
    const QJsonObject report = done.object();
    QCOMPARE(report.value("records"_L1).toInt(), records);
    QCOMPARE(report.value("exceptions_opened"_L1).toInt(), opened);
    QCOMPARE(report.value("records_repeated"_L1).toInt(), repeated);
    QCOMPARE(report.value("records_rejected"_L1).toInt(), rejected);
  }

private Q_SLOTS:
  void init() {
    makeDatabase(kTenant, Access::Admin, u"Desk"_s);
    m_agentUrl = addLogin(u"taker"_s, Access::Agent);
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}).status, 0);
  }

  /// What it judges by is what it would be judged by later.
  void rulesKnowTheTenant() {
    QJsonObject pack = run({u"pack"_s, u"show"_s, u"IT"_s}).object();
    QJsonObject rules = pack.value("severity_rules"_L1).toObject();
    rules.insert(
        u"ours"_s,
        QJsonObject{{u"priority"_s, 1},
                    {u"severity"_s, u"low"_s},
                    {u"reason"_s, u"It is ours."_s},
                    {u"when"_s,
                     QJsonObject{{u"=="_s, QJsonArray{QJsonObject{{u"var"_s, u"exception.tenant_id"_s}}, kTenant}}}}});
    pack.insert(u"severity_rules"_s, rules);
    const CtlRun published = run({u"pack"_s, u"publish"_s, u"-"_s, u"--activate"_s}, compact(pack));
    QVERIFY2(published.status == 0, published.errors.constData());
    verifyReport(ingest(incident(u"INC1"_s)), 1, 1, 0, 0);
    QCOMPARE(run({u"exception"_s, u"show"_s, u"INC1"_s}).object().value("severity"_L1).toString(), u"low"_s);
  }

  void opensExceptionsOnce() {
    const QByteArray records = incident(u"INC1"_s) + '\n' + incident(u"INC2"_s, u"4 - Low"_s) + incident(u"INC1"_s);
    verifyReport(ingest(records), 3, 2, 1, 0);

    const QJsonObject exception = run({u"exception"_s, u"show"_s, u"INC1"_s}).object();
    QCOMPARE(exception.value("domain"_L1).toString(), u"IT"_s);
    QCOMPARE(exception.value("type"_L1).toString(), u"Unclassified"_s);
    QCOMPARE(exception.value("severity"_L1).toString(), u"critical"_s);
    QCOMPARE(exception.value("status"_L1).toString(), u"analyzing"_s);
    QCOMPARE(exception.value("source_system"_L1).toString(), u"servicenow"_s);
    QCOMPARE(exception.value("entity"_L1).toString(), u"Location 143"_s);
    QCOMPARE(exception.value("created_at"_L1).toString(), u"2016-02-29T01:16:00Z"_s);

    const QList<QJsonObject> events = run({u"event"_s, u"list"_s, u"INC1"_s}).rows();
    QCOMPARE(events.size(), 3);
    QCOMPARE(events[0].value("type"_L1).toString(), u"ExceptionCreated"_s);
    QCOMPARE(events[0].value("data"_L1).toObject().value("raw"_L1).toObject(),
             QJsonDocument::fromJson(incident(u"INC1"_s)).object());
    QCOMPARE(events[1].value("type"_L1).toString(), u"ExceptionNormalized"_s);
    QCOMPARE(events[1].value("actortype"_L1).toString(), u"agent"_s);
    QCOMPARE(events[1].value("actorid"_L1).toString(), u"intake"_s);
    const QJsonObject explained = events[1].value("data"_L1).toObject();
    QCOMPARE(explained.value("pack_subject"_L1).toString(), u"IT"_s);
    QCOMPARE(explained.value("pack_version"_L1).toInt(), 1);
    QCOMPARE(explained.value("translated"_L1).toObject().value("severity"_L1).toObject(),
             (QJsonObject{{u"from"_s, u"1 - Critical"_s}, {u"to"_s, u"critical"_s}}));
    QCOMPARE(events[2].value("type"_L1).toString(), u"TriageCompleted"_s);
    QCOMPARE(events[2].value("data"_L1).toObject().value("answers"_L1), events[1].value("id"_L1));

    // Another version of the pack would say it otherwise, but the exception is there.
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}).status, 0);
    verifyReport(ingest(records), 3, 0, 3, 0);
    QCOMPARE(run({u"event"_s, u"list"_s, u"INC1"_s}).rows(), events);
    QCOMPARE(run({u"event"_s, u"replay"_s, u"--verify"_s}).status, 0);
  }

  void saysWhyRecordsAreRejected() {
    const QByteArray records = incident(u"INC1"_s) + "{\"number\": \n[1]\n" + incident(u"?"_s) +
                               R"({"number": "INC4", "opened_at": "noon"})"
                               "\n" +
                               incident(u"MANUAL"_s) + incident(u"INC7"_s);
    QCOMPARE(run({u"exception"_s, u"create"_s,
                  uR"({"exception_id": "MANUAL", "domain": "IT", "type": "Other", "severity": "low"})"_s})
                 .status,
             0);
    const QString path = m_folder.filePath(u"rejects.csv"_s);
    const CtlRun done = ingest(records, {u"--reject-file"_s, path});
    verifyReport(done, 7, 2, 0, 5);
    QCOMPARE(done.errors, QByteArray());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 6);
    QVERIFY2(lines[1].startsWith("2,The JSON breaks off at byte"), lines[1].constData());
    QVERIFY2(lines[2].startsWith("3,A record must be a JSON object"), lines[2].constData());
    QVERIFY2(lines[3].startsWith("4,id: The record has none."), lines[3].constData());
    QVERIFY2(lines[4].startsWith("5,") && lines[4].contains("created_at") && lines[4].contains("noon"),
             lines[4].constData());
    QVERIFY2(lines[5].startsWith("6,") && lines[5].contains("MANUAL"), lines[5].constData());

    // Without a reject file they are told of, and nothing is done twice.
    const CtlRun again = ingest(records);
    verifyReport(again, 7, 0, 2, 5);
    QVERIFY2(again.errors.contains("line 6 rejected"), again.errors.constData());
  }

  void aByteLosesOnlyItsLineOfAFileToo() {
    const QByteArray records = incident(u"INC1"_s) + incident(u"INC*2"_s).replace('*', '\0') +
                               incident(u"INC3"_s).replace('\n', QByteArray("\0.\n", 3)) + incident(u"INC4"_s);
    const CtlRun piped = ingest(records);
    verifyReport(piped, 4, 2, 0, 2);
    QFile file(m_folder.filePath(u"records.jsonl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(records) == records.size());
    file.close();
    const CtlRun filed = runAs(m_agentUrl, {u"exception"_s, u"ingest"_s, file.fileName()});
    verifyReport(filed, 4, 0, 2, 2);
    QVERIFY2(filed.errors.contains("line 2 rejected: ") && filed.errors.contains("line 3 rejected: "),
             filed.errors.constData());
    QCOMPARE(filed.errors, piped.errors);
  }

  /// Several batches are under way at once, and the same exceptions in each of them.
  void repeatsInLaterBatchesAreRepeats() {
    constexpr int kIncidents = 400;
    constexpr int kRounds = 5;
    QCOMPARE(run({u"exception"_s, u"create"_s,
                  uR"({"exception_id": "MANUAL", "domain": "IT", "type": "Other", "severity": "low"})"_s})
                 .status,
             0);
    QByteArray records;
    for (int round = 0; round < kRounds; ++round) {
      for (int i = 0; i < kIncidents; ++i) {
        records += incident(u"INC%1"_s.arg(i), round == 0 ? u"1 - Critical"_s : u"4 - Low"_s);
      }
      records += incident(u"MANUAL"_s);
    }
    verifyReport(ingest(records), kRounds * (kIncidents + 1), kIncidents, (kRounds - 1) * kIncidents, kRounds);
    const QStringList critical{u"exception"_s, u"list"_s,         u"--severity"_s, u"critical"_s,
                               u"--type"_s,    u"Unclassified"_s, u"--limit"_s,    u"1000"_s};
    QCOMPARE(run(critical).rows().size(), kIncidents);
  }

  void endsWithTheStatusThatFits() {
    const auto status = [this](const QStringList& more, const QByteArray& records = incident(u"INC1"_s)) {
      const CtlRun refused = ingest(records, more);
      return refused.output.isEmpty() && !refused.errors.isEmpty() ? refused.status : -1;
    };
    QCOMPARE(status({}, "no record\n"), 7);
    QCOMPARE(status({u"--source"_s, u"jira"_s}), 4);
    QCOMPARE(status({u"--domain"_s, u"IT"_s, u"--source"_s, u"jira"_s}), 4);
    QCOMPARE(status({u"--domain"_s, u"Nowhere"_s}), 4);
    QCOMPARE(run({u"exception"_s, u"ingest"_s, m_folder.filePath(u"none"_s)}).status, 4);
    const QString file = m_folder.filePath(u"records.jsonl"_s);
    QFile records(file);
    QVERIFY(records.open(QIODevice::WriteOnly));
    records.write(incident(u"INC1"_s));
    records.close();
    QCOMPARE(run({u"exception"_s, u"ingest"_s, file, u"--reject-file"_s, file}).status, 2);
    verifyReport(ingest({}), 0, 0, 0, 0);
    const QString empty = m_folder.filePath(u"empty.jsonl"_s);
    QVERIFY(QFile(empty).open(QIODevice::WriteOnly));
    verifyReport(runAs(m_agentUrl, {u"exception"_s, u"ingest"_s, empty}), 0, 0, 0, 0);

    // Several domains have sources of their own.
    QCOMPARE(run({u"pack"_s, u"publish"_s, u"finance"_s, u"--activate"_s}).status, 0);
    QCOMPARE(status({}), 2);
    QCOMPARE(run({u"exception"_s, u"ingest"_s, m_folder.filePath(u"none"_s)}).status, 4);
    verifyReport(ingest(incident(u"INC1"_s), {u"--source"_s, u"servicenow"_s}), 1, 1, 0, 0);

    if (onPostgreSql()) {
      const QString analyst = addLogin(u"eve"_s, Access::Analyst);
      const CtlRun refused = CtlRun::of(analyst, {u"exception"_s, u"ingest"_s, u"-"_s, u"--source"_s, u"servicenow"_s},
                                        incident(u"INC2"_s));
      QCOMPARE(refused.status, 6);
      QCOMPARE(run({u"exception"_s, u"show"_s, u"INC2"_s}).status, 4);
    }
  }

  void takesTheBundledLogsRows() {
    constexpr int kRows = 3000;
    const auto log = LogSource::open(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/incident_event_log.csv.gz"));
    QVERIFY(log);
    CsvReader reader(**log, 0);
    QVERIFY(reader.open());
    QByteArray records;
    QSet<QString> incidents;
    for (int row = 0; row < kRows; ++row) {
      QVERIFY(reader.next() == LogReader::Step::Row);
      QJsonObject record;
      for (std::size_t i = 0; i < reader.row().values.size(); ++i) {
        record.insert(reader.columns()[static_cast<qsizetype>(i)], reader.row().values[i].text);
      }
      incidents.insert(record.value("number"_L1).toString());
      records += compact(record) + '\n';
    }
    const int opened = static_cast<int>(incidents.size());
    verifyReport(ingest(records), kRows, opened, kRows - opened, 0);
    verifyReport(ingest(records), kRows, 0, kRows, 0);
    QCOMPARE(run({u"event"_s, u"verify"_s}).status, 0);
    QCOMPARE(run({u"exception"_s, u"list"_s, u"--source"_s, u"servicenow"_s, u"--limit"_s, u"100000"_s}).rows().size(),
             opened);
  }
};

QTEST_GUILESS_MAIN(CtlIngestTest)
#include "ctl_ingest_test.moc"
