// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_select.h"
#include "repositories/open_database.h"
#include "repositories/open_migrator.h"
#include "repositories/sqlite/sqlite_schema.h"
#include "tests/sqlite/sqlite_file.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QDir>
#include <QProcess>
#include <QTest>
#include <stdexcept>

using namespace sentinai;

namespace {

/// `sqlite3 PATH < FILE`, and what it wrote to stderr.
QByteArray applyWithTool(const QString& path, const QString& file) {
  QProcess tool;
  tool.setStandardInputFile(file);
  tool.start(QStringLiteral("sqlite3"), {QStringLiteral("-bail"), path});
  tool.waitForFinished();
  return tool.exitCode() == 0 ? tool.readAllStandardError() : "failed: " + tool.readAllStandardError();
}

QStringList migrationFiles(const QString& pattern) {
  const QDir folder(QStringLiteral(SENTINAI_SOURCE_DIR "/migrations/sqlite"));
  QStringList paths;
  for (const QString& name : folder.entryList({pattern}, QDir::Files, QDir::Name)) {
    paths.append(folder.filePath(name));
  }
  return paths;
}

QString refusalOf(const SqliteFile& file, const char* sql) {
  try {
    file.execute(QString::fromLatin1(sql));
  } catch (const std::runtime_error& error) {
    return QString::fromUtf8(error.what());
  }
  return {};
}

} // namespace

class SqliteSchemaTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void theProgramKnowsTheLatestMigration() {
    const QTemporaryDir directory;
    const auto migrator = openMigrator(DatabaseUrl::sqliteFile(directory.filePath(QStringLiteral("new.db"))));
    VERIFY_OK(migrator);
    const auto migrations = (*migrator)->status();
    VERIFY_OK(migrations);
    QCOMPARE(kSqliteSchemaVersion, migrations->back().version);
  }

  void thePlainToolAppliesTheFilesUpAndDown() {
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("plain.db"));
    for (const QString& file : migrationFiles(QStringLiteral("0*.up.sql"))) {
      QCOMPARE(applyWithTool(path, file), QByteArray());
    }
    VERIFY_OK(await(openDatabase(DatabaseUrl::sqliteFile(path), {})
                        ->tenants()
                        .create(QStringLiteral("bank"), QStringLiteral("Bank"), {})));
    QStringList downs = migrationFiles(QStringLiteral("0*.down.sql"));
    std::reverse(downs.begin(), downs.end());
    for (const QString& file : std::as_const(downs)) {
      QCOMPARE(applyWithTool(path, file), QByteArray());
    }
    VERIFY_ERROR(await(openDatabase(DatabaseUrl::sqliteFile(path), {})->tenants().get(QStringLiteral("bank"), {})),
                 NotFound);
    for (const QString& file : migrationFiles(QStringLiteral("0*.up.sql"))) {
      QCOMPARE(applyWithTool(path, file), QByteArray());
    }
  }

  void thePlainToolWritesConfigurationThatIsAuditedWithoutAName() {
    const SqliteFile file;
    file.execute(QStringLiteral(
        "INSERT INTO domain_pack_version (domain, version, pack_json) VALUES ('Finance', 1, '{\"a\":1}');"
        "INSERT INTO domain_pack_active (domain, version) VALUES ('Finance', 1);"
        "INSERT INTO playbook (tenant_id, name) VALUES ('bank', 'settle');"
        "INSERT INTO playbook_step (playbook_id, tenant_id, step_order, name, action_type)"
        "  VALUES (1, 'bank', 1, 'tell', 'notify');"
        "INSERT INTO tool_definition (name, type) VALUES ('mail', 'email');"
        "INSERT INTO tenant_member (tenant_id, role_name, access) VALUES ('bank', 'ann', 'analyst')"));
    const auto database = file.open();
    const auto bank = database->openSession(QStringLiteral("bank"));
    const auto pack = await(bank->domainPacks().active(QStringLiteral("Finance"), {}));
    VERIFY_OK(pack);
    QCOMPARE(pack->pack.value(QStringLiteral("a")).toInt(), 1);
    const auto steps = await(bank->playbookSteps().list(1, {}));
    VERIFY_OK(steps);
    QCOMPARE(steps->size(), 1u);
    const auto age = currentInstant() - steps->front().createdAt;
    QVERIFY(age > std::chrono::minutes(-1) && age < std::chrono::minutes(1));
    const auto audit = await(bank->audit().list(100, {}, {}));
    VERIFY_OK(audit);
    for (const char* table : {"domain_pack_version", "domain_pack_active", "playbook", "playbook_step",
                              "tool_definition", "tenant_member", "tenant"}) {
      const bool logged = std::any_of(audit->rows.begin(), audit->rows.end(), [table](const AuditEntry& entry) {
        return entry.objectType == QLatin1String(table) && entry.action == QStringLiteral("insert") &&
               entry.login.isEmpty() && !entry.after.isEmpty();
      });
      QVERIFY2(logged, table);
    }
    const auto playbook = std::find_if(audit->rows.begin(), audit->rows.end(), [](const AuditEntry& entry) {
      return entry.objectType == QStringLiteral("playbook");
    });
    QCOMPARE(playbook->after.value(QStringLiteral("active")), QJsonValue(false));
  }

  void theProgramsNameIsNotLeftBehindForOthers() {
    const SqliteFile file;
    DatabaseOptions options;
    options.applicationName = QStringLiteral("test program");
    const auto database = file.open(options);
    VERIFY_OK(await(database->tenants().create(QStringLiteral("third"), QStringLiteral("Third"), {})));
    file.execute(QStringLiteral("UPDATE tenant SET name = 'Renamed' WHERE tenant_id = 'third'"));
    const auto entries = file.execute(QStringLiteral(
        "SELECT action, login, application FROM audit_log WHERE object_type = 'tenant' AND tenant_id = 'third' "
        "ORDER BY audit_id"));
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries[0], QStringList({QStringLiteral("insert"), database->login(), QStringLiteral("test program")}));
    QCOMPARE(entries[1], QStringList({QStringLiteral("update"), QString(), QString()}));
  }

  void reorderedStepsAreAuditedAsWhatTheyWere() {
    const SqliteFile file;
    const auto database = file.open();
    const auto bank = database->openSession(QStringLiteral("bank"));
    const auto playbook = await(bank->playbooks().create(QStringLiteral("settle"), {}, {}));
    VERIFY_OK(playbook);
    PlaybookStep step;
    step.playbookId = playbook->playbookId;
    step.name = QStringLiteral("call");
    std::vector<int> ids;
    for (int i = 0; i < 2; ++i) {
      const auto made = await(bank->playbookSteps().create(step, {}));
      VERIFY_OK(made);
      ids.insert(ids.begin(), made->stepId);
    }
    VERIFY_OK(await(bank->playbookSteps().reorder(playbook->playbookId, ids, {})));
    const auto changes =
        file.execute(QStringLiteral("SELECT before ->> 'step_order', after ->> 'step_order' FROM audit_log "
                                    "WHERE object_type = 'playbook_step' AND action = 'update' ORDER BY object_id"));
    QCOMPARE(changes, QList<QStringList>(
                          {{QStringLiteral("1"), QStringLiteral("2")}, {QStringLiteral("2"), QStringLiteral("1")}}));
  }

  void textsHaveLimitsForPlainSqlToo_data() {
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char* name, const QByteArray& sql, bool taken) { QTest::newRow(name) << sql << taken; };
    const QByteArray event =
        "INSERT INTO exception_event SELECT lower(hex(randomblob(18))), exception_id, tenant_id, "
        "seq + 1, %1, actor_type, %2, %3, created_at, recorded_at, hash, hash FROM exception_event";
    const auto insert = [&event](const QByteArray& type, const QByteArray& actor, const QByteArray& payload) {
      return QByteArray(event).replace("%1", type).replace("%2", actor).replace("%3", payload);
    };
    row("an event", insert("'CommentAdded'", "'ann'", "'{}'"), true);
    row("its type", insert("'a.b' || char(27)", "'ann'", "'{}'"), false);
    row("its actor", insert("'CommentAdded'", "char(155)", "'{}'"), false);
    row("its actor's length", insert("'CommentAdded'", "printf('%.513c', 'x')", "'{}'"), false);
    row("its payload", insert("'CommentAdded'", "'ann'", "'{\"a\":\"' || printf('%.1048569c', 'x') || '\"}'"), false);
    row("a change", "UPDATE exception SET entity = 'Müller'", true);
    row("what it changes to", "UPDATE exception SET entity = 'a' || char(10)", false);
    row("its length", "UPDATE exception SET owner = printf('%.513c', 'x')", false);
    row("a row",
        "INSERT INTO exception (tenant_id, exception_id, domain, type, severity, status, source_system, "
        "created_at, updated_at) VALUES ('bank', 'a' || char(7), 'd', 't', 'low', 'open', 's', 1, 1)",
        false);
  }
  void textsHaveLimitsForPlainSqlToo() {
    QFETCH(QByteArray, sql);
    QFETCH(bool, taken);
    const SqliteFile file;
    VERIFY_OK(await(file.open()
                        ->openSession(QStringLiteral("bank"))
                        ->exceptions()
                        .create(sampleException(), sampleUser(), {}, {})));
    const QString refusal = refusalOf(file, sql.constData());
    QVERIFY2(taken ? refusal.isEmpty() : refusal.contains(QStringLiteral("control characters")), qPrintable(refusal));
  }

  void whatIsAppendOnlyIsNotChangedByPlainSql_data() {
    QTest::addColumn<QByteArray>("sql");
    for (const char* sql : {
             "UPDATE exception_event SET actor_id = 'eve'",
             "DELETE FROM exception_event",
             "REPLACE INTO exception_event SELECT * FROM exception_event",
             "INSERT OR REPLACE INTO exception_event SELECT event_id, exception_id, tenant_id, seq + 1, event_type, "
             "actor_type, actor_id, payload, created_at, recorded_at, prev_hash, hash FROM exception_event",
             "UPDATE audit_log SET login = 'eve'",
             "DELETE FROM audit_log",
             "REPLACE INTO audit_log SELECT * FROM audit_log",
             "UPDATE domain_pack_version SET pack_json = '[]'",
             "DELETE FROM domain_pack_version",
             "UPDATE tenant_policy_pack_version SET pack_json = '[]'",
             "DELETE FROM tenant_policy_pack_version",
         }) {
      QTest::newRow(sql) << QByteArray(sql);
    }
  }

  void whatIsAppendOnlyIsNotChangedByPlainSql() {
    QFETCH(QByteArray, sql);
    const SqliteFile file;
    const auto database = file.open();
    const auto bank = database->openSession(QStringLiteral("bank"));
    VERIFY_OK(await(bank->exceptions().create(sampleException(), sampleUser(), {}, {})));
    VERIFY_OK(await(bank->domainPacks().createVersion(QStringLiteral("Finance"), {}, {})));
    VERIFY_OK(await(bank->policyPacks().createVersion(QStringLiteral("bank"), {}, {})));
    const QString refusal = refusalOf(file, sql.constData());
    QVERIFY2(refusal.contains(QStringLiteral("append-only")) || refusal.contains(QStringLiteral("immutable")),
             qPrintable(refusal));
  }

  void everySortReadsItsIndex_data() {
    QTest::addColumn<ExceptionField>("field");
    QTest::addColumn<Qt::SortOrder>("order");
    for (const ExceptionField field : allValues<ExceptionField>()) {
      for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        QTest::addRow("%s %s", qPrintable(toText(field)), order == Qt::AscendingOrder ? "up" : "down")
            << field << order;
      }
    }
  }

  void everySortReadsItsIndex() {
    QFETCH(ExceptionField, field);
    QFETCH(Qt::SortOrder, order);
    const SqliteFile file;
    ExceptionQuery query;
    query.sort = {field, order};
    const auto statement = exceptionListStatement(SqlDialect::Sqlite, QStringLiteral("bank"), query);
    VERIFY_OK(statement);
    QStringList steps;
    for (const QStringList& row : file.execute(QStringLiteral("EXPLAIN QUERY PLAN ") + statement->text)) {
      steps.append(row.last());
    }
    const QString plan = steps.join(QLatin1Char('\n'));
    // One sort, of the page itself; none inside a phase, whose rows are all of the table.
    QVERIFY2(plan.count(QStringLiteral("USE TEMP B-TREE")) <= 1, qPrintable(plan));
    QVERIFY2(plan.contains(QStringLiteral("SEARCH exception USING")), qPrintable(plan));
    QVERIFY2(!plan.contains(QStringLiteral("SCAN exception")), qPrintable(plan));
  }
};

QTEST_GUILESS_MAIN(SqliteSchemaTest)
#include "sqlite_schema_test.moc"
