// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/event_batch.h"
#include "tests/support/test_database.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

struct Run {
  int status = -1;
  QList<QJsonObject> lines;
  QByteArray errors;

  /// What is said of exceptions that are broken: `id at seq`, or `id` where no event is named.
  [[nodiscard]] QStringList broken() const {
    QStringList found;
    for (const QJsonObject& line : lines) {
      if (line.contains("exception_id"_L1) && !line.value("intact"_L1).toBool()) {
        const QJsonValue seq = line.value("first_bad_seq"_L1);
        const QString id = line.value("exception_id"_L1).toString();
        found << (seq.isNull() ? id : u"%1 at %2"_s.arg(id).arg(seq.toInt()));
      }
    }
    return found;
  }
};

// Makes the chain of EX-2 one again, from the event %1 on, as someone would who knows how.
const QString kRehash = uR"(;
DO $$
DECLARE
  e record;
  last bytea := coalesce((SELECT hash FROM sentinai.exception_event
                          WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq = %1 - 1),
                         decode(repeat('00', 32), 'hex'));
BEGIN
  FOR e IN SELECT * FROM sentinai.exception_event
           WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq >= %1 AND seq <= %2 ORDER BY seq LOOP
    UPDATE sentinai.exception_event SET prev_hash = last, hash = sentinai.event_hash(
      last, e.tenant_id, e.exception_id, e.seq, e.event_id, e.event_type, e.actor_type, e.actor_id, e.created_at,
      e.recorded_at, e.payload::text)
    WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq = e.seq
    RETURNING hash INTO last;
  END LOOP;
END
$$)"_s;

const QString kEvent =
    u"UPDATE sentinai.exception_event SET %1 WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND %2"_s;
const QString kRow = u"UPDATE sentinai.exception SET %1 WHERE tenant_id = '$T' AND exception_id = 'EX-2'"_s;
const QString kDelete = u"DELETE FROM sentinai.exception_event WHERE tenant_id = '$T' AND exception_id = 'EX-2'"_s;
const QString kInsert =
    u"INSERT INTO sentinai.exception_event SELECT tenant_id, exception_id, %1, gen_random_uuid(), 'CommentAdded', "
    "'user', 'eve', '{\"text\": \"forged\"}', created_at, recorded_at, prev_hash, hash FROM sentinai.exception_event "
    "WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq = %2"_s;
const QString kShift = u"UPDATE sentinai.exception_event SET seq = seq + 1001 WHERE tenant_id = '$T' "
                       "AND exception_id = 'EX-2' AND seq >= 3; UPDATE sentinai.exception_event SET seq = seq - 1000 "
                       "WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq > 1000;"_s;

} // namespace

/// Whatever someone changes who is superuser, with every trigger off, is found, and named.
class TamperingTest : public QObject {
  Q_OBJECT

  std::unique_ptr<TestDatabase> m_database;
  QTemporaryDir m_folder;
  DatabaseUrl m_url = DatabaseUrl::userDemo();
  QString m_tenant;
  int m_tenants = 0;

  [[nodiscard]] Run run(const QStringList& arguments) const {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DATABASE_URL"_s, m_url.conninfo());
    environment.insert(u"SENTINAI_TENANT"_s, m_tenant);
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s, QStringList{u"--json"_s} + arguments);
    if (!process.waitForFinished(60'000)) {
      throw std::runtime_error("sentinaictl did not finish");
    }
    Run done{process.exitCode(), {}, process.readAllStandardError()};
    for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
      if (!line.isEmpty()) {
        done.lines << QJsonDocument::fromJson(line).object();
      }
    }
    return done;
  }

  [[nodiscard]] QString checkpointFile() const { return m_folder.filePath(m_tenant + u".jsonl"_s); }

  void tamper(const QString& sql) { m_database->executeBehindTheBack(QString(sql).replace(u"$T"_s, m_tenant)); }

