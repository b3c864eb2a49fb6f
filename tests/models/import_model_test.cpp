// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import_model.h"
#include "models/text_table_model.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/test_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

namespace sentinai {

namespace {

using Activity = ImportModel::Activity;

const QString kTenant = QStringLiteral("city");

QString sourceFile(const QString& path) {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/%1").arg(path);
}

QString receiptLog() {
  return sourceFile(QStringLiteral("tests/data/receipt.csv.gz"));
}

/// A tenant of its own on SQLite, and the model that imports into it.
struct Desk {
  TestDatabase files{DatabaseUrl::Engine::Sqlite};
  QTemporaryDir directory;
  std::unique_ptr<Database> database;
  TimeFormat timeFormat;
  std::unique_ptr<ImportModel> model;

  Desk() {
    files.addTenant(kTenant);
    database = openDatabase(files.addLogin(QStringLiteral("ann"), {{kTenant, Access::Supervisor}}), {});
    model = std::make_unique<ImportModel>(*database, kTenant, timeFormat);
  }

  QString write(const QString& name, const QByteArray& content) const {
    const QString path = directory.filePath(name);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
  }

  [[nodiscard]] qint64 exceptions() const {
    const std::unique_ptr<Session> session = database->openSession(kTenant);
    const Result<RowCount> count = await(session->exceptions().count({}, 1000000, CancelToken()));
    return count ? count->value : -1;
  }

  [[nodiscard]] bool isIdle() const { return model->activity() == Activity::None; }
};

const QByteArray kServiceNowHeader = QByteArrayLiteral(
    "number,incident_state,active,sys_updated_by,sys_updated_at,opened_at,category,subcategory,priority,cmdb_ci,"
    "location,assigned_to,assignment_group,caller_id,opened_by,made_sla,closed_at,resolved_at,resolved_by,closed_code,"
    "reassignment_count,reopen_count,sys_mod_count,u_symptom,impact,urgency,contact_type,knowledge,"
    "u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,sys_created_by,sys_created_at\n");

} // namespace

class ImportModelTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void aLogIsRecognised_data();
  void aLogIsRecognised();
  void thePreviewShowsWhatRowsBecome();
  void theCheckWritesNothingAndTheImportWhatItSaid();
  void importingAgainAddsNothing();
  void aBadFileSaysWhyAndWritesNothing_data();
  void aBadFileSaysWhyAndWritesNothing();
  void aMappingForAnotherLogIsRefused();
  void ownMappingsJoinTheChoice();
  void rejectedRowsAreListedAndSaved();
  void cancellingKeepsWhatWasWritten();
  void anotherFileDiscardsTheFormer();
  void whatIsUnderWayEndsWithTheModel();
};

void ImportModelTest::aLogIsRecognised_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("format");
  QTest::addColumn<QString>("mapping");
  QTest::newRow("receipt") << receiptLog() << "csv"
                           << "receipt";
  QTest::newRow("BPIC 2013") << sourceFile(QStringLiteral("tests/data/bpic2013_incidents.xes.gz")) << "xes"
                             << "bpic2013";
  QTest::newRow("BPIC 2020") << sourceFile(QStringLiteral("resources/demo/bpic2020_domestic_declarations.xes.gz"))
                             << "xes"
                             << "bpic2020";
  QTest::newRow("ServiceNow") << sourceFile(QStringLiteral("resources/demo/incident_event_log.csv.gz")) << "csv"
                              << "servicenow";
}

void ImportModelTest::aLogIsRecognised() {
  QFETCH(QString, path);
  QFETCH(QString, format);
  QFETCH(QString, mapping);
  Desk desk;
  desk.model->setFile(path);
  QCOMPARE(desk.model->activity(), Activity::Inspecting);
  EVENTUALLY(desk.isIdle());
  QVERIFY2(desk.model->file().has_value(), qPrintable(desk.model->error().value_or(DbError()).message));
  QCOMPARE(toText(desk.model->file()->facts.format), format);
  QVERIFY(desk.model->file()->facts.isGzip);
  QCOMPARE(desk.model->file()->facts.encoding, QStringLiteral("UTF-8"));
  QCOMPARE(desk.model->mapping(), mapping);
  QVERIFY(desk.model->isMapped());
  for (const TextTableModel::Row& row : desk.model->mappedRows()->rows()) {
    QVERIFY2(row.problem.isEmpty(), qPrintable(row.problem));
  }
}

