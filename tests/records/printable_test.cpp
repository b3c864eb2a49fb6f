// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/printable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

class PrintableTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void hidesNothingAndActsOnNothing_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"Zürich 東京 \U0001f4a5"_s << u"Zürich 東京 \U0001f4a5"_s;
    QTest::newRow("escape") << u"\x1b[31m"_s << uR"(\u001b[31m)"_s;
    QTest::newRow("lines") << u"a\r\nb\tc"_s << uR"(a\u000d\u000ab\u0009c)"_s;
    QTest::newRow("delete") << u"\x7f"_s << uR"(\u007f)"_s;
    QTest::newRow("C1") << u"\x9b"_s << uR"(\u009b)"_s;
    QTest::newRow("override") << u"\u202egnp"_s << uR"(\u202egnp)"_s;
    QTest::newRow("invisible") << u"a\u200bb\u00adc\ufeff"_s << uR"(a\u200bb\u00adc\ufeff)"_s;
    QTest::newRow("line separator") << u"\u2028"_s << uR"(\u2028)"_s;
    QTest::newRow("tag") << u"a\U000e0041"_s << uR"(a\udb40\udc41)"_s;
    QTest::newRow("half") << QString(QChar(0xDCFF)) << uR"(\udcff)"_s;
  }

  void hidesNothingAndActsOnNothing() {
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(printable(text), shown);
  }

  void jsonStaysTheSameJson() {
    const QJsonArray json{u"\x9b\u202e\U000e0041\"\\ \U0001f4a5"_s};
    const QString shown = printable(QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)));
    QCOMPARE(QJsonDocument::fromJson(shown.toUtf8()).array(), json);
  }
};

QTEST_GUILESS_MAIN(PrintableTest)
#include "printable_test.moc"