private Q_SLOTS:
  void initTestCase() {
    m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_database->addTenant(u"other"_s);
  }

  /// Three exceptions of five events each, and a checkpoint.
  void init() {
    m_tenant = u"tenant-%1"_s.arg(++m_tenants);
    m_database->addTenant(m_tenant);
    m_url = m_database->addLogin(u"sue"_s, {{m_tenant, Access::Supervisor}});
    SqlLogin sue(m_url, m_tenant);
    EventBatch batch;
    for (const QString& id : {u"EX-1"_s, u"EX-2"_s, u"EX-3"_s}) {
      batch.create(id);
      batch.changeStatus(id, u"open"_s, u"analyzing"_s);
      batch.add({.exceptionId = id});
      batch.add({.exceptionId = id});
      batch.changeStatus(id, u"analyzing"_s, u"resolved"_s).createdAt = u"2026-03-04T08:00:00Z"_s;
    }
    const SqlAnswer appended = batch.append(sue);
    QVERIFY2(appended.succeeded(), qPrintable(appended.message));
    const Run created = run({u"checkpoint"_s, u"create"_s, u"--output"_s, checkpointFile()});
    QVERIFY2(created.status == 0, created.errors);
    QCOMPARE(created.lines.first().value("exceptions"_L1).toInt(), 3);
    QCOMPARE(created.lines.first().value("events"_L1).toInt(), 15);
  }

  void nothingIsFoundWhereNothingIs() {
    // Going on is no tampering.
    SqlLogin sue(m_url, m_tenant);
    EventBatch batch;
    batch.add({.exceptionId = u"EX-2"_s});
    batch.create(u"EX-0"_s);
    // Nor is what some program cannot count to: who writes it makes nobody look like a forger.
    batch.add({.exceptionId = u"EX-0"_s,
               .eventType = u"OwnerAssigned"_s,
               .payload = uR"({"n": 1e400, "changes": {"owner": {"from": null, "to": "zoe"}}})"_s});
    QVERIFY(batch.append(sue).succeeded());
    for (const QStringList& command :
         {QStringList{u"event"_s, u"verify"_s}, QStringList{u"event"_s, u"replay"_s, u"--verify"_s},
          QStringList{u"checkpoint"_s, u"verify"_s, checkpointFile()}}) {
      const Run verified = run(command);
      QVERIFY2(verified.status == 0, verified.errors);
      QCOMPARE(verified.broken(), QStringList());
    }
  }

  void everythingIsFound_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("verify");     ///< What `event verify` names.
    QTest::addColumn<QString>("checkpoint"); ///< What `checkpoint verify` names, with the kept file.
    const auto row = [](const char* name, const QString& sql, const char* verify, const char* checkpoint) {
      QTest::newRow(name) << sql << QString::fromLatin1(verify) << QString::fromLatin1(checkpoint);
    };
    const auto rehash = [](int from, int to = 99) { return kRehash.arg(from).arg(to); };
    row("edit payload", kEvent.arg(u"payload = '{\"text\": \"forged\"}'"_s, u"seq = 3"_s), "EX-2 at 3", "EX-2 at 3");
    row("edit time", kEvent.arg(u"created_at = created_at - interval '1 day'"_s, u"seq = 4"_s), "EX-2 at 4",
        "EX-2 at 4");
    row("edit time of recording", kEvent.arg(u"recorded_at = recorded_at - interval '1 day'"_s, u"seq = 4"_s),
        "EX-2 at 4", "EX-2 at 4");
    row("change actor", kEvent.arg(u"actor_id = 'eve'"_s, u"seq = 2"_s), "EX-2 at 2", "EX-2 at 2");
    row("change type", kEvent.arg(u"event_type = 'FeedbackCaptured'"_s, u"seq = 3"_s), "EX-2 at 3", "EX-2 at 3");
    row("change id", kEvent.arg(u"event_id = gen_random_uuid()"_s, u"seq = 3"_s), "EX-2 at 3", "EX-2 at 3");
    row("swap two",
        kEvent.arg(u"seq = 99"_s, u"seq = 3"_s) + u';' + kEvent.arg(u"seq = 3"_s, u"seq = 4"_s) + u';' +
            kEvent.arg(u"seq = 4"_s, u"seq = 99"_s),
        "EX-2 at 3", "EX-2 at 3");
    row("swap two, with hashes",
        kEvent.arg(u"seq = 99"_s, u"seq = 3"_s) + u';' + kEvent.arg(u"seq = 3"_s, u"seq = 4"_s) + u';' +
            kEvent.arg(u"seq = 4"_s, u"seq = 99"_s) + rehash(3),
        "", "EX-2 at 3");
    row("delete one", kDelete + u" AND seq = 3"_s, "EX-2 at 3", "EX-2 at 3");
    row("delete one, and close the gap",
        kDelete + u" AND seq = 3; "_s + kEvent.arg(u"seq = seq - 1"_s, u"seq > 3"_s) + rehash(3), "", "EX-2 at 3");
    row("delete tail", kDelete + u" AND seq > 3"_s, "EX-2", "EX-2 at 4");
    row("delete tail, with the row",
        kDelete + u" AND seq > 3; "_s +
            kRow.arg(u"status = 'analyzing', resolved_at = NULL, version = 2, updated_at = (SELECT max(created_at) "
                     "FROM sentinai.exception_event e WHERE e.tenant_id = '$T' AND e.exception_id = 'EX-2')"_s),
        "", "EX-2 at 4");
    row("delete all", kDelete, "EX-2 at 1", "EX-2 at 1");
    row("delete all, with the row",
        kDelete + u"; DELETE FROM sentinai.exception WHERE tenant_id = '$T' AND exception_id = 'EX-2'"_s, "",
        "EX-2 at 1");
    row("delete the row only", u"DELETE FROM sentinai.exception WHERE tenant_id = '$T' AND exception_id = 'EX-2'"_s,
        "EX-2", "");
    row("insert between", kShift + kInsert.arg(3).arg(2), "EX-2 at 3", "EX-2 at 3");
    row("insert between, with hashes", kShift + kInsert.arg(3).arg(2) + rehash(3), "", "EX-2 at 3");
    row("insert behind, back-dated", kInsert.arg(6).arg(5) + rehash(6), "", "EX-2 at 6");
    row("insert a whole exception",
        u"INSERT INTO sentinai.exception (tenant_id, exception_id, domain, type, severity, status, source_system, "
        u"entity, "
        "amount, currency, sla_deadline, owner, version, created_at, updated_at) SELECT tenant_id, 'EX-25', domain, "
        "type, "
        "severity, 'open', source_system, entity, amount, currency, sla_deadline, owner, 1, created_at, created_at "
        "FROM sentinai.exception WHERE tenant_id = '$T' AND exception_id = 'EX-2'; "
        "INSERT INTO sentinai.exception_event SELECT tenant_id, 'EX-25', seq, md5('EX-25')::uuid, event_type, "
        "actor_type, actor_id, payload, created_at, recorded_at, prev_hash, sentinai.event_hash(prev_hash, tenant_id, "
        "'EX-25', seq, md5('EX-25')::uuid, event_type, actor_type, actor_id, created_at, recorded_at, payload::text) "
        "FROM sentinai.exception_event WHERE tenant_id = '$T' AND exception_id = 'EX-2' AND seq = 1"_s,
        "", "EX-25 at 1");
    row("re-hash one", kEvent.arg(u"payload = '{\"text\": \"forged\"}'"_s, u"seq = 3"_s) + rehash(3, 3), "EX-2 at 4",
        "EX-2 at 3");
    row("re-hash all", kEvent.arg(u"payload = '{\"text\": \"forged\"}'"_s, u"seq = 3"_s) + rehash(1), "", "EX-2 at 3");
    row("re-hash the last", kEvent.arg(u"actor_id = 'eve'"_s, u"seq = 5"_s) + rehash(5), "", "EX-2 at 5");
    row("change the exception row", kRow.arg(u"owner = 'eve'"_s), "EX-2", "");
    row("change the row's version", kRow.arg(u"version = 9"_s), "EX-2", "");
    row("move to another tenant",
        kEvent.arg(u"tenant_id = 'other'"_s, u"true"_s) + u';' + kRow.arg(u"tenant_id = 'other'"_s), "", "EX-2 at 1");
    row("move to another exception", kEvent.arg(u"exception_id = 'EX-3', seq = 6"_s, u"seq = 5"_s), "EX-2,EX-3 at 6",
        "EX-2 at 5,EX-3 at 6");
  }
  void everythingIsFound() {
    QFETCH(QString, sql);
    QFETCH(QString, verify);
    QFETCH(QString, checkpoint);
    tamper(sql);
    const Run chains = run({u"event"_s, u"verify"_s});
    QCOMPARE(chains.broken().join(u','), verify);
    QCOMPARE(chains.status, verify.isEmpty() ? 0 : 1);
    const Run kept = run({u"checkpoint"_s, u"verify"_s, checkpointFile()});
    QCOMPARE(kept.broken().join(u','), checkpoint);
    QCOMPARE(kept.status, checkpoint.isEmpty() ? 0 : 1);
    QVERIFY(chains.status != 0 || kept.status != 0);
    // Without the file, the database's own checkpoint still tells that something is wrong.
    if (!checkpoint.isEmpty()) {
      QCOMPARE(run({u"checkpoint"_s, u"verify"_s}).status, 1);
    }
  }

  /// Who moves rows into another tenant does not get them past its members either.
  void whatWasMovedIsNamedWhereItIs() {
    m_database->addTenant(u"elsewhere"_s);
    tamper(kEvent.arg(u"tenant_id = 'elsewhere'"_s, u"true"_s) + u';' + kRow.arg(u"tenant_id = 'elsewhere'"_s));
    m_url = m_database->addLogin(u"tom"_s, {{u"elsewhere"_s, Access::Analyst}});
    m_tenant = u"elsewhere"_s;
    const Run found = run({u"event"_s, u"verify"_s, u"EX-2"_s});
    QCOMPARE(found.status, 1);
    QCOMPARE(found.broken(), QStringList{u"EX-2 at 1"_s});
  }

  /// Lists can be deceived by the schema itself, while every chain holds.
  void aChangedSchemaIsFoundByAnyMember() {
    TestDatabase database(DatabaseUrl::Engine::PostgreSql);
    m_tenant = u"bank"_s;
    database.addTenant(m_tenant);
    m_url = database.addLogin(u"tim"_s, {{m_tenant, Access::Analyst}});
    const QStringList command{u"migrate"_s, u"verify"_s};
    QCOMPARE(run(command).status, 0);
    for (const auto& [change, difference] :
         {std::pair{u"ALTER TABLE sentinai.exception_event DROP CONSTRAINT exception_event_seq_check"_s,
                    u"missing constraint exception_event.exception_event_seq_check"_s},
          std::pair{u"CREATE TABLE public.kid () INHERITS (sentinai.exception)"_s,
                    u"extra child of exception: public.kid"_s},
          std::pair{u"ALTER TABLE sentinai.exception ALTER severity_rank DROP EXPRESSION"_s,
                    u"changed column exception.severity_rank"_s}}) {
      database.executeBehindTheBack(change);
      const Run found = run(command);
      QCOMPARE(found.status, 1);
      QVERIFY(std::ranges::any_of(found.lines, [&difference = difference](const QJsonObject& line) {
        return line.value("difference"_L1).toString().startsWith(difference);
      }));
    }
  }

  void theDatabasesOwnCheckpointsAreCompared() {
    tamper(u"UPDATE sentinai.checkpoint SET root = decode(repeat('00', 32), 'hex') WHERE tenant_id = '$T'"_s);
    Run kept = run({u"checkpoint"_s, u"verify"_s, checkpointFile()});
    QCOMPARE(kept.status, 1);
    QVERIFY2(kept.errors.contains("is not the one that was kept"), kept.errors);
    tamper(u"DELETE FROM sentinai.checkpoint WHERE tenant_id = '$T'"_s);
    kept = run({u"checkpoint"_s, u"verify"_s, checkpointFile()});
    QCOMPARE(kept.status, 1);
    QVERIFY2(kept.errors.contains("does not have checkpoint 1 any more"), kept.errors);
  }

  void aChangedFileIsRefused() {
    QFile file(checkpointFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    file.close();
    const auto refused = [&](const QByteArray& bytes) {
      QFile changed(m_folder.filePath(u"changed.jsonl"_s));
      if (!changed.open(QIODevice::WriteOnly | QIODevice::Truncate) || changed.write(bytes) != bytes.size()) {
        return false;
      }
      changed.close();
      return run({u"checkpoint"_s, u"verify"_s, changed.fileName()}).status == 7;
    };
    QVERIFY(refused({}));
    QVERIFY(refused("nonsense\n"));
    QVERIFY(refused(whole.chopped(1)));
    QVERIFY(refused(whole + '\n'));
    QVERIFY(refused(whole + whole));
    QVERIFY(refused(whole.left(whole.indexOf('\n', whole.indexOf("EX-2")) + 1)));
    QByteArray renamed = whole;
    QVERIFY(refused(renamed.replace("EX-3", "EX-4")));
    const qsizetype start = whole.indexOf("{\"exception_id\":\"EX-2\"");
    QVERIFY(start > 0);
    QByteArray shortened = whole;
    QVERIFY(refused(shortened.remove(start, whole.indexOf('\n', start) + 1 - start)));
  }

  void aBrokenChainIsMadeNoCheckpointOf() {
    tamper(kEvent.arg(u"actor_id = 'eve'"_s, u"seq = 2"_s));
    const QString file = m_folder.filePath(u"broken.jsonl"_s);
    const Run created = run({u"checkpoint"_s, u"create"_s, u"--output"_s, file});
    QCOMPARE(created.status, 1);
    QCOMPARE(created.broken(), QStringList{u"EX-2 at 2"_s});
    QVERIFY(!QFile::exists(file));
    QCOMPARE(run({u"checkpoint"_s, u"list"_s}).lines.size(), 1);
  }

  /// What no table takes, once its constraints are gone: events of no number, and two of one, also where pages of
  /// reading meet. The last test, as the constraints stay away.
  void whatNoTableTakesIsFoundToo() {
    constexpr int kPage = 2000;
    tamper(u"ALTER TABLE sentinai.exception_event DROP CONSTRAINT exception_event_seq_check, "
           "DROP CONSTRAINT exception_event_pkey CASCADE"_s);
    const auto found = [this](const QString& forged) {
      for (const QStringList& command :
           {QStringList{u"event"_s, u"verify"_s}, QStringList{u"event"_s, u"verify"_s, u"EX-2"_s},
            QStringList{u"checkpoint"_s, u"verify"_s, checkpointFile()}}) {
        const Run verified = run(command);
        QVERIFY2(verified.status == 1, command.join(u' ').toUtf8() + verified.errors);
        QCOMPARE(verified.broken(), QStringList{u"EX-2 at "_s + forged});
      }
    };
    for (const QString& number : {u"0"_s, u"-7"_s}) {
      tamper(kInsert.arg(number, u"1"_s));
      found(number);
      tamper(kDelete + u" AND seq < 1"_s);
    }
    tamper(kEvent.arg(u"seq = -1"_s, u"seq = 2"_s));
    found(u"-1"_s);
    tamper(kEvent.arg(u"seq = 2"_s, u"seq = -1"_s));
    SqlLogin sue(m_url, m_tenant);
    EventBatch batch;
    for (int i = 0; i < kPage; ++i) {
      batch.add({.exceptionId = u"EX-2"_s});
    }
    const SqlAnswer appended = batch.append(sue);
    QVERIFY2(appended.succeeded(), qPrintable(appended.message));
    const QString last = QString::number(kPage);
    tamper(kInsert.arg(last, last));
    found(last);
  }

  void whatCannotBeReadIsNamed_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("named");
    const auto event = [](const QString& column, const QString& value) {
      return u"ALTER TABLE sentinai.exception_event ALTER %1 DROP NOT NULL; "_s.arg(column) +
             kEvent.arg(column + u" = "_s + value, u"seq = 3"_s);
    };
    QTest::newRow("row without a domain")
        << u"ALTER TABLE sentinai.exception ALTER domain DROP NOT NULL; "_s + kRow.arg(u"domain = NULL"_s)
        << u"\"domain\" (type 25) of exception EX-2 holds NULL"_s;
    QTest::newRow("row with an amount that is no number")
        << u"ALTER TABLE sentinai.exception DROP CONSTRAINT exception_amount_check; "_s + kRow.arg(u"amount = 'NaN'"_s)
        << u"\"amount\" (type 1700) of exception EX-2 holds a value that does not fit"_s;
    QTest::newRow("row of no status") << u"ALTER TABLE sentinai.exception DROP CONSTRAINT exception_status_check; "_s +
                                             kRow.arg(u"status = 'hidden', resolved_at = NULL"_s)
                                      << u"\"status\" (type 25) of exception EX-2 holds a value that does not fit"_s;
    QTest::newRow("event without a payload")
        << event(u"payload"_s, u"NULL"_s) << u"\"payload\" (type 25) of exception EX-2, event 3 holds NULL"_s;
    QTest::newRow("event without a hash")
        << event(u"hash"_s, u"NULL"_s) << u"\"hash\" (type 17) of exception EX-2, event 3 holds NULL"_s;
  }
  void whatCannotBeReadIsNamed() {
    QFETCH(QString, sql);
    QFETCH(QString, named);
    tamper(sql);
    const Run found = run({u"event"_s, u"verify"_s});
    QVERIFY(found.status != 0);
    QVERIFY2(found.errors.contains(named.toUtf8()), found.errors);
  }
};

QTEST_GUILESS_MAIN(TamperingTest)
#include "tampering_test.moc"
