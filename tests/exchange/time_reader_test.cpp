// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/time_reader.h"
#include "tests/support/check.h"

using namespace sentinai;

/// Times as logs write them.
class TimeReaderTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsWhatTheFormatSays_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* format, const char* zone, const char* text,
                        const char* expected) {
      QTest::newRow(name) << QString::fromUtf8(format) << QString::fromUtf8(zone) << QString::fromUtf8(text)
                          << QString::fromUtf8(expected);
    };
    row("day first, unpadded", "d/M/yyyy H:mm", "UTC", "5/3/2016 12:00", "2016-03-05T12:00:00Z");
    row("day first, padded", "d/M/yyyy HH:mm", "UTC", "05/03/2016 01:06", "2016-03-05T01:06:00Z");
    row("never month first", "d/M/yyyy H:mm", "UTC", "3/25/2016 12:00", "");
    row("month first", "M/d/yyyy h:mm AP", "UTC", "3/25/2016 12:05 AM", "2016-03-25T00:05:00Z");
    row("afternoon", "M/d/yyyy h:mm AP", "UTC", "3/25/2016 1:05 pm", "2016-03-25T13:05:00Z");
    row("no such day", "d/M/yyyy H:mm", "UTC", "31/2/2016 10:00", "");
    row("no such hour", "d/M/yyyy H:mm", "UTC", "1/2/2016 24:00", "");
    row("text behind it", "d/M/yyyy H:mm", "UTC", "1/2/2016 10:00:00", "");
    row("padded only", "dd.MM.yyyy", "UTC", "1.2.2016", "");
    row("fraction", "yyyy-MM-dd HH:mm:ss.S", "UTC", "2016-02-01 10:00:00.1234567", "2016-02-01T10:00:00.123456Z");
    row("offset", "yyyy-MM-dd HH:mmX", "UTC", "2016-02-01 10:00-05:30", "2016-02-01T15:30:00Z");
    row("literal letters", "yyyy-MM-dd'T'HH:mm", "UTC", "2016-02-01T10:00", "2016-02-01T10:00:00Z");
    row("zone in winter", "d/M/yyyy H:mm", "Europe/Brussels", "1/2/2016 10:00", "2016-02-01T09:00:00Z");
    row("zone in summer", "d/M/yyyy H:mm", "Europe/Brussels", "1/7/2016 10:00", "2016-07-01T08:00:00Z");
    row("fixed zone", "d/M/yyyy H:mm", "+05:30", "1/7/2016 10:00", "2016-07-01T04:30:00Z");
    row("ISO with offset", "iso", "Europe/Brussels", "2010-03-31T16:59:42+02:00", "2010-03-31T14:59:42Z");
    row("ISO with a space and micros", "iso", "UTC", "2011-10-11 13:45:40.276001+02:00", "2011-10-11T11:45:40.276001Z");
    row("ISO in the zone", "iso", "Europe/Brussels", "2010-03-31T16:59:42", "2010-03-31T14:59:42Z");
    row("ISO in UTC", "iso", "Europe/Brussels", "2010-03-31T16:59:42Z", "2010-03-31T16:59:42Z");
    row("ISO date", "iso", "UTC", "2010-03-31", "2010-03-31T00:00:00Z");
    row("nothing", "iso", "UTC", "", "");
  }
  void readsWhatTheFormatSays() {
    QFETCH(QString, format);
    QFETCH(QString, zone);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const Result<TimeReader> reader = TimeReader::make({format}, zone);
    VERIFY_OK(reader);
    const auto time = reader->read(text);
    QCOMPARE(time ? toIsoText(time->at) : QString(), expected);
  }

  void tellsWhetherTheTextNamesAnOffset() {
    const Result<TimeReader> reader = TimeReader::make({QStringLiteral("iso")}, QStringLiteral("UTC"));
    VERIFY_OK(reader);
    QVERIFY(reader->read(u"2010-03-31T16:59:42+02:00")->hasOffset);
    QVERIFY(!reader->read(u"2010-03-31T16:59:42Z")->hasOffset);
    QVERIFY(!reader->read(u"2010-03-31T16:59:42")->hasOffset);
    QVERIFY(!reader->read(u"2010-03-31")->hasOffset);
  }

  void triesFormatsInOrder() {
    const Result<TimeReader> reader =
        TimeReader::make({QStringLiteral("d/M/yyyy"), QStringLiteral("M/d/yyyy")}, QStringLiteral("UTC"));
    VERIFY_OK(reader);
    QCOMPARE(reader->read(u"2/1/2016")->at, *parseIsoText(u"2016-01-02"));
    QCOMPARE(reader->read(u"2/25/2016")->at, *parseIsoText(u"2016-02-25"));
  }

  void refusesFormatsAndZonesThatAreNone() {
    VERIFY_ERROR(TimeReader::make({QStringLiteral("dd/MM")}, QStringLiteral("UTC")), InvalidInput);
    VERIFY_ERROR(TimeReader::make({QStringLiteral("yyyy-MM-dd QQ")}, QStringLiteral("UTC")), InvalidInput);
    VERIFY_ERROR(TimeReader::make({}, QStringLiteral("Mars/Olympus")), InvalidInput);
  }
};

QTEST_GUILESS_MAIN(TimeReaderTest)
#include "time_reader_test.moc"
