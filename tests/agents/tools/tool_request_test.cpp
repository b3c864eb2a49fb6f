// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_client.h"
#include "tests/support/check.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// With single quotes for double ones.
QJsonObject json(const char* text) {
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"'));
  if (!document.isObject()) {
    qFatal("no JSON: %s", text);
  }
  return document.object();
}

ToolDefinition tool(ToolType type, const QJsonObject& config) {
  ToolDefinition tool;
  tool.toolId = 7;
  tool.name = u"ticket"_s;
  tool.type = type;
  tool.config = config;
  return tool;
}

QJsonObject withMember(QJsonObject object, const QString& key, const QJsonValue& value) {
  object.insert(key, value);
  return object;
}

const QJsonObject kRest = json("{'method': 'POST', 'url': 'https://example.org/x'}");
const QJsonObject kMail = json("{'server': {'host': 'mail.example.org'}, 'from': 'desk@example.org',"
                               "'to': ['ann@example.org'], 'subject': 's', 'text': 't'}");

const QJsonObject kPlaces = json(
    "{"
    "'method': 'PUT',"
    "'url': 'https://example.org/cases/{{exception.exception_id}}/{{ step.order }}?q={{params.q}}&all={{params.all}}',"
    "'headers': {'X-Case': '{{exception.exception_id}}', 'Authorization': 'Bearer {{secret:TOKEN}}'},"
    "'body': {'id': '{{exception.exception_id}}', 'text': 'Case {{exception.exception_id}}, step {{step.order}}',"
    "'amount': '{{exception.amount}}', 'owner': '{{exception.owner}}', 'list': ['{{params}}', 1, null],"
    "'second': '{{exception.tags.1}}', 'token': '{{secret:TOKEN}}', 'quoted': '{{params.quoted}}'}}");

} // namespace

