// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/synthetic_calendar.h"
#include "app/exchange/synthetic_cases.h"
#include "repositories/database/event_hash.h"
#include "repositories/database/event_validator.h"
#include "repositories/database/exception_state.h"
#include "tests/support/check.h"

#include <QTest>

using namespace sentinai;
using namespace std::chrono;

namespace {

const Instant kUntil{sys_days{year{2026} / March / 1} + hours{14} + minutes{20}};
constexpr int kDays = 730;

SyntheticCases::Place place(qint64 number) {
  SyntheticCases::Place where;
  where.tenantId = QStringLiteral("demo-1");
  where.number = number;
  where.createdAt = kUntil - days{kDays} + minutes{number * 525};
  return where;
}

} // namespace

/// Generated exceptions: what is made by which seed, and that it is what the database would have recorded.
class SyntheticCasesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void followFromTheirEvents_data() {
    QTest::addColumn<double>("events");
    QTest::newRow("one event each") << 1.0;
    QTest::newRow("some with more") << 1.4;
    QTest::newRow("two each") << 2.0;
    QTest::newRow("long histories") << 6.5;
  }

  void followFromTheirEvents() {
    QFETCH(double, events);
    const SyntheticCases cases(7, events, kUntil, kDays);
    constexpr qint64 count = 2'000;
    qint64 total = 0;
    for (qint64 number = 1; number <= count; ++number) {
      Exception state;
      QByteArray hash = genesisHash();
      Instant recorded{};
      for (const ExceptionEvent& event : cases.events(place(number))) {
        ++total;
        QCOMPARE(event.prevHash, hash);
        QCOMPARE(event.hash, eventHash(event));
        hash = event.hash;
        QVERIFY(event.recordedAt >= recorded && event.recordedAt > event.createdAt);
        recorded = event.recordedAt;
        VERIFY_OK(validateEvent({event.eventId, event.exceptionId, event.eventType, event.actor, event.payloadObject(),
                                 event.createdAt, std::nullopt}));
        VERIFY_OK(applyEvent(state, event));
      }
      QCOMPARE(state, cases.exception(place(number)));
      QVERIFY(state.updatedAt <= kUntil);
    }
    const double average = static_cast<double>(total) / count;
    QVERIFY2(std::abs(average - events) <= 0.05 * events, qPrintable(QString::number(average)));
  }

  void followFromTheSeed() {
    const SyntheticCases cases(7, 4, kUntil, kDays);
    const SyntheticCases same(7, 4, kUntil, kDays);
    const SyntheticCases other(8, 4, kUntil, kDays);
    QCOMPARE(cases.events(place(12)), same.events(place(12)));
    QVERIFY(cases.events(place(12)) != other.events(place(12)));
    QVERIFY(cases.events(place(12)).front().eventId != cases.events(place(13)).front().eventId);
  }

  void areMostlyResolvedAndOpenOnesRecent() {
    const SyntheticCases cases(1, 3, kUntil, kDays);
    constexpr qint64 count = 2'000;
    qint64 resolved = 0;
    qint64 openLately = 0;
    for (qint64 number = 1; number <= count; ++number) {
      const Exception made = cases.exception(place(number));
      if (made.status == Status::Resolved) {
        ++resolved;
      } else if (made.createdAt > kUntil - days{kDays / 8}) {
        ++openLately;
      }
      QCOMPARE(made.amount.has_value(), made.domain != QStringLiteral("IT"));
      QCOMPARE(made.currency.has_value(), made.amount.has_value());
    }
    QVERIFY(resolved > count * 95 / 100 && resolved < count * 98 / 100);
    QVERIFY(openLately > (count - resolved) * 6 / 10);
  }

  void comeInDailyAndWeeklyRhythmWithIncidents() {
    const SyntheticCalendar calendar(5, kUntil, kDays);
    QCOMPARE(calendar.slots().front().from, kUntil - days{kDays});
    QCOMPARE(calendar.slots().back().to, kUntil);
    constexpr qint64 total = 1'000'000;
    QCOMPARE(calendar.countBefore(0, total), 0);
    QCOMPARE(calendar.countBefore(calendar.slots().size(), total), total);
    QMap<sys_days, double> byDay;
    double night = 0;
    double noon = 0;
    for (const SyntheticCalendar::Slot& slot : calendar.slots()) {
      const auto day = floor<days>(slot.from);
      byDay[day] += slot.share;
      night += slot.from - day < hours{5} ? slot.share : 0;
      noon += slot.from - day >= hours{8} && slot.from - day < hours{13} ? slot.share : 0;
    }
    QVERIFY(noon > 5 * night);
    double weekend = 0;
    QList<double> shares;
    for (auto it = byDay.begin(); it != byDay.end(); ++it) {
      const weekday day(it.key());
      weekend += day == Saturday || day == Sunday ? it.value() : 0;
      shares << it.value();
    }
    QVERIFY(weekend > 0.05 && weekend < 0.2);
    std::ranges::sort(shares);
    const double usual = shares[shares.size() / 2];
    const auto incidents = std::ranges::count_if(shares, [usual](double share) { return share > 5 * usual; });
    QVERIFY(incidents >= 3 && incidents <= 6);
    QVERIFY(shares.back() < 20 * usual);
  }

  void fillACalendarOfOneDay() {
    const SyntheticCalendar calendar(5, kUntil, 1);
    QCOMPARE(calendar.slots().size(), std::size_t{25});
    QCOMPARE(calendar.countBefore(25, 10), 10);
  }
};

QTEST_GUILESS_MAIN(SyntheticCasesTest)
#include "synthetic_cases_test.moc"
