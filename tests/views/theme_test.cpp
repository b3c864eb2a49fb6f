// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace sentinai;

namespace {

/// Relative luminance and contrast as the Web Content Accessibility Guidelines define them.
double luminance(const QColor& color) {
  const auto linear = [](double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace

class ThemeTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyTextIsReadable_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("light") << static_cast<int>(ThemeMode::Light);
    QTest::newRow("dark") << static_cast<int>(ThemeMode::Dark);
  }

  void everyTextIsReadable() {
    QFETCH(int, mode);
    Theme theme;
    theme.setMode(static_cast<ThemeMode>(mode));
    const ThemeColors& colors = theme.colors();
    std::map<QString, QColor> texts{
        {QStringLiteral("text"), colors.text},       {QStringLiteral("muted"), colors.mutedText},
        {QStringLiteral("accent"), colors.accent},   {QStringLiteral("good"), colors.good},
        {QStringLiteral("warning"), colors.warning}, {QStringLiteral("bad"), colors.bad}};
    for (const Severity severity : allValues<Severity>()) {
      texts[toText(severity)] = theme.color(severity);
    }
    for (const Status status : allValues<Status>()) {
      texts[toText(status)] = theme.color(status);
    }
    for (const auto& [ground, color] : {std::pair{"base", colors.base},
                                        {"window", colors.window},
                                        {"alternate", colors.alternate},
                                        {"selection", colors.selection}}) {
      for (const auto& [name, text] : texts) {
        const double ratio = contrast(text, color);
        QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 on %2: %3").arg(name, QLatin1String(ground)).arg(ratio)));
      }
    }
    QVERIFY(contrast(colors.text, colors.banner) >= 4.5);
    const QPalette palette = QApplication::palette();
    for (const auto& [text, ground] : {std::pair{QPalette::WindowText, QPalette::Window},
                                       {QPalette::Text, QPalette::Base},
                                       {QPalette::ButtonText, QPalette::Button},
                                       {QPalette::HighlightedText, QPalette::Highlight},
                                       {QPalette::ToolTipText, QPalette::ToolTipBase},
                                       {QPalette::PlaceholderText, QPalette::Base}}) {
      const double ratio = contrast(palette.color(text), palette.color(ground));
      QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("role %1: %2").arg(static_cast<int>(text)).arg(ratio)));
    }
    for (int i = 0; i < Theme::kChartColors; ++i) {
      QVERIFY(contrast(theme.chartColor(i), colors.base) >= 3); // Graphics need less than text.
    }
  }

  void shapesDifferWithoutColour() {
    Theme theme;
    QList<QImage> shapes;
    const auto add = [&shapes](const QIcon& icon) {
      QImage image = icon.pixmap(QSize(32, 32)).toImage().convertToFormat(QImage::Format_Alpha8);
      QVERIFY(!shapes.contains(image));
      shapes.append(image);
    };
    for (const Severity severity : allValues<Severity>()) {
      add(theme.icon(severity));
    }
    for (const Status status : allValues<Status>()) {
      add(theme.icon(status));
    }
    QCOMPARE(shapes.size(), 8);
  }

  void everyIconIsThere() {
    Theme theme;
    for (const char* name : {"dashboard", "exceptions", "import", "filter", "close", "columns", "panel", "warning",
                             "check", "clock", "inbox", "lock", "chevron-down"}) {
      const QImage image = theme.icon(QLatin1String(name)).pixmap(QSize(32, 32)).toImage();

      bool painted = false;
      for (int y = 0; y < image.height() && !painted; ++y) {
        for (int x = 0; x < image.width() && !painted; ++x) {
          painted = image.pixelColor(x, y).alpha() > 0;
        }
      }
      QVERIFY2(painted, name);
    }
  }

  void announcesChanges() {
    Theme theme;
    theme.setMode(ThemeMode::Light);
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setMode(ThemeMode::Dark);
    theme.setMode(ThemeMode::Dark);
    QCOMPARE(changed.count(), 1);
    QVERIFY(theme.isDark());
  }

  void namesKeepTheirColour() {
    Theme theme;
    theme.setMode(ThemeMode::Light);
    QCOMPARE(theme.identityColor(QStringLiteral("Nordbank")), theme.identityColor(QStringLiteral("Nordbank")));
    QVERIFY(theme.identityColor(QStringLiteral("Nordbank")) != theme.identityColor(QStringLiteral("Clinic")));
  }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
