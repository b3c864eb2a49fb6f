// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_migrator.h"
#include "tests/migrations/migration_target_of.h"
#include "tests/support/check.h"
#include "tests/support/fault_round.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace sentinai;
using Engine = DatabaseUrl::Engine;

Q_DECLARE_METATYPE(Engine)

namespace {

constexpr int kPatience = 240'000;

/// A runner in a process of its own, connected and waiting to be let go.
class Runner {
public:
  Runner(const QString& command, int to, const DatabaseUrl& url) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    const QString target =
        url.engine() == Engine::Sqlite ? QStringLiteral("sqlite:") + url.sqlitePath() : url.conninfo();
    m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/migrate_probe"),
                    {command, QString::number(to), target});
  }

  bool waitUntilReady() { return waitForLine(QStringLiteral("ready")); }
  void go() { m_process.write("go\n"); }

  bool waitForLine(const QString& line) {
    QElapsedTimer timer;
    timer.start();
    while (!lines().contains(line)) {
      if (timer.elapsed() > kPatience || (!m_process.waitForReadyRead(kPatience) && !lines().contains(line))) {
        return false;
      }
    }
    return true;
  }

  void kill() {
    m_process.kill();
    m_process.waitForFinished(kPatience);
  }

  [[nodiscard]] bool succeeded() {
    m_process.waitForFinished(kPatience);
    return m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
  }

  [[nodiscard]] QStringList lines() {
    m_output += m_process.readAll();
    return QString::fromUtf8(m_output).split(QLatin1Char('\n'));
  }

  [[nodiscard]] bool runsFor(int milliseconds) { return !m_process.waitForFinished(milliseconds); }

private:
  QProcess m_process;
  QByteArray m_output;
};

int latest(Engine engine) {
  return MigrationSet::load(migrationFolder(engine))->latest();
}

/// Runs to the end what others left, and checks that nothing is amiss.
void finish(const TestDatabase& database) {
  const Result<std::unique_ptr<Migrator>> migrator = openMigrator(database.ownerUrl());
  VERIFY_OK(migrator);
  VERIFY_OK((*migrator)->up(std::nullopt, {}));
  const Result<QStringList> findings = (*migrator)->verify();
  VERIFY_OK(findings);
  QCOMPARE(*findings, QStringList());
}

} // namespace

