// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"
#include "tests/support/http_test_thread.h"

#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("bank");

/// Sends back what it gets, and refuses where asked to.
void echo(QTcpSocket* socket, const HttpTestServer::Request& request) {
  HttpTestServer::answer(socket, request.target == "/refuse" ? 404 : 200, request.body);
}

} // namespace

/// `sentinaictl tool` as other programs use it.
class CtlToolTest : public CtlFixture {
  Q_OBJECT

public:
  CtlToolTest()
      : CtlFixture({u"--json"_s, u"tool"_s}) {}

private:
  [[nodiscard]] static QJsonObject ticket(const QString& url) {
    return {{u"name"_s, u"ticket"_s},
            {u"type"_s, u"rest"_s},
            {u"config"_s, QJsonObject{{u"method"_s, u"POST"_s},
                                      {u"url"_s, url},
                                      {u"headers"_s, QJsonObject{{u"Authorization"_s, u"Bearer {{secret:TICKET}}"_s}}},
                                      {u"body"_s, QJsonObject{{u"entity"_s, u"{{exception.entity}}"_s}}},
                                      {u"allow_private_addresses"_s, true}}}};
  }

  [[nodiscard]] int created(const QJsonObject& tool) const {
    const CtlRun run = this->run({u"create"_s, u"-"_s}, compact(tool));
    if (run.status != 0) {
      qFatal("%s", run.errors.constData());
    }
    return run.object().value("tool_id"_L1).toInt();
  }

private Q_SLOTS:
  void init() {
    makeDatabase(kTenant, Access::Admin, u"First Bank"_s);
    qputenv("SENTINAI_SECRET_TICKET", "of-no-use-elsewhere");
  }

  void cleanup() { qunsetenv("SENTINAI_SECRET_TICKET"); }

  void keepsTools() {
    const int id = created(ticket(u"https://example.org/tickets"_s));
    const QJsonObject shown = run({u"show"_s, QString::number(id)}).object();
    QCOMPARE(shown.value("config"_L1), ticket(u"https://example.org/tickets"_s).value("config"_L1));
    QCOMPARE(shown.value("scope"_L1).toString(), u"tenant"_s);
    const QList<QJsonObject> tools = run({u"list"_s, u"--scope"_s, u"tenant"_s}).rows();
    QCOMPARE(tools.size(), 1);
    QCOMPARE(tools.first().value("tool_id"_L1).toInt(), id);

    const QString revision = shown.value("revision"_L1).toString();
    const QStringList rename{u"update"_s, QString::number(id), u"{\"name\": \"desk\"}"_s, u"--revision"_s, revision};
    const CtlRun changed = run(rename);
    QCOMPARE(changed.status, 0);
    QCOMPARE(changed.object().value("name"_L1).toString(), u"desk"_s);
    const CtlRun late = run(rename);
    QCOMPARE(late.status, 5);
    QVERIFY2(late.errors.contains("desk"), late.errors.constData()); // What is there instead.
    QCOMPARE(run({u"remove"_s, QString::number(id)}).status, 0);
    QCOMPARE(run({u"show"_s, QString::number(id)}).status, 4);
  }

  void refusesNamesThatCannotBeSeen() {
    QJsonObject tool = ticket(u"https://example.org/"_s);
    tool.insert(u"name"_s, u"tick\u202eet"_s);
    const CtlRun refused = run({u"create"_s, u"-"_s}, compact(tool));
    QCOMPARE(refused.status, 7);
    QVERIFY2(refused.errors.contains("name of a tool must not contain control characters"), refused.errors.constData());
    QCOMPARE(run({u"list"_s, u"--scope"_s, u"tenant"_s}).rows().size(), 0);
  }

  void refusesWhatCannotBeCalled() {
    QJsonObject tool = ticket(u"https://{{exception.entity}}/"_s);
    const CtlRun host = run({u"create"_s, QString::fromUtf8(compact(tool))});
    QCOMPARE(host.status, 7);
    QVERIFY(!host.errors.isEmpty());
    tool = ticket(u"https://example.org/"_s);
    tool.insert(u"type"_s, u"workflow"_s);
    QVERIFY(run({u"create"_s, QString::fromUtf8(compact(tool))}).errors.contains("playbook"));
    tool.insert(u"type"_s, u"rest"_s);
    tool.insert(u"owner"_s, u"ann"_s);
    QCOMPARE(run({u"create"_s, QString::fromUtf8(compact(tool))}).status, 7);
    QVERIFY(run({u"list"_s, u"--scope"_s, u"tenant"_s}).rows().isEmpty());
  }

  void callsWithASample() {
    HttpTestThread server(echo);
    const QString id = QString::number(created(ticket(server.url(u"/tickets"_s))));
    const QByteArray data = R"({"exception": {"entity": "ACME"}})";

    const CtlRun dry = run({u"test"_s, id, u"--data"_s, u"-"_s, u"--dry-run"_s}, data);
    QCOMPARE(dry.status, 0);
    QVERIFY(dry.output.contains("{{secret:TICKET}}"));
    QVERIFY(server.requests().isEmpty());

    const CtlRun called = run({u"test"_s, id, u"--data"_s, u"-"_s, u"--key"_s, u"my-key"_s}, data);
    QCOMPARE(called.status, 0);
    const QJsonObject result = called.object();
    QCOMPARE(result.value("outcome"_L1).toString(), u"succeeded"_s);
    QCOMPARE(result.value("status"_L1).toInt(), 200);
    QCOMPARE(result.value("request_digest"_L1), dry.object().value("digest"_L1));
    QCOMPARE(result.value("response"_L1).toObject(), (QJsonObject{{u"entity"_s, u"ACME"_s}}));
    QVERIFY(!called.output.contains("of-no-use-elsewhere"));
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(server.requests().first().headers.value("authorization"), QByteArray("Bearer of-no-use-elsewhere"));
    QCOMPARE(server.requests().first().headers.value("idempotency-key"), QByteArray("my-key"));

    QCOMPARE(run({u"test"_s, id}).status, 7); // Without an exception there is no entity.
    const QString exception = u"{\"exception_id\": \"EX-1\", \"domain\": \"Finance\", \"type\": \"CashBreak\", "
                              u"\"severity\": \"low\", \"source_system\": \"bank\", \"entity\": \"Müller\"}"_s;
    QCOMPARE(CtlRun::of(url(), {u"exception"_s, u"create"_s, exception}).status, 0);
    const CtlRun ofStored = run({u"test"_s, id, u"--exception"_s, u"EX-1"_s});
    QCOMPARE(ofStored.object().value("response"_L1).toObject(), (QJsonObject{{u"entity"_s, u"Müller"_s}}));
  }

  void failedCallsFail() {
    HttpTestThread server(echo);
    const QString id = QString::number(created(ticket(server.url(u"/refuse"_s))));
    const CtlRun called = run({u"test"_s, id, u"--data"_s, u"-"_s}, R"({"exception": {"entity": "ACME"}})");
    QCOMPARE(called.status, 1);
    QCOMPARE(called.object().value("status"_L1).toInt(), 404);
    QCOMPARE(called.object().value("outcome"_L1).toString(), u"failed"_s);
  }
};

QTEST_GUILESS_MAIN(CtlToolTest)
#include "ctl_tool_test.moc"
