// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"
#include "tests/support/chat_server.h"
#include "tests/support/eventually.h"

#include <QJsonArray>
#include <QProcess>
#include <QTest>
#include <csignal>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("desk");

} // namespace

/// `sentinaictl ask`, from the record and by a model.
class CtlAskTest : public CtlFixture {
  Q_OBJECT

private:
  std::unique_ptr<ChatServer> m_server;

  [[nodiscard]] QJsonObject lastEvent() const {
    return run({u"--json"_s, u"event"_s, u"list"_s, u"EX-1"_s}).rows().back();
  }

  void setUpModel() {
    qputenv("SENTINAI_MODEL_URL", m_server->url().toLatin1());
    qputenv("SENTINAI_MODEL", "test-model");
    qputenv("SENTINAI_SECRET_MODEL_KEY", "of-no-use-elsewhere");
  }

private Q_SLOTS:
  void init() {
    for (const char* name : {"SENTINAI_MODEL_URL", "SENTINAI_MODEL", "SENTINAI_SECRET_MODEL_KEY"}) {
      qunsetenv(name);
    }
    makeDatabase(kTenant, Access::Analyst, u"Desk"_s);
    m_server = std::make_unique<ChatServer>();
    QCOMPARE(run({u"exception"_s, u"create"_s,
                  uR"({"exception_id": "EX-1", "domain": "Finance", "type": "CashBreak", "owner": "ann"})"_s})
                 .status,
             0);
  }

  void cleanup() { m_server.reset(); }

  void answersFromTheRecord() {
    const CtlRun told = run({u"ask"_s, u"EX-1"_s, u"What is its status?"_s});
    QCOMPARE(told.status, 0);
    QVERIFY2(told.output.startsWith("EX-1 is open and owned by ann. [1]\n\n[1] EX-1: Finance / CashBreak"),
             told.output.constData());
    const QJsonObject answer = run({u"--json"_s, u"ask"_s, u"EX-1"_s, u"What is its status?"_s}).object();
    QCOMPARE(answer.value("outcome"_L1).toString(), u"composed"_s);
    QCOMPARE(answer.value("citations"_L1)[0]["exception_id"_L1].toString(), u"EX-1"_s);
    QCOMPARE(answer.value("model"_L1), QJsonValue());
    QCOMPARE(lastEvent().value("type"_L1).toString(), u"CopilotAnswerGiven"_s);
    QCOMPARE(lastEvent().value("data"_L1)["question_id"_L1], answer.value("question_id"_L1));
  }

  void answersAboutAView() {
    const CtlRun view = run({u"ask"_s, u"--view"_s, u"--status"_s, u"open"_s, u"How many?"_s});
    QCOMPARE(view.status, 0);
    QVERIFY2(view.output.startsWith("1 exceptions: 1 open"), view.output.constData());
    QVERIFY(run({u"ask"_s, u"--view"_s, u"--status"_s, u"resolved"_s, u"How many?"_s}).output.startsWith("0 exc"));
  }

  void asksTheModel() {
    setUpModel();
    m_server->answer({ChatServer::stream({u"It is "_s, u"open [1]."_s})});
    const CtlRun told = run({u"ask"_s, u"EX-1"_s, u"What is its status?"_s});
    QCOMPARE(told.status, 0);
    QVERIFY2(told.output.startsWith("It is open [1].\n\n[1] EX-1: "), told.output.constData());
    QCOMPARE(m_server->requests().at(0).headers.value("authorization"), QByteArray("Bearer of-no-use-elsewhere"));
    QVERIFY(run({u"ask"_s, u"--no-model"_s, u"EX-1"_s, u"What is its status?"_s}).output.startsWith("EX-1 is open"));
    QCOMPARE(m_server->requests().size(), std::size_t{1});

    m_server->answer({ChatServer::stream({u"It is fine."_s})});
    const CtlRun unfounded = run({u"ask"_s, u"EX-1"_s, u"What is its status?"_s});
    QCOMPARE(unfounded.output, "It is fine.\n\nWithout evidence: the model cites nothing of the record.\n"_ba);
    QVERIFY(lastEvent().value("data"_L1)["without_evidence"_L1].toBool());
    QVERIFY(run({u"--json"_s, u"ask"_s, u"EX-1"_s, u"What is its status?"_s})
                .object()
                .value("without_evidence"_L1)
                .toBool());

    m_server->answer({{}, "401 Unauthorized"});
    const CtlRun refused = run({u"ask"_s, u"EX-1"_s, u"What is its status?"_s});
    QCOMPARE(refused.status, 0);
    QVERIFY2(refused.errors.contains("refuses the key"), refused.errors.constData());
    QVERIFY(refused.output.startsWith("EX-1 is open"));
    QVERIFY(!refused.errors.contains("of-no-use-elsewhere"));
  }

  void interruptEndsTheQuestionOnly() {
    setUpModel();
    ChatServer::Answer endless{ChatServer::chunk(u"As I was"_s)};
    endless.isKeptOpen = true;
    m_server->answer(endless);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DATABASE_URL"_s, url());
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s,
                  {u"ask"_s, u"EX-1"_s, u"What is its status?"_s});
    QByteArray said;
    while (!said.contains("As I was")) {
      QVERIFY(process.waitForReadyRead());
      said += process.readAllStandardOutput();
    }
    kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("cancelled"));
    EVENTUALLY_EQUAL(m_server->connections(), 0);
    QCOMPARE(lastEvent().value("data"_L1)["outcome"_L1].toString(), u"cancelled"_s);
    QCOMPARE(lastEvent().value("data"_L1)["answer"_L1].toString(), u"As I was"_s);
  }

  void saysWhatItCannotDo() {
    QCOMPARE(run({u"ask"_s, u"EX-1"_s}).status, 2);
    QCOMPARE(run({u"ask"_s, u"--view"_s, u"EX-1"_s, u"What?"_s}).status, 2);
    QCOMPARE(run({u"ask"_s, u"--status"_s, u"open"_s, u"EX-1"_s, u"What?"_s}).status, 2);
    QCOMPARE(run({u"ask"_s, u"NONE"_s, u"What?"_s}).status, 4);
    QCOMPARE(run({u"ask"_s, u"EX-1"_s, u" "_s}).status, 7);
    qputenv("SENTINAI_MODEL", "test-model");
    const CtlRun half = run({u"ask"_s, u"EX-1"_s, u"What?"_s});
    QCOMPARE(half.status, 7);
    QVERIFY(half.errors.contains("SENTINAI_MODEL_URL"));
  }
};

QTEST_GUILESS_MAIN(CtlAskTest)
#include "ctl_ask_test.moc"