/// What is sent, and what is refused before anything is.
class ToolRequestTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void fillsEachPlaceAsItNeeds() {
    const QJsonObject data =
        json("{"
             "'exception': {'exception_id': 'A/1 &?#ü', 'amount': 1250.5, 'owner': null, 'tags': ['a', 'b']},"
             "'step': {'order': 3}, 'params': {'q': 'x&y=z', 'all': true, 'quoted': "
             "'\\'},{{secret:OTHER}}{{exception.amount}}'}}");
    ToolDefinition withPlainHeader = tool(ToolType::Rest, kPlaces);
    QVERIFY(!previewToolCall(withPlainHeader, data)); // A header cannot hold the ü.
    QJsonObject headers = kPlaces.value("headers"_L1).toObject();
    headers.insert(u"X-Case"_s, u"{{step.order}}"_s);
    withPlainHeader.config.insert(u"headers"_s, headers);
    const QJsonObject preview = valueOf(previewToolCall(withPlainHeader, data));
    QCOMPARE(preview.value("method"_L1).toString(), u"PUT"_s);
    QCOMPARE(preview.value("url"_L1).toString(),
             u"https://example.org/cases/A%2F1%20%26%3F%23%C3%BC/3?q=x%26y%3Dz&all=true"_s);
    const QJsonObject sentHeaders =
        json("{'X-Case': '3', 'Authorization': 'Bearer {{secret:TOKEN}}', 'Content-Type': 'application/json'}");
    QCOMPARE(preview.value("headers"_L1).toObject(), sentHeaders);
    const QJsonObject body = preview.value("body"_L1).toObject();
    QCOMPARE(body.value("id"_L1).toString(), u"A/1 &?#ü"_s);
    QCOMPARE(body.value("text"_L1).toString(), u"Case A/1 &?#ü, step 3"_s);
    QCOMPARE(body.value("amount"_L1), QJsonValue(1250.5));
    QCOMPARE(body.value("owner"_L1), QJsonValue(QJsonValue::Null));
    QCOMPARE(body.value("list"_L1).toArray().at(0), data.value("params"_L1));
    QCOMPARE(body.value("second"_L1), QJsonValue(u"b"_s));
    // What was put in is not looked at again.
    QCOMPARE(body.value("quoted"_L1).toString(), u"\"},{{secret:OTHER}}{{exception.amount}}"_s);
  }

  void sendsAllDataToAWebhook() {
    const QJsonObject data = json("{'exception': {'exception_id': 'A'}, 'step': {'order': 1}}");
    const QJsonObject preview =
        valueOf(previewToolCall(tool(ToolType::Webhook, json("{'url': 'https://example.org/hook'}")), data));
    QCOMPARE(preview.value("method"_L1).toString(), u"POST"_s);
    QCOMPARE(preview.value("body"_L1).toObject(), data);
    const QJsonObject rest = valueOf(previewToolCall(tool(ToolType::Rest, kRest), data));
    QVERIFY(rest.value("body"_L1).isNull());
  }

  void digestIsOfTheRequest() {
    const auto digest = [](const QJsonObject& config, const QJsonObject& data) {
      return valueOf(previewToolCall(tool(ToolType::Rest, config), data)).value("digest"_L1).toString();
    };
    const QJsonObject config = withMember(kRest, u"body"_s, json("{'a': '{{a}}', 'b': '{{secret:B}}'}"));
    QCOMPARE(digest(config, json("{'a': 1}")).size(), 64);
    QCOMPARE(digest(config, json("{'a': 1}")), digest(config, json("{'a': 1, 'unused': 2}")));
    QVERIFY(digest(config, json("{'a': 1}")) != digest(config, json("{'a': 2}")));
    QVERIFY(digest(config, json("{'a': 1}")) != digest(withMember(config, u"method"_s, u"PUT"_s), json("{'a': 1}")));
  }

  void refusesData_data() {
    QTest::addColumn<QJsonObject>("config");
    QTest::addColumn<QJsonObject>("data");
    QTest::addColumn<QString>("reason");
    const auto url = [](const char* text) { return withMember(kRest, u"url"_s, QString::fromLatin1(text)); };
    const auto header = [](const char* text) {
      return withMember(kRest, u"headers"_s, QJsonObject{{u"X-A"_s, QString::fromLatin1(text)}});
    };
    QTest::newRow("missing") << url("https://example.org/{{a.b}}") << json("{}") << u"{{a.b}}"_s;
    QTest::newRow("missing in body") << withMember(kRest, u"body"_s, json("{'x': ['{{a.1}}']}")) << json("{'a': [0]}")
                                     << u"{{a.1}}"_s;
    QTest::newRow("null in a text") << url("https://example.org/{{a}}") << json("{'a': null}") << u"null"_s;
    QTest::newRow("object in a text") << header("{{a}}") << json("{'a': {}}") << u"object"_s;
    QTest::newRow("line break in a header")
        << header("{{a}}") << json("{'a': 'x\\r\\nX-Other: y'}") << u"line breaks"_s;
    QTest::newRow("line feed in a header") << header("{{a}}") << json("{'a': 'x\\ny'}") << u"line breaks"_s;
    QTest::newRow("null character in a header") << header("{{a}}") << json("{'a': 'x\\u0000y'}") << u"X-A"_s;
    QTest::newRow("up") << url("https://example.org/a/{{a}}/b") << json("{'a': '..'}") << u"path"_s;
    QTest::newRow("up in pieces") << url("https://example.org/a/{{a}}{{a}}/b") << json("{'a': '.'}") << u"path"_s;
    QTest::newRow("up, encoded") << url("https://example.org/a/{{a}}/b") << json("{'a': '../../admin'}") << u"path"_s;
    QTest::newRow("up, backslash") << url("https://example.org/a/{{a}}/b") << json("{'a': '..\\\\x'}") << u"path"_s;
  }

  void refusesData() {
    QFETCH(const QJsonObject, config);
    QFETCH(const QJsonObject, data);
    QFETCH(const QString, reason);
    const Result<QJsonObject> preview = previewToolCall(tool(ToolType::Rest, config), data);
    VERIFY_ERROR(preview, InvalidInput);
    QVERIFY2(preview.error().message.contains(reason), qPrintable(preview.error().message));
  }

  void refusesConfigurations_data() {
    QTest::addColumn<ToolType>("type");
    QTest::addColumn<QJsonObject>("config");
    const auto rest = [](const char* name, const char* key, const QJsonValue& value) {
      QTest::newRow(name) << ToolType::Rest << withMember(kRest, QString::fromLatin1(key), value);
    };
    const auto mail = [](const char* name, const char* key, const QJsonValue& value) {
      QTest::newRow(name) << ToolType::Email << withMember(kMail, QString::fromLatin1(key), value);
    };
    QTest::newRow("workflow") << ToolType::Workflow << QJsonObject();
    QTest::newRow("nothing") << ToolType::Rest << QJsonObject();
    QTest::newRow("rest without method") << ToolType::Rest << json("{'url': 'https://example.org/'}");
    QTest::newRow("webhook with method") << ToolType::Webhook << kRest;
    rest("unknown member", "urll", u"x"_s);
    rest("other scheme", "url", u"file:///etc/passwd"_s);
    rest("no host", "url", u"https:///x"_s);
    rest("host from data", "url", u"https://{{a}}/x"_s);
    rest("part of host from data", "url", u"https://a.{{a}}.org/x"_s);
    rest("port from data", "url", u"https://example.org:{{a}}/x"_s);
    rest("host goes on", "url", u"https://example.org{{a}}"_s);
    rest("user", "url", u"https://ann:secret@example.org/"_s);
    rest("fragment", "url", u"https://example.org/#a"_s);
    rest("space", "url", u"https://example.org/a b"_s);
    rest("open placeholder", "url", u"https://example.org/{{a"_s);
    rest("placeholder with an expression", "url", u"https://example.org/{{a + b}}"_s);
    rest("small secret", "url", u"https://example.org/{{secret:token}}"_s);
    rest("open placeholder in the body", "body", json("{'a': [{'b': '{{'}]}"));
    rest("host header", "headers", json("{'Host': 'other'}"));
    rest("key header", "headers", json("{'idempotency-key': 'mine'}"));
    rest("proxy header", "headers", json("{'Proxy-Authorization': '{{secret:A}}'}"));
    rest("no header name", "headers", json("{'X A': 'x'}"));
    rest("header twice", "headers", json("{'X-A': 'x', 'x-a': 'y'}"));
    rest("line break in a header", "headers", json("{'X-A': 'x\\r\\nX-B: y'}"));
    rest("no data of a call", "body", json("{'a': ['{{ foo.a }}']}"));
    mail("no data of a call in a mail", "subject", u"{{a}}"_s);
    rest("written secret", "headers", json("{'Authorization': 'Bearer abc'}"));
    rest("endless", "timeout_ms", 1'000'000);
    rest("too many attempts", "retry", json("{'attempts': 100}"));
    rest("costly pattern", "response_schema", json("{'properties': {'a': {'pattern': '(a+)+b'}}}"));
    rest("remote schema", "response_schema", json("{'$ref': 'https://example.org/schema'}"));
    rest("no type", "response_schema", json("{'type': 'text'}"));
    QTest::newRow("GET with a body") << ToolType::Rest
                                     << json("{'method': 'GET', 'url': 'https://example.org/', 'body': {}}");
    mail("no mail host", "server", json("{'host': 'a/b'}"));
    mail("user without password", "server", json("{'host': 'a', 'user': 'ann'}"));
    mail("written password", "server", json("{'host': 'a', 'user': 'ann', 'password': 'abc'}"));
    mail("no sender", "from", u"the desk"_s);
    mail("line break in the sender", "from", u"desk@example.org\r\nBcc: eve@example.org"_s);
    mail("secret in the text", "text", u"{{secret:A}}"_s);
    mail("nobody", "to", QJsonArray());
  }

  void refusesConfigurations() {
    QFETCH(const ToolType, type);
    QFETCH(const QJsonObject, config);
    VERIFY_ERROR(checkTool(tool(type, config)), InvalidInput);
  }

  void takesTheProperty() {
    // A property may have the name of a keyword that is refused.
    VERIFY_OK(checkTool(tool(ToolType::Rest, withMember(kRest, u"response_schema"_s,
                                                        json("{'properties': {'pattern': {'type': 'string'}}}")))));
    VERIFY_OK(checkTool(tool(ToolType::Email, kMail)));
    VERIFY_OK(checkTool(tool(ToolType::Rest, kPlaces)));
    VERIFY_OK(checkTool(tool(ToolType::Rest, withMember(kRest, u"description"_s, u"Not for {{foo}}."_s))));
  }

  void refusesMails_data() {
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonObject>("data");
    QTest::newRow("recipient") << u"to"_s << json("{'a': 'ann'}");
    QTest::newRow("two recipients") << u"to"_s << json("{'a': 'ann@example.org,eve@example.org'}");
    QTest::newRow("recipient with a line break")
        << u"to"_s << json("{'a': 'ann@example.org\\r\\nRCPT TO:<eve@example.org>'}");
    QTest::newRow("subject with a line break") << u"subject"_s << json("{'a': 'x\\r\\nBcc: eve@example.org'}");
    QTest::newRow("missing") << u"text"_s << json("{}");
  }

  void refusesMails() {
    QFETCH(const QString, member);
    QFETCH(const QJsonObject, data);
    const QJsonValue placeholder = u"{{a}}"_s;
    const QJsonObject config =
        withMember(kMail, member, member == u"to" ? QJsonValue(QJsonArray{placeholder}) : placeholder);
    VERIFY_ERROR(previewToolCall(tool(ToolType::Email, config), data), InvalidInput);
    VERIFY_OK(previewToolCall(tool(ToolType::Email, config), json("{'a': 'ann@example.org'}")));
  }
};

QTEST_APPLESS_MAIN(ToolRequestTest)
#include "tool_request_test.moc"
