// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_json.h"
#include "models/event_summary.h"

#include <QJsonDocument>
#include <QTest>

using namespace sentinai;

namespace {

// Outside of Qt Test's macros: moc does not read raw strings there.
constexpr char kUnusualJson[] = "{\"b\":1.50, \"a\":[{ },[],12345678901234567890],\"t\":\"{\\\"x:[,\\\\\"}";
constexpr char kThreeChanges[] = R"({"changes":{"entity":{"from":"a","to":"b"},"severity":{"from":"low","to":"high"},
                                   "status":{"from":"open","to":"analyzing"}}})";
constexpr char kState[] = R"({"state":{"severity":"high","type":"Outage","source_system":"Epic","owner":"ann",
                            "status":"open"}})";

ExceptionEvent eventOf(const char* type, const QByteArray& payload) {
  ExceptionEvent event;
  event.eventType = QString::fromLatin1(type);
  event.payload = payload;
  return event;
}

} // namespace

class EventSummaryTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void tellsWhatHappened_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("sentence");

    QTest::newRow("status") << QByteArray("StatusChanged")
                            << QByteArray(R"({"changes":{"status":{"from":"open","to":"analyzing"}}})")
                            << QStringLiteral("Status open → analyzing");
    QTest::newRow("first owner") << QByteArray("OwnerAssigned")
                                 << QByteArray(R"({"changes":{"owner":{"from":null,"to":"ann"}}})")
                                 << QStringLiteral("Assigned to ann");
    QTest::newRow("no owner any more") << QByteArray("OwnerAssigned")
                                       << QByteArray(R"({"changes":{"owner":{"from":"ann","to":null}}})")
                                       << QStringLiteral("Owner ann → none");
    QTest::newRow("what matters most comes first")
        << QByteArray("servicenow.Active") << QByteArray(kThreeChanges)
        << QStringLiteral("Status open → analyzing · Severity low → high · Entity a → b");
    QTest::newRow("comment") << QByteArray("CommentAdded") << QByteArray(R"({"text":"call\nthem"})")
                             << QStringLiteral("“call␊them”");
    QTest::newRow("creation") << QByteArray("ExceptionCreated") << QByteArray(kState)
                              << QStringLiteral("Created with severity high: Outage, from Epic, assigned to ann");
    QTest::newRow("foreign facts") << QByteArray("vinst.Accepted/In Progress")
                                   << QByteArray(R"({"attributes":{"impact":"Low","count":3},"open":true})")
                                   << QStringLiteral("count: 3 · impact: Low · open: yes");
    QTest::newRow("not JSON") << QByteArray("a.b") << QByteArray("{") << QString();
  }

  void tellsWhatHappened() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, payload);
    QFETCH(QString, sentence);
    QCOMPARE(EventSummary::text(eventOf(type.constData(), payload)), sentence);
  }

  void findsTheNewStatus() {
    QCOMPARE(
        EventSummary::newStatus(eventOf("StatusChanged", R"({"changes":{"status":{"from":"open","to":"resolved"}}})")),
        std::optional(Status::Resolved));
    QCOMPARE(EventSummary::newStatus(eventOf("ExceptionCreated", R"({"state":{"status":"open"}})")),
             std::optional(Status::Open));
    QVERIFY(!EventSummary::newStatus(eventOf("CommentAdded", R"({"text":"x"})")));
  }

  void namesActors() {
    QCOMPARE(EventSummary::actorText({ActorType::User, QStringLiteral("ann")}), QStringLiteral("ann"));
    QCOMPARE(EventSummary::actorText({ActorType::Agent, QStringLiteral("triage")}), QStringLiteral("agent triage"));
    QCOMPARE(EventSummary::actorText({ActorType::System, std::nullopt}), QStringLiteral("system"));
  }

  void laysOutJsonWithoutChangingIt() {
    const QByteArray stored = kUnusualJson;
    const QString shown =
        QStringLiteral("{\n  \"b\": 1.50,\n  \"a\": [\n    {},\n    [],\n    12345678901234567890\n  ],\n"
                       "  \"t\": \"{\\\"x:[,\\\\\"\n}");
    QCOMPARE(indentedJson(stored, 1000).text, shown);
  }

  void laysOutNoMoreThanIsShown() {
    const QByteArray deep = QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']');
    const IndentedJson cut = indentedJson(deep, 10'000);
    QVERIFY(cut.text.size() < 11'000);
    QCOMPARE(cut.left, deep.size() - cut.text.count(u'['));
    QCOMPARE(indentedJson("\"caf\xc3\xa9\"", 5).text, QStringLiteral("\"café"));
  }

  void handsOnDeepJsonWithoutItsIndentation() {
    QByteArray zeros("0");
    for (int i = 0; i < 100'000; ++i) {
      zeros += ",0";
    }
    constexpr int levels = 1000;
    const QByteArray json = QByteArray(levels, '[') + zeros + QByteArray(levels, ']');
    QCOMPARE(handedOn(QJsonDocument::fromJson(json)).toUtf8(), json);
    QCOMPARE(handedOn(QJsonDocument::fromJson("[1]")), QStringLiteral("[\n    1\n]"));
  }

  void copiesAnEventAsCloudEvent() {
    ExceptionEvent copied = eventOf("CommentAdded", R"({"text":"hello"})");
    copied.exceptionId = QStringLiteral("EX-1");
    copied.seq = 7;
    const QJsonObject json = QJsonDocument::fromJson(eventAsJson(copied).toUtf8()).object();
    QCOMPARE(json.value(QLatin1String("type")).toString(), QStringLiteral("CommentAdded"));
    QCOMPARE(json.value(QLatin1String("subject")).toString(), QStringLiteral("EX-1"));
    QCOMPARE(json.value(QLatin1String("seq")).toVariant().toString(), QStringLiteral("7"));
    QCOMPARE(json.value(QLatin1String("data")).toObject().value(QLatin1String("text")).toString(),
             QStringLiteral("hello"));
  }
};

QTEST_APPLESS_MAIN(EventSummaryTest)
#include "event_summary_test.moc"
