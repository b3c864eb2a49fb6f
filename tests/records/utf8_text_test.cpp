// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/utf8_text.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

class Utf8TextTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void comesBackAsItWas_data() {
    QTest::addColumn<QByteArray>("utf8");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("ordinary") << QByteArray("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("byte-order marks") << QByteArray("\xef\xbb\xbf\xef\xbb\xbf"
                                                    "a\xef\xbb\xbf");
    QTest::newRow("Latin 1") << QByteArray("caf\xe9");
    QTest::newRow("broken off") << QByteArray("\xf0\x9f\x98");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf\xe0\x80\xaf");
    QTest::newRow("surrogate") << QByteArray("\xed\xb3\xbf");
    QTest::newRow("no bytes of UTF-8") << QByteArray("\xff\x80\xfe"
                                                     "a\xef\xbf\xbd\xf0\x9f\x98\x80\xff");
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte) {
      all += static_cast<char>(byte);
    }
    QTest::newRow("every byte") << all;
  }

  void comesBackAsItWas() {
    QFETCH(QByteArray, utf8);
    QCOMPARE(utf8FromText(textFromUtf8(utf8)), utf8);
  }

  void whatIsUtf8IsReadAsSuch() {
    QCOMPARE(textFromUtf8("\xef\xbb\xbf"
                          "caf\xc3\xa9\xff\xf0\x9f\x98\x80"),
             u"\ufeffcafé"_s + QChar(0xDCFF) + u"\U0001F600"_s);
  }

  void arraysKeepStrayBytes() {
    QCOMPARE(utf8FromText(jsonArrayOf({u"a\"\\\n"_s, u"EX-"_s + QChar(0xDCFF), u"é"_s})),
             QByteArray("[\"a\\\"\\\\\\u000a\",\"EX-\xff\",\"\xc3\xa9\"]"));
    QCOMPARE(jsonArrayOf({}), u"[]"_s);
  }

  void otherHalvesOfCharactersAreQuestionMarks() {
    QCOMPARE(utf8FromText(u"a"_s + QChar(0xD800) + u"b"_s + QChar(0xDC00)), "a?b?");
  }
};

QTEST_GUILESS_MAIN(Utf8TextTest)

#include "utf8_text_test.moc"
