// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/worker/worker.h"
#include "repositories/open_database.h"
#include "tests/daemon/daemon_process.h"
#include "tests/daemon/worked_log.h"
#include "tests/support/eventually.h"
#include "tests/support/heavy_rule.h"
#include "tests/support/http_test_thread.h"
#include "tests/support/test_postgresql.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <atomic>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kIncidents = 12;

QByteArray get(int port, const QByteArray& path, const QByteArray& host = "localhost:80") {
  QTcpSocket socket;
  socket.connectToHost(u"127.0.0.1"_s, static_cast<quint16>(port));
  socket.write("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  QByteArray answer;
  while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead()) {
    answer += socket.readAll();
  }
  return answer + socket.readAll();
}

/// A tool's server that leaves the first call without an answer until it is let go.
class HeldUpServer {
public:
  [[nodiscard]] QString url() const { return m_server.url(u"/roster"_s); }
  [[nodiscard]] bool isHeldUp() const { return m_isHeldUp; }
  void letGo() {
    m_server.run([this] { HttpTestServer::answer(m_heldUp, 200); });
  }
  /// How often it was called with each idempotency key.
  [[nodiscard]] QHash<QByteArray, int> callsByKey() {
    QHash<QByteArray, int> calls;
    for (const HttpTestServer::Request& request : m_server.requests()) {
      ++calls[request.headers.value("idempotency-key")];
    }
    return calls;
  }
  [[nodiscard]] int mostCallsWithOneKey() {
    const QHash<QByteArray, int> calls = callsByKey();
    return calls.isEmpty() ? 0 : *std::ranges::max_element(calls);
  }

private:
  QPointer<QTcpSocket> m_heldUp; ///< Of the server's thread.
  std::atomic<bool> m_isHeldUp = false;
  HttpTestThread m_server{[this](QTcpSocket* socket, const HttpTestServer::Request&) {
    if (!m_isHeldUp.exchange(true)) {
      m_heldUp = socket;
    } else {
      HttpTestServer::answer(socket, 200);
    }
  }};
};

} // namespace

/// sentinaid, and `sentinaictl work`, as people and other programs use them.
class DaemonTest : public QObject {
  Q_OBJECT

  std::unique_ptr<WorkedLog> m_log;
  QTemporaryDir m_directory;

  [[nodiscard]] bool onPostgresql() const { return m_log->database().engine() == DatabaseUrl::Engine::PostgreSql; }

  [[nodiscard]] QStringList ids(const QString& command) const {
    QStringList ids;
    for (const QJsonObject& row : m_log->run({u"work"_s, command}).rows()) {
      ids << row.value("exception_id"_L1).toString();
    }
    return ids;
  }

  /// From now on with a playbook that calls that server.
  void callIn(const HeldUpServer& server) {
    const DatabaseUrl::Engine engine = m_log->database().engine();
    m_log.reset();
    m_log = std::make_unique<WorkedLog>(engine, kIncidents, server.url());
  }

  void create(const QString& exceptionId) const {
    const QString json = uR"({"exception_id": "%1", "domain": "IT", "type": "Other"})"_s;
    const CtlRun run = m_log->run({u"exception"_s, u"create"_s, json.arg(exceptionId)});
    if (run.status != 0) {
      qFatal("%s", run.errors.constData());
    }
  }

  /// sentinaictl in the agents' login, to go on beside the test.
  void start(QProcess& process, const QStringList& arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DATABASE_URL"_s, m_log->agentUrl());
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s, arguments);
  }

  [[nodiscard]] QStringList eventTypes(const QString& exceptionId) const {
    QStringList types;
    for (const QJsonObject& event : m_log->run({u"event"_s, u"list"_s, exceptionId}).rows()) {
      types << event.value("type"_L1).toString();
    }
    return types;
  }

