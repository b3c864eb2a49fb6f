// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/ledger_migrator.h"
#include "repositories/open_migrator.h"
#include "tests/migrations/migration_target_of.h"
#include "tests/support/check.h"

#include <QTest>

using namespace sentinai;
using Engine = DatabaseUrl::Engine;

Q_DECLARE_METATYPE(Engine)

namespace {

std::unique_ptr<Migrator> migratorOf(const TestDatabase& database) {
  Result<std::unique_ptr<Migrator>> migrator = openMigrator(database.ownerUrl());
  if (!migrator) {
    throw std::runtime_error(migrator.error().message.toStdString());
  }
  return std::move(*migrator);
}

int latest(Engine engine) {
  return MigrationSet::load(migrationFolder(engine))->latest();
}

std::vector<int> range(int from, int to) {
  std::vector<int> versions;
  for (int version = from; from <= to ? version <= to : version >= to; version += from <= to ? 1 : -1) {
    versions.push_back(version);
  }
  return versions;
}

void copyMigrations(Engine engine, const QString& target, const std::function<QByteArray(QByteArray)>& change) {
  const QDir source(migrationFolder(engine));
  for (const QString& name : source.entryList(QDir::Files)) {
    QFile in(source.filePath(name));
    QFile out(QDir(target).filePath(name));
    QVERIFY(in.open(QIODevice::ReadOnly));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(change(in.readAll()));
  }
}

} // namespace

/// The runner's promises, on both engines.
class MigratorTest : public QObject {
  Q_OBJECT

private:
  void engines() {
    QTest::addColumn<Engine>("engine");
    QTest::newRow("postgresql") << Engine::PostgreSql;
    QTest::newRow("sqlite") << Engine::Sqlite;
  }

private Q_SLOTS:
  void aServerWithoutTheDatabaseIsNotTakenForUnreachable() {
    const TestDatabase database(Engine::PostgreSql, TestDatabase::Schema::Empty);
    const Result<DatabaseUrl> url =
        DatabaseUrl::parse(database.ownerUrl().conninfo() + QStringLiteral(" dbname=sentinai_none"));
    VERIFY_OK(url);
    VERIFY_ERROR(openMigrator(*url), NotFound);
  }

  void upDownAndUpAgain_data() { engines(); }
  void upDownAndUpAgain() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const auto migrator = migratorOf(database);
    const int last = latest(engine);

    std::vector<int> reported;
    const Result<std::vector<int>> up =
        migrator->up(std::nullopt, [&reported](const MigrationStatus& status) { reported.push_back(status.version); });
    VERIFY_OK(up);
    QCOMPARE(*up, range(1, last));
    QCOMPARE(reported, *up);
    const QStringList first = catalogueOf(database.ownerUrl());

    const Result<std::vector<int>> down = migrator->down(0, {});
    VERIFY_OK(down);
    QCOMPARE(*down, range(last, 1));
    const QStringList left = catalogueOf(database.ownerUrl());
    for (const QString& line : left) {
      QVERIFY2(!line.startsWith(QLatin1String("table ")) || line.contains(QLatin1String("schema_migration")),
               qPrintable(line));
      QVERIFY2(!line.startsWith(QLatin1String("function ")), qPrintable(line));
    }

