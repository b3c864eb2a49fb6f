// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import_model.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/test_database.h"
#include "views/import_wizard.h"
#include "views/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace sentinai {

namespace {

const QString kTenant = QStringLiteral("city");

QString sourceFile(const QString& path) {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/%1").arg(path);
}

/// The wizard on a tenant of its own on SQLite, driven by the names of its widgets.
struct Desk {
  TestDatabase files{DatabaseUrl::Engine::Sqlite};
  std::unique_ptr<Database> database;
  Theme theme;
  TimeFormat timeFormat;
  std::unique_ptr<ImportModel> model;
  std::unique_ptr<ImportWizard> wizard;

  Desk() {
    files.addTenant(kTenant);
    database = openDatabase(files.addLogin(QStringLiteral("ann"), {{kTenant, Access::Supervisor}}), {});
    model = std::make_unique<ImportModel>(*database, kTenant, timeFormat);
    wizard = std::make_unique<ImportWizard>(*model, theme);
    wizard->show();
  }

  template <typename T>
  [[nodiscard]] T* child(const char* name) const {
    return wizard->findChild<T*>(QString::fromLatin1(name));
  }
  [[nodiscard]] QAbstractButton* button(const char* name) const { return child<QAbstractButton>(name); }
  void click(const char* name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
  [[nodiscard]] QString text(const char* name) const { return child<QLabel>(name)->text(); }

  /// As someone types it.
  void typePath(const QString& path) const {
    auto* edit = child<QLineEdit>("importPath");
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, path);
    QTest::keyClick(edit, Qt::Key_Return);
  }

  [[nodiscard]] qint64 exceptions() const {
    const std::unique_ptr<Session> session = database->openSession(kTenant);
    const Result<RowCount> count = await(session->exceptions().count({}, 1000000, CancelToken()));
    return count ? count->value : -1;
  }
};

} // namespace

class ImportWizardTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void aLogIsImportedStepByStep();
  void aDroppedFileIsTaken();
  void aBadFileSaysWhyAndLeadsNowhere();
  void aMappingThatDoesNotFitLeadsNowhere();
  void backEndsTheCheck();
  void saysWhyRejectsAreNotSaved();
  void cancellingLeavesTheReport();
  void closingAsksWhileTheImportRuns();
  void everyControlHasAName();
  void theKeyboardAloneImportsALog();
};

void ImportWizardTest::aLogIsImportedStepByStep() {
  Desk desk;
  QVERIFY(!desk.button("importNext")->isEnabled());
  QVERIFY(!desk.button("importNext")->toolTip().isEmpty());
  desk.typePath(sourceFile(QStringLiteral("tests/data/receipt.csv.gz")));
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QVERIFY(desk.text("importFacts").contains(QStringLiteral("CSV, gzip")));
  QVERIFY(desk.text("importFacts").contains(QStringLiteral("UTF-8")));

  desk.click("importNext");
  QVERIFY(desk.child<QWidget>("importMappingPage")->isVisible());
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QCOMPARE(desk.child<QComboBox>("importMapping")->currentData().toString(), QStringLiteral("receipt"));
  QVERIFY(desk.child<QTableView>("importRaw")->model()->rowCount() > 0);
  QVERIFY(desk.child<QTableView>("importMapped")->model()->rowCount() > 0);

  desk.click("importNext");
  QVERIFY(desk.child<QWidget>("importCheckPage")->isVisible());
  QVERIFY(desk.child<QWidget>("importCheckProgress")->isVisible());
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QVERIFY2(desk.text("importCheckHeadline").contains(QStringLiteral("1,434 exceptions and 8,577 events")),
           qPrintable(desk.text("importCheckHeadline")));
  QCOMPARE(desk.exceptions(), 0);

  const QSignalSpy imported(desk.model.get(), &ImportModel::imported);
  desk.click("importNext");
  QVERIFY(desk.child<QWidget>("importRunProgress")->isVisible());
  QVERIFY(!desk.button("importBack")->isEnabled());
  EVENTUALLY_EQUAL(imported.size(), 1);
  QVERIFY2(desk.text("importRunHeadline").contains(QStringLiteral("1,434 exceptions and 8,577 events")),
           qPrintable(desk.text("importRunHeadline")));
  QVERIFY(desk.text("importRunDetails").contains(QStringLiteral("rows/s")));
  QVERIFY(!desk.child<QWidget>("importRunProgress")->isVisible());
  QCOMPARE(desk.exceptions(), 1434);

  const QSignalSpy shown(desk.wizard.get(), &ImportWizard::showImported);
  desk.click("importShow");
  QCOMPARE(shown.size(), 1);
  QVERIFY(!desk.wizard->isVisible());
}

