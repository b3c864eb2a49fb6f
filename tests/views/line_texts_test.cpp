// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/line_texts.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace sentinai;

namespace {

constexpr QSize kSize{300, 28};

/// The columns of a picture between which there is ink.
struct Ink {
  int left = kSize.width();
  int right = -1;

  [[nodiscard]] bool isNone() const { return right < left; }
};

} // namespace

class LineTextsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void standsWhereItIsAligned() {
    const QString text = QStringLiteral("13 d 23 h");
    const QRect place = QRect(QPoint(), kSize).adjusted(20, 0, -30, 0);
    const int width = QFontMetrics(font()).horizontalAdvance(text);
    const Ink left = inkOf(text, place, Qt::AlignLeft);
    QVERIFY(left.left >= 19 && left.left < 25);
    QVERIFY(std::abs(left.right - (20 + width)) < 5);
    const Ink right = inkOf(text, place, Qt::AlignRight);
    QVERIFY(right.right <= place.right() + 1 && right.right > place.right() - 6);
    QVERIFY(std::abs((right.right - right.left) - (left.right - left.left)) <= 1);
    QVERIFY(inkOf(QString(), place, Qt::AlignLeft).isNone());
  }

  void looksAsQtDrawsIt() {
    const QString text = QStringLiteral("Zürich שלום 東京 &<b>x</b>");
    const QRect place({}, kSize);
    QImage expected = canvas();
    {
      QPainter painter(&expected);
      painter.setFont(font());
      painter.setPen(Qt::black);
      painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    }
    const Ink there = inkIn(expected);
    for (int times = 0; times < 2; ++times) { // Laid out, then kept.
      const Ink here = inkOf(text, place, Qt::AlignLeft);
      QVERIFY(std::abs(here.left - there.left) <= 1 && std::abs(here.right - there.right) <= 1);
    }
  }

  void isCutToItsPlace() {
    const QString text = QString(200, QLatin1Char('m'));
    for (const int width : {60, 120, 61}) {
      const Ink ink = inkOf(text, {10, 0, width, kSize.height()}, Qt::AlignLeft);
      QVERIFY2(!ink.isNone() && ink.right < 10 + width, qPrintable(QString::number(ink.right)));
    }
    QVERIFY(inkOf(text, {10, 0, 0, kSize.height()}, Qt::AlignLeft).isNone());
  }

  void followsTheFont() {
    const QString text = QStringLiteral("Escalated");
    const QRect place({}, kSize);
    const Ink before = inkOf(text, place, Qt::AlignLeft);
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() * 1.5);
    const Ink after = inkOf(text, place, Qt::AlignLeft, larger);
    QVERIFY(after.right > before.right * 5 / 4);
    QCOMPARE(inkOf(text, place, Qt::AlignLeft).right, before.right);
  }

  void isAsSharpOnADenseScreen() {
    QImage dense(kSize * 2, QImage::Format_ARGB32_Premultiplied);
    dense.setDevicePixelRatio(2);
    dense.fill(Qt::white);
    const QString text = QStringLiteral("Analyzing");
    {
      QPainter painter(&dense);
      painter.setFont(font());
      painter.setPen(Qt::black);
      m_texts.draw(painter, {QPoint(), kSize}, Qt::AlignLeft, text);
    }
    const Ink twice = inkIn(dense);
    const Ink once = inkOf(text, {QPoint(), kSize}, Qt::AlignLeft);
    QVERIFY(std::abs(twice.right - 2 * once.right) <= 6);
  }

private:
  [[nodiscard]] static QFont font() { return QGuiApplication::font(); }
  [[nodiscard]] static QImage canvas() {
    QImage image(kSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    return image;
  }
  [[nodiscard]] static Ink inkIn(const QImage& image) {
    Ink ink{image.width(), -1};
    for (int x = 0; x < image.width(); ++x) {
      for (int y = 0; y < image.height(); ++y) {
        if (qGray(image.pixel(x, y)) < 160) {
          ink.left = std::min(ink.left, x);
          ink.right = x;
        }
      }
    }
    return ink;
  }
  [[nodiscard]] Ink inkOf(const QString& text, const QRect& place, Qt::Alignment alignment, const QFont& font = {}) {
    QImage image = canvas();
    QPainter painter(&image);
    painter.setFont(font);
    painter.setPen(Qt::black);
    m_texts.draw(painter, place, alignment, text);
    painter.end();
    return inkIn(image);
  }

  LineTexts m_texts;
};

QTEST_MAIN(LineTextsTest)
#include "line_texts_test.moc"
