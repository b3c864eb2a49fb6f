// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/display_text.h"
#include "models/sla_state.h"
#include "models/time_format.h"

#include <QSignalSpy>
#include <QTest>

using namespace sentinai;
using namespace std::chrono_literals;

class TimeFormatTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void followsTheMode() {
    const Instant noon = *parseIsoText(u"2026-07-01T12:00:07Z");
    TimeFormat format;
    QSignalSpy changed(&format, &TimeFormat::changed);
    QCOMPARE(format.text(noon), QStringLiteral("2026-07-01 14:00"));
    QCOMPARE(format.absoluteText(noon), QStringLiteral("2026-07-01 14:00:07 CEST"));
    format.setMode(TimeMode::Utc);
    QCOMPARE(format.text(noon), QStringLiteral("2026-07-01 12:00"));
    QCOMPARE(format.absoluteText(noon), QStringLiteral("2026-07-01 12:00:07 UTC"));
    format.setMode(TimeMode::Relative);
    QCOMPARE(format.text(noon, noon + 3h + 5min), QStringLiteral("3 h 5 min ago"));
    QCOMPARE(format.text(noon, noon - 20min), QStringLiteral("in 20 min"));
    QCOMPARE(format.text(noon, noon), QStringLiteral("now"));
    QCOMPARE(format.absoluteText(noon), QStringLiteral("2026-07-01 14:00:07 CEST"));
    format.setMode(TimeMode::Relative);
    QCOMPARE(changed.count(), 2);
  }

  void spansHaveTwoUnitsAtMost_data() {
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << qint64{0} << QStringLiteral("0 s");
    QTest::newRow("seconds") << qint64{59} << QStringLiteral("59 s");
    QTest::newRow("minutes") << qint64{35 * 60 + 12} << QStringLiteral("35 min");
    QTest::newRow("hours") << qint64{3 * 3600} << QStringLiteral("3 h");
    QTest::newRow("hours and minutes") << qint64{3 * 3600 + 20 * 60 + 59} << QStringLiteral("3 h 20 min");
    QTest::newRow("days") << qint64{2 * 86400 + 4 * 3600 + 59} << QStringLiteral("2 d 4 h");
    QTest::newRow("many days") << qint64{400 * 86400 + 4 * 3600} << QStringLiteral("400 d");
    QTest::newRow("negative") << qint64{-(35 * 60)} << QStringLiteral("−35 min");
  }

  void spansHaveTwoUnitsAtMost() {
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(TimeFormat::spanText(std::chrono::seconds{seconds}), text);
  }

  void slaTellsWhatIsLeft() {
    const Instant deadline = *parseIsoText(u"2026-07-01T12:00:00Z");
    Exception exception;
    QCOMPARE(slaState(exception, deadline), SlaState::None);
    QCOMPARE(slaText(exception, deadline), QString());
    exception.slaDeadline = deadline;
    QCOMPARE(slaState(exception, deadline - 4h), SlaState::OnTime);
    QCOMPARE(slaState(exception, deadline - 4h + 1s), SlaState::DueSoon);
    QCOMPARE(slaState(exception, deadline), SlaState::DueSoon);
    QCOMPARE(slaState(exception, deadline + 1s), SlaState::Breached);
    QCOMPARE(slaText(exception, deadline - 28h), QStringLiteral("1 d 4 h"));
    QCOMPARE(slaText(exception, deadline + 90min), QStringLiteral("−1 h 30 min"));
    exception.status = Status::Resolved;
    exception.resolvedAt = deadline;
    QCOMPARE(slaState(exception, deadline + 90min), SlaState::Met);
    exception.resolvedAt = deadline + 3h;
    QCOMPARE(slaText(exception, deadline + 24h), QStringLiteral("missed by 3 h"));
  }

  void amountsKeepEveryDigit() {
    Exception exception;
    QCOMPARE(amountText(exception), QString());
    exception.amount = Decimal::parse(u"-12345678901234567890.5");
    exception.currency = QStringLiteral("EUR");
    QCOMPARE(amountText(exception), QStringLiteral("-12,345,678,901,234,567,890.50 EUR"));
  }
};

QTEST_GUILESS_MAIN(TimeFormatTest)
#include "time_format_test.moc"
