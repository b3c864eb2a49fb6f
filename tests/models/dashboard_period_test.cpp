// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_period.h"
#include "tests/support/check.h"

#include <QTest>

namespace sentinai {

using Preset = DashboardPeriod::Preset;
using Step = DashboardPeriod::Step;

namespace {

const QDate kToday(2026, 11, 20);

QTimeZone berlin() {
  return QTimeZone(QByteArrayLiteral("Europe/Berlin"));
}

DashboardPeriod custom(QDate from, QDate to) {
  DashboardPeriod period;
  period.preset = Preset::Custom;
  period.from = from;
  period.to = to;
  return period;
}

DashboardPeriod preset(Preset chosen) {
  DashboardPeriod period;
  period.preset = chosen;
  return period;
}

std::vector<QString> isoTexts(const std::vector<Instant>& instants) {
  std::vector<QString> texts;
  for (const Instant instant : instants) {
    texts.push_back(toIsoText(instant));
  }
  return texts;
}

} // namespace

class DashboardPeriodTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void presetsEndWithToday();
  void allIsUnboundedButShowsTheLastYear();
  void aDayHasTwentyThreeHoursInSpringAndTwentyFiveInAutumn();
  void aDayBeginsLaterWhereMidnightIsSkipped();
  void longPeriodsAreDrawnByWeekAndMonth();
  void customDaysCountInEitherOrder();
};

void DashboardPeriodTest::presetsEndWithToday() {
  const QTimeZone utc = QTimeZone::utc();
  QCOMPARE(toIsoText(*preset(Preset::Today).range(kToday, utc).from), QStringLiteral("2026-11-20T00:00:00Z"));
  QCOMPARE(toIsoText(*preset(Preset::Week).range(kToday, utc).from), QStringLiteral("2026-11-14T00:00:00Z"));
  QCOMPARE(toIsoText(*preset(Preset::Month).range(kToday, utc).from), QStringLiteral("2026-10-22T00:00:00Z"));
  QCOMPARE(toIsoText(*preset(Preset::Quarter).range(kToday, utc).from), QStringLiteral("2026-08-23T00:00:00Z"));
  for (const Preset each : {Preset::Today, Preset::Week, Preset::Month, Preset::Quarter}) {
    QCOMPARE(toIsoText(*preset(each).range(kToday, utc).to), QStringLiteral("2026-11-21T00:00:00Z"));
  }
  QCOMPARE(preset(Preset::Week).trendBounds(kToday, utc).size(), std::size_t(8));
}

void DashboardPeriodTest::allIsUnboundedButShowsTheLastYear() {
  QCOMPARE(preset(Preset::All).range(kToday, berlin()), TimeRange());
  const std::vector<Instant> bounds = preset(Preset::All).trendBounds(kToday, berlin());
  QCOMPARE(toIsoText(bounds.front()), QStringLiteral("2025-11-20T23:00:00Z"));
  QCOMPARE(toIsoText(bounds.back()), QStringLiteral("2026-11-20T23:00:00Z"));
}

void DashboardPeriodTest::aDayHasTwentyThreeHoursInSpringAndTwentyFiveInAutumn() {
  const std::vector<QString> spring{QStringLiteral("2026-03-27T23:00:00Z"), QStringLiteral("2026-03-28T23:00:00Z"),
                                    QStringLiteral("2026-03-29T22:00:00Z"), QStringLiteral("2026-03-30T22:00:00Z")};
  QCOMPARE(isoTexts(custom({2026, 3, 28}, {2026, 3, 30}).trendBounds(kToday, berlin())), spring);

  const std::vector<QString> autumn{QStringLiteral("2026-10-23T22:00:00Z"), QStringLiteral("2026-10-24T22:00:00Z"),
                                    QStringLiteral("2026-10-25T23:00:00Z"), QStringLiteral("2026-10-26T23:00:00Z")};
  QCOMPARE(isoTexts(custom({2026, 10, 24}, {2026, 10, 26}).trendBounds(kToday, berlin())), autumn);
}

void DashboardPeriodTest::aDayBeginsLaterWhereMidnightIsSkipped() {
  // In Beirut the clocks went from 0:00 to 1:00 on 28 March 2021.
  const std::vector<Instant> bounds =
      custom({2021, 3, 28}, {2021, 3, 28}).trendBounds(kToday, QTimeZone(QByteArrayLiteral("Asia/Beirut")));
  QCOMPARE(toIsoText(bounds.front()), QStringLiteral("2021-03-27T22:00:00Z"));
  QCOMPARE(toIsoText(bounds.back()), QStringLiteral("2021-03-28T21:00:00Z"));
}

void DashboardPeriodTest::longPeriodsAreDrawnByWeekAndMonth() {
  QCOMPARE(preset(Preset::Quarter).step(kToday), Step::Day);
  QCOMPARE(preset(Preset::All).step(kToday), Step::Week);
  QCOMPARE(custom({2016, 1, 1}, {2026, 1, 1}).step(kToday), Step::Month);

  // From a Thursday: the rest of its week, then from Mondays on.
  const std::vector<Instant> weeks = custom({2026, 1, 1}, {2026, 6, 1}).trendBounds(kToday, QTimeZone::utc());
  QCOMPARE(toIsoText(weeks[0]), QStringLiteral("2026-01-01T00:00:00Z"));
  QCOMPARE(toIsoText(weeks[1]), QStringLiteral("2026-01-05T00:00:00Z"));
  QCOMPARE(toIsoText(weeks[2]), QStringLiteral("2026-01-12T00:00:00Z"));
  QCOMPARE(toIsoText(weeks.back()), QStringLiteral("2026-06-02T00:00:00Z"));

  const std::vector<Instant> months = custom({1970, 1, 15}, {2026, 6, 1}).trendBounds(kToday, QTimeZone::utc());
  QCOMPARE(toIsoText(months[1]), QStringLiteral("1970-02-01T00:00:00Z"));
  QVERIFY(months.size() < 1101);
}

void DashboardPeriodTest::customDaysCountInEitherOrder() {
  const QTimeZone utc = QTimeZone::utc();
  QCOMPARE(custom({2026, 3, 9}, {2026, 3, 2}).range(kToday, utc),
           custom({2026, 3, 2}, {2026, 3, 9}).range(kToday, utc));
}

} // namespace sentinai

QTEST_GUILESS_MAIN(sentinai::DashboardPeriodTest)
#include "dashboard_period_test.moc"
