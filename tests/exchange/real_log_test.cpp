// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

using namespace sentinai;

namespace {
/// What a log must become; the figures were counted from the files by another program.
struct Expected {
  QString file;
  QString mapping;
  qint64 cases;
  qint64 rows;
  qint64 open;
  qint64 analyzing;
  qint64 resolved;
  qint64 critical;
  qint64 systemEvents;
  qint64 warnings;
};

std::vector<Expected> logs() {
  return {
      {demoData(QStringLiteral("incident_event_log.csv.gz")), QStringLiteral("servicenow"), 20'769, 119'998, 1, 0,
       20'768, 220, 0, 2},
      {testData(QStringLiteral("bpic2013_incidents.xes.gz")), QStringLiteral("bpic2013"), 7'554, 65'533, 0, 8, 7'546, 3,
       6'162, 5},
      {demoData(QStringLiteral("bpic2020_domestic_declarations.xes.gz")), QStringLiteral("bpic2020"), 10'357, 55'628,
       312, 134, 9'911, 0, 19'826, 0},
      {testData(QStringLiteral("receipt.csv.gz")), QStringLiteral("receipt"), 1'434, 8'577, 4, 101, 1'329, 0, 0, 0}};
}

DatabaseUrl::Engine engineOfArguments() {
  return QCoreApplication::arguments().contains(QLatin1String("--postgresql")) ? DatabaseUrl::Engine::PostgreSql
                                                                               : DatabaseUrl::Engine::Sqlite;
}
} // namespace

/// The four real logs, whole, on the engine named on the command line (--postgresql, else SQLite).
class RealLogTest : public QObject {
  Q_OBJECT

public:
  explicit RealLogTest(DatabaseUrl::Engine engine)
      : m_engine(engine) {}

private:
  DatabaseUrl::Engine m_engine;
  std::unique_ptr<TestDatabase> m_test;
  std::unique_ptr<Database> m_database;
  std::map<QString, std::unique_ptr<Session>> m_sessions;

  Session& session(const Expected& log) { return *m_sessions.at(log.mapping); }

  Result<ImportReport> import(const Expected& log) {
    return await(importLog(m_database.get(), log.mapping, log.file, loadMapping(log.mapping).value(), ImportOptions(),
                           CancelToken()));
  }

  qint64 exceptions(const Expected& log, const ExceptionFilter& filter) {
    return await(session(log).exceptions().count(filter, 10'000'000, CancelToken())).value().value;
  }

  qint64 events(const Expected& log, const EventFilter& filter) {
    return await(session(log).events().count(std::nullopt, filter, 10'000'000, CancelToken())).value().value;
  }

  std::vector<ExceptionEvent> timeline(const Expected& log, const QString& id) {
    EventQuery query;
    query.limit = kMaxPageSize;
    std::vector<ExceptionEvent> rows = await(session(log).events().timeline(id, query, CancelToken())).value().rows;
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
    return rows;
  }

private Q_SLOTS:
  void initTestCase() {
    m_test = std::make_unique<TestDatabase>(m_engine);
    std::vector<std::pair<QString, Access>> memberships;
    for (const Expected& log : logs()) {
      m_test->addTenant(log.mapping);
      memberships.emplace_back(log.mapping, Access::Supervisor);
    }
    m_database = openDatabase(m_test->addLogin(QStringLiteral("importer"), memberships), DatabaseOptions());
    for (const Expected& log : logs()) {
      m_sessions[log.mapping] = m_database->openSession(log.mapping);
    }
  }

  void cleanupTestCase() {
    m_sessions.clear();
    m_database.reset();
    m_test.reset();
  }

  void everyCaseAndRowArrives() {
    for (const Expected& log : logs()) {
      const Result<ImportReport> report = import(log);
      VERIFY_OK(report);
      QCOMPARE(report->rejected, 0);
      QCOMPARE(report->rows, log.rows);
      QCOMPARE(report->casesCreated, log.cases);
      QCOMPARE(report->eventsAppended, log.rows);
      qint64 warned = 0;
      for (const qint64 rows : report->warnings) {
        warned += rows;
      }
      QCOMPARE(warned, log.warnings);
      QCOMPARE(exceptions(log, {}), log.cases);
      QCOMPARE(events(log, {}), log.rows + log.cases);
      EventFilter created;
      created.eventTypes = {QStringLiteral("ExceptionCreated")};
      QCOMPARE(events(log, created), log.cases);
      qInfo("%s: %.0f rows/s", qPrintable(log.mapping), report->rowsPerSecond);
    }
  }

  void rowsEndAsTheLogSays() {
    for (const Expected& log : logs()) {
      const auto withStatus = [&](Status status) {
        ExceptionFilter filter;
        filter.statuses = {status};
        return exceptions(log, filter);
      };
      QCOMPARE(withStatus(Status::Open), log.open);
      QCOMPARE(withStatus(Status::Analyzing), log.analyzing);
      QCOMPARE(withStatus(Status::Resolved), log.resolved);
      ExceptionFilter critical;
      critical.severities = {Severity::Critical};
      QCOMPARE(exceptions(log, critical), log.critical);
      EventFilter system;
      system.actorTypes = {ActorType::System};
      QCOMPARE(events(log, system), log.systemEvents + log.cases);
    }
  }

  void aSecondRunAddsNothing() {
    for (const Expected& log : logs()) {
      const Result<ImportReport> report = import(log);
      VERIFY_OK(report);
      QCOMPARE(report->casesCreated, 0);
      QCOMPARE(report->casesExisting, log.cases);
      QCOMPARE(report->eventsAppended, 0);
      QCOMPARE(report->eventsExisting, log.rows);
      QCOMPARE(events(log, {}), log.rows + log.cases);
    }
  }

  void replayingTheEventsGivesTheRows() {
    for (const Expected& log : logs()) {
      ExceptionQuery query;
      query.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
      query.limit = 100;
      const auto page = await(session(log).exceptions().list(query, CancelToken()));
      VERIFY_OK(page);
      for (const Exception& exception : page->rows) {
        const qint64 last = timeline(log, exception.exceptionId).back().seq;
        const auto replayed = await(session(log).events().stateAfter(exception.exceptionId, last, CancelToken()));
        VERIFY_OK(replayed);
        QVERIFY2(*replayed == exception, qPrintable(exception.exceptionId));
        QVERIFY(await(session(log).events().verifyChain(exception.exceptionId, CancelToken()))->intact);
      }
    }
  }

  void unknownStateKeepsTheOneBefore() {
    const Expected log = logs().front();
    const std::vector<ExceptionEvent> events = timeline(log, QStringLiteral("INC0028089"));
    QStringList types;
    QStringList changed;
    for (const ExceptionEvent& event : events) {
      types.append(event.eventType);
      const QJsonObject status =
          event.payloadObject().value(QLatin1String("changes")).toObject().value(QLatin1String("status")).toObject();
      changed.append(status.value(QLatin1String("to")).toString());
    }
    QCOMPARE(types.mid(1).join(QLatin1Char(' ')),
             QStringLiteral("servicenow.New servicenow.-100 servicenow.-100 servicenow.Resolved servicenow.Resolved "
                            "servicenow.Closed"));
    QCOMPARE(changed, QStringList({QString(), QString(), QString(), QString(), QStringLiteral("resolved"), QString(),
                                   QString()}));
  }

  void closingColumnsStandOnTheLastEventOnly() {
    const Expected log = logs().front();
    const std::vector<ExceptionEvent> events = timeline(log, QStringLiteral("INC0000045"));
    QCOMPARE(events.size(), 5U);
    for (const ExceptionEvent& event : events) {
      const bool isLast = event.seq == 5;
      const QJsonObject source = event.payloadObject().value(QLatin1String("source")).toObject();
      for (const char* name : {"resolved_at", "closed_at", "closed_code", "resolved_by"}) {
        QCOMPARE(source.contains(QLatin1String(name)), isLast);
      }
    }
    // 29/2/2016 01:16 and 5/3/2016 12:00: day before month.
    const auto row = await(session(log).exceptions().get(QStringLiteral("INC0000045"), CancelToken()));
    VERIFY_OK(row);
    QCOMPARE(row->createdAt, *parseIsoText(u"2016-02-29T01:16:00Z"));
    QCOMPARE(row->resolvedAt, parseIsoText(u"2016-02-29T08:53:00Z"));
    QCOMPARE(row->updatedAt, *parseIsoText(u"2016-03-05T12:00:00Z"));
  }

  void offsetsAndMissingRolesOfVinst() {
    const Expected log = logs()[1];
    const std::vector<ExceptionEvent> events = timeline(log, QStringLiteral("1-364285768"));
    QCOMPARE(events[1].createdAt, *parseIsoText(u"2010-03-31T14:59:42Z"));
    const QJsonObject source = events[1].payloadObject().value(QLatin1String("source")).toObject();
    QCOMPARE(source.value(QLatin1String("time:timestamp")).toString(), QStringLiteral("2010-03-31T16:59:42+02:00"));
    QCOMPARE(source.value(QLatin1String("org:role")).toString(), QStringLiteral("A2_4"));
    QCOMPARE(source.value(QLatin1String("org:group")).toString(), QStringLiteral("V30"));
    QCOMPARE(events[1].eventType, QStringLiteral("vinst.Accepted/In Progress"));
  }

  void amountsAndDeadlines() {
    const auto declaration =
        await(session(logs()[2]).exceptions().get(QStringLiteral("declaration86791"), CancelToken()));
    VERIFY_OK(declaration);
    QCOMPARE(declaration->amount->text(), QStringLiteral("26.85120450862128"));
    QCOMPARE(declaration->entity, QStringLiteral("budget 86566"));
    const auto permit = await(session(logs()[3]).exceptions().get(QStringLiteral("case-10011"), CancelToken()));
    VERIFY_OK(permit);
    QCOMPARE(permit->slaDeadline, parseIsoText(u"2011-12-06T12:41:31.788Z"));
    QCOMPARE(permit->owner, std::optional(QStringLiteral("Resource21")));
    QCOMPARE(permit->type, QStringLiteral("Internet / General"));
  }
};

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  RealLogTest test(engineOfArguments());
  QStringList arguments = QCoreApplication::arguments();
  arguments.removeAll(QStringLiteral("--postgresql"));
  arguments.removeAll(QStringLiteral("--sqlite"));
  return QTest::qExec(&test, arguments);
}

#include "real_log_test.moc"
