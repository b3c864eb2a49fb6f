// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/instant.h"

#include "tests/support/check.h"

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Times read from and written as ISO 8601, to the microsecond, in UTC.
class InstantTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void reads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::newRow("UTC") << u"2026-03-01T08:30:00Z"_s << u"2026-03-01T08:30:00Z"_s;
    QTest::newRow("small z") << u"2026-03-01T08:30:00z"_s << u"2026-03-01T08:30:00Z"_s;
    QTest::newRow("space, no zone") << u"2026-03-01 08:30:00"_s << u"2026-03-01T08:30:00Z"_s;
    QTest::newRow("no seconds") << u"2026-03-01T08:30"_s << u"2026-03-01T08:30:00Z"_s;
    QTest::newRow("date alone") << u"2026-03-01"_s << u"2026-03-01T00:00:00Z"_s;
    QTest::newRow("milliseconds") << u"2026-03-01T08:30:00.250Z"_s << u"2026-03-01T08:30:00.250Z"_s;
    QTest::newRow("microseconds") << u"2026-03-01T08:30:00.000001Z"_s << u"2026-03-01T08:30:00.000001Z"_s;
    QTest::newRow("one digit") << u"2026-03-01T08:30:00.5Z"_s << u"2026-03-01T08:30:00.500Z"_s;
    QTest::newRow("nanoseconds, cut") << u"2026-03-01T08:30:00.123456789Z"_s << u"2026-03-01T08:30:00.123456Z"_s;
    QTest::newRow("comma") << u"2026-03-01T08:30:00,5Z"_s << u"2026-03-01T08:30:00.500Z"_s;
    QTest::newRow("east") << u"2026-03-01T00:30:00+01:00"_s << u"2026-02-28T23:30:00Z"_s;
    QTest::newRow("west, four digits") << u"2026-03-01T20:30:00-0530"_s << u"2026-03-02T02:00:00Z"_s;
    QTest::newRow("hours only") << u"2026-03-01T08:30:00+02"_s << u"2026-03-01T06:30:00Z"_s;
    QTest::newRow("leap day") << u"2024-02-29T00:00:00Z"_s << u"2024-02-29T00:00:00Z"_s;
    QTest::newRow("before 1970") << u"1969-12-31T23:59:59.999999Z"_s << u"1969-12-31T23:59:59.999999Z"_s;
    QTest::newRow("first year") << u"0001-01-01T00:00:00Z"_s << u"0001-01-01T00:00:00Z"_s;
    QTest::newRow("last year") << u"9999-12-31T23:59:59Z"_s << u"9999-12-31T23:59:59Z"_s;
    for (const char* text : {"",
                             "2026",
                             "2026-3-1",
                             "2026-13-01",
                             "2026-02-29",
                             "2026-03-01T24:00:00Z",
                             "2026-03-01T08:60Z",
                             "2026-03-01T08:30:61Z",
                             "2026-03-01T08:30:00.Z",
                             "2026-03-01T08:30:00.1234567890Z",
                             "2026-03-01T08:30:00 Z",
                             "2026-03-01T08:30:00Zx",
                             "2026-03-01T08:30:00+1",
                             "2026-03-01T08:30:00+99:00",
                             "0000-01-01T00:00:00Z",
                             "0001-01-01T00:00:00+01:00",
                             "9999-12-31T23:30:00-01:00",
                             "12026-03-01",
                             "2026-03-01t",
                             "-026-03-01"}) {
      QTest::addRow("not a time: %s", text) << QString::fromLatin1(text) << QString();
    }
  }

  void reads() {
    QFETCH(QString, text);
    QFETCH(QString, written);
    const std::optional<Instant> instant = parseIsoText(text);
    QCOMPARE(instant.has_value(), !written.isEmpty());
    if (instant) {
      QCOMPARE(toIsoText(*instant), written);
      QCOMPARE(parseIsoText(written), instant);
    }
  }

  void countsMicroseconds() {
    const Instant instant = *parseIsoText(u"1970-01-01T00:00:01.000002Z");
    QCOMPARE(toEpochMicros(instant), 1'000'002);
    QCOMPARE(fromEpochMicros(1'000'002), instant);
    QCOMPARE(toDateTime(*parseIsoText(u"1969-12-31T23:59:59.9999Z")).toMSecsSinceEpoch(), -1);
    QCOMPARE(fromDateTime(QDateTime::fromMSecsSinceEpoch(-1, Qt::UTC)), fromEpochMicros(-1000));
  }
};

QTEST_GUILESS_MAIN(InstantTest)
#include "instant_test.moc"
