// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo_generator.h"
#include "repositories/open_database.h"
#include "repositories/open_migrator.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

#include <QProcess>
#include <QTest>

using namespace sentinai;
using Engine = DatabaseUrl::Engine;

namespace {

constexpr int kPatience = 60'000;

/// A migrated database with a login that is to see what is generated.
struct Target {
  TestDatabase database{Engine::PostgreSql};
  DatabaseUrl memberUrl = database.addLogin(QStringLiteral("ann"), {});

  [[nodiscard]] GenerateOptions options(qint64 exceptions, double events) const {
    GenerateOptions options;
    options.exceptions = exceptions;
    options.eventsPerException = events;
    options.seed = 11;
    options.days = 90;
    options.until = Instant{std::chrono::sys_days{std::chrono::year{2026} / std::chrono::March / 1}};
    options.member = database.roleName(QStringLiteral("ann"));
    return options;
  }

  [[nodiscard]] Result<GenerateReport> generate(const GenerateOptions& options) const {
    return generateDemo(database.ownerUrl(), options, [](const GenerateProgress&) {});
  }

  QString one(const QString& sql) { return database.executeBehindTheBack(sql).value(0).value(0); }

  /// Of every row of both tables, to the byte.
  QString fingerprint() {
    return one(QStringLiteral("SELECT md5(string_agg(e::text, '|' ORDER BY e.tenant_id, e.exception_id)) || "
                              "(SELECT md5(string_agg(v::text, '|' ORDER BY v.tenant_id, v.exception_id, v.seq)) "
                              " FROM sentinai.exception_event v) FROM sentinai.exception e"));
  }

  /// What a load may not leave otherwise than it was.
  QString furniture() {
    return one(QStringLiteral(
        "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
        "  SELECT pg_get_indexdef(indexrelid) || indisvalid FROM pg_index WHERE indrelid::regclass::text LIKE "
        "    'sentinai.%' UNION ALL"
        "  SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) || convalidated FROM pg_constraint "
        "    WHERE connamespace = 'sentinai'::regnamespace UNION ALL"
        "  SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal UNION ALL"
        "  SELECT relname || relforcerowsecurity || relrowsecurity FROM pg_class "
        "    WHERE relnamespace = 'sentinai'::regnamespace) AS f (line)"));
  }
};

QStringList schemaDifferences(const DatabaseUrl& ownerUrl) {
  const Result<std::unique_ptr<Migrator>> migrator = openMigrator(ownerUrl);
  return migrator ? valueOf((*migrator)->verify()) : QStringList{migrator.error().message};
}

} // namespace

