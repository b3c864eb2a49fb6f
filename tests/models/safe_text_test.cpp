// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safe_text.h"

#include <QTest>

using namespace sentinai;

class SafeTextTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void showsControlCharacters() {
    QCOMPARE(visibleLine(u"a\nb\tc"), QStringLiteral("a␊b␉c"));
    QCOMPARE(visibleLine(QStringView(u"nul\0in", 6)), QStringLiteral("nul␀in"));
    QCOMPARE(visibleText(u"a\nb\x1b"), QStringLiteral("a\nb␛"));
  }

  void namesCharactersThatTurnOrHideText() {
    QCOMPARE(visibleLine(u"gnp\u202Eexe"), QStringLiteral("gnp⟨U+202E⟩exe"));
    QCOMPARE(visibleLine(u"pay\u200Bpal"), QStringLiteral("pay⟨U+200B⟩pal"));
    QCOMPARE(visibleLine(u"\uFEFFid"), QStringLiteral("⟨U+FEFF⟩id"));
    QCOMPARE(visibleLine(u"a\U000E0041"), QStringLiteral("a⟨U+E0041⟩"));
    QCOMPARE(visibleText(QString(QChar(0xDCFF))), QStringLiteral("⟨U+DCFF⟩"));
    QCOMPARE(visibleLine(u"Zürich עברית 東京"), QStringLiteral("Zürich עברית 東京"));
  }

  void cutsLongTextWithoutSplittingACharacter() {
    QCOMPARE(visibleLine(u"abcdef", 4), QStringLiteral("abc…"));
    QCOMPARE(visibleLine(u"abcd", 4), QStringLiteral("abcd"));
    const QString cut = visibleLine(u"ab😀😀", 4);
    QVERIFY(cut.isValidUtf16());
    QCOMPARE(cut, QStringLiteral("ab…"));
  }

  void tooltipsShowMarkupAsText() {
    QCOMPARE(plainToolTip(QStringLiteral("<b>bold</b> & <img src=x>\nnext")),
             QStringLiteral("<qt>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;img src=x&gt;<br>next</qt>"));
    QVERIFY(plainToolTip({}).isEmpty());
    const QString longest(2'000, QLatin1Char('x'));
    QCOMPARE(plainToolTip(longest), QStringLiteral("<qt>%1</qt>").arg(longest));
    QCOMPARE(plainToolTip(longest + QLatin1Char('y')), QStringLiteral("<qt>%1 …</qt>").arg(longest));
  }

  void labelsHaveNoMnemonics() {
    QCOMPARE(plainLabel(QStringLiteral("Smith & Sons")), QStringLiteral("Smith && Sons"));
  }
};

QTEST_APPLESS_MAIN(SafeTextTest)
#include "safe_text_test.moc"