void ImportWizardTest::aDroppedFileIsTaken() {
  Desk desk;
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(sourceFile(QStringLiteral("tests/data/receipt.csv.gz")))});
  auto* zone = desk.child<QWidget>("importDropZone");
  QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QVERIFY(QCoreApplication::sendEvent(zone, &enter) && enter.isAccepted());
  QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QVERIFY(QCoreApplication::sendEvent(zone, &drop) && drop.isAccepted());
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QCOMPARE(desk.child<QLineEdit>("importPath")->text(), sourceFile(QStringLiteral("tests/data/receipt.csv.gz")));
}

void ImportWizardTest::aBadFileSaysWhyAndLeadsNowhere() {
  Desk desk;
  QTemporaryDir directory;
  QFile file(directory.filePath(QStringLiteral("empty.csv")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  desk.typePath(file.fileName());
  EVENTUALLY(desk.child<QLabel>("importFileProblem")->isVisible());
  QVERIFY(!desk.text("importFileProblem").isEmpty());
  QVERIFY(!desk.button("importNext")->isEnabled());
  QCOMPARE(desk.exceptions(), 0);
}

void ImportWizardTest::aMappingThatDoesNotFitLeadsNowhere() {
  Desk desk;
  desk.wizard->openFile(sourceFile(QStringLiteral("tests/data/receipt.csv.gz")));
  EVENTUALLY(desk.button("importNext")->isEnabled());
  desk.click("importNext");
  auto* mapping = desk.child<QComboBox>("importMapping");
  mapping->setCurrentIndex(mapping->findData(QStringLiteral("servicenow")));
  EVENTUALLY(desk.child<QLabel>("importMappingProblem")->isVisible());
  QVERIFY(!desk.button("importNext")->isEnabled());
  mapping->setCurrentIndex(mapping->findData(QStringLiteral("receipt")));
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QVERIFY(!desk.child<QLabel>("importMappingProblem")->isVisible());
}

void ImportWizardTest::backEndsTheCheck() {
  Desk desk;
  desk.wizard->openFile(sourceFile(QStringLiteral("resources/demo/bpic2020_domestic_declarations.xes.gz")));
  EVENTUALLY(desk.model->isMapped() && desk.button("importNext")->isEnabled());
  desk.click("importNext");
  desk.click("importNext");
  QCOMPARE(desk.model->activity(), ImportModel::Activity::Checking);
  desk.click("importBack");
  QVERIFY(desk.child<QWidget>("importMappingPage")->isVisible());
  EVENTUALLY(desk.button("importNext")->isEnabled());
  QVERIFY(!desk.model->checkReport());

  // Forward again it begins anew.
  desk.click("importNext");
  QCOMPARE(desk.model->activity(), ImportModel::Activity::Checking);
  EVENTUALLY(desk.model->checkReport());
  QVERIFY(desk.button("importNext")->isEnabled());
}

void ImportWizardTest::saysWhyRejectsAreNotSaved() {
  Desk desk;
  QTemporaryDir directory;
  QFile log(directory.filePath(QStringLiteral("log.csv")));
  QVERIFY(log.open(QIODevice::WriteOnly));
  log.write("number,incident_state,active,sys_updated_by,sys_updated_at,opened_at,category,subcategory,priority\n"
            "INC1,New,true,ann,1/3/2016 08:00,1/3/2016 08:00,Net,LAN,3 - Moderate\n"
            "INC2,New,true,ann,yesterday,1/3/2016 08:00,Net,LAN,3 - Moderate\n");
  log.close();
  desk.wizard->openFile(log.fileName());
  EVENTUALLY(desk.model->activity() == ImportModel::Activity::None);
  desk.model->setMapping(QStringLiteral("servicenow"));
  EVENTUALLY(desk.model->isMapped());
  desk.click("importNext");
  desk.click("importNext");
  EVENTUALLY(desk.model->checkReport());
  QVERIFY(desk.button("importCheckSaveRejects")->isVisible());

  desk.model->saveRejects(directory.filePath(QStringLiteral("absent/rejects.csv")));
  EVENTUALLY(desk.text("importCheckSaved").contains(QStringLiteral("cannot be written")));
  auto* saved = desk.child<QLabel>("importCheckSaved");
  QVERIFY(saved->isVisible());
  QCOMPARE(saved->palette().color(QPalette::WindowText), desk.theme.colors().bad);
  QVERIFY(desk.button("importNext")->isEnabled());

  desk.model->saveRejects(directory.filePath(QStringLiteral("rejects.csv")));
  EVENTUALLY(desk.text("importCheckSaved").startsWith(QStringLiteral("Saved as")));
  QCOMPARE(saved->palette().color(QPalette::WindowText), desk.theme.colors().mutedText);
}

void ImportWizardTest::cancellingLeavesTheReport() {
  Desk desk;
  desk.wizard->openFile(sourceFile(QStringLiteral("resources/demo/bpic2020_domestic_declarations.xes.gz")));
  EVENTUALLY(desk.button("importNext")->isEnabled());
  desk.click("importNext");
  EVENTUALLY(desk.button("importNext")->isEnabled());
  desk.click("importNext");
  EVENTUALLY(desk.button("importNext")->isEnabled());
  desk.click("importNext");
  EVENTUALLY(desk.model->progress().isWriting && desk.model->progress().rows > 2000);
  desk.click("importRunCancel");
  EVENTUALLY(desk.button("importRunAgain")->isVisible());
  QVERIFY(!desk.text("importRunHeadline").isEmpty());
  QVERIFY(!desk.text("importRunDetails").isEmpty());
  const qint64 written = desk.exceptions();
  QVERIFY2(written > 0 && written < 10357, qPrintable(QString::number(written)));
  QVERIFY(desk.button("importShow")->isVisible());
}

void ImportWizardTest::closingAsksWhileTheImportRuns() {
  Desk desk;
  desk.wizard->openFile(sourceFile(QStringLiteral("resources/demo/bpic2020_domestic_declarations.xes.gz")));
  EVENTUALLY(desk.button("importNext")->isEnabled());
  EVENTUALLY(desk.model->isMapped());
  desk.model->import();
  desk.wizard->close();
  QVERIFY(desk.wizard->isVisible());
  auto* box = desk.child<QMessageBox>("importAsk");
  QVERIFY(box != nullptr && box->isVisible());
  desk.click("importAskKeep");
  EVENTUALLY(desk.child<QMessageBox>("importAsk") == nullptr);
  QCOMPARE(desk.model->activity(), ImportModel::Activity::Importing);

  QTest::keyClick(desk.wizard.get(), Qt::Key_Escape);
  QVERIFY(desk.child<QMessageBox>("importAsk") != nullptr);
  desk.click("importAskCancel");
  EVENTUALLY(!desk.wizard->isVisible());
  QCOMPARE(desk.model->activity(), ImportModel::Activity::None);
  QCOMPARE(desk.model->error()->kind, DbError::Kind::Cancelled);
}

void ImportWizardTest::everyControlHasAName() {
  Desk desk;
  for (const QWidget* widget : desk.wizard->findChildren<QWidget*>()) {
    const auto* asButton = qobject_cast<const QAbstractButton*>(widget);
    if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(QStringLiteral("qt_")) ||
        (asButton != nullptr && !asButton->text().isEmpty()) || qobject_cast<const QLabel*>(widget) != nullptr) {
      continue;
    }
    const bool isOwn = widget->objectName().startsWith(QStringLiteral("import"));
    QVERIFY2(!isOwn || !widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
  }
}

void ImportWizardTest::theKeyboardAloneImportsALog() {
  Desk desk;
  desk.wizard->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(desk.wizard.get()));
  const auto press = [](Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); };
  QTest::keyClicks(QApplication::focusWidget(), sourceFile(QStringLiteral("tests/data/receipt.csv.gz")));
  press(Qt::Key_Return);
  const auto* pages = desk.wizard->findChild<QStackedWidget*>();
  for (int step = 0; step < 3; ++step) {
    QCOMPARE(pages->currentIndex(), step);
    EVENTUALLY(desk.button("importNext")->isEnabled());
    press(Qt::Key_Return);
  }
  QCOMPARE(pages->currentIndex(), 3);
  EVENTUALLY_EQUAL(desk.button("importClose")->text(), QStringLiteral("&Close"));
  QCOMPARE(desk.exceptions(), 1434);
  press(Qt::Key_Return);
  EVENTUALLY(!desk.wizard->isVisible());
}

} // namespace sentinai

QTEST_MAIN(sentinai::ImportWizardTest)
#include "import_wizard_test.moc"
