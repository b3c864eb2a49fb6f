// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_hash.h"
#include "repositories/database/event_id.h"
#include "tests/support/check.h"

#include <QCryptographicHash>
#include <QSet>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Ids and hashes of events: other programs compute the same.
class EventIdentityTest : public QObject {
  Q_OBJECT

  static ExceptionEvent event() {
    ExceptionEvent event;
    event.eventId = QUuid(u"018e07d2-5c00-7000-8000-0123456789ab"_s);
    event.exceptionId = u"EX-1"_s;
    event.tenantId = u"bank"_s;
    event.seq = 1;
    event.eventType = u"CommentAdded"_s;
    event.actor = {ActorType::User, u"jörg"_s};
    event.payload = R"({"text":"Zürich"})";
    event.createdAt = *parseIsoText(u"2024-03-04T08:00:00Z");
    event.recordedAt = *parseIsoText(u"2024-03-04T08:00:00.000001Z");
    event.prevHash = genesisHash();
    return event;
  }

private Q_SLOTS:
  void hashIsThatOfTheDocumentedForm() {
    // docs/events.md, written out by hand.
    const QByteArray form = "32:" + QByteArray(32, '\0') +
                            "4:bank4:EX-11:136:018e07d2-5c00-7000-8000-0123456789ab12:CommentAdded4:user5:j\xc3\xb6rg"
                            "16:170953920000000016:170953920000000118:{\"text\":\"Z\xc3\xbcrich\"}";
    QCOMPARE(eventHash(event()), QCryptographicHash::hash(form, QCryptographicHash::Sha256));

    ExceptionEvent anonymous = event();
    anonymous.actor.id.reset();
    QByteArray without = form;
    without.replace("5:j\xc3\xb6rg", "-");
    QCOMPARE(eventHash(anonymous), QCryptographicHash::hash(without, QCryptographicHash::Sha256));
  }

  void everyFieldCounts() {
    QSet<QByteArray> hashes{eventHash(event())};
    const std::vector<std::function<void(ExceptionEvent&)>> edits{
        [](auto& e) { e.eventId = QUuid::createUuid(); },
        [](auto& e) { e.exceptionId = u"EX-2"_s; },
        [](auto& e) { e.tenantId = u"clinic"_s; },
        [](auto& e) { e.seq = 2; },
        [](auto& e) { e.eventType = u"a.b"_s; },
        [](auto& e) { e.actor.type = ActorType::Agent; },
        [](auto& e) { e.actor.id = u""_s; },
        [](auto& e) { e.actor.id.reset(); },
        [](auto& e) { e.payload = "{}"; },
        [](auto& e) { e.createdAt += std::chrono::microseconds{1}; },
        [](auto& e) { e.recordedAt += std::chrono::microseconds{1}; },
        [](auto& e) { e.prevHash[0] = '\1'; }};
    for (const auto& edit : edits) {
      ExceptionEvent changed = event();
      edit(changed);
      hashes.insert(eventHash(changed));
    }
    QCOMPARE(hashes.size(), static_cast<qsizetype>(edits.size()) + 1);
  }

  void newIdsSortByTime() {
    QUuid last;
    for (int i = 0; i < 10'000; ++i) {
      const QUuid id = newEventId();
      QCOMPARE(id.toRfc4122().at(6) & 0xf0, 0x70);
      QCOMPARE(id.variant(), QUuid::DCE);
      QVERIFY(last.toRfc4122() < id.toRfc4122());
      last = id;
    }
  }

  void deterministicIdsAreTheSameEverywhere() {
    // Frozen: another value here would make every import write its events anew.
    QCOMPARE(deterministicEventId({u"bank", u"servicenow", u"INC0000045", u"3"}),
             QUuid::createUuidV5(QUuid(u"6f1d9a52-3c0e-5b7a-9e44-5e171a1a0c01"_s),
                                 QByteArray("4:bank10:servicenow10:INC00000451:3")));
    QCOMPARE(deterministicEventId({u"a"}).version(), QUuid::Sha1);
    QVERIFY(deterministicEventId({u"ab", u"c"}) != deterministicEventId({u"a", u"bc"}));
    QVERIFY(deterministicEventId({u"a"}) != deterministicEventId({u"a", u""}));
  }
};

QTEST_GUILESS_MAIN(EventIdentityTest)
#include "event_identity_test.moc"