    VERIFY_OK(migrator->up(std::nullopt, {}));
    QCOMPARE(catalogueOf(database.ownerUrl()), first);
    const Result<QStringList> findings = migrator->verify();
    VERIFY_OK(findings);
    QCOMPARE(*findings, QStringList());
    const Result<std::vector<int>> again = migrator->up(std::nullopt, {});
    VERIFY_OK(again);
    QVERIFY(again->empty());
  }

  void everyFileCanBeTakenBack_data() { engines(); }
  void everyFileCanBeTakenBack() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const auto migrator = migratorOf(database);
    for (int version = 1; version <= latest(engine); ++version) {
      VERIFY_OK(migrator->up(version - 1, {}));
      const QStringList before = version == 1 ? QStringList() : catalogueOf(database.ownerUrl());
      const Result<std::vector<int>> up = migrator->up(version, {});
      VERIFY_OK(up);
      QCOMPARE(*up, std::vector<int>{version});
      const Result<std::vector<int>> down = migrator->down(version - 1, {});
      VERIFY_OK(down);
      QCOMPARE(*down, std::vector<int>{version});
      if (version > 1) {
        QCOMPARE(catalogueOf(database.ownerUrl()), before);
      }
    }
  }

  void theQueueStartsWithWhatIsNotOver_data() { engines(); }
  void theQueueStartsWithWhatIsNotOver() {
    QFETCH(Engine, engine);
    constexpr int queued = 15;
    TestDatabase database(engine);
    const auto migrator = migratorOf(database);
    VERIFY_OK(migrator->down(queued - 1, {}));
    const QString now = engine == Engine::Sqlite ? QStringLiteral("0") : QStringLiteral("now()");
    for (const char* tenant : {"bank", "clinic"}) {
      database.addTenant(QString::fromLatin1(tenant));
      for (const char* status : {"open", "escalated", "resolved"}) {
        database.executeBehindTheBack(
            QStringLiteral("INSERT INTO %1 (tenant_id, exception_id, domain, type, severity, status, source_system, "
                           "entity, version, created_at, updated_at, resolved_at) "
                           "VALUES ('%2', 'EX-%3', 'IT', 't', 'low', '%3', 's', 'e', 1, %4, %4, %5)")
                .arg(database.table(QStringLiteral("exception")), QString::fromLatin1(tenant),
                     QString::fromLatin1(status), now,
                     std::string_view(status) == "resolved" ? now : QStringLiteral("NULL")));
      }
    }
    VERIFY_OK(migrator->up(std::nullopt, {}));
    QList<QStringList> expected;
    for (const QString& tenant : {QStringLiteral("bank"), QStringLiteral("clinic")}) {
      for (const QString& id : {QStringLiteral("EX-escalated"), QStringLiteral("EX-open")}) {
        expected << QStringList{tenant, id, QStringLiteral("IT"), QStringLiteral("ready")};
      }
    }
    QCOMPARE(
        database.executeBehindTheBack(
            QStringLiteral("SELECT tenant_id, exception_id, domain, state FROM %1 ORDER BY tenant_id, exception_id")
                .arg(database.table(QStringLiteral("work_item")))),
        expected);
  }

  void statusTellsWhatIsPending_data() { engines(); }
  void statusTellsWhatIsPending() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const auto migrator = migratorOf(database);
    VERIFY_OK(migrator->up(2, {}));
    const Result<std::vector<MigrationStatus>> status = migrator->status();
    VERIFY_OK(status);
    QCOMPARE(static_cast<int>(status->size()), latest(engine));
    QVERIFY(status->at(1).appliedAt.has_value());
    QVERIFY(*status->at(1).appliedAt > currentInstant() - std::chrono::minutes(5));
    QVERIFY(!status->at(1).appliedBy.isEmpty());
    QCOMPARE(status->at(1).name, QStringLiteral("exceptions"));
    QCOMPARE(status->at(1).checksum.size(), 64);
    QVERIFY(!status->at(2).appliedAt.has_value());

    const Result<QStringList> findings = migrator->verify();
    VERIFY_OK(findings);
    QCOMPARE(static_cast<int>(findings->size()), latest(engine) - 2);
    QCOMPARE(findings->first(), QStringLiteral("pending migration 0003_events"));
  }

  void aTargetBeyondTheFilesIsRefused_data() { engines(); }
  void aTargetBeyondTheFilesIsRefused() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const auto migrator = migratorOf(database);
    VERIFY_ERROR(migrator->up(99, {}), InvalidInput);
    VERIFY_ERROR(migrator->down(-1, {}), InvalidInput);
  }

  void anEditedAppliedFileIsRefused_data() { engines(); }
  void anEditedAppliedFileIsRefused() {
    QFETCH(Engine, engine);
    TestDatabase database(engine);
    database.executeBehindTheBack(
        QStringLiteral("UPDATE %1 SET checksum = '%2' WHERE version = 2")
            .arg(database.table(QStringLiteral("schema_migration")), QString(64, QLatin1Char('0'))));
    const auto migrator = migratorOf(database);
    const Result<std::vector<int>> up = migrator->up(std::nullopt, {});
    VERIFY_ERROR(up, Conflict);
    QVERIFY(up.error().message.contains(QLatin1String("0002_exceptions")));
    VERIFY_ERROR(migrator->down(0, {}), Conflict);
    VERIFY_ERROR(migrator->status(), Conflict);
    VERIFY_ERROR(migrator->verify(), Conflict);
  }

  void aNewerDatabaseIsRefused_data() { engines(); }
  void aNewerDatabaseIsRefused() {
    QFETCH(Engine, engine);
    TestDatabase database(engine);
    database.executeBehindTheBack(
        QStringLiteral(
            "INSERT INTO %1 (version, name, checksum, applied_at, applied_by) VALUES (%2, 'later', '%3', %4, 'ann')")
            .arg(database.table(QStringLiteral("schema_migration")))
            .arg(latest(engine) + 1)
            .arg(QString(64, QLatin1Char('0')),
                 engine == Engine::Sqlite ? QStringLiteral("0") : QStringLiteral("now()")));
    const auto migrator = migratorOf(database);
    const Result<std::vector<int>> up = migrator->up(std::nullopt, {});
    VERIFY_ERROR(up, Conflict);
    QVERIFY(up.error().message.contains(QLatin1String("newer")));
    VERIFY_ERROR(migrator->down(0, {}), Conflict);
    VERIFY_ERROR(migrator->verify(), Conflict);
  }

  void aFileThatFailsLeavesNothing_data() { engines(); }
  void aFileThatFailsLeavesNothing() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const QTemporaryDir folder;
    copyMigrations(engine, folder.path(), [](QByteArray text) { return text; });
    QFile second(folder.filePath(QStringLiteral("0002_exceptions.up.sql")));
    QVERIFY(second.open(QIODevice::Append));
    second.write("\nSELECT no_such_function();\n");
    second.close();
    Result<MigrationSet> set = MigrationSet::load(folder.path());
    VERIFY_OK(set);
    LedgerMigrator migrator(migrationTargetOf(database.ownerUrl()), *set);
    const Result<std::vector<int>> up = migrator.up(std::nullopt, {});
    QVERIFY(!up);
    QVERIFY2(up.error().message.contains(QLatin1String("0002_exceptions")), qPrintable(up.error().message));
    QVERIFY2(up.error().message.contains(QLatin1String("no_such_function")), qPrintable(up.error().message));

    // The real files go on from there.
    const auto real = migratorOf(database);
    const Result<std::vector<int>> rest = real->up(std::nullopt, {});
    VERIFY_OK(rest);
    QCOMPARE(*rest, range(2, latest(engine)));
    const Result<QStringList> findings = real->verify();
    VERIFY_OK(findings);
    QCOMPARE(*findings, QStringList());
  }

  void aFileThatEndsItsTransactionIsRefused_data() { engines(); }
  void aFileThatEndsItsTransactionIsRefused() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const QTemporaryDir folder;
    copyMigrations(engine, folder.path(), [](QByteArray text) { return text; });
    QFile first(folder.filePath(QStringLiteral("0001_tenancy.up.sql")));
    QVERIFY(first.open(QIODevice::Append));
    first.write("\nCOMMIT;\n");
    first.close();
    Result<MigrationSet> set = MigrationSet::load(folder.path());
    VERIFY_OK(set);
    LedgerMigrator migrator(migrationTargetOf(database.ownerUrl()), *set);
    const Result<std::vector<int>> up = migrator.up(std::nullopt, {});
    VERIFY_ERROR(up, Internal);
    QVERIFY(up.error().message.contains(QLatin1String("transactions")));
  }

  void lineEndsDoNotChangeChecksums_data() { engines(); }
  void lineEndsDoNotChangeChecksums() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const QTemporaryDir folder;
    copyMigrations(engine, folder.path(), [](QByteArray text) { return text.replace("\n", "\r\n"); });
    Result<MigrationSet> set = MigrationSet::load(folder.path());
    VERIFY_OK(set);
    LedgerMigrator checkedOutOnWindows(migrationTargetOf(database.ownerUrl()), *set);
    VERIFY_OK(checkedOutOnWindows.up(std::nullopt, {}));
    const Result<QStringList> findings = migratorOf(database)->verify();
    VERIFY_OK(findings);
    QCOMPARE(*findings, QStringList());
  }

  void embeddedFilesAreThoseOfTheFolder_data() { engines(); }
  void embeddedFilesAreThoseOfTheFolder() {
    QFETCH(Engine, engine);
    TestDatabase database(engine, TestDatabase::Schema::Empty);
    const Result<std::vector<MigrationStatus>> status = migratorOf(database)->status();
    VERIFY_OK(status);
    const Result<MigrationSet> set = MigrationSet::load(migrationFolder(engine));
    VERIFY_OK(set);
    QCOMPARE(static_cast<int>(status->size()), set->latest());
    for (std::size_t i = 0; i < status->size(); ++i) {
      QCOMPARE(status->at(i).checksum, set->migrations().at(i).checksum);
    }
  }

  void bothEnginesHaveTheSameMigrations() {
    const Result<MigrationSet> postgresql = MigrationSet::load(migrationFolder(Engine::PostgreSql));
    const Result<MigrationSet> sqlite = MigrationSet::load(migrationFolder(Engine::Sqlite));
    VERIFY_OK(postgresql);
    VERIFY_OK(sqlite);
    QCOMPARE(postgresql->latest(), sqlite->latest());
    for (const Migration& migration : postgresql->migrations()) {
      QCOMPARE(sqlite->find(migration.version)->name, migration.name);
    }
  }

  /// If this fails after a change of the schema: docs/migrations.md says how to write the manifests anew.
  void theManifestIsTheSchema_data() { engines(); }
  void theManifestIsTheSchema() {
    QFETCH(Engine, engine);
    const TestDatabase database(engine);
    const Result<MigrationSet> set = MigrationSet::load(migrationFolder(engine));
    VERIFY_OK(set);
    QCOMPARE(catalogueOf(database.ownerUrl()).join(QLatin1Char('\n')), set->manifest().join(QLatin1Char('\n')));
  }

  void verifyNamesWhatDiffers_data() {
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("finding");
    const auto postgresql = [](const char* name, const char* change, const char* finding) {
      QTest::newRow(qPrintable(QStringLiteral("postgresql, ") + QLatin1String(name)))
          << Engine::PostgreSql << QString::fromLatin1(change) << QString::fromLatin1(finding);
    };
    const auto sqlite = [](const char* name, const char* change, const char* finding) {
      QTest::newRow(qPrintable(QStringLiteral("sqlite, ") + QLatin1String(name)))
          << Engine::Sqlite << QString::fromLatin1(change) << QString::fromLatin1(finding);
    };
    postgresql("dropped index", "DROP INDEX sentinai.exception_sla_idx", "missing index exception_sla_idx");
    postgresql("extra index", "CREATE INDEX stray ON sentinai.exception (owner)", "extra index stray |");
    postgresql("extra column", "ALTER TABLE sentinai.exception ADD stray text", "extra column exception.stray | text");
    postgresql("dropped column", "ALTER TABLE sentinai.exception DROP currency", "missing column exception.currency");
    postgresql("column that was generated", "ALTER TABLE sentinai.exception ALTER severity_rank DROP EXPRESSION",
               "changed column exception.severity_rank: is");
    postgresql("changed column", "ALTER TABLE sentinai.exception ALTER owner SET NOT NULL",
               "changed column exception.owner: is text collate \"C\" not null, should be");
    postgresql("extra table", "CREATE TABLE sentinai.stray (a integer)", "extra table stray |");
    postgresql("table whose rows are shown with ours", "CREATE TABLE public.kid () INHERITS (sentinai.exception)",
               "extra child of exception: public.kid");
    postgresql("dropped table", "DROP TABLE sentinai.audit_log", "missing table audit_log");
    postgresql("dropped policy", "DROP POLICY tenant ON sentinai.exception", "missing policy exception.tenant");
    postgresql("weakened policy", "ALTER POLICY tenant ON sentinai.exception USING (true)",
               "changed policy exception.tenant: is permissive for all to PUBLIC using true");
    postgresql("extra policy", "CREATE POLICY stray ON sentinai.exception USING (true)",
               "extra policy exception.stray");
    postgresql("policies off", "ALTER TABLE sentinai.exception DISABLE ROW LEVEL SECURITY",
               "changed table exception: is owned by owner, no row security");
    postgresql("policies not forced", "ALTER TABLE sentinai.exception NO FORCE ROW LEVEL SECURITY",
               "changed table exception: is owned by owner, row security not forced on the owner");
    postgresql("extra grant", "GRANT DELETE ON sentinai.exception TO sentinai_analyst",
               "changed grant on table exception to sentinai_analyst: is delete, select, should be select");
    postgresql("grant to everyone", "GRANT SELECT ON sentinai.exception TO PUBLIC",
               "extra grant on table exception to PUBLIC | select");
    postgresql("grant on a column", "GRANT UPDATE (owner) ON sentinai.exception TO sentinai_agent",
               "extra grant on column exception.owner to sentinai_agent | update");
    postgresql("revoked grant", "REVOKE SELECT ON sentinai.exception FROM sentinai_analyst",
               "missing grant on table exception to sentinai_analyst");
    postgresql("grant on a function", "GRANT EXECUTE ON FUNCTION sentinai.audit() TO PUBLIC",
               "extra grant on function audit() to PUBLIC | execute");
    postgresql("dropped trigger", "DROP TRIGGER append_only ON sentinai.exception_event",
               "missing trigger exception_event.append_only");
    postgresql("disabled trigger", "ALTER TABLE sentinai.exception_event DISABLE TRIGGER append_only",
               "changed trigger exception_event.append_only: is");
    postgresql("dropped constraint", "ALTER TABLE sentinai.exception DROP CONSTRAINT exception_status_check",
               "missing constraint exception.exception_status_check");
    postgresql("changed function",
               "CREATE OR REPLACE FUNCTION sentinai.refuse_change() RETURNS trigger LANGUAGE plpgsql "
               "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'",
               "changed function refuse_change()");
    postgresql("function without its settings", "ALTER FUNCTION sentinai.search_exceptions(text[]) RESET search_path",
               "changed function search_exceptions(words text[])");
    postgresql("function of another owner", "ALTER FUNCTION sentinai.current_tenant() OWNER TO CURRENT_USER",
               "changed function current_tenant()");
    sqlite("dropped index", "DROP INDEX exception_event_timeline", "missing index exception_event_timeline");
    sqlite("extra column", "ALTER TABLE exception ADD stray TEXT", "extra column exception.stray | TEXT");
    sqlite("extra table", "CREATE TABLE stray (a INTEGER)", "extra table stray |");
    sqlite("changed trigger", "CREATE TRIGGER stray BEFORE UPDATE ON exception_event BEGIN SELECT 1; END",
           "extra trigger stray |");
    sqlite("another program's mark", "PRAGMA application_id = 7", "changed pragma application_id: is 7, should be");
  }
  void verifyNamesWhatDiffers() {
    QFETCH(Engine, engine);
    QFETCH(QString, change);
    QFETCH(QString, finding);
    TestDatabase database(engine);
    database.executeBehindTheBack(change);
    const Result<QStringList> findings = migratorOf(database)->verify();
    VERIFY_OK(findings);
    QVERIFY2(std::any_of(findings->begin(), findings->end(),
                         [&finding](const QString& line) { return line.startsWith(finding); }),
             qPrintable(findings->join(QLatin1Char('\n'))));
  }

  void someoneElsesFileIsRefused() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("notes.txt"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    VERIFY_ERROR(openMigrator(DatabaseUrl::sqliteFile(path)), InvalidInput);

    TestDatabase other(Engine::Sqlite, TestDatabase::Schema::Empty);
    other.executeBehindTheBack(QStringLiteral("CREATE TABLE recipe (name TEXT)"));
    VERIFY_ERROR(openMigrator(other.ownerUrl()), InvalidInput);
  }

  void aServerThatIsNotThereIsReported() {
    const Result<DatabaseUrl> url = DatabaseUrl::parse(QStringLiteral("host=/nowhere dbname=x user=y password=secret"));
    VERIFY_OK(url);
    const auto migrator = openMigrator(*url);
    VERIFY_ERROR(migrator, ConnectionLost);
    QVERIFY(!errorText(migrator).contains(QLatin1String("secret")));
  }
};

QTEST_GUILESS_MAIN(MigratorTest)
#include "migrator_test.moc"
