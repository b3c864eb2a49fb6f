// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"
#include "tests/support/check.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

using Run = CtlRun;

const QString kTenant = QStringLiteral("bank");

QString exceptionJson(const QString& id, const QString& severity = QStringLiteral("high")) {
  return QStringLiteral(R"({"exception_id":"%1","domain":"Finance","type":"SettlementFail","severity":"%2",)"
                        R"("source_system":"Murex","entity":"CP-1","amount":"1250.50","currency":"EUR",)"
                        R"("created_at":"2026-03-01T08:30:00Z"})")
      .arg(id, severity);
}

} // namespace

/// sentinaictl as other programs use it: arguments in; standard output, standard error and exit status out.
class CtlTest : public CtlFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { makeDatabase(kTenant, Access::Admin, u"First Bank"_s); }

  void hostileInputIsRefusedWithAReason_data() {
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("reason");
    const auto with = [](const QByteArray& field, const QByteArray& value) {
      QJsonObject object = QJsonDocument::fromJson(exceptionJson(u"EX-evil"_s).toUtf8()).object();
      object.remove(QString::fromLatin1(field));
      return QJsonDocument(object).toJson(QJsonDocument::Compact).chopped(1) + ",\"" + field + "\":" + value + '}';
    };
    QTest::newRow("NUL") << with("entity", "\"a\\u0000b\"") << QByteArray("control character");
    QTest::newRow("a raw NUL") << with("entity", QByteArray("\"a\0b\"", 5)) << QByteArray("control character");
    QTest::newRow("no UTF-8") << with("entity", "\"caf\xe9\"") << QByteArray("JSON breaks off");
    QTest::newRow("a control character") << with("entity", "\"\\u001b[2J\"") << QByteArray("control character");
    QTest::newRow("a byte-order mark") << with("entity", "\"\xEF\xBB\xBF"
                                                         "b\"")
                                       << QByteArray("U+FEFF");
    QTest::newRow("its escape") << with("entity", "\"\\ufeffb\"") << QByteArray("U+FEFF");
    QTest::newRow("10 MB") << with("entity", '"' + QByteArray(10'000'000, 'x') + '"') << QByteArray("512");
    QTest::newRow("half a character") << with("entity", "\"\\ud800\"") << QByteArray();
    QTest::newRow("deep") << with("entity", QByteArray(100'000, '[') + QByteArray(100'000, ']'))
                          << QByteArray("JSON breaks off");
  }

  void hostileInputIsRefusedWithAReason() {
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, reason);
    const Run refused = run({u"exception"_s, u"create"_s, u"-"_s}, input);
    QVERIFY2(refused.status == 7, refused.errors.left(1000).constData());
    QVERIFY2(refused.errors.contains(reason) && refused.errors.size() < 1000, refused.errors.left(2000).constData());
    QCOMPARE(run({u"exception"_s, u"show"_s, u"EX-evil"_s}).status, 4);
  }

  void aConflictShowsBothVersions() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    const QStringList change{u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"1"_s, u"--set"_s};
    QCOMPARE(run(change + QStringList{u"severity=low"_s}).status, 0);
    const Run refused = run(change + QStringList{u"severity=critical"_s, u"--set"_s, u"owner=bob"_s});
    QCOMPARE(refused.status, 5);
    QVERIFY2(refused.errors.contains("severity: yours critical, now low.") &&
                 refused.errors.contains("owner: yours bob, now null."),
             refused.errors.constData());
    const Run asJson = run(QStringList{u"--json"_s} + change + QStringList{u"severity=critical"_s});
    QCOMPARE(asJson.status, 5);
    QCOMPARE(asJson.object().value("yours"_L1).toObject(), QJsonObject({{u"severity"_s, u"critical"_s}}));
    QCOMPARE(asJson.object().value("theirs"_L1).toObject().value("severity"_L1).toString(), u"low"_s);
    QCOMPARE(run({u"--json"_s, u"exception"_s, u"show"_s, u"EX-1"_s}).object().value("version"_L1).toInt(), 2);
  }

  void aHostileLogLosesOnlyItsBadRows() {
    const QTemporaryDir folder;
    QFile mapping(folder.filePath(u"mapping.json"_s));
    QVERIFY(mapping.open(QIODevice::WriteOnly));
    mapping.write(R"({"name": "hostile", "format": "csv", "time": {"formats": ["iso"], "zone": "UTC"},
      "case": {"id": "id"},
      "fields": {"domain": {"constant": "Finance"}, "source_system": {"constant": "S"}, "type": {"constant": "T"},
                 "severity": {"constant": "low"}, "entity": "entity"},
      "event": {"prefix": "evil", "type": {"constant": "a"}, "time": "time"},
      "status": {"column": "entity", "rules": [{"equals": ["none"], "set": "open"}], "otherwise": "open"}})");
    mapping.close();
    QFile log(folder.filePath(u"log.csv"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("id,time,entity\n");
    const auto row = [&log](const QByteArray& id, const QByteArray& entity) {
      log.write(id + ",2026-03-01T08:30:00Z," + entity + '\n');
    };
    row("EX-html", "<img src=x>\xe2\x80\xae");
    row("EX-formula", "'=cmd|x");
    for (int i = 0; i < 20'000; ++i) { // So that the NUL is beyond what tells text from binary.
      log.write("EX-many,2026-03-01T08:30:00Z,many\n");
    }
    row("EX-latin", "caf\xe9");
    row("EX-nul", QByteArray("a\0b", 3));
    row("EX-big", QByteArray(10'000'000, 'x'));
    row("EX-bell", "\a");
    row("EX-last", "fine");
    log.close();
    const Run imported = run({u"--json"_s, u"import"_s, log.fileName(), u"--format"_s, u"csv"_s, u"--mapping"_s,
                              mapping.fileName(), u"--reject-file"_s, folder.filePath(u"rejects.csv"_s)});
    QVERIFY2(imported.status == 0, imported.errors.left(2000).constData());
    QVERIFY2(imported.object().value("rejected"_L1).toInt() == 4, imported.output.left(2000).constData());
    QVERIFY(imported.errors.size() < 10'000);
    const auto entityOf = [this](const QString& id) {
      const Run shown = run({u"--json"_s, u"exception"_s, u"show"_s, id});
      return shown.status == 0 ? shown.object().value("entity"_L1).toString() : QString();
    };
    QCOMPARE(entityOf(u"EX-html"_s), u"<img src=x>\u202e"_s);
    QCOMPARE(entityOf(u"EX-formula"_s), u"=cmd|x"_s);
    QCOMPARE(entityOf(u"EX-last"_s), u"fine"_s);
    for (const QString& id : {u"EX-latin"_s, u"EX-nul"_s, u"EX-big"_s, u"EX-bell"_s}) {
      QVERIFY2(entityOf(id).isNull(), qPrintable(id));
    }
    // Out into a spreadsheet's hands, where it is harmless.
    const Run exported = run({u"export"_s, u"exceptions"_s, u"--format"_s, u"csv"_s});
    QVERIFY(exported.output.contains(",'=cmd|x,"));
  }

  void hostileFieldsDoNotReachTheTerminal() {
    const QString entity = u"=cmd|\u202e<b>x</b>"_s;
    QJsonObject object = QJsonDocument::fromJson(exceptionJson(u"EX-evil"_s).toUtf8()).object();
    object.insert("entity"_L1, entity);
    QCOMPARE(run({u"exception"_s, u"create"_s, u"-"_s}, QJsonDocument(object).toJson()).status, 0);
    const Run shown = run({u"exception"_s, u"list"_s});
    QVERIFY2(shown.output.contains("=cmd|\\u202e<b>x</b>"), shown.output.constData());
    QCOMPARE(run({u"--json"_s, u"exception"_s, u"show"_s, u"EX-evil"_s}).object().value("entity"_L1).toString(),
             entity);
  }

  void aPasswordIsNotInTheListOfProcesses() {
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString port = QString::number(silent.serverPort());
    for (const QStringList& arguments :
         {QStringList{u"--db"_s, u"postgresql://ann:s3cret@127.0.0.1:%1/ops"_s.arg(port), u"health"_s},
          QStringList{u"--db=host=127.0.0.1 port=%1 user=ann password='s3cret'"_s.arg(port), u"health"_s}}) {
      QProcess process;
      process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s, arguments);
      QVERIFY(silent.waitForNewConnection(60'000)); // It got as far as the URL leads.
      QFile list(u"/proc/%1/cmdline"_s.arg(process.processId()));
      QVERIFY(list.open(QIODevice::ReadOnly));
      const QByteArray shown = list.readAll();
      process.kill();
      QVERIFY(process.waitForFinished());
      QVERIFY2(shown.contains("ann") && shown.contains("health") && !shown.contains("s3cret"), shown.constData());
      delete silent.nextPendingConnection();
    }
  }

  void createsShowsAndUpdatesAnException() {
    const Run created = run({u"--json"_s, u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)});
    QCOMPARE(created.errors, QByteArray());
    QCOMPARE(created.status, 0);
    QCOMPARE(created.object().keys(),
             QStringList({u"amount"_s, u"created_at"_s, u"currency"_s, u"current_playbook_id"_s, u"current_step"_s,
                          u"domain"_s, u"entity"_s, u"exception_id"_s, u"owner"_s, u"resolved_at"_s, u"severity"_s,
                          u"sla_deadline"_s, u"source_system"_s, u"status"_s, u"tenant_id"_s, u"type"_s,
                          u"updated_at"_s, u"version"_s}));
    QCOMPARE(created.object().value("amount"_L1).toString(), u"1250.5"_s);
    QCOMPARE(created.object().value("created_at"_L1).toString(), u"2026-03-01T08:30:00Z"_s);
    QCOMPARE(created.object().value("version"_L1).toInt(), 1);

    const Run updated = run({u"--json"_s, u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"1"_s, u"--set"_s,
                             u"status=resolved"_s, u"--set"_s, u"owner=bob"_s, u"--comment"_s, u"Settled by hand"_s});
    QCOMPARE(updated.errors, QByteArray());
    QCOMPARE(updated.status, 0);
    QCOMPARE(updated.object().value("status"_L1).toString(), u"resolved"_s);
    QCOMPARE(updated.object().value("owner"_L1).toString(), u"bob"_s);
    QCOMPARE(updated.object().value("version"_L1).toInt(), 3);

    const Run shown = run({u"--json"_s, u"exception"_s, u"show"_s, u"EX-1"_s});
    QCOMPARE(shown.object(), updated.object());

    const Run events = run({u"--json"_s, u"event"_s, u"list"_s, u"EX-1"_s});
    QStringList types;
    for (const QJsonObject& event : events.rows()) {
      types << event.value("type"_L1).toString();
      QCOMPARE(event.value("specversion"_L1).toString(), u"1.0"_s);
      QCOMPARE(event.value("tenantid"_L1).toString(), kTenant);
    }
    QCOMPARE(types, QStringList({u"ExceptionCreated"_s, u"StatusChanged"_s, u"OwnerAssigned"_s, u"CommentAdded"_s}));

    const Run verified = run({u"--json"_s, u"event"_s, u"verify"_s, u"EX-1"_s});
    QCOMPARE(verified.status, 0);
    QCOMPARE(verified.rows().front().value("events"_L1).toInt(), 4);
    QVERIFY(verified.rows().front().value("intact"_L1).toBool());
  }

  void verifiesAndRepairsTheRollup() {
    for (int i = 1; i <= 3; ++i) {
      QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-%1"_s.arg(i))}).status, 0);
    }
    QCOMPARE(run({u"rollup"_s, u"verify"_s}).status, 0);
    const Run compacted = run({u"--json"_s, u"rollup"_s, u"compact"_s});
    QCOMPARE(compacted.status, 0);
    QVERIFY(compacted.object().contains("rows_saved"_L1));
    QCOMPARE(run({u"rollup"_s, u"verify"_s}).status, 0);
    if (!onPostgreSql()) {
      return; // A file keeps no counts that could differ.
    }
    database().executeBehindTheBack(
        u"UPDATE %1 SET n = n + 4 WHERE kind = 'facet'"_s.arg(database().table(u"exception_rollup"_s)));
    const Run wrong = run({u"--json"_s, u"rollup"_s, u"verify"_s});
    QCOMPARE(wrong.status, 1);
    QCOMPARE(wrong.rows().size(), 1);
    QCOMPARE(wrong.rows().front().value("kind"_L1).toString(), u"facet"_s);
    QCOMPARE(wrong.rows().front().value("kept"_L1).toInt(), 7);
    QCOMPARE(wrong.rows().front().value("recounted"_L1).toInt(), 3);
    QVERIFY(wrong.errors.contains("sentinaictl rollup repair"));
    QCOMPARE(run({u"rollup"_s, u"repair"_s}).status, 0);
    QCOMPARE(run({u"rollup"_s, u"verify"_s}).status, 0);
  }

  void verifiesRowsAgainstTheirEventsAndGoesOn() {
    for (int i = 1; i <= 5; ++i) {
      QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-%1"_s.arg(i))}).status, 0);
    }
    QCOMPARE(run({u"exception"_s, u"update"_s, u"EX-4"_s, u"--version"_s, u"1"_s, u"--set"_s, u"owner=bob"_s}).status,
             0);
    QCOMPARE(run({u"event"_s, u"verify"_s}).status, 0);
    const QString rows = database().table(u"exception"_s);
    const QString events = database().table(u"exception_event"_s);
    database().executeBehindTheBack(u"UPDATE %1 SET owner = 'eve' WHERE exception_id = 'EX-1'"_s.arg(rows));
    database().executeBehindTheBack(u"DELETE FROM %1 WHERE exception_id = 'EX-2'"_s.arg(events));
    // The end of a chain is not missed by the chain itself.
    database().executeBehindTheBack(u"DELETE FROM %1 WHERE exception_id = 'EX-4' AND seq > 1"_s.arg(events));

    const Run all = run({u"--json"_s, u"event"_s, u"verify"_s});
    QCOMPARE(all.status, 1);
    const QList<QJsonObject> verdicts = all.rows();
    QCOMPARE(verdicts.size(), 5);
    QList<bool> intact;
    for (const QJsonObject& verdict : verdicts) {
      intact << verdict.value("intact"_L1).toBool();
    }
    QCOMPARE(intact, QList<bool>({false, false, true, false, true}));
    QCOMPARE(verdicts[0].value("problem"_L1).toString(), u"The row differs: owner is eve, by its events null."_s);
    QCOMPARE(verdicts[1].value("problem"_L1).toString(), u"The exception has no events."_s);
    QVERIFY(verdicts[3].value("problem"_L1).toString().contains("owner is bob, by its events null"_L1));
    QVERIFY(all.errors.contains("3 of 5"));

    const Run text = run({u"event"_s, u"verify"_s});
    QCOMPARE(text.status, 1);
    QCOMPARE(text.output.count('\n'), 5);
    QVERIFY(text.output.contains("EX-2: BROKEN at event 1. The exception has no events.\n"));
    QVERIFY(text.output.contains("EX-3: intact, 1 events\n"));
    QCOMPARE(run({u"event"_s, u"verify"_s, u"EX-2"_s}).status, 1);
    QCOMPARE(run({u"event"_s, u"verify"_s, u"EX-3"_s}).status, 0);
    QCOMPARE(run({u"event"_s, u"verify"_s, u"EX-9"_s}).status, 4);
  }

  void keysOfTheWrongTypeAreRefused() {
    for (const QString& key : {u"7"_s, u"null"_s, u"[\"018f3a1c-0000-7000-8000-000000000001\"]"_s, u"\"\""_s}) {
      QString exception = exceptionJson(u"EX-1"_s);
      exception.replace(exception.size() - 1, 1, u",\"idempotency_key\":%1}"_s.arg(key));
      QCOMPARE(run({u"exception"_s, u"create"_s, exception}).status, 7);
    }
    QCOMPARE(run({u"exception"_s, u"show"_s, u"EX-1"_s}).status, 4);
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    for (const QString& wrong :
         {u"\"event_id\":7"_s, u"\"event_id\":null"_s, u"\"actor_id\":7"_s, u"\"expected_version\":\"1\""_s}) {
      const QString event =
          u"{\"exception_id\":\"EX-1\",\"event_type\":\"CommentAdded\",\"payload\":{\"text\":\"Seen.\"},%1}"_s.arg(
              wrong);
      QCOMPARE(run({u"event"_s, u"append"_s, event}).status, 7);
    }
    QCOMPARE(run({u"--json"_s, u"event"_s, u"list"_s, u"EX-1"_s}).rows().size(), 1);
  }

  void aFullDiskIsAFailure() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    for (const QStringList& arguments :
         {QStringList{u"exception"_s, u"list"_s}, QStringList{u"--json"_s, u"exception"_s, u"list"_s},
          QStringList{u"export"_s, u"exceptions"_s}}) {
      QProcess process;
      QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
      environment.insert(u"DATABASE_URL"_s, url());
      process.setProcessEnvironment(environment);
      process.setStandardOutputFile(u"/dev/full"_s);
      process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s, arguments);
      QVERIFY(process.waitForFinished(60'000));
      QCOMPARE(process.exitCode(), 1);
      QVERIFY(process.readAllStandardError().contains("tandard output"));
    }
  }

  void readsJsonFromStandardInput() {
    QCOMPARE(run({u"exception"_s, u"create"_s, u"-"_s}, exceptionJson(u"EX-1"_s).toUtf8()).status, 0);
    const QByteArray comment = R"({"exception_id":"EX-1","event_type":"CommentAdded","payload":{"text":"Seen."}})";
    const Run appended = run({u"--json"_s, u"event"_s, u"append"_s, u"-"_s}, comment);
    QCOMPARE(appended.status, 0);
    QCOMPARE(appended.object().value("seq"_L1).toInt(), 2);
    QVERIFY(appended.object().value("appended"_L1).toBool());
  }

  void appendingTheSameEventAgainChangesNothing() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    const QString event =
        u"{\"event_id\":\"018f3a1c-0000-7000-8000-000000000001\",\"exception_id\":\"EX-1\",\"event_type\":"
        "\"CommentAdded\",\"created_at\":\"2026-03-01T09:00:00Z\",\"payload\":{\"text\":\"Seen.\"}}"_s;
    QVERIFY(run({u"--json"_s, u"event"_s, u"append"_s, event}).object().value("appended"_L1).toBool());
    const Run again = run({u"--json"_s, u"event"_s, u"append"_s, event});
    QCOMPARE(again.status, 0);
    QVERIFY(!again.object().value("appended"_L1).toBool());
    QString other = event;
    other.replace(u"Seen."_s, u"Forged."_s);
    QCOMPARE(run({u"event"_s, u"append"_s, other}).status, 5);
  }

  void listsPageByPageWithoutLossOrRepetition() {
    for (int i = 0; i < 7; ++i) {
      QCOMPARE(
          run({u"exception"_s, u"create"_s, exceptionJson(u"EX-%1"_s.arg(i), i % 2 ? u"low"_s : u"high"_s)}).status, 0);
    }
    QStringList ids;
    QStringList arguments{u"--json"_s,        u"exception"_s, u"list"_s, u"--sort"_s,
                          u"severity:desc"_s, u"--limit"_s,   u"3"_s};
    Run page = run(arguments);
    for (;;) {
      for (const QJsonObject& row : page.rows()) {
        ids << row.value("exception_id"_L1).toString();
      }
      if (page.next().isEmpty()) {
        break;
      }
      page = run(arguments + QStringList{u"--after"_s, page.next()});
    }
    QCOMPARE(ids, QStringList({u"EX-6"_s, u"EX-4"_s, u"EX-2"_s, u"EX-0"_s, u"EX-5"_s, u"EX-3"_s, u"EX-1"_s}));

    const Run high = run({u"--json"_s, u"exception"_s, u"list"_s, u"--severity"_s, u"high"_s, u"--domain"_s,
                          u"Finance"_s, u"--domain"_s, u"IT"_s, u"--search"_s, u"murex ex-4"_s});
    QCOMPARE(high.rows().size(), 1);
    const Run table = run({u"exception"_s, u"list"_s, u"--severity"_s, u"low"_s});
    QVERIFY(table.output.startsWith("EXCEPTION_ID"));
    QCOMPARE(table.output.count('\n'), 4);
  }

  void saysByItsExitStatusWhatWentWrong() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);

    QCOMPARE(run({}).status, 2);
    QCOMPARE(run({u"frobnicate"_s}).status, 2);
    QCOMPARE(run({u"exception"_s, u"list"_s, u"--status"_s, u"broken"_s}).status, 2);
    QCOMPARE(run({u"exception"_s, u"list"_s, u"--from"_s, u"yesterday"_s}).status, 2);
    QCOMPARE(run({u"exception"_s, u"due"_s, u"--within"_s, u"soon"_s}).status, 2);

    const Run missing = run({u"exception"_s, u"show"_s, u"EX-2"_s});
    QCOMPARE(missing.status, 4);
    QVERIFY(missing.output.isEmpty());
    QVERIFY(missing.errors.startsWith("sentinaictl: "));
    QCOMPARE(run({u"--tenant"_s, u"elsewhere"_s, u"exception"_s, u"list"_s}).status, 4);

    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 5);
    QCOMPARE(run({u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"9"_s, u"--set"_s, u"status=open"_s}).status,
             5);

    QCOMPARE(run({u"exception"_s, u"create"_s, u"{\"exception_id\":"_s}).status, 7);
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-2"_s, u"urgent"_s)}).status, 7);
    QCOMPARE(run({u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"1"_s, u"--set"_s, u"colour=red"_s}).status,
             7);
    QCOMPARE(run({u"event"_s, u"append"_s, u"{\"exception_id\":\"EX-1\",\"event_type\":\"NoSuchType\"}"_s}).status, 7);
    QCOMPARE(run({u"exception"_s, u"list"_s, u"--after"_s, u"bm9uc2Vuc2U"_s}).status, 7);

    QCOMPARE(run({u"tenant"_s, u"set-status"_s, kTenant, u"suspended"_s}).status, 0);
    const Run refused =
        run({u"exception"_s, u"update"_s, u"EX-1"_s, u"--version"_s, u"1"_s, u"--set"_s, u"status=resolved"_s});
    QCOMPARE(refused.status, 6);
    QCOMPARE(run({u"exception"_s, u"show"_s, u"EX-1"_s}).status, 0);
  }

  void anUnreachableDatabaseIsStatusThree() {
    QCOMPARE(runAs(u"sqlite:/nonexistent/file.db"_s, {u"health"_s}).status, 3);
    const Run refused =
        runAs(u"postgresql://ann:s3cret@127.0.0.1:1/none?connect_timeout=2"_s, {u"exception"_s, u"list"_s});
    QCOMPARE(refused.status, 3);
    QVERIFY(!refused.errors.contains("s3cret"));
    QCOMPARE(runAs(u"mysql://host/database"_s, {u"health"_s}).status, 7);
  }

  void findsTheOnlyTenantAndAsksWhereThereAreSeveral() {
    const Run only = run({u"--json"_s, u"exception"_s, u"list"_s});
    QCOMPARE(only.status, 0);
    database().addTenant(u"insurer"_s);
    const QString both =
        urlText(database().addLogin(u"eve"_s, {{kTenant, Access::Analyst}, {u"insurer"_s, Access::Analyst}}));
    const Run several = runAs(both, {u"exception"_s, u"list"_s});
    QCOMPARE(several.status, 2);
    QVERIFY(several.errors.contains("insurer"));
    QCOMPARE(runAs(both, {u"--tenant"_s, u"insurer"_s, u"exception"_s, u"list"_s}).status, 0);
  }

  void managesTenantsAndMembers() {
    const Run created = run({u"--json"_s, u"tenant"_s, u"create"_s, u"second"_s, u"--name"_s, u"Second Bank"_s});
    QCOMPARE(created.errors, QByteArray());
    QCOMPARE(created.object().value("status"_L1).toString(), u"active"_s);
    QCOMPARE(run({u"tenant"_s, u"create"_s, u"second"_s, u"--name"_s, u"Again"_s}).status, 5);
    QCOMPARE(run({u"tenant"_s, u"create"_s, u"no spaces"_s, u"--name"_s, u"X"_s}).status, 7);
    QCOMPARE(run({u"--json"_s, u"tenant"_s, u"list"_s}).rows().size(), 2);
    const QStringList archive{u"tenant"_s, u"set-status"_s, u"second"_s, u"archived"_s, u"--expect"_s};
    const Run stale = run(archive + QStringList{u"suspended"_s});
    QCOMPARE(stale.status, 5);
    QVERIFY(stale.errors.contains("is active by now, not suspended"));
    QCOMPARE(run(archive + QStringList{u"none"_s}).status, 2);
    QCOMPARE(run(archive + QStringList{u"active"_s}).status, 0);
    QCOMPARE(run({u"--json"_s, u"tenant"_s, u"list"_s}).rows().size(), 1);
    QCOMPARE(run({u"--json"_s, u"tenant"_s, u"list"_s, u"--all"_s}).rows().size(), 2);

    const QString bobUrl = urlText(database().addLogin(u"bob"_s, {}));
    const QString bob = onPostgreSql() ? database().roleName(u"bob"_s) : u"bob"_s;
    const QStringList inBank{u"--json"_s, u"--tenant"_s, kTenant};
    const QStringList grant = inBank + QStringList{u"member"_s, u"grant"_s, bob, u"--access"_s, u"analyst"_s};
    QCOMPARE(run(grant + QStringList{u"--expect"_s, u"supervisor"_s}).status, 5);
    QCOMPARE(run(grant + QStringList{u"--expect"_s, u"none"_s}).status, 0);
    QCOMPARE(run(grant + QStringList{u"--expect"_s, u"none"_s}).status, 5);
    QCOMPARE(run(inBank + QStringList{u"member"_s, u"revoke"_s, bob, u"--expect"_s, u"admin"_s}).status, 5);
    QStringList members;
    for (const QJsonObject& member : run(inBank + QStringList{u"member"_s, u"list"_s}).rows()) {
      members << member.value("role_name"_L1).toString();
    }
    QVERIFY(members.contains(bob));
    if (onPostgreSql()) {
      // An analyst reads and works exceptions, and is refused what is an admin's.
      QCOMPARE(runAs(bobUrl, {u"exception"_s, u"create"_s, exceptionJson(u"EX-9"_s)}).status, 0);
      QCOMPARE(runAs(bobUrl, {u"member"_s, u"grant"_s, bob, u"--access"_s, u"admin"_s}).status, 6);
      QCOMPARE(runAs(bobUrl, {u"tenant"_s, u"create"_s, u"third"_s, u"--name"_s, u"Third"_s}).status, 6);
    }
    QCOMPARE(run(inBank + QStringList{u"member"_s, u"revoke"_s, bob}).status, 0);
    QCOMPARE(run(inBank + QStringList{u"member"_s, u"revoke"_s, bob}).status, 4);
  }

  void saysWhatALoginMayDoAndWhyNot() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    const Run own = run({u"--json"_s, u"member"_s, u"privileges"_s});
    QCOMPARE(own.status, 0);
    for (const QJsonObject& privilege : own.rows()) {
      QVERIFY(privilege.value("allowed"_L1).toBool());
    }
    if (!onPostgreSql()) {
      return; // Whoever has the file may do everything.
    }
    const QString bob = addLogin(u"bob"_s, Access::Analyst);
    QMap<QString, QJsonObject> privileges;
    for (const QJsonObject& privilege : runAs(bob, {u"--json"_s, u"member"_s, u"privileges"_s}).rows()) {
      privileges.insert(privilege.value("action"_L1).toString(), privilege);
    }
    QVERIFY(privileges[u"comment"_s].value("allowed"_L1).toBool());
    QVERIFY(!privileges[u"approve"_s].value("allowed"_L1).toBool());
    QVERIFY(privileges[u"approve"_s].value("reason"_L1).toString().contains("has analyst"_L1));

    // And what it says is refused, with the same reason.
    const auto append = [&](const QString& event) {
      return runAs(bob, {u"event"_s, u"append"_s, u"{\"exception_id\":\"EX-1\",%1}"_s.arg(event)});
    };
    QCOMPARE(append(u"\"event_type\":\"CommentAdded\",\"payload\":{\"text\":\"Seen.\"}"_s).status, 0);
    const Run approval = append(u"\"event_type\":\"ResolutionApproved\",\"payload\":{\"suggestion_id\":\"s-1\"}"_s);
    QCOMPARE(approval.status, 6);
    QVERIFY2(approval.errors.contains("needs access supervisor"), approval.errors);
    const Run another = append(u"\"event_type\":\"CommentAdded\",\"actor_type\":\"user\",\"actor_id\":\"ann\","
                               "\"payload\":{\"text\":\"Not mine.\"}"_s);
    QCOMPARE(another.status, 6);
    for (const QStringList& arguments :
         {QStringList{u"member"_s, u"grant"_s, u"bob"_s, u"--access"_s, u"admin"_s},
          QStringList{u"member"_s, u"revoke"_s, u"bob"_s}, QStringList{u"audit"_s, u"list"_s},
          QStringList{u"checkpoint"_s, u"create"_s}, QStringList{u"rollup"_s, u"repair"_s},
          QStringList{u"tenant"_s, u"set-status"_s, kTenant, u"archived"_s}}) {
      const Run refused = runAs(bob, arguments);
      QVERIFY2(refused.status == 6, qPrintable(arguments.join(u' ')));
      QVERIFY(refused.errors.startsWith("sentinaictl: ") && refused.output.isEmpty());
    }
  }

  void listsTheAuditLog() {
    QCOMPARE(run({u"tenant"_s, u"set-status"_s, kTenant, u"suspended"_s}).status, 0);
    QCOMPARE(run({u"tenant"_s, u"set-status"_s, kTenant, u"active"_s}).status, 0);
    const QStringList list{u"--json"_s, u"audit"_s, u"list"_s, u"--limit"_s, u"1"_s};
    const Run page = run(list);
    QCOMPARE(page.status, 0);
    const QJsonObject last = page.rows().front();
    QCOMPARE(last.value("object_type"_L1).toString(), u"tenant"_s);
    QCOMPARE(last.value("before"_L1).toObject().value("status"_L1).toString(), u"suspended"_s);
    QCOMPARE(last.value("after"_L1).toObject().value("status"_L1).toString(), u"active"_s);
    QCOMPARE(last.value("application"_L1).toString(), u"sentinaictl"_s);
    QCOMPARE(last.value("login"_L1).toString().isEmpty(), false);
    const Run next = run(list + QStringList{u"--after"_s, page.next()});
    QCOMPARE(next.rows().front().value("after"_L1).toObject().value("status"_L1).toString(), u"suspended"_s);
  }

  void tellsHealthAndMigrationStatus() {
    const Run health = run({u"--json"_s, u"--tenant"_s, kTenant, u"health"_s});
    QCOMPARE(health.status, 0);
    QCOMPARE(health.object().value("engine"_L1).toString(), onPostgreSql() ? u"postgresql"_s : u"sqlite"_s);
    QVERIFY(health.object().value("up_to_date"_L1).toBool());
    QCOMPARE(health.object().value("tenant_id"_L1).toString(), kTenant);

    const QString owner = urlText(database().ownerUrl());
    const Run status = runAs(owner, {u"--json"_s, u"migrate"_s, u"status"_s});
    QCOMPARE(status.status, 0);
    QCOMPARE(status.rows().front().value("version"_L1).toInt(), 1);
    QVERIFY(status.rows().back().value("applied_at"_L1).isString());
    QCOMPARE(runAs(owner, {u"migrate"_s, u"verify"_s}).status, 0);
    const int latest = status.rows().back().value("version"_L1).toInt();
    QCOMPARE(runAs(owner, {u"migrate"_s, u"down"_s}).status, 0);
    const Run after = runAs(owner, {u"--json"_s, u"migrate"_s, u"status"_s});
    QVERIFY(after.rows().back().value("applied_at"_L1).isNull());
    const Run up = runAs(owner, {u"--json"_s, u"migrate"_s, u"up"_s});
    QCOMPARE(up.rows().size(), 1);
    QCOMPARE(up.rows().front().value("version"_L1).toInt(), latest);
  }

  void sumsUp() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-2"_s, u"low"_s)}).status, 0);
    const QJsonObject summary =
        run({u"--json"_s, u"summary"_s, u"--from"_s, u"2026-03-01"_s, u"--to"_s, u"2026-03-03"_s}).object();
    QCOMPARE(summary.value("total"_L1).toInt(), 2);
    QCOMPARE(summary.value("by_severity"_L1).toObject().value("high"_L1).toInt(), 1);
    QCOMPARE(summary.value("trend"_L1).toArray().size(), 2);
    QCOMPARE(summary.value("trend"_L1).toArray().at(0).toObject().value("opened"_L1).toInt(), 2);
    QCOMPARE(run({u"--json"_s, u"summary"_s, u"--from"_s, u"2027-01-01"_s}).object().value("total"_L1).toInt(), 0);
  }

  void importsALogAndExportsItAgain() {
    const QString log = QStringLiteral(SENTINAI_SOURCE_DIR "/tests/data/receipt.csv.gz");
    const QStringList import{u"--json"_s, u"import"_s, log, u"--mapping"_s, u"receipt"_s};
    const Run dry = run(import + QStringList{u"--dry-run"_s});
    QCOMPARE(dry.status, 0);
    QCOMPARE(dry.object().value("cases_created"_L1).toInt(), 1434);
    QCOMPARE(run({u"--json"_s, u"summary"_s}).object().value("total"_L1).toInt(), 0);

    QCOMPARE(run(import).object().value("events_appended"_L1).toInt(), 8577);
    QCOMPARE(run(import).object().value("events_appended"_L1).toInt(), 0);
    QCOMPARE(run({u"--json"_s, u"summary"_s}).object().value("total"_L1).toInt(), 1434);

    const Run lines = run({u"export"_s, u"exceptions"_s, u"--format"_s, u"jsonl"_s});
    QCOMPARE(lines.output.count('\n'), 1434);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"events.csv"_s);
    const Run toFile =
        run({u"--json"_s, u"export"_s, u"events"_s, u"--type"_s, u"ExceptionCreated"_s, u"--output"_s, file});
    QCOMPARE(toFile.object().value("events"_L1).toInt(), 1434);
    QVERIFY(QFile::exists(file));

    QCOMPARE(run({u"import"_s, u"/nonexistent.csv"_s, u"--mapping"_s, u"receipt"_s}).status, 4);
    QCOMPARE(run({u"import"_s, u"-"_s, u"--mapping"_s, u"receipt"_s}, "").status, 7);
    QCOMPARE(run({u"import"_s, log, u"--mapping"_s, u"no-such-mapping"_s}).status, 4);
  }

  void generatesDemoData() {
    const QString owner = urlText(database().ownerUrl());
    const QStringList generate{u"--json"_s,     u"demo"_s,      u"generate"_s, u"--exceptions"_s, u"60"_s, u"--until"_s,
                               u"2026-03-01"_s, u"--tenants"_s, u"2"_s};
    const QStringList member{u"--member"_s, database().roleName(u"ann"_s)};
    QCOMPARE(runAs(owner, {u"demo"_s, u"generate"_s}).status, 2);
    QCOMPARE(runAs(owner, generate + QStringList{u"--events-per-exception"_s, u"0.5"_s}).status, 2);
    QCOMPARE(runAs(owner, generate + QStringList{u"--span"_s, u"0"_s}).status, 2);
    if (!onPostgreSql()) {
      const Run refused = runAs(owner, generate);
      QCOMPARE(refused.status, 7);
      QVERIFY(refused.errors.contains("\"demo generate\" needs PostgreSQL"));
      return;
    }
    QCOMPARE(runAs(url(), generate + member).status, 6);
    QCOMPARE(runAs(owner, generate + QStringList{u"--member"_s, u"sentinai_agent"_s}).status, 7);
    QCOMPARE(runAs(owner, generate + QStringList{u"--member"_s, u"no such login"_s}).status, 4);
    const Run done = runAs(owner, generate + member);
    QCOMPARE(done.errors, QByteArray());
    QCOMPARE(done.status, 0);
    QCOMPARE(done.object().value("exceptions"_L1).toInt(), 60);
    QCOMPARE(done.object().value("events"_L1).toInt(), 60);
    QCOMPARE(done.object().value("until"_L1).toString(), u"2026-03-01T00:00:00Z"_s);
    QCOMPARE(done.object().value("tenants"_L1).toArray().size(), 2);
    QCOMPARE(runAs(owner, generate + member).status, 5);
    const Run summary = run({u"--json"_s, u"--tenant"_s, u"demo-1"_s, u"summary"_s});
    QCOMPARE(summary.object().value("total"_L1).toInt(), 36);
    QCOMPARE(run({u"--tenant"_s, u"demo-1"_s, u"event"_s, u"verify"_s}).status, 0);
    QCOMPARE(runAs(owner, {u"migrate"_s, u"verify"_s}).status, 0);
  }

  void listsSimilarAndDueExceptions() {
    for (const QString& id : {u"EX-1"_s, u"EX-2"_s}) {
      QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(id)}).status, 0);
    }
    const Run similar = run({u"--json"_s, u"exception"_s, u"similar"_s, u"EX-1"_s});
    QCOMPARE(similar.rows().size(), 1);
    QCOMPARE(similar.rows().front().value("exception_id"_L1).toString(), u"EX-2"_s);
    QVERIFY(similar.rows().front().value("score"_L1).toDouble() > 0.5);
    const QString soon = toIsoText(currentInstant() + std::chrono::hours(1));
    QCOMPARE(
        run({u"exception"_s, u"update"_s, u"EX-2"_s, u"--version"_s, u"1"_s, u"--set"_s, u"sla_deadline="_s + soon})
            .status,
        0);
    const Run due = run({u"--json"_s, u"exception"_s, u"due"_s, u"--within"_s, u"4h"_s});
    QCOMPARE(due.rows().size(), 1);
    QCOMPARE(run({u"--json"_s, u"exception"_s, u"due"_s, u"--within"_s, u"30m"_s}).rows().size(), 0);
  }
};

QTEST_GUILESS_MAIN(CtlTest)
#include "ctl_test.moc"
