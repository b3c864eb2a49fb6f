// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

#include <QFile>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(sentinai::DatabaseUrl::Engine)

namespace {

constexpr char kMapping[] = R"json({
  "name": "test", "missing": [""], "time": {"formats": ["iso"]},
  "case": {"id": "case:concept:name"},
  "fields": {"domain": {"constant": "IT"}, "type": {"constant": "Ticket"}, "source_system": {"constant": "desk"},
             "entity": "case:entity"},
  "event": {"prefix": "desk", "type": "concept:name", "time": "time:timestamp"}
})json";

QByteArray trace(const QByteArray& id, const QByteArray& entity, const QByteArray& more = {}) {
  return "<trace><string key=\"concept:name\" value=\"" + id + "\"/><string key=\"entity\" value=\"" + entity +
         "\"/><event><string key=\"concept:name\" value=\"new\"/><date key=\"time:timestamp\" "
         "value=\"2026-03-01T08:00:00Z\"/>" +
         more + "</event></trace>\n";
}

QByteArray logOf(const QByteArray& traces, const QByteArray& documentType = {}) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + documentType + "<log>" + traces + "</log>";
}

} // namespace

/// XES logs that somebody made in order to do harm, on both engines.
class HostileXesTest : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;
  std::unique_ptr<TestDatabase> m_test;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;

  Result<ImportReport> import(const QByteArray& content) {
    QFile file(m_directory.filePath(u"log.xes"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
      qFatal("cannot write a test file");
    }
    file.close();
    return await(
        importLog(m_database.get(), u"bank"_s, file.fileName(), parseMapping(kMapping).value(), ImportOptions(), {}));
  }

  /// Absent: there is no such exception.
  std::optional<QString> entityOf(const QString& id) {
    const Result<Exception> row = await(m_session->exceptions().get(id, {}));
    return row ? std::optional(row->entity) : std::nullopt;
  }

private Q_SLOTS:
  void initTestCase_data() {
    QTest::addColumn<DatabaseUrl::Engine>("engine");
    QTest::newRow("sqlite") << DatabaseUrl::Engine::Sqlite;
    QTest::newRow("postgresql") << DatabaseUrl::Engine::PostgreSql;
  }
  void init() {
    QFETCH_GLOBAL(DatabaseUrl::Engine, engine);
    m_test = std::make_unique<TestDatabase>(engine);
    m_test->addTenant(u"bank"_s);
    m_database = openDatabase(m_test->addLogin(u"sue"_s, {{u"bank"_s, Access::Supervisor}}), {});
    m_session = m_database->openSession(u"bank"_s);
  }
  void cleanup() {
    m_session.reset();
    m_database.reset();
    m_test.reset();
  }

  void textsAreTextsAndWhatIsUnfitIsRejected() {
    const QByteArray payload = "<string key=\"&lt;b&gt;\" value=\"&#10;&#9;&#x85;&amp;lol;\"/>";
    const Result<ImportReport> report =
        import(logOf(trace("EX-html", "&lt;img src=x&gt;&#x202e;", payload) + trace("EX-formula", "=cmd|x") +
                     trace("EX-line", "a&#10;b") + trace("EX-tab", "a&#9;b") + trace("EX-nel", "a&#x85;b") +
                     trace("EX-long", QByteArray(10'000'000, 'x')) + trace("EX&#10;1", "id") +
                     trace("EX-cdata", "]]&gt;&lt;![CDATA[x]]&gt;") + trace("EX-last", "fine")));
    VERIFY_OK(report);
    QCOMPARE(entityOf(u"EX-html"_s), u"<img src=x>\u202e"_s);
    QCOMPARE(entityOf(u"EX-formula"_s), u"=cmd|x"_s);
    QCOMPARE(entityOf(u"EX-cdata"_s), u"]]><![CDATA[x]]>"_s);
    QCOMPARE(entityOf(u"EX-last"_s), u"fine"_s);
    for (const QString& id : {u"EX-line"_s, u"EX-tab"_s, u"EX-nel"_s, u"EX-long"_s, u"EX\n1"_s}) {
      QVERIFY2(!entityOf(id), qPrintable(id));
    }
    QCOMPARE(report->rejected, 5);
    const auto events = await(m_session->events().timeline(u"EX-html"_s, {}, {}));
    VERIFY_OK(events);
    const QByteArray kept = events->rows.back().payload;
    QVERIFY2(kept.contains("&lol;"), kept.constData()); // As it stood there; nothing was expanded.
  }

  void whatIsNoLogWritesNothing_data() {
    QTest::addColumn<QByteArray>("content");
    const auto inEntity = [](const QByteArray& text, const QByteArray& type = {}) {
      return logOf(trace("EX-1", text), type);
    };
    QByteArray bomb = "<!DOCTYPE log [<!ENTITY l0 \"lol\">";
    for (int i = 1; i < 10; ++i) {
      const QByteArray before = "&l" + QByteArray::number(i - 1) + ';';
      bomb += "<!ENTITY l" + QByteArray::number(i) + " \"" + before.repeated(10) + "\">";
    }
    bomb += "]>";
    QTest::newRow("entity bomb") << inEntity("&l9;", bomb);
    QTest::newRow("entity bomb that nobody sets off") << inEntity("fine", bomb);
    QTest::newRow("one large entity, often") << inEntity(
        QByteArray("&a;").repeated(100'000), "<!DOCTYPE log [<!ENTITY a \"" + QByteArray(100'000, 'x') + "\">]>");
    QTest::newRow("recursive entities") << inEntity("&a;", "<!DOCTYPE log [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>");
    QTest::newRow("external entity") << inEntity("fine", "<!DOCTYPE log [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>");
    QTest::newRow("external entity in a text")
        << logOf(trace("EX-1", "fine", "<string key=\"k\" value=\"v\">&x;</string>"),
                 "<!DOCTYPE log [<!ENTITY x SYSTEM \"http://127.0.0.1:1/\">]>");
    QTest::newRow("parameter entity") << inEntity("fine",
                                                  "<!DOCTYPE log [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/\"> %x;]>");
    QTest::newRow("external document type") << inEntity("fine", "<!DOCTYPE log SYSTEM \"http://127.0.0.1:1/x.dtd\">");
    QTest::newRow("default attributes") << inEntity("fine", "<!DOCTYPE log [<!ATTLIST string value CDATA \"boo\">]>");
    QTest::newRow("a control character") << inEntity("a\x01");
    QTest::newRow("a control character's number") << inEntity("a&#7;");
    QTest::newRow("NUL") << inEntity(QByteArray("a\0b", 3));
    QTest::newRow("NUL's number") << inEntity("a&#0;");
    QTest::newRow("half a surrogate pair") << inEntity("a&#xd800;");
    QTest::newRow("no UTF-8") << inEntity("caf\xe9");
    QTest::newRow("overlong UTF-8") << inEntity("a\xc0\xafz");
    QTest::newRow("nested without end") << logOf(
        trace("EX-1", "fine", QByteArray("<container key=\"k\">").repeated(200'000)));
    QTest::newRow("an attribute without end") << inEntity(QByteArray(40 * 1024 * 1024, 'x'));
    QTest::newRow("a name without end") << logOf(trace("EX-1", "fine", "<" + QByteArray(40 * 1024 * 1024, 'x')));
  }
  void whatIsNoLogWritesNothing() {
    QFETCH(QByteArray, content);
    VERIFY_ERROR(import(content), InvalidInput);
    QVERIFY(!entityOf(u"EX-1"_s));
    QCOMPARE(await(m_session->events().count(std::nullopt, {}, 10, {})).value().value, 0);
  }
};

QTEST_GUILESS_MAIN(HostileXesTest)
#include "hostile_xes_test.moc"
