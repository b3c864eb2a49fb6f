// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/translations.h"
#include "models/display_text.h"
#include "models/time_format.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace sentinai;

class TranslationsTest : public QObject {
  Q_OBJECT

  /// "context/text", sorted.
  static QStringList textsOf(const QString& path) {
    QStringList texts;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
      return texts;
    }
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
      xml.readNext();
      if (xml.isStartElement() && xml.name() == QLatin1String("name")) {
        context = xml.readElementText();
      } else if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
        texts << context + QLatin1Char('/') + xml.readElementText();
      }
    }
    texts.sort();
    return texts;
  }

private Q_SLOTS:
  void speaksGerman() {
    {
      const Translations german{QLocale(QLocale::German)};
      QCOMPARE(displayText(Severity::Critical), QStringLiteral("Kritisch"));
      QCOMPARE(TimeFormat::spanText(std::chrono::hours{50}), QStringLiteral("2 T 2 h"));
    }
    const Translations english{QLocale(QLocale::English)};
    QCOMPARE(displayText(Severity::Critical), QStringLiteral("Critical"));
  }

  /// The catalogue holds the texts of the sources under the contexts that they are looked up by, and no others.
  void theCatalogueFollowsTheSources() {
    const QString source = QStringLiteral(SENTINAI_SOURCE_DIR);
    const QString name = QStringLiteral("/translations/sentinai_de.ts");
    const QTemporaryDir folder;
    const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
    QProcess lupdate;
    lupdate.setWorkingDirectory(source);
    lupdate.start(QStringLiteral(SENTINAI_LUPDATE),
                  {QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("-locations"), QStringLiteral("none"),
                   QStringLiteral("models"), QStringLiteral("views"), QStringLiteral("app"),
                   QStringLiteral("repositories/database"), QStringLiteral("-ts"), fresh});
    QVERIFY(lupdate.waitForFinished());
    QCOMPARE(lupdate.exitCode(), 0);
    const QStringList wanted = textsOf(fresh);
    QVERIFY(wanted.size() > 500);
    QCOMPARE(textsOf(source + name), wanted);
  }

  /// Every text of the catalogue is translated, with the same places for values as its source.
  void theCatalogueIsWhole() {
    QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/translations/sentinai_de.ts"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&file);
    static const QRegularExpression place(QStringLiteral("%[0-9n]"));
    const auto places = [](const QString& text) {
      QStringList found;
      for (auto match = place.globalMatch(text); match.hasNext();) {
        found.append(match.next().captured());
      }
      found.sort();
      return found;
    };
    QString source;
    int count = 0;
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement()) {
        continue;
      }
      if (xml.name() == QLatin1String("source")) {
        source = xml.readElementText();
      } else if (xml.name() == QLatin1String("translation")) {
        QVERIFY2(!xml.attributes().hasAttribute(QStringLiteral("type")), qPrintable(source));
        const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        QVERIFY2(!text.isEmpty(), qPrintable(source));
        if (!places(source).contains(QStringLiteral("%n"))) {
          QCOMPARE(places(text), places(source));
        }
        ++count;
      }
    }
    QVERIFY(!xml.hasError());
    QVERIFY(count > 500);
  }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