private Q_SLOTS:
  void init() {
    const bool sqlite = qEnvironmentVariable("SENTINAI_TEST_ENGINE") == "sqlite"_L1;
    m_log =
        std::make_unique<WorkedLog>(sqlite ? DatabaseUrl::Engine::Sqlite : DatabaseUrl::Engine::PostgreSql, kIncidents);
  }
  void cleanup() { m_log.reset(); }

  void onceEndsWhenNothingIsDue() {
    DaemonProcess daemon(m_log->agentUrl(), {u"--once"_s, u"--tenant"_s, u"desk"_s});
    QCOMPARE(daemon.waitForEnd(), 0);
    int worked = 0;
    for (const QJsonObject& entry : daemon.log()) {
      QVERIFY(entry.contains("time"_L1) && entry.contains("level"_L1));
      worked += entry.value("event"_L1) == "worked"_L1 ? 1 : 0;
    }
    QCOMPARE(worked, kIncidents);
    QCOMPARE(daemon.log().last().value("event"_L1).toString(), u"ended"_s);
    QCOMPARE(m_log->status(u"due"_s), 0);
  }

  void saysWhatItsLibrariesLogAsItsOwn() {
    qputenv("DB_ECHO", "true");
    DaemonProcess daemon(m_log->agentUrl(), {u"--once"_s});
    qunsetenv("DB_ECHO");
    QCOMPARE(daemon.waitForEnd(), 0);
    QCOMPARE(daemon.linesOutside(), QByteArrayList());
    const QJsonObject message = daemon.waitFor(u"message"_s);
    QVERIFY(message.value("category"_L1).toString().startsWith(u"sentinai."_s));
    QCOMPARE(message.value("level"_L1).toString(), u"info"_s);
    QVERIFY(!message.value("message"_L1).toString().isEmpty());
  }

  void isWokenAndStopsWhenAsked() {
    DaemonProcess daemon(m_log->agentUrl(), {});
    daemon.waitFor(u"worked"_s);
    EVENTUALLY_EQUAL(m_log->status(u"due"_s), 0);
    create(u"EX-new"_s);
    const auto isWorked = [this] {
      const QList<QJsonObject> events = m_log->run({u"event"_s, u"list"_s, u"EX-new"_s}).rows();
      return events.size() > 3;
    };
    EVENTUALLY(isWorked());
    daemon.terminate();
    QCOMPARE(daemon.waitForEnd(), 0);
    QCOMPARE(daemon.log().last().value("event"_L1).toString(), u"ended"_s);
    QCOMPARE(m_log->status(u"taken"_s), 0);
  }

  void isWokenByWhatOthersCommit() {
    const Result<DatabaseUrl> url = DatabaseUrl::parse(m_log->agentUrl());
    const auto database = openDatabase(*url, {});
    const auto session = database->openSession(u"desk"_s);
    const ToolClient tools;
    Worker::Options options;
    options.name = u"patient"_s;
    options.poll = std::chrono::hours(24);
    Worker worker(session.get(), &tools, options);
    int resyncs = 0; // By which it would be woken as well.
    connect(&session->changes(), &ChangeFeed::resync, &worker, [&resyncs] { ++resyncs; });
    QStringList worked;
    connect(&worker, &Worker::worked, &worker, [&worked](const WorkReport& report) { worked << report.exceptionId; });
    worker.start();
    EVENTUALLY(resyncs > 0 && worked.size() >= kIncidents);
    const int resyncsBefore = resyncs;
    create(u"EX-new"_s);
    EVENTUALLY(worked.contains(u"EX-new"_s));
    QCOMPARE(resyncs, resyncsBefore);
    QVERIFY(eventTypes(u"EX-new"_s).contains(u"TriageCompleted"_s));
  }

  /// It knows when, and does not find out by looking now and then.
  void wakesWhenAPlaybookGoesOn() {
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QFile conditions(m_directory.filePath(u"conditions.json"_s));
    QVERIFY(conditions.open(QIODevice::WriteOnly));
    conditions.write(R"({"when": {"==": [{"var": "exception.exception_id"}, "EX-wait"]}, "priority": -1})");
    conditions.close();
    const CtlRun made = m_log->run(
        {u"playbook"_s, u"create"_s, u"Wait"_s, u"--conditions"_s, conditions.fileName(), u"--steps"_s, u"-"_s},
        R"([{"name": "Wait", "action": "wait", "params": {"for": "PT2S"}}])");
    QCOMPARE(made.errors, QByteArray());
    const QString id = QString::number(made.object().value("playbook_id"_L1).toInt());
    QCOMPARE(m_log->run({u"playbook"_s, u"activate"_s, id}).status, 0);
    create(u"EX-wait"_s);
    const auto database = openDatabase(*DatabaseUrl::parse(m_log->agentUrl()), {});
    const auto session = database->openSession(u"desk"_s);
    const ToolClient tools;
    Worker::Options options;
    options.name = u"here"_s;
    options.poll = 1h;
    Worker worker(session.get(), &tools, options);
    worker.start();
    EVENTUALLY(eventTypes(u"EX-wait"_s).contains(u"PlaybookCompleted"_s));
  }

  void tellsHowItIs() {
    DaemonProcess daemon(m_log->agentUrl(), {u"--listen"_s, u"127.0.0.1:0"_s});
    const int port = daemon.waitFor(u"listening"_s).value("port"_L1).toInt();
    EVENTUALLY(get(port, "/metrics").contains("sentinai_worked_total{tenant=\"desk\",outcome=\"done\"} 12\n"));
    const QByteArray metrics = get(port, "/metrics");
    QVERIFY(metrics.startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"));
    QVERIFY(metrics.contains("# HELP sentinai_worked_total "));
    QVERIFY(metrics.contains("# TYPE sentinai_worked_total counter\n"));
    QVERIFY(metrics.contains("sentinai_queue_up{tenant=\"desk\"} 1\n"));
    QVERIFY(metrics.contains("sentinai_events_total{tenant=\"desk\",type=\"PolicyEvaluated\"} 12\n"));
    QVERIFY(metrics.contains("sentinai_work_seconds_count{tenant=\"desk\"} 12\n"));
    QVERIFY(get(port, "/healthz").startsWith("HTTP/1.1 200 OK"));
    QVERIFY(get(port, "/").startsWith("HTTP/1.1 404"));
    QVERIFY(get(port, "no path\r\n").startsWith("HTTP/1.1 400"));
    QVERIFY(get(port, "/metrics", "[::1]").startsWith("HTTP/1.1 200"));
    QVERIFY(get(port, "/metrics", "rebound.example").startsWith("HTTP/1.1 421"));
#ifdef Q_OS_LINUX
    // Its memory holds passwords.
    QFile limits(u"/proc/%1/limits"_s.arg(daemon.processId()));
    QVERIFY(limits.open(QIODevice::ReadOnly));
    QVERIFY(QRegularExpression(u"Max core file size +0 +0 "_s).match(QString::fromLatin1(limits.readAll())).hasMatch());
#endif
    daemon.terminate();
    QCOMPARE(daemon.waitForEnd(), 0);
  }

  void isWellBesideASuspendedTenant() {
    DaemonProcess daemon(m_log->agentUrl(), {u"--listen"_s, u"127.0.0.1:0"_s});
    const int port = daemon.waitFor(u"listening"_s).value("port"_L1).toInt();
    EVENTUALLY(get(port, "/metrics").contains("sentinai_worked_total{tenant=\"desk\",outcome=\"done\"} 12\n"));
    const auto setStatus = [this](const QString& status) {
      return m_log->run({u"tenant"_s, u"set-status"_s, u"desk"_s, status}).status;
    };
    QCOMPARE(setStatus(u"suspended"_s), 0);
    const QJsonObject halted = daemon.waitFor(u"tenant_halted"_s);
    QCOMPARE(halted.value("tenant"_L1).toString(), u"desk"_s);
    QCOMPARE(halted.value("kind"_L1).toString(), u"PermissionDenied"_s);
    QVERIFY(get(port, "/metrics").contains("sentinai_tenant_halted{tenant=\"desk\"} 1\n"));
    QVERIFY(get(port, "/healthz").startsWith("HTTP/1.1 200 OK"));
    QCOMPARE(setStatus(u"active"_s), 0);
    daemon.waitFor(u"queue_back"_s);
    QVERIFY(get(port, "/metrics").contains("sentinai_tenant_halted{tenant=\"desk\"} 0\n"));
    daemon.terminate();
    QCOMPARE(daemon.waitForEnd(), 0);
    QVERIFY(!std::ranges::any_of(daemon.log(),
                                 [](const QJsonObject& entry) { return entry.value("event"_L1) == "queue_gone"_L1; }));
  }

  void refusesWhatItCannotDo() {
    const auto status = [this](const QStringList& arguments) {
      return DaemonProcess(m_log->agentUrl(), QStringList{u"--once"_s} + arguments).waitForEnd();
    };
    QCOMPARE(status({u"--listen"_s, u"0.0.0.0:0"_s}), 2);
    QCOMPARE(status({u"--listen"_s, u"nowhere"_s}), 2);
    QCOMPARE(status({u"--workers"_s, u"0"_s}), 2);
    QCOMPARE(status({u"--no-such-option"_s}), 2);
    QCOMPARE(status({u"--tenant"_s, u"none"_s}), 4);
    QCOMPARE(status({u"--db"_s, u"sqlite:/nowhere/at/all.db"_s}), 3);
    if (onPostgresql()) {
      QCOMPARE(DaemonProcess(m_log->adminUrl(), {u"--once"_s}).waitForEnd(), 6);
      // Whoever runs another tenant can make any login a member of it.
      QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}, {}).waitForEnd(), 2);
    }
    QCOMPARE(m_log->status(u"due"_s), kIncidents);
  }

  void complaintsTellNoPassword() {
    const QString url = u"postgresql://sue:s3cret@localhost:1/r4"_s;
    for (const QStringList& arguments :
         {QStringList{u"--dburl"_s, url}, QStringList{u"--workers"_s, url}, QStringList{u"--listen"_s, url},
          QStringList{u"--dburl=host=localhost password=s3cret dbname=r4"_s},
          QStringList{u"localhost"_s, u"postgre://sue:s3cret@localhost/r4"_s},
          QStringList{u"localhost"_s, u"postgresql:/sue:s3cret@localhost/r4"_s},
          QStringList{u"localhost"_s, u"//sue:s3cret@localhost/r4"_s},
          QStringList{u"localhost"_s, u"--password"_s, u"s3cret"_s}}) {
      DaemonProcess daemon(m_log->agentUrl(), QStringList{u"--once"_s} + arguments);
      QCOMPARE(daemon.waitForEnd(), 2);
      const QByteArray words = daemon.words();
      QVERIFY2(words.contains("localhost") && !words.contains("s3cret"), words.constData());
    }
  }

  void peopleSeeAndMendWhatFails() {
    DaemonProcess daemon(m_log->agentUrl(), {u"--once"_s});
    QCOMPARE(daemon.waitForEnd(), 0);
    QCOMPARE(ids(u"dead-letters"_s), QStringList());

    create(u"EX-1"_s);
    m_log->database().executeBehindTheBack(
        u"UPDATE %1 SET state = 'dead', error_class = 'PERMANENT', error = 'no such rule'"_s.arg(
            m_log->database().table(u"work_item"_s)));
    QCOMPARE(ids(u"dead-letters"_s), QStringList{u"EX-1"_s});
    QCOMPARE(m_log->status(u"dead"_s), 1);
    QJsonObject item = m_log->run({u"work"_s, u"show"_s, u"EX-1"_s}).object();
    QCOMPARE(item.value("state"_L1).toString(), u"dead"_s);
    QCOMPARE(item.value("error"_L1).toString(), u"no such rule"_s);
    QCOMPARE(item.value("error_class"_L1).toString(), u"PERMANENT"_s);
    item = m_log
               ->run({u"work"_s, u"edit"_s, u"EX-1"_s, u"--note"_s, u"Asked."_s, u"--due"_s, u"2030-01-01"_s,
                      u"--retry"_s})
               .object();
    QCOMPARE(item.value("note"_L1).toString(), u"Asked."_s);
    QCOMPARE(item.value("state"_L1).toString(), u"ready"_s);
    QCOMPARE(item.value("due_at"_L1).toString(), u"2030-01-01T00:00:00Z"_s);
    QCOMPARE(m_log->status(u"scheduled"_s), 1);
    QCOMPARE(m_log->run({u"work"_s, u"retry"_s, u"EX-1"_s}).status, 0);
    QCOMPARE(m_log->status(u"due"_s), 1);
    QCOMPARE(m_log->run({u"work"_s, u"drop"_s, u"EX-1"_s, u"EX-none"_s}).status, 4);
    QCOMPARE(ids(u"list"_s), QStringList());
    QCOMPARE(m_log->run({u"work"_s, u"add"_s, u"EX-none"_s, u"EX-1"_s}).status, 4);
    QCOMPARE(ids(u"list"_s), QStringList{u"EX-1"_s});
    QCOMPARE(m_log->status(u"due"_s), 1);
    QCOMPARE(m_log->run({u"work"_s, u"add"_s, u"EX-1"_s}).rows(),
             (QList<QJsonObject>{{{u"exception_id"_s, u"EX-1"_s}, {u"added"_s, true}}}));
    QCOMPARE(m_log->run({u"work"_s, u"drop"_s, u"EX-1"_s}).status, 0);
    QCOMPARE(m_log->run({u"work"_s, u"show"_s, u"EX-1"_s}).status, 4);
    QCOMPARE(m_log->run({u"work"_s, u"edit"_s, u"EX-1"_s, u"--note"_s, u"x"_s}).status, 4);
    QCOMPARE(m_log->run({u"work"_s, u"edit"_s, u"EX-1"_s}).status, 2);
    QCOMPARE(m_log->run({u"work"_s, u"retry"_s}).status, 2);
    QCOMPARE(m_log->run({u"work"_s, u"retry"_s, u"--all-dead"_s}).status, 0);
    QCOMPARE(m_log->run({u"work"_s, u"list"_s, u"--state"_s, u"odd"_s}).status, 2);
  }

  /// An exception is due again at its deadline, and that it has passed is told once.
  void tellsOfMissedDeadlines() {
    create(u"EX-1"_s);
    const auto work = [this] {
      DaemonProcess daemon(m_log->agentUrl(), {u"--once"_s});
      QCOMPARE(daemon.waitForEnd(), 0);
    };
    work();
    const auto deadline = [this] {
      return m_log->run({u"exception"_s, u"show"_s, u"EX-1"_s}).object().value("sla_deadline"_L1);
    };
    QCOMPARE(m_log->run({u"work"_s, u"show"_s, u"EX-1"_s}).object().value("due_at"_L1), deadline());
    QVERIFY(!eventTypes(u"EX-1"_s).contains(u"SlaBreached"_s));
    const QJsonObject before = m_log->run({u"exception"_s, u"show"_s, u"EX-1"_s}).object();
    QCOMPARE(m_log
                 ->run({u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s,
                        QString::number(before.value("version"_L1).toInt()), u"--set"_s,
                        u"sla_deadline=2026-01-02T03:04:05Z"_s})
                 .status,
             0);
    work();
    QCOMPARE(eventTypes(u"EX-1"_s).count(u"SlaBreached"_s), 1);
    QCOMPARE(m_log->run({u"work"_s, u"show"_s, u"EX-1"_s}).status, 4);
    QCOMPARE(m_log->run({u"work"_s, u"add"_s, u"EX-1"_s}).status, 0);
    work();
    QCOMPARE(eventTypes(u"EX-1"_s).count(u"SlaBreached"_s), 1);
  }

  void evidenceWasResolvedBefore() {
    const QByteArray alike = R"({"exception_id": "%1", "domain": "IT", "type": "Other", "entity": "Location 1"})";
    QCOMPARE(m_log->run({u"exception"_s, u"create"_s, QString::fromUtf8(alike).arg(u"EX-1"_s)}).status, 0);
    QCOMPARE(
        m_log->run({u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"1"_s, u"--set"_s, u"status=resolved"_s})
            .status,
        0);
    QCOMPARE(m_log->run({u"exception"_s, u"create"_s, QString::fromUtf8(alike).arg(u"EX-2"_s)}).status, 0);
    QCOMPARE(m_log->run({u"exception"_s, u"create"_s, QString::fromUtf8(alike).arg(u"EX-3"_s)}).status, 0);
    QCOMPARE(
        m_log->run({u"exception"_s, u"update"_s, u"EX-2"_s, u"--version"_s, u"1"_s, u"--set"_s, u"status=resolved"_s})
            .status,
        0);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QStringList evidence;
    for (const QJsonObject& event : m_log->run({u"event"_s, u"list"_s, u"EX-3"_s}).rows()) {
      const QJsonArray cases = event.value("data"_L1).toObject().value("evidence"_L1).toArray();
      for (const QJsonValue one : cases) {
        evidence << one.toObject().value("exception_id"_L1).toString();
      }
    }
    QCOMPARE(evidence, QStringList{u"EX-1"_s});
  }

  void whatASettlementLeadsToIsDone() {
    const QByteArray steps =
        R"([{"name": "Close it", "action": "force_settle", "params": {"reason": "It is settled elsewhere."}}])";
    const CtlRun made = m_log->run({u"playbook"_s, u"create"_s, u"Close"_s, u"--steps"_s, u"-"_s}, steps);
    QCOMPARE(made.status, 0);
    const QString id = QString::number(made.object().value("playbook_id"_L1).toInt());
    QCOMPARE(m_log->run({u"playbook"_s, u"activate"_s, id}).status, 0);
    create(u"EX-1"_s);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QVERIFY(!eventTypes(u"EX-1"_s).contains(u"PlaybookStarted"_s));
    QCOMPARE(m_log->run({u"approve"_s, u"EX-1"_s, u"--comment"_s, u"Yes."_s}).status, 0);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    const QStringList types = eventTypes(u"EX-1"_s);
    QVERIFY(types.contains(u"PlaybookCompleted"_s));
    QCOMPARE(types.count(u"FeedbackCaptured"_s), 1);
    QCOMPARE(m_log->status(u"due"_s), 0);
  }

  void aPackThatDoesNotDoCostsNoAttempts() {
    m_log->database().executeBehindTheBack(
        u"UPDATE %1 SET pack_json = '{}'"_s.arg(m_log->database().table(u"domain_pack_version"_s)));
    DaemonProcess daemon(m_log->agentUrl(), {u"--once"_s});
    QCOMPARE(daemon.waitForEnd(), 0);
    qsizetype said = 0;
    for (const QJsonObject& entry : daemon.log()) {
      QVERIFY(entry.value("event"_L1) != "worked"_L1 && entry.value("event"_L1) != "failed"_L1);
      said += entry.value("event"_L1) == "domain_failed"_L1 && entry.value("domain"_L1) == "IT"_L1 ? 1 : 0;
    }
    QVERIFY(said > 0);
    QCOMPARE(m_log->status(u"scheduled"_s), kIncidents);
    QCOMPARE(m_log->run({u"work"_s, u"list"_s}).rows().constFirst().value("attempts"_L1).toInt(), 0);
  }

  void whatCannotBeDecidedIsForAPerson() {
    const QJsonObject pack = withHeavyRule(m_log->run({u"pack"_s, u"show"_s, u"IT"_s}).object(), u"EX-heavy"_s);
    const CtlRun published = m_log->run({u"pack"_s, u"publish"_s, u"-"_s, u"--activate"_s},
                                        QJsonDocument(pack).toJson(QJsonDocument::Compact));
    QVERIFY2(published.status == 0, published.errors.constData());
    create(u"EX-heavy"_s);
    create(u"EX-light"_s);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QCOMPARE(ids(u"dead-letters"_s), QStringList{u"EX-heavy"_s});
    const QJsonObject item = m_log->run({u"work"_s, u"show"_s, u"EX-heavy"_s}).object();
    QCOMPARE(item.value("error_class"_L1).toString(), u"PERMANENT"_s); // Trying again would not help.
    QCOMPARE(item.value("attempts"_L1).toInt(), 1);
    QVERIFY2(item.value("error"_L1).toString().contains(u"steps"_s), qPrintable(item.value("error"_L1).toString()));
    QVERIFY(eventTypes(u"EX-light"_s).contains(u"TriageCompleted"_s));
    QCOMPARE(m_log->status(u"due"_s), 0);
  }

  void whoeverTakesLongKeepsWhatItHolds() {
    HeldUpServer server;
    callIn(server);
    const QStringList shortLease{u"--workers"_s, u"1"_s, u"--lease"_s, u"5"_s};
    DaemonProcess one(m_log->agentUrl(), shortLease);
    EVENTUALLY(server.isHeldUp());
    DaemonProcess other(m_log->agentUrl(), shortLease);
    const auto leaseUntil = [this] {
      const QList<QJsonObject> items = m_log->run({u"work"_s, u"list"_s}).rows();
      QDateTime last;
      for (const QJsonObject& item : items) {
        last = std::max(last, QDateTime::fromString(item.value("lease_until"_L1).toString(), Qt::ISODateWithMs));
      }
      return items.size() == 1 ? last : QDateTime();
    };
    QDateTime first;
    EVENTUALLY((first = leaseUntil()).isValid()); // Nothing is left but what it is held up by.
    EVENTUALLY(leaseUntil() > first.addSecs(5));  // Longer than a lease, and it still has it.
    server.letGo();
    EVENTUALLY(m_log->isIdle());
    QCOMPARE(server.mostCallsWithOneKey(), 1);
    QCOMPARE(m_log->status(u"dead"_s), 0);
  }

  /// What the command line is at nobody else works, nor the other way round.
  void theCommandLineTakesItToo() {
    HeldUpServer server;
    callIn(server);
    const QString exception = ids(u"list"_s).value(0);
    QCOMPARE(m_log->run({u"work"_s, u"drop"_s, exception}).status, 0); // Not queued, it is taken all the same.
    const QStringList command{u"agent"_s, u"run"_s, u"--exception"_s, exception};
    QProcess first;
    start(first, command);
    EVENTUALLY(server.isHeldUp());
    const CtlRun second = CtlRun::of(m_log->agentUrl(), command);
    QCOMPARE(second.status, 5);
    QVERIFY2(second.errors.contains(exception.toUtf8() + " is being worked by ") &&
                 second.errors.contains("Try again later."),
             second.errors);
    // Of many, it is left out.
    const CtlRun all = CtlRun::of(m_log->agentUrl(), {u"--json"_s, u"agent"_s, u"run"_s});
    QCOMPARE(all.status, 0);
    QCOMPARE(all.object().value("held"_L1).toInt(), 1);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QCOMPARE(m_log->status(u"taken"_s), 1);
    server.letGo();
    QVERIFY(first.waitForFinished(kPatienceMs));
    QCOMPARE(first.exitCode(), 0);
    QCOMPARE(m_log->status(u"taken"_s), 0);
    QCOMPARE(server.mostCallsWithOneKey(), 1);
    QCOMPARE(eventTypes(exception).count(u"ToolCalled"_s), 1);
  }

  /// Whoever asks for what is being done gets it as it is once it is done.
  void theCommandLineWaitsAWhile() {
    HeldUpServer server;
    callIn(server);
    DaemonProcess daemon(m_log->agentUrl(), {u"--workers"_s, u"1"_s});
    EVENTUALLY(server.isHeldUp());
    const auto held = [this] {
      QStringList found;
      for (const QJsonObject& item : m_log->run({u"work"_s, u"list"_s}).rows()) {
        found +=
            item.value("worker"_L1).isString() ? QStringList{item.value("exception_id"_L1).toString()} : QStringList();
      }
      return found;
    };
    EVENTUALLY(held().size() == 1); // It leaves the rest to others.
    const QString exception = held().value(0);
    QTimer later;
    later.setSingleShot(true);
    later.callOnTimeout([&server] { server.letGo(); });
    later.start(1s);
    QProcess waiting;
    start(waiting, {u"--json"_s, u"playbook"_s, u"run"_s, exception});
    EVENTUALLY(waiting.state() == QProcess::NotRunning);
    QCOMPARE(waiting.exitCode(), 0);
    QCOMPARE(QJsonDocument::fromJson(waiting.readAllStandardOutput()).object().value("run"_L1).toString(),
             u"completed"_s);
    QVERIFY(!later.isActive());
    QCOMPARE(server.mostCallsWithOneKey(), 1);
  }

  void stopsBehindTheStepInHand() {
    HeldUpServer server;
    callIn(server);
    DaemonProcess daemon(m_log->agentUrl(), {u"--workers"_s, u"1"_s});
    EVENTUALLY(server.isHeldUp());
    daemon.terminate();
    daemon.waitFor(u"stopping"_s);
    server.letGo();
    QCOMPARE(daemon.waitForEnd(), 0);
    QCOMPARE(m_log->status(u"taken"_s), 0);
    EVENTUALLY(m_log->status(u"scheduled"_s) == 0); // What it was at is due again after a second.
    QVERIFY(m_log->status(u"due"_s) > 0);
    QCOMPARE(DaemonProcess(m_log->agentUrl(), {u"--once"_s}).waitForEnd(), 0);
    QVERIFY2(m_log->isIdle(), m_log->run({u"work"_s, u"list"_s}).output);
    QCOMPARE(server.mostCallsWithOneKey(), 1); // What it was at had been told of.
  }

  /// Not before what it gave back has arrived, which another session holds up here.
  void stopsBehindWhatItGivesBack() {
    if (!onPostgresql()) {
      return; // One thread writes there, and so in turn.
    }
    HeldUpServer server;
    callIn(server);
    TestPostgresql other(m_log->database().executeBehindTheBack(u"SELECT current_database()"_s).value(0).value(0));
    other.execute(uR"(CREATE FUNCTION public.hold_up() RETURNS trigger LANGUAGE plpgsql AS
                      'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END';
                      CREATE TRIGGER held_up BEFORE UPDATE ON sentinai.work_item FOR EACH ROW
                        WHEN (OLD.lease_id IS NOT NULL AND NEW.lease_id IS NULL AND NEW.due_at = OLD.due_at)
                        EXECUTE FUNCTION public.hold_up();
                      SELECT pg_advisory_lock(1))"_s);
    DaemonProcess daemon(m_log->agentUrl(), {u"--workers"_s, u"1"_s});
    EVENTUALLY(server.isHeldUp());
    EVENTUALLY(other
                   .execute(u"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                            "AND datname = current_database()"_s)
                   .size() == 1);
    daemon.terminate();
    daemon.waitFor(u"stopping"_s);
    server.letGo();
    daemon.waitFor(u"worked"_s);
    QVERIFY(!QTest::qWaitFor([&daemon] { return !daemon.isRunning(); }, 500));
    other.execute(u"SELECT pg_advisory_unlock(1)"_s);
    QCOMPARE(daemon.waitForEnd(), 0);
    QCOMPARE(m_log->status(u"taken"_s), 0);
  }

  void aStopIsBounded() {
    HeldUpServer server;
    callIn(server);
    DaemonProcess daemon(m_log->agentUrl(), {u"--workers"_s, u"1"_s, u"--lease"_s, u"2"_s, u"--grace"_s, u"1"_s});
    EVENTUALLY(server.isHeldUp());
    daemon.terminate();
    QCOMPARE(daemon.waitForEnd(), 0);
    const QString heldUp = daemon.waitFor(u"cut_short"_s).value("exception"_L1).toString();
    QCOMPARE(daemon.log().last().value("event"_L1).toString(), u"ended"_s);
    QCOMPARE(m_log->status(u"taken"_s), 0);
    QVERIFY(!eventTypes(heldUp).contains(u"ToolCalled"_s));
    QCOMPARE(m_log->run({u"work"_s, u"show"_s, heldUp}).object().value("attempts"_L1).toInt(), 0);
    // It is due again after the time of a lease, for whoever comes.
    DaemonProcess other(m_log->agentUrl(), {});
    // Of one moment: an item goes from one to the next.
    const auto isWorked = [this] {
      const QJsonObject status = m_log->run({u"work"_s, u"status"_s}).object();
      return !status.isEmpty() && status.value("due"_L1).toInt() == 0 && status.value("scheduled"_L1).toInt() == 0 &&
             status.value("taken"_L1).toInt() == 0;
    };
    EVENTUALLY(isWorked());
    QCOMPARE(m_log->status(u"dead"_s), 0);
    const QStringList types = eventTypes(heldUp);
    QCOMPARE(types.count(u"ToolCalled"_s), 1);
    QCOMPARE(types.count(u"PlaybookCompleted"_s), 1);
    // A server that knows the key counts it once.
    QHash<QByteArray, int> calls = server.callsByKey();
    QCOMPARE(calls.size(), m_log->content().filter(u" ToolCalled "_s).size());
    QList<int> counts = calls.values();
    std::ranges::sort(counts);
    QCOMPARE(counts.takeLast(), 2);
    QVERIFY(std::ranges::all_of(counts, [](int count) { return count == 1; }));
  }

  void whoeverIsHeldUpLeavesTheRestToOthers() {
    HeldUpServer server;
    callIn(server);
    DaemonProcess one(m_log->agentUrl(), {u"--workers"_s, u"1"_s});
    EVENTUALLY(server.isHeldUp());
    DaemonProcess other(m_log->agentUrl(), {});
    // But for what it is held up by.
    const auto isTheRestDone = [this] {
      const QJsonObject status = m_log->run({u"work"_s, u"status"_s}).object();
      return status.value("due"_L1).toInt() == 0 && status.value("taken"_L1).toInt() == 1;
    };
    EVENTUALLY(isTheRestDone());
    server.letGo();
    EVENTUALLY(m_log->status(u"taken"_s) == 0);
  }
};

QTEST_GUILESS_MAIN(DaemonTest)
#include "daemon_test.moc"
