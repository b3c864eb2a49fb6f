// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/decimal.h"

#include "repositories/records/exception_query.h"
#include "tests/support/check.h"

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Exact decimals have one spelling; so do enumerations.
class DecimalTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void spellsNumbersOneWay_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    QTest::newRow("whole") << u"1250"_s << u"1250"_s;
    QTest::newRow("zeros in front and behind") << u"001250.500"_s << u"1250.5"_s;
    QTest::newRow("plus") << u"+7"_s << u"7"_s;
    QTest::newRow("minus") << u"-0.50"_s << u"-0.5"_s;
    QTest::newRow("minus zero") << u"-0.00"_s << u"0"_s;
    QTest::newRow("point first") << u".5"_s << u"0.5"_s;
    QTest::newRow("point last") << u"5."_s << u"5"_s;
    QTest::newRow("exponent") << u"1.25e3"_s << u"1250"_s;
    QTest::newRow("negative exponent") << u"125E-4"_s << u"0.0125"_s;
    QTest::newRow("beyond binary") << u"0.1000000000000001"_s << QString();
    QTest::newRow("largest") << QString(30, u'9') + u"."_s + QString(15, u'9')
                             << QString(30, u'9') + u"."_s + QString(15, u'9');
    QTest::newRow("too many digits") << QString(31, u'9') << QString();
    for (const char* text : {"", "-", ".", "1,5", "1.2.3", "0x10", "1e", "1e99999", "NaN", "inf", " 1", "1 ", "١"}) {
      QTest::addRow("no number: '%s'", text) << QString::fromUtf8(text) << QString();
    }
  }

  void spellsNumbersOneWay() {
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const std::optional<Decimal> number = Decimal::parse(text);
    QCOMPARE(number.has_value(), !canonical.isEmpty());
    if (number) {
      QCOMPARE(number->text(), canonical);
      QCOMPARE(Decimal::parse(canonical), number);
    }
  }

  void comparesAsDouble() {
    QCOMPARE(Decimal().text(), u"0"_s);
    QCOMPARE(Decimal::parse(u"-1250.5")->toDouble(), -1250.5);
  }

  void enumsSpellThemselves() {
    for (const ExceptionField field : allValues<ExceptionField>()) {
      QCOMPARE(fromText<ExceptionField>(toText(field)), std::optional(field));
    }
    QCOMPARE(toText(Severity::Critical), u"critical"_s);
    QCOMPARE(toText(ExceptionField::UpdatedAt), u"updated_at"_s);
    QVERIFY(!fromText<Status>(u"Open"));
    QVERIFY(!fromText<Status>(u""));
    QVERIFY(Severity::Low < Severity::Critical);
  }
};

QTEST_GUILESS_MAIN(DecimalTest)
#include "decimal_test.moc"
