// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/console_fixture.h"

#include <QImage>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>

using namespace sentinai;

/// The program as it is called: its options, its exit status and the pictures of every screen.
class ConsoleProgramTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void helpAndVersionNeedNoDisplay() {
    Outcome outcome = run({QStringLiteral("--help")}, {{QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("none")}});
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.output.contains("--screenshot"));
    outcome = run({QStringLiteral("--version")}, {});
    QCOMPARE(outcome.status, 0);
    QVERIFY(outcome.output.contains(SENTINAI_VERSION));
  }

  void refusesWhatItDoesNotUnderstand() {
    QCOMPARE(run({QStringLiteral("--nonsense")}, {}).status, 2);
    QCOMPARE(run({QStringLiteral("--demo"), QStringLiteral("--db"), QStringLiteral("sqlite:x")}, {}).status, 2);
  }

  void complaintsTellNoPassword() {
    for (const QStringList& arguments :
         {QStringList{QStringLiteral("postgresql://sue:s3cret@localhost:1/r4")},
          QStringList{QStringLiteral("--bd=host=localhost password=s3cret dbname=r4")}}) {
      const Outcome outcome = run(arguments, {});
      QCOMPARE(outcome.status, 2);
      QVERIFY2(outcome.errors.contains("localhost") && !outcome.errors.contains("s3cret"), outcome.errors.constData());
    }
  }

  void saysWhyThereAreNoPictures() {
    QTemporaryDir directory;
    Outcome outcome = run({QStringLiteral("--db"), QStringLiteral("sqlite:/nonexistent/no.db"),
                           QStringLiteral("--screenshot"), directory.path()},
                          {});
    QCOMPARE(outcome.status, 4);
    QVERIFY(!outcome.errors.isEmpty());
    outcome = run(
        {QStringLiteral("--db"), QStringLiteral("what is this"), QStringLiteral("--screenshot"), directory.path()}, {});
    QCOMPARE(outcome.status, 7);
  }

  void rendersEveryScreenInLightAndDark() {
    ConsoleFixture fixture(120);
    QTemporaryDir directory;
    const Outcome outcome = run({QStringLiteral("--db"), fixture.login, QStringLiteral("--screenshot"),
                                 directory.filePath(QStringLiteral("shots"))},
                                {});
    QVERIFY2(outcome.status == 0, outcome.errors.constData());
    for (const char* screen : {"tenants", "dashboard", "exceptions", "exceptions-filtered", "exceptions-empty",
                               "exception", "import", "commands"}) {
      for (const char* theme : {"light", "dark"}) {
        const QString file =
            directory.filePath(QStringLiteral("shots/%1-%2.png").arg(QLatin1String(screen), QLatin1String(theme)));
        const QImage picture(file);
        QVERIFY2(picture.size() == QSize(1440, 900), qPrintable(file));
        // Something is drawn: a blank or half-drawn window has few colours.
        QSet<QRgb> colours;
        for (int y = 0; y < picture.height(); y += 2) {
          for (int x = 0; x < picture.width(); x += 2) {
            colours.insert(picture.pixel(x, y));
          }
        }
        QVERIFY2(colours.size() > 60, qPrintable(QStringLiteral("%1: %2 colours").arg(file).arg(colours.size())));
        const bool dark = qGray(picture.pixel(5, 400)) < 128;
        QCOMPARE(dark, QLatin1String(theme) == QLatin1String("dark"));
      }
    }
  }

private:
  struct Outcome {
    int status = -1;
    QByteArray output;
    QByteArray errors;
  };

  static Outcome run(const QStringList& arguments, const QHash<QString, QString>& variables) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("QT_QPA_PLATFORM")); // It finds its own way without a display.
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    for (auto it = variables.begin(); it != variables.end(); ++it) {
      environment.insert(it.key(), it.value());
    }
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + QStringLiteral("/sentinai-console"), arguments);
    Outcome outcome;
    if (process.waitForFinished(240'000) && process.exitStatus() == QProcess::NormalExit) {
      outcome.status = process.exitCode();
    }
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    return outcome;
  }
};

QTEST_MAIN(ConsoleProgramTest)
#include "console_program_test.moc"
