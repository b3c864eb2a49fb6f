// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_client.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/smtp_test_server.h"
#include "tests/support/test_certificate.h"

#include <QJsonArray>
#include <QTimer>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

Task<QString> testSecret(QString, CancelToken) {
  co_return u"s3cr3t"_s;
}

ToolDefinition toolFor(const SmtpTestServer& server, const QString& security, bool withUser = false) {
  QJsonObject way{{u"host"_s, u"localhost"_s}, {u"port"_s, server.serverPort()}, {u"security"_s, security}};
  if (withUser) {
    way.insert(u"user"_s, u"desk"_s);
    way.insert(u"password"_s, u"{{secret:SMTP}}"_s);
  }
  ToolDefinition tool;
  tool.toolId = 8;
  tool.name = u"mail"_s;
  tool.type = ToolType::Email;
  tool.config = {{u"server"_s, way},
                 {u"from"_s, u"desk@example.org"_s},
                 {u"to"_s, QJsonArray{u"{{to}}"_s, u"bob@example.org"_s}},
                 {u"cc"_s, QJsonArray{u"cy@example.org"_s}},
                 {u"subject"_s, u"Fall {{subject}}"_s},
                 {u"text"_s, u"Guten Tag,\n{{text}}\n.\n"_s},
                 {u"allow_private_addresses"_s, true},
                 {u"retry"_s, QJsonObject{{u"backoff_ms"_s, 1}}},
                 {u"timeout_ms"_s, 20'000}};
  return tool;
}

ToolDefinition with(ToolDefinition tool, const QString& member, const QJsonValue& value) {
  tool.config.insert(member, value);
  return tool;
}

ToolResult send(const ToolDefinition& tool, const QString& key = u"key-1"_s, const CancelToken& token = {}) {
  const QJsonObject data{{u"to"_s, u"ann@example.org"_s}, {u"subject"_s, u"7: Müller"_s}, {u"text"_s, u"Größe 5"_s}};
  return valueOf(await(ToolClient(testSecret).call(tool, data, key, token)));
}

QByteArray header(const QByteArray& content, const QByteArray& name) {
  for (const QByteArray& line : content.first(content.indexOf("\r\n\r\n")).replace("\r\n ", " ").split('\n')) {
    if (line.startsWith(name + ": ")) {
      return line.sliced(name.size() + 2).trimmed();
    }
  }
  return {};
}

} // namespace

/// Mails over real connections to a small server.
class ToolMailTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void sendsAMail() {
    SmtpTestServer server;
    const ToolResult result = send(toolFor(server, u"none"_s));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QCOMPARE(result.httpStatus, 250);
    QCOMPARE(result.attempts, 1);
    QCOMPARE(server.mails().size(), 1);
    const SmtpTestServer::Mail& mail = server.mails().first();
    QVERIFY(mail.from.startsWith("MAIL FROM:<desk@example.org>"));
    QCOMPARE(mail.to,
             (QByteArrayList{"RCPT TO:<ann@example.org>", "RCPT TO:<bob@example.org>", "RCPT TO:<cy@example.org>"}));
    QCOMPARE(header(mail.content, "From"), QByteArray("desk@example.org"));
    QCOMPARE(header(mail.content, "To"), QByteArray("ann@example.org, bob@example.org"));
    QCOMPARE(header(mail.content, "Cc"), QByteArray("cy@example.org"));
    QCOMPARE(header(mail.content, "Subject"),
             "=?UTF-8?B?" + QStringLiteral("Fall 7: Müller").toUtf8().toBase64() + "?=");
    const QByteArray body = mail.content.sliced(mail.content.indexOf("\r\n\r\n") + 4);
    QCOMPARE(QString::fromUtf8(QByteArray::fromBase64(body)), u"Guten Tag,\nGröße 5\n.\n"_s);
  }

  void longSubjectsAreWholeCharacters() {
    SmtpTestServer server;
    const QString subject = u"äöü😀"_s.repeated(50);
    const ToolResult result = send(with(toolFor(server, u"none"_s), u"subject"_s, subject));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QString read;
    for (const QByteArray& word : header(server.mails().first().content, "Subject").split(' ')) {
      QVERIFY(word.size() <= 75 && word.startsWith("=?UTF-8?B?") && word.endsWith("?="));
      read += QString::fromUtf8(QByteArray::fromBase64(word.sliced(10, word.size() - 12)));
    }
    QCOMPARE(read, subject);
  }

  void theSameCallIsTheSameMail() {
    SmtpTestServer server;
    const ToolDefinition tool = toolFor(server, u"none"_s);
    for (const char16_t* key : {u"key-1", u"key-1", u"key-2"}) {
      QVERIFY(send(tool, QString::fromUtf16(key)).succeeded);
    }
    const auto id = [&](int mail) { return header(server.mails().at(mail).content, "Message-ID"); };
    QVERIFY(id(0).endsWith("@example.org>"));
    QCOMPARE(id(0), id(1));
    QVERIFY(id(0) != id(2));
  }

  void privateAddressesNeedLeave() {
    SmtpTestServer server;
    for (const QString& host : {u"localhost"_s, u"127.0.0.1"_s, u"::1"_s, u"::ffff:127.0.0.1"_s, u"127.1"_s}) {
      const QJsonObject way{{u"host"_s, host}, {u"port"_s, server.serverPort()}, {u"security"_s, u"none"_s}};
      const ToolResult result =
          send(with(with(toolFor(server, u"none"_s), u"server"_s, way), u"allow_private_addresses"_s, false));
      QVERIFY(!result.succeeded && !result.outcomeUnknown);
      QVERIFY2(result.error.contains("private"_L1), qPrintable(host + u": "_s + result.error));
    }
    QCOMPARE(server.connections(), 0);
  }

  void publicAddressesNeedTls() {
    SmtpTestServer server;
    const QJsonObject way{{u"host"_s, u"192.0.2.1"_s}, {u"security"_s, u"none"_s}};
    const ToolResult result = send(with(toolFor(server, u"none"_s), u"server"_s, way));
    QVERIFY(!result.succeeded);
    QVERIFY2(result.error.contains("tls"_L1), qPrintable(result.error));
  }

  void startTlsIsDemanded() {
    SmtpTestServer server;
    const ToolResult result = send(toolFor(server, u"starttls"_s, true));
    QVERIFY(!result.succeeded && !result.outcomeUnknown);
    QCOMPARE(result.attempts, 1);
    for (const QByteArray& line : server.lines()) {
      QVERIFY2(line.startsWith("EHLO") || line == "QUIT", line.constData());
    }
  }

  void certificatesAreChecked_data() {
    QTest::addColumn<bool>("atOnce");
    QTest::newRow("starttls") << false;
    QTest::newRow("tls") << true;
  }

  void certificatesAreChecked() {
    QFETCH(const bool, atOnce);
    const TestCertificate certificate(u"localhost"_s);
    SmtpTestServer server({certificate.server(), atOnce});
    const ToolDefinition tool = toolFor(server, atOnce ? u"tls"_s : u"starttls"_s, true);
    const ToolResult unknown = send(tool);
    QVERIFY(!unknown.succeeded && !unknown.outcomeUnknown && !unknown.retryable);
    QCOMPARE(unknown.attempts, 1);
    QVERIFY(server.mails().isEmpty());

    const TrustedCertificate trusted(certificate.certificate());
    const ToolResult known = send(tool);
    QVERIFY2(known.succeeded, qPrintable(known.error));
    QCOMPARE(server.mails().size(), 1);
    const QByteArray proof = QByteArray("\0desk\0s3cr3t", 12).toBase64();
    QVERIFY(server.lines().contains("AUTH PLAIN " + proof) || server.lines().contains(proof));
    QJsonObject way = tool.config.value("server"_L1).toObject();
    way.insert(u"host"_s, u"127.0.0.1"_s); // Not the name in the certificate.
    QVERIFY(!send(with(tool, u"server"_s, way)).succeeded);
    QCOMPARE(server.mails().size(), 1);
  }

  void passingRefusalsAreRetried() {
    SmtpTestServer server({{}, false, false, false, {"451 later"}});
    const ToolResult result = send(toolFor(server, u"none"_s));
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QCOMPARE(result.attempts, 2);
    QCOMPARE(server.mails().size(), 1);
  }

  void finalRefusalsAreNot() {
    SmtpTestServer server({{}, false, false, false, {"550 nobody here"}});
    const ToolResult result = send(toolFor(server, u"none"_s));
    QVERIFY(!result.succeeded && !result.retryable && !result.outcomeUnknown);
    QCOMPARE(result.httpStatus, 550);
    QCOMPARE(result.attempts, 1);
    QVERIFY(server.mails().isEmpty());
  }

  void whatMayHaveBeenTakenIsNotSentAgain() {
    SmtpTestServer server({{}, false, false, true, {}});
    const ToolResult result = send(toolFor(server, u"none"_s));
    QVERIFY(!result.succeeded && result.outcomeUnknown && !result.retryable);
    QCOMPARE(result.attempts, 1);
    QCOMPARE(server.mails().size(), 1);
  }

  void silenceTimesOut() {
    SmtpTestServer server({{}, false, true, false, {}});
    const ToolResult result = send(with(toolFor(server, u"none"_s), u"timeout_ms"_s, 200));
    QVERIFY(!result.succeeded && result.timedOut && !result.outcomeUnknown);
  }

  void cancels() {
    SmtpTestServer server({{}, false, true, false, {}});
    CancelSource source;
    QTimer::singleShot(100, this, [&source] { source.cancel(); });
    const ToolDefinition tool = toolFor(server, u"none"_s);
    const QJsonObject data{{u"to"_s, u"a@b.org"_s}, {u"subject"_s, u"s"_s}, {u"text"_s, u"t"_s}};
    VERIFY_ERROR(await(ToolClient(testSecret).call(tool, data, u"key"_s, source.token())), Cancelled);
  }

  void nobodyListens() {
    SmtpTestServer server;
    const ToolDefinition tool = toolFor(server, u"none"_s);
    server.close();
    const ToolResult result = send(tool);
    QVERIFY(!result.succeeded && result.retryable && !result.outcomeUnknown);
    QCOMPARE(result.attempts, 3);
  }

  void knowsNoProxy() {
    QTcpServer proxy;
    proxy.listen(QHostAddress::LocalHost);
    qputenv("all_proxy", "socks5://127.0.0.1:" + QByteArray::number(proxy.serverPort()));
    SmtpTestServer server;
    const ToolResult result = send(toolFor(server, u"none"_s));
    qunsetenv("all_proxy");
    QVERIFY2(result.succeeded, qPrintable(result.error));
    QVERIFY(!proxy.hasPendingConnections());
  }
};

QTEST_GUILESS_MAIN(ToolMailTest)
#include "tool_mail_test.moc"
