// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_client.h"
#include "repositories/database/event_validator.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/http_test_server.h"
#include "tests/support/test_certificate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kSecret = QStringLiteral("s3cr3t/of+ours");

Task<QString> testSecret(QString name, CancelToken) {
  if (name == "TOKEN"_L1) {
    co_return kSecret;
  }
  if (name == "WAY_OUT"_L1) {
    co_return u"../k3y"_s;
  }
  if (name == "DIGITS"_L1) {
    co_return u"0012345678"_s;
  }
  if (name == "MANY_DIGITS"_L1) {
    co_return u"98765432109876543210"_s;
  }
  if (name == "BROKEN"_L1) {
    co_return u"abc\r\nX-Other: y"_s;
  }
  co_return failure(DbError::Kind::NotFound, u"There is no secret %1."_s.arg(name));
}

QJsonObject json(const char* text) {
  return QJsonDocument::fromJson(text).object();
}

/// A tool for `url` that may reach it here, with short pauses.
ToolDefinition toolFor(const QString& url, const QJsonObject& more = {}) {
  ToolDefinition tool;
  tool.toolId = 7;
  tool.name = u"ticket"_s;
  tool.type = ToolType::Rest;
  tool.config = {{u"method"_s, u"POST"_s},
                 {u"url"_s, url},
                 {u"allow_private_addresses"_s, true},
                 {u"retry"_s, QJsonObject{{u"backoff_ms"_s, 1}}},
                 {u"timeout_ms"_s, 20'000}};
  for (auto member = more.begin(); member != more.end(); ++member) {
    tool.config.insert(member.key(), member.value());
  }
  return tool;
}

ToolDefinition without(ToolDefinition tool, const QString& member) {
  tool.config.remove(member);
  return tool;
}

const QString kKey = QStringLiteral("key-1");

ToolResult callTool(const ToolDefinition& tool, const QJsonObject& data = {}, const CancelToken& token = {}) {
  return valueOf(await(ToolClient(testSecret).call(tool, data, kKey, token)));
}

void answerOk(QTcpSocket* socket, const HttpTestServer::Request&) {
  HttpTestServer::answer(socket, 200, R"({"done": true})");
}

} // namespace

/// Calls over real connections to a server that does not always do as it should.
class ToolHttpTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void sendsWhatTheToolSays() {
    HttpTestServer server(answerOk);
    const ToolDefinition tool =
        toolFor(server.url(u"/cases/{{exception.id}}?a={{a}}"_s, u"localhost"_s),
                json(R"({"headers": {"Authorization": "Bearer {{secret:TOKEN}}", "X-A": "{{a}}"},
                                                 "body": {"id": "{{exception.id}}", "amount": "{{a}}"}})"));
    const ToolResult result = callTool(tool, json(R"({"exception": {"id": "A/ü"}, "a": 12.5})"));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QCOMPARE(result.httpStatus, 200);
    QCOMPARE(result.attempts, 1);
    QCOMPARE(result.requestDigest.size(), 64);
    QCOMPARE(result.response.toObject(), json(R"({"done": true})"));
    QVERIFY(result.error.isEmpty() && !result.outcomeUnknown && !result.retryable && !result.timedOut);
    QCOMPARE(server.requests().size(), 1);
    const HttpTestServer::Request& request = server.requests().first();
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.target, QByteArray("/cases/A%2F%C3%BC?a=12.5"));
    QCOMPARE(request.headers.value("host"), "localhost:" + QByteArray::number(server.serverPort()));
    QCOMPARE(request.headers.value("idempotency-key"), kKey.toLatin1());
    QCOMPARE(request.headers.value("authorization"), "Bearer " + kSecret.toLatin1());
    QCOMPARE(request.headers.value("x-a"), QByteArray("12.5"));
    QCOMPARE(request.headers.value("content-type"), QByteArray("application/json"));
    QVERIFY(!request.headers.contains("cookie"));
    QCOMPARE(QJsonDocument::fromJson(request.body).object(), json(R"({"id": "A/ü", "amount": 12.5})"));
  }

  void sendsEveryMethod() {
    HttpTestServer server(answerOk);
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
      QVERIFY(callTool(toolFor(server.url(u"/x"_s), {{u"method"_s, QString::fromLatin1(method)}})).succeeded);
      QCOMPARE(server.requests().last().method, QByteArray(method));
      QVERIFY(server.requests().last().body.isEmpty());
    }
  }

  void serverErrorsAreRetriedWithTheSameKey() {
    int asked = 0;
    HttpTestServer server([&asked](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, ++asked == 1 ? 500 : 200, "{}", "Set-Cookie: a=b; Path=/\r\n");
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s)));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QCOMPARE(result.attempts, 2);
    QCOMPARE(server.requests().size(), 2);
    for (const HttpTestServer::Request& request : server.requests()) {
      QCOMPARE(request.headers.value("idempotency-key"), kKey.toLatin1());
      QVERIFY(!request.headers.contains("cookie"));
    }
  }

  void serverErrorsEndSomeTime() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, 503, R"({"reason": "closed"})");
    });
    const ToolResult result =
        callTool(toolFor(server.url(u"/x"_s), json(R"({"retry": {"attempts": 4, "backoff_ms": 1}})")));
    QVERIFY(!result.succeeded && result.retryable && !result.outcomeUnknown);
    QCOMPARE(result.attempts, 4);
    QCOMPARE(result.httpStatus, 503);
    QCOMPARE(result.response.toObject(), json(R"({"reason": "closed"})"));
    QCOMPARE(server.requests().size(), 4);
  }

  void otherRefusalsAreNotRetried_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("retryable");
    QTest::newRow("400") << 400 << false;
    QTest::newRow("401") << 401 << false;
    QTest::newRow("404") << 404 << false;
    QTest::newRow("407") << 407 << false;
    QTest::newRow("429") << 429 << true;
    QTest::newRow("304") << 304 << false;
  }

  void otherRefusalsAreNotRetried() {
    QFETCH(const int, status);
    QFETCH(const bool, retryable);
    HttpTestServer server([status](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, status, status == 304 ? "" : "no", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s)));
    QVERIFY(!result.succeeded);
    QCOMPARE(result.httpStatus, status);
    QCOMPARE(result.retryable, retryable);
    QVERIFY(!result.outcomeUnknown);
    QCOMPARE(result.attempts, 1);
    QCOMPARE(server.requests().size(), 1);
  }

  void cutAfterReadingIsCountedOnce_data() {
    QTest::addColumn<QString>("method");
    QTest::newRow("POST") << u"POST"_s;
    QTest::newRow("GET") << u"GET"_s;
  }

  void cutAfterReadingIsCountedOnce() {
    QFETCH(const QString, method);
    QMap<QByteArray, int> done; // By key, as a server that knows keys does.
    HttpTestServer server([&done](QTcpSocket* socket, const HttpTestServer::Request& request) {
      int& count = done[request.headers.value("idempotency-key")];
      if (count == 0) {
        count = 1;
        socket->abort();
      } else {
        HttpTestServer::answer(socket, 200);
      }
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s), {{u"method"_s, method}}));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QVERIFY(!result.outcomeUnknown);
    QCOMPARE(result.attempts, 2);
    QCOMPARE(server.requests().size(), 2); // Nothing is sent again but by us.
    QCOMPARE(done, (QMap<QByteArray, int>{{kKey.toLatin1(), 1}}));
  }

  void cutEachTimeIsUnknown_data() { cutAfterReadingIsCountedOnce_data(); }

  void cutEachTimeIsUnknown() {
    QFETCH(const QString, method);
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) { socket->abort(); });
    const ToolResult result =
        callTool(toolFor(server.url(u"/x"_s), {{u"method"_s, method}, {u"body"_s, QJsonValue::Undefined}}));
    QVERIFY(!result.succeeded && result.outcomeUnknown && result.retryable);
    QCOMPARE(result.attempts, 3);
    QCOMPARE(server.requests().size(), 3);
    QVERIFY(result.response.isUndefined());
  }

  void answerCutShort() {
    int asked = 0;
    HttpTestServer server([&asked](QTcpSocket* socket, const HttpTestServer::Request&) {
      socket->write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\": ");
      socket->flush();
      ++asked;
      socket->disconnectFromHost();
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s)));
    QVERIFY(!result.succeeded && result.outcomeUnknown);
    QCOMPARE(result.attempts, 3);
    QCOMPARE(asked, 3);
  }

  void nobodyListens() {
    QTcpServer gone;
    gone.listen(QHostAddress::LocalHost);
    const QString url = u"http://127.0.0.1:%1/"_s.arg(gone.serverPort());
    gone.close();
    const ToolResult result = callTool(toolFor(url));
    QVERIFY(!result.succeeded && result.retryable && !result.outcomeUnknown);
    QCOMPARE(result.attempts, 3);
    QCOMPARE(result.httpStatus, 0);
  }

  void unknownHost() {
    const ToolResult result = callTool(toolFor(u"https://nobody.invalid/"_s));
    QVERIFY(!result.succeeded && result.retryable && !result.outcomeUnknown);
    QVERIFY2(result.error.contains("nobody.invalid"_L1), qPrintable(result.error));
  }

  void slowAnswersTimeOut_data() {
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("silent") << QByteArray();
    QTest::newRow("headers only") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    QTest::newRow("half a header") << QByteArray("HTTP/1.1 200 OK\r\nContent-");
  }

  void slowAnswersTimeOut() {
    QFETCH(const QByteArray, beginning);
    HttpTestServer server(
        [beginning](QTcpSocket* socket, const HttpTestServer::Request&) { socket->write(beginning); });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s), {{u"timeout_ms"_s, 200}}));
    QVERIFY(!result.succeeded && result.timedOut && result.outcomeUnknown && result.retryable);
    QCOMPARE(result.attempts, 1);
    QVERIFY(result.duration >= std::chrono::milliseconds(200));
  }

  void endlessAnswerTimesOut() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      auto* const timer = new QTimer(socket);
      QObject::connect(timer, &QTimer::timeout, socket, [socket] { socket->write("1\r\n \r\n"); });
      timer->start(5);
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s), {{u"timeout_ms"_s, 300}}));
    QVERIFY(!result.succeeded && result.timedOut);
  }

  void hugeAnswerIsCutOff_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("counted") << QByteArray("Content-Length: 10000000000");
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked");
    QTest::newRow("until the end") << QByteArray("Connection: close");
  }

  void hugeAnswerIsCutOff() {
    QFETCH(const QByteArray, header);
    bool cutOff = false;
    HttpTestServer server([&cutOff, header](QTcpSocket* socket, const HttpTestServer::Request&) {
      socket->write("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n");
      const QByteArray part =
          header.startsWith("Transfer") ? "2710\r\n" + QByteArray(10'000, ' ') + "\r\n" : QByteArray(10'000, ' ');
      const auto more = [socket, part] {
        while (socket->state() == QAbstractSocket::ConnectedState && socket->bytesToWrite() < 100'000) {
          socket->write(part);
        }
      };
      QObject::connect(socket, &QIODevice::bytesWritten, socket, more);
      QObject::connect(socket, &QAbstractSocket::disconnected, socket, [&cutOff] { cutOff = true; });
      more();
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s), {{u"max_response_bytes"_s, 50'000}}));
    QVERIFY(!result.succeeded && !result.timedOut && !result.retryable);
    QCOMPARE(result.attempts, 1);
    QVERIFY2(result.error.contains("50000"_L1), qPrintable(result.error));
    EVENTUALLY(cutOff); // However much more there would be.
  }

  void readsChunks() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n");
    });
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s)));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QCOMPARE(result.response.toObject(), json(R"({"a": 1})"));
  }

  void checksTheAnswer_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("fits");
    QTest::newRow("fits") << QByteArray(R"({"ticket": 5})") << true;
    QTest::newRow("more") << QByteArray(R"({"ticket": 5, "more": []})") << true;
    QTest::newRow("missing") << QByteArray("{}") << false;
    QTest::newRow("other type") << QByteArray(R"({"ticket": "5"})") << false;
    QTest::newRow("list") << QByteArray("[5]") << false;
    QTest::newRow("text") << QByteArray("<html>moved</html>") << false;
    QTest::newRow("cut JSON") << QByteArray(R"({"ticket": 5)") << false;
    QTest::newRow("empty") << QByteArray() << false;
  }

  void checksTheAnswer() {
    QFETCH(const QByteArray, body);
    QFETCH(const bool, fits);
    HttpTestServer server(
        [body](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200, body); });
    const QJsonObject schema = json(R"({"response_schema": {"type": "object", "required": ["ticket"],
                                        "properties": {"ticket": {"type": "integer"}}}})");
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s), schema));
    QCOMPARE(result.succeeded, fits);
    QCOMPARE(result.attempts, 1);
    QCOMPARE(result.error.isEmpty(), fits);
    QVERIFY(!result.outcomeUnknown); // It was done, but not as it should be.
    QVERIFY(callTool(toolFor(server.url(u"/x"_s))).succeeded);
  }

  void textIsAnAnswerToo() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request& request) {
      HttpTestServer::answer(socket, 200, request.target.sliced(1));
    });
    QCOMPARE(callTool(toolFor(server.url(u"/ok"_s))).response, QJsonValue(u"ok"_s));
    QCOMPARE(callTool(toolFor(server.url(u"/true"_s))).response, QJsonValue(true));
    QCOMPARE(callTool(toolFor(server.url(u"/1,2"_s))).response, QJsonValue(u"1,2"_s));
    QVERIFY(callTool(toolFor(server.url(u"/"_s))).response.isUndefined());
  }

  void followsWithinTheHost() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request& request) {
      if (request.target == "/end") {
        HttpTestServer::answer(socket, 200, request.method == "GET" ? R"({"got": true})" : request.body);
      } else {
        HttpTestServer::answer(socket, request.target == "/see" ? 303 : 307, "", "Location: /end\r\n");
      }
    });
    const QJsonObject body{{u"body"_s, json(R"({"a": 1})")}};
    const ToolResult same = callTool(toolFor(server.url(u"/same"_s), body));
    QVERIFY2(same.succeeded, qPrintable(same.error));
    QCOMPARE(same.response.toObject(), json(R"({"a": 1})"));
    QCOMPARE(server.requests().last().headers.value("idempotency-key"), kKey.toLatin1());
    QCOMPARE(same.attempts, 1);
    const ToolResult see = callTool(toolFor(server.url(u"/see"_s), body));
    QCOMPARE(see.response.toObject(), json(R"({"got": true})"));
    QVERIFY(server.requests().last().body.isEmpty());
  }

  void doesNotFollowElsewhere() {
    HttpTestServer other(answerOk);
    for (const QString& target : {other.url(u"/x"_s), other.url(u"/x"_s, u"localhost"_s), u"https://example.org/"_s,
                                  u"//example.org/"_s, u"file:///etc/passwd"_s}) {
      HttpTestServer server([target](QTcpSocket* socket, const HttpTestServer::Request&) {
        HttpTestServer::answer(socket, 302, "", "Location: " + target.toLatin1() + "\r\n");
      });
      const ToolResult result =
          callTool(toolFor(server.url(u"/x"_s), json(R"({"headers": {"X-Api-Key": "{{secret:TOKEN}}"}})")));
      QVERIFY(!result.succeeded && !result.retryable);
      QCOMPARE(result.httpStatus, 302);
      QCOMPARE(server.requests().size(), 1);
    }
    QCOMPARE(other.connections(), 0);
  }

  void doesNotFollowForEver() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, 307, "", "Location: /x\r\n");
    });
    QVERIFY(!callTool(toolFor(server.url(u"/x"_s))).succeeded);
    QCOMPARE(server.requests().size(), 6);
  }

  void privateAddressesNeedLeave_data() {
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("ever");
    for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.1",
                             "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1."}) {
      QTest::newRow(host) << QString::fromLatin1(host) << true;
    }
    for (const char* host : {"0.0.0.0", "0", "169.254.169.254", "[fe80::1]", "[::]", "[::ffff:169.254.169.254]",
                             "[64:ff9b::a9fe:a9fe]", "255.255.255.255", "100.100.100.200", "[fd00:ec2::254]"}) {
      QTest::newRow(host) << QString::fromLatin1(host) << false;
    }
  }

  void privateAddressesNeedLeave() {
    QFETCH(const QString, host);
    QFETCH(const bool, ever);
    HttpTestServer server(answerOk);
    const ToolDefinition tool = toolFor(server.url(u"/x"_s, host));
    const ToolResult refused = callTool(without(tool, u"allow_private_addresses"_s));
    QVERIFY(!refused.succeeded && !refused.outcomeUnknown);
    QVERIFY(refused.attempts == 1 || refused.attempts == 3); // The latter where the name means nothing here.
    if (!ever) {
      const ToolResult forbidden = callTool(tool);
      QVERIFY(!forbidden.succeeded && !forbidden.outcomeUnknown);
    }
    QCOMPARE(server.connections(), 0);
  }

  void publicAddressesNeedTls() {
    const ToolResult result = callTool(toolFor(u"http://192.0.2.1/"_s));
    QVERIFY(!result.succeeded);
    QVERIFY2(result.error.contains("https"_L1), qPrintable(result.error));
  }

  void checksCertificates() {
    const TestCertificate certificate(u"localhost"_s);
    HttpTestServer server(answerOk, certificate.server());
    const ToolDefinition tool = toolFor(server.url(u"/x"_s, u"localhost"_s));
    const ToolResult unknown = callTool(tool);
    QVERIFY(!unknown.succeeded && !unknown.outcomeUnknown && !unknown.retryable);
    QCOMPARE(unknown.attempts, 1);
    QVERIFY2(unknown.error.contains("certificate"_L1), qPrintable(unknown.error));

    const TrustedCertificate trusted(certificate.certificate());
    const ToolResult known = callTool(tool);
    QVERIFY2(known.succeeded, qPrintable(known.error));
    // The same server under a name that the certificate does not have.
    QVERIFY(!callTool(toolFor(server.url(u"/x"_s, u"127.0.0.1"_s))).succeeded);
    QCOMPARE(server.requests().size(), 1);
  }

  void secretsStaySecret() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request& request) {
      const QJsonObject echo{
          {u"header"_s, QString::fromLatin1(request.headers.value("authorization"))},
          {u"target"_s, QString::fromLatin1(request.target)},
          {QString::fromLatin1(request.headers.value("authorization")), QJsonArray{QString::fromUtf8(request.body)}}};
      HttpTestServer::answer(socket, 200, QJsonDocument(echo).toJson());
    });
    const ToolDefinition tool =
        toolFor(server.url(u"/{{secret:TOKEN}}"_s),
                json(R"({"headers": {"Authorization": "Bearer {{secret:TOKEN}}"}, "body": {"k": "{{secret:TOKEN}}",
                         "a": "{{a}}"}})"));
    const QJsonObject data{{u"a"_s, u"{{secret:TOKEN}}"_s}};
    const ToolResult result = callTool(tool, data);
    QVERIFY2(result.succeeded, qPrintable(result.error));
    const HttpTestServer::Request& request = server.requests().first();
    QCOMPARE(request.target, QByteArray("/s3cr3t%2Fof%2Bours"));
    const QJsonObject sent = QJsonDocument::fromJson(request.body).object();
    QCOMPARE(sent.value("k"_L1), QJsonValue(kSecret));
    QCOMPARE(sent.value("a"_L1), QJsonValue(u"{{secret:TOKEN}}"_s)); // Data asks for no secrets.

    const QByteArray payload = QJsonDocument(toolCalledPayload(tool, kKey, result)).toJson();
    QVERIFY(!payload.contains(kSecret.toUtf8()) && !payload.contains("s3cr3t"));
    QVERIFY(payload.contains("{{secret:TOKEN}}"));
    QCOMPARE(result.requestDigest, valueOf(previewToolCall(tool, data)).value("digest"_L1).toString());
  }

  void secretsOfDigitsAreNoNumbersEither() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, 200, R"({"a": 12345678, "b": [12345678.0], "c": 98765432109876543210, "d": 1234567,
                                              "e": "0012345678", "f": 1.2345678e7, "g": -5.5})");
    });
    const ToolDefinition tool =
        toolFor(server.url(u"/x"_s),
                json(R"({"headers": {"X-Pin": "{{secret:DIGITS}}", "X-Long": "{{secret:MANY_DIGITS}}"}})"));
    const ToolResult result = callTool(tool);
    QCOMPARE(result.response.toObject(),
             json(R"({"a": "{{secret:DIGITS}}", "b": ["{{secret:DIGITS}}"], "c": "{{secret:MANY_DIGITS}}", "d": 1234567,
                      "e": "{{secret:DIGITS}}", "f": "{{secret:DIGITS}}", "g": -5.5})"));
  }

  void refusalsDoNotQuoteSecrets() {
    HttpTestServer server(answerOk);
    const ToolResult result = callTool(toolFor(server.url(u"/x/{{secret:WAY_OUT}}"_s)));
    QVERIFY(!result.succeeded && result.attempts == 0);
    QVERIFY2(result.error.contains("{{secret:WAY_OUT}}"_L1) && !result.error.contains("k3y"_L1),
             qPrintable(result.error));
    QCOMPARE(server.connections(), 0);
  }

  void withoutItsSecretNothingIsSent() {
    HttpTestServer server(answerOk);
    for (const char* name : {"NONE", "BROKEN"}) {
      const QString reference = u"Bearer {{secret:%1}}"_s.arg(QString::fromLatin1(name));
      const ToolResult result =
          callTool(toolFor(server.url(u"/x"_s), {{u"headers"_s, QJsonObject{{u"Authorization"_s, reference}}}}));
      QVERIFY(!result.succeeded && !result.outcomeUnknown);
      QCOMPARE(result.attempts, 0);
      QVERIFY(!result.error.isEmpty() && !result.error.contains("X-Other"_L1));
    }
    QCOMPARE(server.connections(), 0);
  }

  void withoutItsDataNothingIsSent() {
    HttpTestServer server(answerOk);
    const ToolResult result = callTool(toolFor(server.url(u"/{{exception.entity}}"_s)));
    QCOMPARE(result.attempts, 0);
    QVERIFY2(result.error.contains("{{exception.entity}}"_L1), qPrintable(result.error));
    const QString badKey = u"two\r\nlines"_s;
    const ToolDefinition tool = toolFor(server.url(u"/x"_s));
    QCOMPARE(valueOf(await(ToolClient(testSecret).call(tool, {}, badKey, {}))).attempts, 0);
    QCOMPARE(server.connections(), 0);
  }

  void knowsNoProxy() {
    QTcpServer proxy;
    proxy.listen(QHostAddress::LocalHost);
    const QByteArray address = "http://127.0.0.1:" + QByteArray::number(proxy.serverPort());
    qputenv("http_proxy", address);
    HttpTestServer server(answerOk);
    const ToolResult result = callTool(toolFor(server.url(u"/x"_s)));
    qunsetenv("http_proxy");
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QVERIFY(!proxy.hasPendingConnections());
  }

  void cancels() {
    CancelSource source;
    HttpTestServer server([&source](QTcpSocket*, const HttpTestServer::Request&) { source.cancel(); });
    const ToolDefinition tool = toolFor(server.url(u"/x"_s));
    const ToolResult result = callTool(tool, {}, source.token());
    QVERIFY(!result.succeeded && result.outcomeUnknown);
    QCOMPARE(result.attempts, 1);
    VERIFY_ERROR(await(ToolClient(testSecret).call(tool, {}, kKey, source.token())), Cancelled);
    QCOMPARE(server.requests().size(), 1);
  }

  void cancelsBetweenAttempts() {
    CancelSource source;
    HttpTestServer server([this, &source](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, 500);
      QTimer::singleShot(50, this, [&source] { source.cancel(); });
    });
    const ToolResult result =
        callTool(toolFor(server.url(u"/x"_s), json(R"({"retry": {"backoff_ms": 60000}})")), {}, source.token());
    QVERIFY(!result.succeeded && !result.outcomeUnknown);
    QCOMPARE(result.httpStatus, 500);
    QCOMPARE(result.attempts, 1);
  }

  void manyAtOnce() {
    HttpTestServer server(answerOk);
    const ToolDefinition tool = toolFor(server.url(u"/x"_s));
    std::vector<Task<ToolResult>> calls;
    {
      const ToolClient client(testSecret); // Need not outlive its calls.
      for (int i = 0; i < 20; ++i) {
        calls.push_back(client.call(tool, {}, u"key-%1"_s.arg(i), {}));
      }
    }
    for (Task<ToolResult>& call : calls) {
      QVERIFY(valueOf(await(std::move(call))).succeeded);
    }
    QCOMPARE(server.requests().size(), 20);
  }

  void recordsFit_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("kept");
    QTest::newRow("object") << QByteArray(R"({"a": 1})") << true;
    QTest::newRow("null character") << QByteArray(R"({"a": "\u0000"})") << false;
    QTest::newRow("large") << QByteArray("\"" + QByteArray(70'000, 'x') + "\"") << false;
    QTest::newRow("deep") << QByteArray(QByteArray(60, '[') + QByteArray(60, ']')) << false;
  }

  void recordsFit() {
    QFETCH(const QByteArray, body);
    QFETCH(const bool, kept);
    HttpTestServer server(
        [body](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200, body); });
    const ToolDefinition tool = toolFor(server.url(u"/x"_s));
    const ToolResult result = callTool(tool);
    QVERIFY2(result.succeeded, qPrintable(result.error));
    const QJsonObject payload = toolCalledPayload(tool, kKey, result);
    QCOMPARE(payload.contains("result"_L1), kept);
    QCOMPARE(payload.value("outcome"_L1).toString(), u"succeeded"_s);
    QCOMPARE(payload.value("tool_id"_L1).toInt(), 7);
    QCOMPARE(payload.value("status"_L1).toInt(), 200);
    QCOMPARE(payload.value("idempotency_key"_L1).toString(), kKey);
    NewExceptionEvent event;
    event.eventId = QUuid::createUuid();
    event.exceptionId = u"EX-1"_s;
    event.eventType = u"ToolCalled"_s;
    event.actor = {ActorType::Agent, u"playbook"_s};
    event.payload = payload;
    event.createdAt = currentInstant();
    VERIFY_OK(validateEvent(event));
  }
};

QTEST_GUILESS_MAIN(ToolHttpTest)
#include "tool_http_test.moc"