void ImportModelTest::thePreviewShowsWhatRowsBecome() {
  Desk desk;
  const QAbstractItemModelTester rawTester(desk.model->rawRows(),
                                           QAbstractItemModelTester::FailureReportingMode::QtTest);
  const QAbstractItemModelTester mappedTester(desk.model->mappedRows(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  const TextTableModel& raw = *desk.model->rawRows();
  const TextTableModel& mapped = *desk.model->mappedRows();
  QCOMPARE(raw.rowCount(), mapped.rowCount());
  QVERIFY(raw.rowCount() > 10);
  QCOMPARE(raw.index(0, 0).data().toString(), QStringLiteral("2"));
  QCOMPARE(mapped.index(0, 1).data().toString(), QStringLiteral("case-10011"));
  QVERIFY(mapped.index(0, 2).data().toString().startsWith(QStringLiteral("coselog.")));
}

void ImportModelTest::theCheckWritesNothingAndTheImportWhatItSaid() {
  Desk desk;
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  desk.model->check();
  QCOMPARE(desk.model->activity(), Activity::Checking);
  EVENTUALLY(desk.isIdle());
  QVERIFY2(desk.model->checkReport().has_value(), qPrintable(desk.model->error().value_or(DbError()).message));
  QCOMPARE(desk.model->checkReport()->casesCreated, 1434);
  QCOMPARE(desk.model->checkReport()->eventsAppended, 8577);
  QCOMPARE(desk.exceptions(), 0);
  QVERIFY(!desk.model->hasWritten());

  const QSignalSpy imported(desk.model.get(), &ImportModel::imported);
  const QSignalSpy progress(desk.model.get(), &ImportModel::progressChanged);
  desk.model->import();
  EVENTUALLY(desk.isIdle());
  QVERIFY2(desk.model->report().has_value(), qPrintable(desk.model->error().value_or(DbError()).message));
  QCOMPARE(desk.model->report()->casesCreated, 1434);
  QCOMPARE(desk.model->report()->eventsAppended, 8577);
  QCOMPARE(desk.exceptions(), 1434);
  QCOMPARE(imported.size(), 1);
  QVERIFY(progress.size() > 2);
  QCOMPARE(desk.model->progress().rows, 8577);
}

void ImportModelTest::importingAgainAddsNothing() {
  Desk desk;
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  for (const auto& [created, existing] : {std::pair(1434, 0), std::pair(0, 1434)}) {
    desk.model->import();
    EVENTUALLY(desk.isIdle());
    QVERIFY(desk.model->report());
    QCOMPARE(desk.model->report()->casesCreated, created);
    QCOMPARE(desk.model->report()->casesExisting, existing);
  }
  QCOMPARE(desk.exceptions(), 1434);
}

void ImportModelTest::aBadFileSaysWhyAndWritesNothing_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("git-LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 1\n");
  QTest::newRow("truncated gzip") << QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01", 11);
  QTest::newRow("broken XML") << QByteArray("<?xml version=\"1.0\"?><log><trace>");
  QTest::newRow("binary") << QByteArray("\x00\x01\x02\x03\x00\x00\x00\x00", 8);
}

void ImportModelTest::aBadFileSaysWhyAndWritesNothing() {
  QFETCH(QByteArray, content);
  Desk desk;
  desk.model->setFile(desk.write(QStringLiteral("bad.log"), content));
  EVENTUALLY(desk.isIdle());
  QVERIFY(!desk.model->file());
  QVERIFY(desk.model->error());
  QVERIFY(!desk.model->error()->message.isEmpty());
  desk.model->import();
  QVERIFY(desk.isIdle());
  QCOMPARE(desk.exceptions(), 0);

  desk.model->setFile(desk.directory.filePath(QStringLiteral("absent.csv")));
  EVENTUALLY(desk.isIdle());
  QCOMPARE(desk.model->error()->kind, DbError::Kind::NotFound);
}

void ImportModelTest::aMappingForAnotherLogIsRefused() {
  Desk desk;
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  desk.model->setMapping(QStringLiteral("servicenow"));
  EVENTUALLY(desk.isIdle());
  QVERIFY(!desk.model->isMapped());
  QCOMPARE(desk.model->error()->kind, DbError::Kind::InvalidInput);
  QVERIFY2(desk.model->error()->message.contains(QStringLiteral("number")), qPrintable(desk.model->error()->message));
  desk.model->setMapping(QStringLiteral("receipt"));
  EVENTUALLY(desk.isIdle());
  QVERIFY(desk.model->isMapped());
  QVERIFY(!desk.model->error());
}

void ImportModelTest::ownMappingsJoinTheChoice() {
  Desk desk;
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  const qsizetype bundled = desk.model->mappings().size();
  QFile original(sourceFile(QStringLiteral("resources/mappings/receipt.json")));
  QVERIFY(original.open(QIODevice::ReadOnly));
  const QString own = desk.write(QStringLiteral("own.json"), original.readAll());
  desk.model->setMapping(own);
  EVENTUALLY(desk.isIdle());
  QVERIFY(desk.model->isMapped());
  QCOMPARE(desk.model->mapping(), own);
  QCOMPARE(desk.model->mappings().size(), bundled + 1);

  desk.model->setMapping(desk.write(QStringLiteral("broken.json"), QByteArrayLiteral("{\"name\": 1}")));
  EVENTUALLY(desk.isIdle());
  QVERIFY(!desk.model->isMapped());
  QVERIFY(desk.model->error());
}

void ImportModelTest::rejectedRowsAreListedAndSaved() {
  Desk desk;
  const QByteArray good = QByteArrayLiteral("INC1,New,true,ann,1/3/2016 08:00,1/3/2016 08:00,Net,LAN,3 - Moderate\n");
  const QByteArray bad = QByteArrayLiteral("INC2,New,true,ann,yesterday,1/3/2016 08:00,Net,LAN,3 - Moderate\n");
  const QByteArray header = kServiceNowHeader.left(kServiceNowHeader.indexOf(",cmdb_ci")) + '\n';
  desk.model->setFile(desk.write(QStringLiteral("log.csv"), header + good + bad));
  EVENTUALLY(desk.isIdle());
  desk.model->setMapping(QStringLiteral("servicenow"));
  EVENTUALLY(desk.isIdle());
  QVERIFY2(desk.model->isMapped(), qPrintable(desk.model->error().value_or(DbError()).message));
  QVERIFY(!desk.model->mappedRows()->rows().at(1).problem.isEmpty());
  desk.model->check();
  EVENTUALLY(desk.isIdle());
  QVERIFY2(desk.model->checkReport().has_value(), qPrintable(desk.model->error().value_or(DbError()).message));
  QCOMPARE(desk.model->checkReport()->rejected, 1);
  QCOMPARE(desk.model->rejects()->rowCount(), 1);
  QCOMPARE(desk.model->rejects()->index(0, 0).data().toString(), QStringLiteral("3"));

  const QString saved = desk.write(QStringLiteral("rejected.csv"), QByteArrayLiteral("what was there before"));
  const QSignalSpy spy(desk.model.get(), &ImportModel::rejectsSaved);
  desk.model->saveRejects(saved);
  EVENTUALLY_EQUAL(spy.size(), 1);
  QFile file(saved);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray content = file.readAll();
  QVERIFY(content.startsWith("line,reason,row"));
  QVERIFY(content.contains("yesterday"));

  const QSignalSpy failed(desk.model.get(), &ImportModel::rejectsNotSaved);
  desk.model->saveRejects(desk.directory.filePath(QStringLiteral("no/such/folder.csv")));
  EVENTUALLY_EQUAL(failed.size(), 1);
  QVERIFY(failed.front().front().toString().contains(QStringLiteral("folder.csv")));
  QVERIFY(!desk.model->error()); // The check itself is as good as before.

  // Where the copy does not fit, the file before stays.
  const QString kept = desk.write(QStringLiteral("kept.csv"), QByteArrayLiteral("kept"));
  rlimit unlimited{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const auto formerHandler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit narrow{8, unlimited.rlim_max};
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &narrow), 0);
  desk.model->saveRejects(kept);
  const bool answered = QTest::qWaitFor([&failed] { return failed.size() == 2; }, kPatienceMs);
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  (void)std::signal(SIGXFSZ, formerHandler);
  QVERIFY(answered);
  QFile keptFile(kept);
  QVERIFY(keptFile.open(QIODevice::ReadOnly));
  QCOMPARE(keptFile.readAll(), QByteArrayLiteral("kept"));
}

