// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/xes_reader.h"
#include "tests/exchange/log_samples.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace sentinai;

namespace {
QByteArray logOf(const QByteArray& traces) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">\n" + traces + "</log>\n";
}

const QByteArray kOneTrace = "<trace>\n<string key=\"concept:name\" value=\"c1\"/>\n"
                             "<event>\n<string key=\"concept:name\" value=\"A\"/>\n</event>\n"
                             "<event>\n<string key=\"concept:name\" value=\"B\"/>\n</event>\n</trace>\n";

QJsonValue jsonOf(const ReadLog& log, std::size_t row, const QString& column) {
  return toJson(log.rows.at(row).values.at(static_cast<std::size_t>(log.columns.indexOf(column))));
}
} // namespace

/// What XES may look like, and what is refused.
class XesReaderTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void eachEventIsARowWithItsTracesAttributes() {
    const ReadLog log = readXes(logOf("<string key=\"creator\" value=\"me\"/>\n" + kOneTrace));
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 2U);
    QCOMPARE(log.value(1, QStringLiteral("case:concept:name")), QStringLiteral("c1"));
    QCOMPARE(log.value(1, QStringLiteral("concept:name")), QStringLiteral("B"));
    QCOMPARE(log.value(1, QStringLiteral("log:creator")), QStringLiteral("me"));
    QCOMPARE(log.rows[0].line, 6);
    QCOMPARE(log.rows[1].line, 9);
  }

  void attributesOfOneTraceDoNotReachTheNext() {
    const ReadLog log =
        readXes(logOf("<trace><string key=\"x\" value=\"1\"/><event><string key=\"y\" value=\"2\"/></event></trace>"
                      "<trace><event/></trace>"));
    QCOMPARE(log.rows.size(), 2U);
    QVERIFY(log.value(1, QStringLiteral("case:x")).isNull());
    QVERIFY(log.value(1, QStringLiteral("y")).isNull());
  }

  void valuesKeepTheirTypes() {
    const ReadLog log =
        readXes(logOf("<trace><event><int key=\"i\" value=\"42\"/><float key=\"f\" value=\"0.5\"/>"
                      "<boolean key=\"b\" value=\"true\"/><date key=\"d\" value=\"2017-01-09T09:49:50+01:00\"/>"
                      "<id key=\"u\" value=\"x\"/><int key=\"big\" value=\"9007199254740993\"/>"
                      "<float key=\"nan\" value=\"NaN\"/></event></trace>"));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("i")), QJsonValue(42));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("f")), QJsonValue(0.5));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("b")), QJsonValue(true));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("d")), QJsonValue(QStringLiteral("2017-01-09T09:49:50+01:00")));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("u")), QJsonValue(QStringLiteral("x")));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("big")), QJsonValue(QStringLiteral("9007199254740993")));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("nan")), QJsonValue(QStringLiteral("NaN")));
  }

  void nestedAttributesAndListsAreKept() {
    const ReadLog log =
        readXes(logOf("<trace><event><float key=\"cost\" value=\"9.5\"><string key=\"unit\" value=\"EUR\"/></float>"
                      "<list key=\"parts\"><values><string key=\"p\" value=\"1\"/><string key=\"p\" value=\"2\"/>"
                      "</values></list></event></trace>"));
    QVERIFY(!log.error);
    QCOMPARE(
        jsonOf(log, 0, QStringLiteral("cost")).toObject(),
        QJsonObject({{QStringLiteral("value"), 9.5},
                     {QStringLiteral("attributes"), QJsonObject{{QStringLiteral("unit"), QStringLiteral("EUR")}}}}));
    QCOMPARE(jsonOf(log, 0, QStringLiteral("parts")).toObject().value(QStringLiteral("values")).toArray().size(), 2);
  }

  void unusableRowsAreRejectedAndTheOthersRead() {
    const ReadLog log =
        readXes(logOf("<trace>\n<string key=\"concept:name\" value=\"c0\"/>\n</trace>\n"
                      "<trace>\n<event>\n<string key=\"a\" value=\"1\"/><string key=\"a\" value=\"2\"/>\n</event>\n"
                      "<event><string key=\"a\" value=\"3\"/></event></trace>\n"));
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 1U);
    QCOMPARE(log.rejects.size(), 2U);
    QCOMPARE(log.rejects[0].line, 3);
    QCOMPARE(log.rejects[0].reason, QStringLiteral("The trace has no events."));
    QCOMPARE(log.rejects[1].line, 7);
    QCOMPARE(log.rejects[1].reason, QStringLiteral("The attribute \"a\" occurs twice."));
  }

  void unusableFilesAreClearErrors_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message");
    const QByteArray whole = logOf(kOneTrace);
    QTest::newRow("cut in an event") << whole.first(whole.indexOf("value=\"B\"")) << QStringLiteral("truncated");
    QTest::newRow("cut between traces") << whole.first(whole.indexOf("</log>")) << QStringLiteral("truncated");
    QTest::newRow("cut in the first line") << QByteArray("<?xml vers") << QStringLiteral("truncated");
    QTest::newRow("mismatched tags") << logOf("<trace>\n<event>\n</trace>\n")
                                     << QStringLiteral("Line 5: The XML is malformed");
    QTest::newRow("text after the end") << whole + "<more/>" << QStringLiteral("malformed");
    QTest::newRow("not UTF-8") << logOf("<trace><event><string key=\"a\" value=\"caf\xe9\"/></event></trace>")
                               << QStringLiteral("malformed");
    QTest::newRow("another document") << QByteArray("<html><body/></html>") << QStringLiteral("no XES log");
    QTest::newRow("entity bomb")
        << QByteArray(
               "<?xml version=\"1.0\"?><!DOCTYPE log [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
               "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><log><string key=\"x\" value=\"&c;\"/></log>")
        << QStringLiteral("document type declaration");
    QTest::newRow("external entity")
        << QByteArray("<?xml version=\"1.0\"?><!DOCTYPE log [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                      "<log><trace><event><string key=\"x\" value=\"&x;\"/></event></trace></log>")
        << QStringLiteral("document type declaration");
    QTest::newRow("harmless document type")
        << QByteArray("<!DOCTYPE log><log/>") << QStringLiteral("document type declaration");
    QTest::newRow("undeclared entity") << logOf("<trace><event><string key=\"x\" value=\"&x;\"/></event></trace>")
                                       << QStringLiteral("malformed");
    QByteArray deep;
    for (int i = 0; i < 100'000; ++i) {
      deep += "<string key=\"k\" value=\"v\">";
    }
    QTest::newRow("nested without end") << logOf("<trace><event>" + deep) << QStringLiteral("nested deeper than 32");
    QTest::newRow("lists without end") << logOf("<trace><event><list key=\"k\">" +
                                                QByteArray("<values>").repeated(1'000'000))
                                       << QStringLiteral("nested deeper than 32");
    QTest::newRow("attribute without a key")
        << logOf("<trace><event><string value=\"v\"/></event></trace>") << QStringLiteral("An attribute has no key.");
    QTest::newRow("element of another kind")
        << logOf("<trace><event><blob key=\"k\"/></event></trace>") << QStringLiteral("\"blob\" is no XES attribute.");
    QTest::newRow("trace's attribute after its events")
        << logOf("<trace><event/><string key=\"k\" value=\"v\"/></trace>") << QStringLiteral("after its first event");
    QTest::newRow("endless attribute") << logOf("<trace><event><string key=\"k\" value=\"" +
                                                QByteArray(20 * 1024 * 1024, 'x'))
                                       << QStringLiteral("longer than 16 MiB");
  }
  void unusableFilesAreClearErrors() {
    QFETCH(QByteArray, content);
    QFETCH(QString, message);
    const ReadLog log = readXes(content);
    QVERIFY(log.error);
    QCOMPARE(log.error->kind, DbError::Kind::InvalidInput);
    QVERIFY2(log.error->message.contains(message), qPrintable(log.error->message));
  }

  void anotherDeclaredEncodingIsRead() {
    const ReadLog log = readXes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><log><trace><event>"
                                "<string key=\"a\" value=\"caf\xe9\"/></event></trace></log>");
    QVERIFY(!log.error);
    QCOMPARE(log.value(0, QStringLiteral("a")), QStringLiteral("café"));
  }
};

QTEST_GUILESS_MAIN(XesReaderTest)
#include "xes_reader_test.moc"