/// Loading generated exceptions past the policies: what is there afterwards is what the system itself would have
/// written, or nothing.
class DemoGeneratorTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void fillsTenantsThatReplayAndVerify() {
    Target target;
    const QString before = target.furniture();
    const Result<GenerateReport> report = target.generate(target.options(1'500, 4));
    VERIFY_OK(report);
    QCOMPARE(report->exceptions, 1'500);
    QVERIFY(report->events > 5'000 && report->events < 7'000);
    QCOMPARE(report->tenants.size(), std::size_t{3});
    QCOMPARE(report->tenants[0].exceptions, 900);
    QCOMPARE(report->tenants[1].exceptions, 450);
    QCOMPARE(report->member, target.database.roleName(QStringLiteral("ann")));
    QCOMPARE(target.furniture(), before);
    QCOMPARE(schemaDifferences(target.database.ownerUrl()), QStringList());
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.exception_event")),
             QString::number(report->events));

    const auto database = openDatabase(target.memberUrl, {});
    for (const GenerateReport::Tenant& tenant : report->tenants) {
      const auto session = database->openSession(tenant.id);
      ExceptionQuery query;
      query.limit = kMaxPageSize;
      const auto page = await(session->exceptions().list(query, {}));
      VERIFY_OK(page);
      QCOMPARE(static_cast<qint64>(page->rows.size()), tenant.exceptions);
    }
    // Every exception of one tenant, through the policies and from the raw rows.
    const auto session = database->openSession(QStringLiteral("demo-3"));
    const auto page = await(session->exceptions().list({}, {}));
    VERIFY_OK(page);
    for (const Exception& row : page->rows) {
      const auto verdict = await(session->events().verifyChain(row.exceptionId, {}));
      VERIFY_OK(verdict);
      QVERIFY2(verdict->intact, qPrintable(row.exceptionId + verdict->problem));
      QCOMPARE(valueOf(await(session->events().stateAfter(row.exceptionId, verdict->events, {}))), row);
    }
    QCOMPARE(target.one(QStringLiteral(
                 "SELECT count(*) FROM sentinai.exception_event WHERE hash <> sentinai.event_hash(prev_hash, "
                 "tenant_id, exception_id, seq, event_id, event_type, actor_type, actor_id, created_at, recorded_at, "
                 "payload::text)")),
             QStringLiteral("0"));
    for (const GenerateReport::Tenant& tenant : report->tenants) {
      QCOMPARE(
          target.one(
              QStringLiteral(
                  "SELECT count(*) FROM (SELECT kind, bucket, value, detail, domain, status, severity, sum(n) AS n "
                  "FROM sentinai.exception_rollup WHERE tenant_id = '%1' GROUP BY 1, 2, 3, 4, 5, 6, 7) AS k "
                  "FULL JOIN sentinai.recounted_rollup('%1') AS c USING (kind, bucket, value, detail, domain, "
                  "status, severity, n) WHERE k.kind IS NULL OR c.kind IS NULL")
                  .arg(tenant.id)),
          QStringLiteral("0"));
      QCOMPARE(target.one(QStringLiteral("SELECT sum(n) FROM sentinai.exception_rollup "
                                         "WHERE tenant_id = '%1' AND kind = 'day'")
                              .arg(tenant.id)),
               QString::number(tenant.exceptions));
    }
    // Somebody else sees nothing, and the member may go on from there.
    const auto stranger = openDatabase(target.database.addLogin(QStringLiteral("eve"), {}), {});
    const auto seen = await(stranger->openSession(QStringLiteral("demo-1"))->exceptions().list({}, {}));
    QVERIFY(!seen || seen->rows.empty());
    const Exception& first = page->rows.front();
    ExceptionUpdate update{first.exceptionId,
                           first.version,
                           ExceptionPatch().setOwner(QStringLiteral("somebody new")),
                           {},
                           {ActorType::User, QStringLiteral("ann")},
                           {}};
    VERIFY_OK(await(session->exceptions().update(update, {})));
  }

  void makesTheSameRowsFromTheSameSeed() {
    Target first;
    Target second;
    GenerateOptions options = first.options(9'000, 1.5);
    options.threads = 1;
    VERIFY_OK(first.generate(options));
    options.threads = 2;
    options.member = second.database.roleName(QStringLiteral("ann"));
    VERIFY_OK(second.generate(options));
    QCOMPARE(second.fingerprint(), first.fingerprint());
    Target third;
    options.member = third.database.roleName(QStringLiteral("ann"));
    options.seed = 12;
    VERIFY_OK(third.generate(options));
    QVERIFY(third.fingerprint() != first.fingerprint());
  }

  void addsToWhatIsThere_data() {
    QTest::addColumn<int>("present");
    QTest::newRow("little, so that indexes are built anew") << 10;
    QTest::newRow("much, so that indexes stay") << 500;
  }

  void addsToWhatIsThere() {
    QFETCH(int, present);
    Target target;
    target.database.addTenant(QStringLiteral("bank"));
    target.database.executeBehindTheBack(
        QStringLiteral("INSERT INTO sentinai.exception (tenant_id, exception_id, domain, type, severity, status, "
                       "source_system, version, created_at, updated_at) SELECT 'bank', 'EX-' || i, 'Finance', 'T', "
                       "'low', 'open', 'S', 1, now(), now() FROM generate_series(1, %1) AS i")
            .arg(present));
    const QString before = target.furniture();
    VERIFY_OK(target.generate(target.options(100, 2)));
    QCOMPARE(target.furniture(), before);
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.exception")), QString::number(present + 100));
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.exception_event")), QStringLiteral("200"));

    const QString filled = target.fingerprint();
    VERIFY_ERROR(target.generate(target.options(100, 2)), Conflict);
    QCOMPARE(target.furniture(), before);
    QCOMPARE(target.fingerprint(), filled);
  }

  void refusesWhatCannotBe() {
    Target target;
    const QString before = target.furniture();
    GenerateOptions options = target.options(10, 1);
    options.member = QStringLiteral("nobody by this name");
    VERIFY_ERROR(target.generate(options), NotFound);
    options.member = QStringLiteral("sentinai_analyst");
    VERIFY_ERROR(target.generate(options), InvalidInput);
    options = target.options(2, 1);
    VERIFY_ERROR(target.generate(options), InvalidInput); // fewer than tenants
    VERIFY_ERROR(generateDemo(target.memberUrl, target.options(10, 1), [](const GenerateProgress&) {}),
                 PermissionDenied);
    const TestDatabase file(Engine::Sqlite);
    VERIFY_ERROR(generateDemo(file.ownerUrl(), target.options(10, 1), [](const GenerateProgress&) {}), InvalidInput);
    const TestDatabase empty(Engine::PostgreSql, TestDatabase::Schema::Empty);
    VERIFY_ERROR(generateDemo(empty.ownerUrl(), target.options(10, 1), [](const GenerateProgress&) {}), Internal);
    QCOMPARE(target.furniture(), before);
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.tenant")), QStringLiteral("0"));
  }

  void leavesNothingWhenKilled_data() {
    QTest::addColumn<QByteArray>("stage");
    QTest::newRow("while rows are written") << QByteArray("exceptions: ");
    QTest::newRow("while indexes are built") << QByteArray("building ");
  }

  void leavesNothingWhenKilled() {
    QFETCH(QByteArray, stage);
    Target target;
    const QString before = target.furniture();
    QProcess process;
    process.setReadChannel(QProcess::StandardError);
    process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + QStringLiteral("/sentinaictl"),
                  {QStringLiteral("--db"), target.database.ownerUrl().conninfo(), QStringLiteral("demo"),
                   QStringLiteral("generate"), QStringLiteral("--exceptions"), QStringLiteral("30000"),
                   QStringLiteral("--member"), target.database.roleName(QStringLiteral("ann")),
                   QStringLiteral("--verbose")});
    QByteArray errors;
    while (!errors.contains(stage)) {
      QVERIFY2(process.waitForReadyRead(kPatience), errors.constData());
      errors += process.readAll();
    }
    process.kill();
    QVERIFY(process.waitForFinished(kPatience));
    // Reads once the server has noticed, since the tables were locked.
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.exception")), QStringLiteral("0"));
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.exception_event")), QStringLiteral("0"));
    QCOMPARE(target.one(QStringLiteral("SELECT count(*) FROM sentinai.tenant")), QStringLiteral("0"));
    QCOMPARE(target.furniture(), before);
    QCOMPARE(schemaDifferences(target.database.ownerUrl()), QStringList());
  }
};

QTEST_GUILESS_MAIN(DemoGeneratorTest)
#include "demo_generator_test.moc"