void ImportModelTest::cancellingKeepsWhatWasWritten() {
  Desk desk;
  desk.model->setFile(sourceFile(QStringLiteral("resources/demo/bpic2020_domestic_declarations.xes.gz")));
  EVENTUALLY(desk.isIdle());
  connect(desk.model.get(), &ImportModel::progressChanged, this, [&desk] {
    if (desk.model->progress().isWriting && desk.model->progress().rows > 2000) {
      desk.model->cancel();
    }
  });
  const QSignalSpy imported(desk.model.get(), &ImportModel::imported);
  desk.model->import();
  EVENTUALLY(desk.isIdle());
  QVERIFY(!desk.model->report());
  QCOMPARE(desk.model->error()->kind, DbError::Kind::Cancelled);
  QVERIFY(desk.model->hasWritten());
  QCOMPARE(imported.size(), 1);
  const qint64 written = desk.exceptions();
  QVERIFY2(written > 0 && written < 10357, qPrintable(QString::number(written)));
}

void ImportModelTest::anotherFileDiscardsTheFormer() {
  Desk desk;
  desk.model->setFile(receiptLog());
  EVENTUALLY(desk.isIdle());
  desk.model->check();
  desk.model->setFile(desk.write(QStringLiteral("empty.csv"), QByteArray()));
  EVENTUALLY(desk.isIdle());
  QVERIFY(!desk.model->file());
  QVERIFY(!desk.model->isMapped());
  QVERIFY(!desk.model->checkReport());
  QCOMPARE(desk.model->rawRows()->rowCount(), 0);
}

void ImportModelTest::whatIsUnderWayEndsWithTheModel() {
  for (int turns = 0; turns < 12; ++turns) {
    Desk desk;
    desk.model->setFile(receiptLog());
    EVENTUALLY(desk.isIdle());
    turns % 2 == 0 ? desk.model->check() : desk.model->import();
    for (int i = 0; i < turns; ++i) {
      QCoreApplication::processEvents();
    }
    desk.model.reset();
    // Nothing uses it any more: an address sanitizer would tell.
    desk.database.reset();
  }
}

} // namespace sentinai

QTEST_GUILESS_MAIN(sentinai::ImportModelTest)
#include "import_model_test.moc"