/// Runners that are killed, and runners that meet.
class RunnerProcessTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aKilledRunnerCanBeRunAgain_data() {
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("afterFile"); ///< Killed once this file is done …
    QTest::addColumn<int>("delay");         ///< … and so many milliseconds later, in the middle of the next.
    QRandomGenerator random = faultRandom();
    for (const Engine engine : {Engine::PostgreSql, Engine::Sqlite}) {
      const QString name = engine == Engine::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgresql");
      const auto add = [&](const char* command, const QString& after, int delay) {
        QTest::newRow(qPrintable(QStringLiteral("%1 %2 killed %3 ms after %4")
                                     .arg(name, QString::fromLatin1(command), QString::number(delay), after)))
            << engine << QString::fromLatin1(command) << after << delay;
      };
      for (const int delay : {0, 2, 5, 10, 20, 40}) {
        add("up", QStringLiteral("ready"), delay);
      }
      add("up", QStringLiteral("1"), 1);
      add("up", QStringLiteral("2"), 3);
      add("up", QStringLiteral("4"), 0);
      add("up", QStringLiteral("6"), 1);
      for (const int delay : {0, 3, 8}) {
        add("down", QStringLiteral("ready"), delay);
      }
      add("down", QStringLiteral("5"), 1);
      add("down", QStringLiteral("3"), 2);
      add("up", QString::number(random.bounded(1, latest(engine))), random.bounded(1, 30));
      add("down", QString::number(random.bounded(2, latest(engine))), random.bounded(4, 30));
    }
  }
  void aKilledRunnerCanBeRunAgain() {
    QFETCH(Engine, engine);
    QFETCH(QString, command);
    QFETCH(QString, afterFile);
    QFETCH(int, delay);
    const bool up = command == QLatin1String("up");
    const TestDatabase database(engine, up ? TestDatabase::Schema::Empty : TestDatabase::Schema::Migrated);
    Runner runner(command, up ? latest(engine) : 0, database.ownerUrl());
    QVERIFY2(runner.waitUntilReady(), qPrintable(runner.lines().join(QLatin1Char('\n'))));
    runner.go();
    QVERIFY(runner.waitForLine(afterFile));
    std::ignore = runner.runsFor(delay);
    runner.kill();
    finish(database);
  }

  void twoRunnersAtOnceShareTheWork_data() {
    QTest::addColumn<Engine>("engine");
    QTest::newRow("postgresql") << Engine::PostgreSql;
    QTest::newRow("sqlite") << Engine::Sqlite;
  }
  void twoRunnersAtOnceShareTheWork() {
    QFETCH(Engine, engine);
    const TestDatabase database(engine, TestDatabase::Schema::Empty);
    std::array<Runner, 3> runners{Runner(QStringLiteral("up"), latest(engine), database.ownerUrl()),
                                  Runner(QStringLiteral("up"), latest(engine), database.ownerUrl()),
                                  Runner(QStringLiteral("up"), latest(engine), database.ownerUrl())};
    for (Runner& runner : runners) {
      QVERIFY2(runner.waitUntilReady(), qPrintable(runner.lines().join(QLatin1Char('\n'))));
    }
    for (Runner& runner : runners) {
      runner.go();
    }
    QStringList applied;
    for (Runner& runner : runners) {
      QVERIFY2(runner.succeeded(), qPrintable(runner.lines().join(QLatin1Char('\n'))));
      applied += runner.lines().filter(QRegularExpression(QStringLiteral("^\\d+$")));
    }
    // Each file by one of them only.
    applied.sort();
    QStringList expected;
    for (int version = 1; version <= latest(engine); ++version) {
      expected << QString::number(version);
    }
    expected.sort();
    QCOMPARE(applied, expected);
    finish(database);
  }

  /// The roles belong to the cluster, so migrations of different databases meet as well.
  void databasesOfOneClusterMigrateAtOnce() {
    std::vector<std::unique_ptr<TestDatabase>> databases;
    std::vector<std::unique_ptr<Runner>> runners;
    for (int i = 0; i < 4; ++i) {
      databases.push_back(std::make_unique<TestDatabase>(Engine::PostgreSql, TestDatabase::Schema::Empty));
      runners.push_back(
          std::make_unique<Runner>(QStringLiteral("up"), latest(Engine::PostgreSql), databases.back()->ownerUrl()));
    }
    for (const auto& runner : runners) {
      QVERIFY2(runner->waitUntilReady(), qPrintable(runner->lines().join(QLatin1Char('\n'))));
    }
    for (const auto& runner : runners) {
      runner->go();
    }
    for (const auto& runner : runners) {
      QVERIFY2(runner->succeeded(), qPrintable(runner->lines().join(QLatin1Char('\n'))));
    }
    for (const auto& database : databases) {
      finish(*database);
    }
  }

  /// The files are plain SQL; docs/migrations.md shows these commands.
  void plainToolsCanApplyTheFiles_data() { twoRunnersAtOnceShareTheWork_data(); }
  void plainToolsCanApplyTheFiles() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const QDir folder(migrationFolder(engine));
    const auto apply = [&](const QString& file) {
      QProcess tool;
      tool.setProcessChannelMode(QProcess::MergedChannels);
      const QString path = folder.filePath(file);
      if (engine == Engine::Sqlite) {
        tool.start(QStringLiteral("sqlite3"),
                   {QStringLiteral("-bail"), database.ownerUrl().sqlitePath(), QStringLiteral(".read '%1'").arg(path)});
      } else {
        tool.start(QStringLiteral("psql"),
                   {QStringLiteral("-X"), QStringLiteral("-1"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"),
                    QStringLiteral("-d"), database.ownerUrl().conninfo(), QStringLiteral("-f"), path});
      }
      QVERIFY2(tool.waitForFinished(kPatience) && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0,
               qPrintable(file + QStringLiteral(": ") + QString::fromUtf8(tool.readAll())));
    };
    const QStringList ups = folder.entryList({QStringLiteral("*.up.sql")}, QDir::Files, QDir::Name);
    const QStringList downs =
        folder.entryList({QStringLiteral("*.down.sql")}, QDir::Files, QDir::Name | QDir::Reversed);
    const Result<MigrationSet> set = MigrationSet::load(folder.path());
    VERIFY_OK(set);
    for (const QStringList& files : {QStringList{QStringLiteral("ledger.sql")} + ups, downs, ups}) {
      for (const QString& file : files) {
        apply(file);
        if (QTest::currentTestFailed()) {
          return;
        }
      }
    }
    QCOMPARE(catalogueOf(database.ownerUrl()), set->manifest());

    // Told what was applied, the runner takes over from there.
    for (const Migration& migration : set->migrations()) {
      QFile file(folder.filePath(migration.fullName() + QStringLiteral(".up.sql")));
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QByteArray checksum = QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex();
      const bool sqlite = engine == Engine::Sqlite;
      database.executeBehindTheBack(
          QStringLiteral("INSERT INTO %1 (version, name, checksum%2) VALUES (%3, '%4', '%5'%6)")
              .arg(database.table(QStringLiteral("schema_migration")),
                   sqlite ? QStringLiteral(", applied_at, applied_by") : QString())
              .arg(migration.version)
              .arg(migration.name, QString::fromLatin1(checksum), sqlite ? QStringLiteral(", 0, 'me'") : QString()));
    }
    finish(database);
  }
};

QTEST_GUILESS_MAIN(RunnerProcessTest)
#include "runner_process_test.moc"
