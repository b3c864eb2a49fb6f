// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"
#include "repositories/open_database.h"
#include "tests/console/console_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "views/exceptions_page.h"
#include "views/import_wizard.h"
#include "views/page_widget.h"
#include "views/state_panel.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDropEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <sqlite3.h>

using namespace sentinai;
using Column = ExceptionTableModel::Column;

namespace {

constexpr int kCount = 450;

int column(Column c) {
  return static_cast<int>(c);
}

} // namespace

/// The real window, offscreen, driven by the names of its parts as a person would by hand.
class ConsoleTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_fixture = std::make_unique<ConsoleFixture>(kCount); }
  void cleanupTestCase() { m_fixture.reset(); }

  void init() {
    QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("sentinai"), QStringLiteral("console"))
        .clear();
    m_fixture->start();
    EVENTUALLY(m_fixture->isSettled());
  }

  void cleanup() {
    if (m_fixture->console) {
      m_fixture->stop();
    }
  }

  void opensTheDashboardAndSaysWhereOneIs() {
    QCOMPARE(m_fixture->window().currentPage()->objectName(), QStringLiteral("dashboardPage"));
    QCOMPARE(label("statusTenant"), QStringLiteral("Nordbank"));
    QVERIFY(label("statusLogin").contains(QStringLiteral("Admin")) ||
            label("statusLogin").contains(QStringLiteral("·")));
    QVERIFY(label("statusEnvironment").startsWith(QStringLiteral("SQLite")));
    EVENTUALLY(label("statusConnection") == QStringLiteral("Connected"));
    QVERIFY(label("statusAge").startsWith(QStringLiteral("Data")));
    QVERIFY(m_fixture->window().windowTitle().startsWith(QStringLiteral("Nordbank")));
    for (const char* name :
         {"statusTenant", "statusLogin", "statusEnvironment", "statusConnection", "statusLive", "statusAge"}) {
      const auto* field = m_fixture->find<QLabel>(QLatin1String(name));
      EVENTUALLY(field->width() >= field->sizeHint().width()); // Nothing is cut off.
    }
  }

  void theKeyboardGoesToTheRowsAndComesBackToThem() {
    m_fixture->window().activateWindow();
    EVENTUALLY(QApplication::focusWidget() != nullptr);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_2, Qt::ControlModifier);
    EVENTUALLY(m_fixture->isSettled() && table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex().row(), 1);
    QTest::keyClick(table(), Qt::Key_1, Qt::ControlModifier);
    EVENTUALLY(m_fixture->isSettled() && !table()->isVisible() && QApplication::focusWidget() != nullptr);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_2, Qt::ControlModifier);
    EVENTUALLY(m_fixture->isSettled() && table()->hasFocus());
    QCOMPARE(table()->currentIndex().row(), 1);
  }

  void menusOpenWithoutAMenuKey() {
    openExceptions();
    m_fixture->window().activateWindow();
    EVENTUALLY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_F10, Qt::ShiftModifier);
    auto* menu = table()->findChild<QMenu*>(QStringLiteral("rowMenu"));
    EVENTUALLY(menu && menu->isVisible());
    menu->close();
  }

  void tabReachesEverything() {
    QCOMPARE(passedByTab(m_fixture->window()), QStringList());
    openExceptions();
    m_fixture->filter(QStringLiteral("status:open severity:>=high")); // With chips.
    EVENTUALLY(m_fixture->isSettled());
    table()->selectAll();
    QCOMPARE(passedByTab(m_fixture->window()), QStringList());
    openDetail();
    QCOMPARE(passedByTab(m_fixture->window()), QStringList());
    m_fixture->trigger(QStringLiteral("importLog"));
    auto* wizard = m_fixture->window().findChild<ImportWizard*>();
    EVENTUALLY(wizard && wizard->isVisible());
    QCOMPARE(passedByTab(*wizard), QStringList());
    wizard->close();
  }

  void filtersByLineMenusAndChips() {
    openExceptions();
    EVENTUALLY(label("exceptionsCount").endsWith(QStringLiteral(" of 450")));
    m_fixture->filter(QStringLiteral("status:open severity:>=high"));
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Open"));
    const int both = table()->model()->rowCount();
    QVERIFY(both > 0 && both < 200);

    // The chip takes its term away.
    click<QToolButton>("filterChip_0");
    QCOMPARE(line()->text(), QStringLiteral("severity:>=high"));
    EVENTUALLY(m_fixture->isSettled() && table()->model()->rowCount() > both);

    // A menu adds one, and the line follows.
    click<QToolButton>("filterMenu_status");
    auto* choices = m_fixture->find<QListWidget>(QStringLiteral("filterList_status"));
    EVENTUALLY(choices->isVisible());
    choices->item(3)->setCheckState(Qt::Checked);
    QCOMPARE(line()->text(), QStringLiteral("severity:>=high status:escalated"));
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Escalated"));

    // The database's own values are offered.
    click<QToolButton>("filterMenu_domain");
    auto* domains = m_fixture->find<QListWidget>(QStringLiteral("filterList_domain"));
    EVENTUALLY(domains->count() == 3);

    click<QToolButton>("filterClear");
    EVENTUALLY(m_fixture->isSettled() && label("exceptionsCount").endsWith(QStringLiteral(" of 450")));
    QVERIFY(line()->text().isEmpty());
  }

  void saysWhatIsWrongInTheFilter() {
    openExceptions();
    m_fixture->filter(QStringLiteral("status:opne"));
    QVERIFY(m_fixture->find<QLabel>(QStringLiteral("filterError"))->isVisible());
    QVERIFY(label("filterError").contains(QStringLiteral("opne")));
    QCOMPARE(table()->model()->rowCount(), kCount); // What was shown stays.
    m_fixture->filter(QStringLiteral("status:open"));
    QVERIFY(!m_fixture->find<QLabel>(QStringLiteral("filterError"))->isVisible());
  }

  void completesWhileTyping() {
    openExceptions();
    auto* popup = m_fixture->find<QLineEdit>(QStringLiteral("filterLine"));
    popup->setFocus();
    QTest::keyClicks(popup, QStringLiteral("sta"));
    auto* completions = findTopLevel<QAbstractItemView>("filterCompletions");
    EVENTUALLY(completions && completions->isVisible() && completions->model()->rowCount() == 1);
    QTest::keyClick(completions, Qt::Key_Down);
    QTest::keyClick(completions, Qt::Key_Return);
    QCOMPARE(line()->text(), QStringLiteral("status:"));
    EVENTUALLY(completions->isVisible() && completions->model()->rowCount() == 4);
    QTest::keyClick(completions, Qt::Key_Down);
    QTest::keyClick(completions, Qt::Key_Return);
    QCOMPARE(line()->text(), QStringLiteral("status:open "));
    QTest::keyClick(line(), Qt::Key_Return);
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Open"));
  }

  void sortsByClickingAHeader() {
    openExceptions();
    QHeaderView* header = table()->horizontalHeader();
    const int id = column(Column::Id);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier,
                      QPoint(header->sectionViewportPosition(id) + 20, header->height() / 2));
    EVENTUALLY(m_fixture->isSettled() && m_fixture->cell(0, id) == QStringLiteral("EX-000000"));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier,
                      QPoint(header->sectionViewportPosition(id) + 20, header->height() / 2));
    EVENTUALLY(m_fixture->isSettled() && m_fixture->cell(0, id) == QStringLiteral("EX-000449"));
  }

  void scrollsToTheEnd() {
    openExceptions();
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_End);
    QCOMPARE(table()->currentIndex().row(), kCount - 1);
    EVENTUALLY(m_fixture->isSettled() && label("exceptionsCount").endsWith(QStringLiteral("–450 of 450")));
    EVENTUALLY(!table()->currentIndex().data(ExceptionTableModel::IdRole).toString().isEmpty());
    EVENTUALLY(label("summaryId") == table()->currentIndex().data(ExceptionTableModel::IdRole).toString());
    QTest::keyClick(table(), Qt::Key_Home);
    QCOMPARE(table()->currentIndex().row(), 0);
  }

  void opensByKeyboardAndComesBack() {
    openExceptions();
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    const QString id = table()->currentIndex().data(ExceptionTableModel::IdRole).toString();
    QCOMPARE(label("summaryId"), id); // The panel moves along.
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(m_fixture->window().currentPage()->title(), id);
    EVENTUALLY(m_fixture->isSettled());
    QTest::keyClick(&m_fixture->window(), Qt::Key_Escape);
    QCOMPARE(m_fixture->window().currentPage()->objectName(), QStringLiteral("exceptionsPage"));
    QCOMPARE(table()->currentIndex().data(ExceptionTableModel::IdRole).toString(), id);
    m_fixture->trigger(QStringLiteral("forward"));
    QCOMPARE(m_fixture->window().currentPage()->title(), id);
    m_fixture->trigger(QStringLiteral("back"));
    m_fixture->trigger(QStringLiteral("back"));
    QCOMPARE(m_fixture->window().currentPage()->objectName(), QStringLiteral("dashboardPage"));
    QVERIFY(!m_fixture->find<QAction>(QStringLiteral("back"))->isEnabled());
  }

  void historyRemembersFilters() {
    openExceptions();
    m_fixture->filter(QStringLiteral("status:open"));
    m_fixture->filter(QStringLiteral("status:resolved"));
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->trigger(QStringLiteral("back"));
    QCOMPARE(line()->text(), QStringLiteral("status:open"));
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Open"));
  }

  void selectionSurvivesSortAndRefresh() {
    openExceptions();
    m_fixture->filter(QStringLiteral("severity:critical status:open"));
    EVENTUALLY(m_fixture->isSettled() && shown("severity", "Critical"));
    table()->selectionModel()->select(QItemSelection(table()->model()->index(2, 0), table()->model()->index(3, 0)),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const QSet<QString> before = selectedIds();
    QCOMPARE(before.size(), 2);
    table()->horizontalHeader()->setSortIndicator(column(Column::Type), Qt::DescendingOrder);
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(selectedIds(), before);
    m_fixture->trigger(QStringLiteral("refresh"));
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(selectedIds(), before);
  }

  void copiesRowsAsTabSeparatedText() {
    openExceptions();
    table()->setFocus();
    table()->selectRow(0);
    QTest::keySequence(table(), QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].startsWith(QStringLiteral("ID\tSeverity\tStatus")));
    QVERIFY(lines[1].startsWith(m_fixture->cell(0, 0) + QLatin1Char('\t')));
  }

  void filtersByACell() {
    openExceptions();
    const int status = column(Column::Status);
    const QString value = m_fixture->cell(0, status);
    const QPoint place = table()->visualRect(table()->model()->index(0, status)).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, table()->viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(table()->viewport(), &event);
    m_fixture->trigger(QStringLiteral("filterByCell"));
    QCOMPARE(line()->text(), QStringLiteral("status:%1").arg(value.toLower()));
    EVENTUALLY(m_fixture->isSettled() && shown("status", value.toLatin1().constData()));
  }

  void emptyResultsSayWhatToDo() {
    openExceptions();
    m_fixture->filter(QStringLiteral("nobody-has-this"));
    auto* panel = m_fixture->find<StatePanel>(QStringLiteral("exceptionsState"));
    EVENTUALLY(panel->isVisible() && panel->kind() == StatePanel::Kind::Empty);
    QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    EVENTUALLY(m_fixture->isSettled() && label("exceptionsCount").endsWith(QStringLiteral(" of 450")));
  }

  void drillsDownFromTheDashboard() {
    // What the dashboard asks for arrives as a filter that can be read and changed.
    ExceptionFilter filter;
    filter.statuses = {Status::Escalated};
    filter.severities = {Severity::High};
    const auto session = m_fixture->repositories->openSession(QStringLiteral("bank"));
    const Result<RowCount> expected = await(session->exceptions().count(filter, 1000, {}));
    VERIFY_OK(expected);
    QMetaObject::invokeMethod(m_fixture->window().currentPage(), "showExceptions", Q_ARG(ExceptionFilter, filter),
                              Q_ARG(QString, QString()));
    EVENTUALLY(m_fixture->window().currentPage()->objectName() == QStringLiteral("exceptionsPage") &&
               m_fixture->isSettled());
    QCOMPARE(line()->text(), QStringLiteral("status:escalated severity:high"));
    QCOMPARE(table()->model()->rowCount(), static_cast<int>(expected->value));
  }

  void drillDownsShowTheNumberThatWasClicked() {
    ExceptionFilter filter;
    filter.statuses = {Status::Analyzing};
    filter.severities = {Severity::Low};
    const auto drillDown = [&] {
      QMetaObject::invokeMethod(m_fixture->find<QWidget>(QStringLiteral("dashboardPage")), "showExceptions",
                                Q_ARG(ExceptionFilter, filter), Q_ARG(QString, QString()));
    };
    drillDown();
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Analyzing"));
    const int before = table()->model()->rowCount();
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Return);
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->trigger(QStringLiteral("status-resolved"));
    // The row stays, and the count says that it no longer matches.
    EVENTUALLY(label("exceptionsCount") == QStringLiteral("%1 rows, %2 match").arg(before).arg(before - 1));
    QCOMPARE(table()->model()->rowCount(), before);
    QCOMPARE(m_fixture->cell(table()->currentIndex().row(), column(Column::Status)), QStringLiteral("Resolved"));

    m_fixture->trigger(QStringLiteral("go_dashboard"));
    drillDown();
    EVENTUALLY(m_fixture->isSettled() && shown("status", "Analyzing"));
    QCOMPARE(table()->model()->rowCount(), before - 1);
  }

  void switchesThemeAndTimes() {
    openExceptions();
    m_fixture->trigger(QStringLiteral("themeDark"));
    QVERIFY(QGuiApplication::palette().color(QPalette::Window).lightness() < 128);
    m_fixture->trigger(QStringLiteral("themeLight"));
    QVERIFY(QGuiApplication::palette().color(QPalette::Window).lightness() > 128);
    m_fixture->trigger(QStringLiteral("timeRelative"));
    QVERIFY(m_fixture->cell(0, column(Column::Created)).endsWith(QStringLiteral("ago")));
    m_fixture->trigger(QStringLiteral("timeUtc"));
    QVERIFY(m_fixture->cell(0, column(Column::Created)).startsWith(QStringLiteral("20")));
    QVERIFY(table()
                ->model()
                ->index(0, column(Column::Created))
                .data(Qt::ToolTipRole)
                .toString()
                .endsWith(QStringLiteral("UTC")));
  }

  void remembersLooksPerTenant() {
    openExceptions();
    m_fixture->trigger(QStringLiteral("themeDark"));
    m_fixture->trigger(QStringLiteral("timeUtc"));
    m_fixture->filter(QStringLiteral("status:open"));
    table()->horizontalHeader()->moveSection(column(Column::Owner), 1);
    table()->setColumnWidth(column(Column::Type), 233);
    table()->setColumnHidden(column(Column::Domain), true);
    table()->horizontalHeader()->setSortIndicator(column(Column::Severity), Qt::DescendingOrder);
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->stop();

    m_fixture->start();
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(m_fixture->window().currentPage()->objectName(), QStringLiteral("exceptionsPage"));
    QVERIFY(m_fixture->console->theme().isDark());
    QCOMPARE(m_fixture->console->timeFormat().mode(), TimeMode::Utc);
    QCOMPARE(line()->text(), QStringLiteral("status:open"));
    QCOMPARE(table()->horizontalHeader()->visualIndex(column(Column::Owner)), 1);
    QCOMPARE(table()->columnWidth(column(Column::Type)), 233);
    QVERIFY(table()->isColumnHidden(column(Column::Domain)));
    QCOMPARE(m_fixture->cell(0, column(Column::Severity)), QStringLiteral("Critical"));

    // Another tenant has looks of its own.
    m_fixture->trigger(QStringLiteral("tenant_clinic"));
    EVENTUALLY(m_fixture->isSettled());
    QVERIFY(!m_fixture->console->theme().isDark());
    QCOMPARE(label("statusTenant"), QStringLiteral("St. Anna"));
    openExceptions();
    QVERIFY(!table()->isColumnHidden(column(Column::Domain)));
    m_fixture->trigger(QStringLiteral("tenant_bank"));
    EVENTUALLY(m_fixture->isSettled());
    QVERIFY(m_fixture->console->theme().isDark());

    m_fixture->trigger(QStringLiteral("resetLayout"));
    QVERIFY(!table()->isColumnHidden(column(Column::Domain)));
    QVERIFY(!m_fixture->console->theme().isDark());
  }

  void remembersTheDashboardsLooks() {
    click<QAbstractButton>("periodQuarter");
    auto* domain = m_fixture->find<QComboBox>(QStringLiteral("dashboardDomain"));
    EVENTUALLY(domain->findData(QStringLiteral("Finance")) >= 0);
    domain->setCurrentIndex(domain->findData(QStringLiteral("Finance")));
    click<QAbstractButton>("trendPanelAsTable");
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->stop();

    m_fixture->start();
    EVENTUALLY(m_fixture->isSettled());
    QVERIFY(m_fixture->find<QAbstractButton>(QStringLiteral("periodQuarter"))->isChecked());
    domain = m_fixture->find<QComboBox>(QStringLiteral("dashboardDomain"));
    QCOMPARE(domain->currentData().toString(), QStringLiteral("Finance"));
    QVERIFY(m_fixture->find<QAbstractButton>(QStringLiteral("trendPanelAsTable"))->isChecked());
    QVERIFY(!m_fixture->find<QAbstractButton>(QStringLiteral("ageingPanelAsTable"))->isChecked());

    m_fixture->trigger(QStringLiteral("tenant_clinic"));
    EVENTUALLY(m_fixture->isSettled());
    QVERIFY(m_fixture->find<QAbstractButton>(QStringLiteral("periodMonth"))->isChecked());
  }

  void theKeyboardGoesToWhatWasOpened() {
    openExceptions();
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QTest::keyClick(table(), Qt::Key_Return);
    auto* timeline = m_fixture->find<QTableView>(QStringLiteral("timelineTable"));
    EVENTUALLY(timeline->isVisible() && timeline->hasFocus());
  }

  void asksBeforeChangesAreLost() {
    openDetail();
    setTenantStatus("bank", "suspended");
    m_fixture->trigger(QStringLiteral("assignToMe"));
    EVENTUALLY(m_fixture->find<QWidget>(QStringLiteral("saveBanner"))->isVisible());
    auto* notice = m_fixture->find<QWidget>(QStringLiteral("windowNotice"));
    QVERIFY(!notice->isVisible()); // The page says it.
    m_fixture->trigger(QStringLiteral("go_dashboard"));
    QVERIFY(notice->isVisible());
    QVERIFY2(label("windowNoticeText").startsWith(QStringLiteral("Not saved in EX-000007:")),
             qPrintable(label("windowNoticeText")));

    m_fixture->window().close();
    QVERIFY(m_fixture->window().isVisible());
    QVERIFY(m_fixture->find<QMessageBox>(QStringLiteral("unsavedAsk"))->isVisible());
    click<QPushButton>("unsavedStay");
    EVENTUALLY(!m_fixture->window().findChild<QMessageBox*>(QStringLiteral("unsavedAsk")));
    QVERIFY(m_fixture->window().isVisible());
    click<QPushButton>("windowNoticeAction");
    QCOMPARE(m_fixture->window().currentPage()->title(), QStringLiteral("EX-000007"));
    EVENTUALLY(m_fixture->find<QWidget>(QStringLiteral("saveBanner"))->isVisible());
    QVERIFY(!notice->isVisible());

    m_fixture->trigger(QStringLiteral("tenant_clinic"));
    QCOMPARE(label("statusTenant"), QStringLiteral("Nordbank"));
    click<QPushButton>("unsavedDiscard");
    EVENTUALLY(label("statusTenant") == QStringLiteral("St. Anna"));
    setTenantStatus("bank", "active");
  }

  void leavesOnceAllIsSaved() {
    openDetail();
    const auto session = m_fixture->repositories->openSession(QStringLiteral("bank"));
    const Result<Exception> before = await(session->exceptions().get(QStringLiteral("EX-000007"), {}));
    VERIFY_OK(before);
    sqlite3* other = nullptr;
    QCOMPARE(sqlite3_open(m_fixture->database.ownerUrl().sqlitePath().toUtf8().constData(), &other), SQLITE_OK);
    QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    m_fixture->find<QPlainTextEdit>(QStringLiteral("commentInput"))->setPlainText(QStringLiteral("last words"));
    click<QPushButton>("addComment");
    m_fixture->window().close();
    QVERIFY(m_fixture->window().isVisible());
    QVERIFY(m_fixture->find<QMessageBox>(QStringLiteral("unsavedAsk"))->isVisible());
    QCOMPARE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    EVENTUALLY(!m_fixture->window().isVisible());
    const Result<RowCount> events = await(session->events().count(QStringLiteral("EX-000007"), {}, 1000, {}));
    VERIFY_OK(events);
    QCOMPARE(events->value, 2);
  }

  void aReadOnlyTenantSaysThatNothingCanBeImported() {
    // The list of tenants was read before that.
    setTenantStatus("clinic", "suspended");
    m_fixture->trigger(QStringLiteral("tenant_clinic"));
    EVENTUALLY(!m_fixture->find<QAction>(QStringLiteral("importLog"))->isEnabled());
    click<QAbstractButton>("periodAll");
    auto* panel = m_fixture->find<StatePanel>(QStringLiteral("dashboardState"));
    EVENTUALLY(m_fixture->isSettled() && panel->isVisible());
    QVERIFY(panel->findChild<QLabel*>(QStringLiteral("stateText"))->text().contains(QStringLiteral("suspended")));
    QVERIFY(!panel->findChild<QPushButton*>(QStringLiteral("stateAction"))->isVisible());

    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral(SENTINAI_SOURCE_DIR "/tests/data/receipt.csv.gz"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&m_fixture->window(), &enter);
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&m_fixture->window(), &drop);
    auto* refused = m_fixture->find<QMessageBox>(QStringLiteral("importRefused"));
    QVERIFY(refused->isVisible());
    QVERIFY(refused->text().contains(QStringLiteral("suspended")));
    QVERIFY(!m_fixture->window().findChild<QWidget*>(QStringLiteral("importWizard")));
    refused->close();
    setTenantStatus("clinic", "active");
  }

  void aTenantIsChosenAtTheStart() {
    m_fixture->stop();
    m_fixture->start({});
    auto* tenants = m_fixture->find<QListWidget>(QStringLiteral("tenantList"));
    EVENTUALLY(tenants->isVisible() && tenants->count() == 2);
    tenants->setCurrentRow(1);
    click<QPushButton>("tenantOpen");
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(label("statusTenant"), QStringLiteral("St. Anna"));
    openExceptions();
    auto* panel = m_fixture->find<StatePanel>(QStringLiteral("exceptionsState"));
    EVENTUALLY(panel->isVisible());
    QVERIFY(panel->accessibleName().contains(QStringLiteral("No exceptions yet")));
    QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    auto* wizard = m_fixture->window().findChild<ImportWizard*>();
    QVERIFY(wizard && wizard->isVisible());
    wizard->close();
  }

  void startErrorsSayWhatToDo() {
    m_fixture->stop();
    m_fixture->start(QStringLiteral("nowhere"));
    auto* panel = &m_fixture->window().startPanel();
    EVENTUALLY(panel->isVisible() && panel->kind() == StatePanel::Kind::NoPermission);
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::NotFound);
    m_fixture->stop();
    m_fixture->start({}, QStringLiteral("sqlite:/nonexistent/no.db"));
    panel = &m_fixture->window().startPanel();
    EVENTUALLY(panel->isVisible() && panel->kind() == StatePanel::Kind::Error);
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::NotFound);
    m_fixture->stop();
    m_fixture->start({}, QStringLiteral("what is this"));
    EVENTUALLY(m_fixture->console->exitCode() == ExitCode::BadInput);
  }

  void theCommandPaletteReachesEveryAction() {
    openExceptions();
    m_fixture->trigger(QStringLiteral("commands"));
    auto* palette = m_fixture->find<QDialog>(QStringLiteral("commandPalette"));
    EVENTUALLY(palette->isVisible());
    auto* search = m_fixture->find<QLineEdit>(QStringLiteral("commandSearch"));
    auto* list = m_fixture->find<QListWidget>(QStringLiteral("commandList"));
    QVERIFY(list->count() > 20);
    QTest::keyClicks(search, QStringLiteral("theme dark"));
    QCOMPARE(list->count(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QVERIFY(m_fixture->console->theme().isDark());
  }

  void everyShortcutIsListedOnceAndUnambiguous() {
    openExceptions();
    m_fixture->trigger(QStringLiteral("shortcuts"));
    auto* list = m_fixture->find<QTreeWidget>(QStringLiteral("shortcutList"));
    QSet<QString> seen;
    for (int group = 0; group < list->topLevelItemCount(); ++group) {
      for (int row = 0; row < list->topLevelItem(group)->childCount(); ++row) {
        for (const QString& shortcut : list->topLevelItem(group)->child(row)->text(1).split(QStringLiteral(", "))) {
          QVERIFY2(!seen.contains(shortcut), qPrintable(shortcut));
          seen.insert(shortcut);
        }
      }
    }
    QVERIFY(seen.contains(QStringLiteral("F5")));
    QVERIFY(seen.contains(QStringLiteral("Ctrl+K")));
    m_fixture->find<QDialog>(QStringLiteral("shortcutDialog"))->close();
  }

  void everyControlHasAName() {
    openExceptions();
    for (const QWidget* widget : m_fixture->window().findChildren<QWidget*>()) {
      if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
          widget->objectName().startsWith(QLatin1String("qt_"))) {
        continue;
      }
      QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
      QVERIFY(spoken);
      QVERIFY2(!spoken->text(QAccessible::Name).isEmpty() || qobject_cast<const QLabel*>(widget),
               qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                                      widget->objectName())));
    }
  }

private:
  void openDetail() {
    m_fixture->window().goTo({QStringLiteral("exception"), QStringLiteral("EX-000007")});
    EVENTUALLY(m_fixture->isSettled());
  }

  void setTenantStatus(const char* tenantId, const char* status) {
    (void)m_fixture->database.executeBehindTheBack(
        QStringLiteral("UPDATE %1 SET status = '%2' WHERE tenant_id = '%3'")
            .arg(m_fixture->database.table(QStringLiteral("tenant")), QLatin1String(status), QLatin1String(tenantId)));
  }

  /// What can have the keyboard in this window and never gets it by Tab.
  static QStringList passedByTab(QWidget& window) {
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window)) {
      return {QStringLiteral("the window is not active")};
    }
    constexpr int many = 150;
    QSet<const QWidget*> reached;
    for (int i = 0; i < many; ++i) {
      QWidget* const focus = window.focusWidget() ? window.focusWidget() : &window;
      reached.insert(focus);
      QTest::keyClick(focus, Qt::Key_Tab);
    }
    QStringList passed;
    for (const QWidget* part : window.findChildren<QWidget*>()) {
      const auto* const button = qobject_cast<const QAbstractButton*>(part);
      const bool isOneOfAGroup = button && button->group() && button->group()->exclusive() && !button->isChecked();
      if (part->window() == &window && part->isVisible() && part->isEnabled() && !part->focusProxy() &&
          part->focusPolicy() & Qt::TabFocus && !isOneOfAGroup && !reached.contains(part)) {
        passed.append(QStringLiteral("%1 %2").arg(QLatin1String(part->metaObject()->className()), part->objectName()));
      }
    }
    return passed;
  }

  void openExceptions() {
    m_fixture->trigger(QStringLiteral("go_exceptions"));
    EVENTUALLY(m_fixture->isSettled());
  }

  QTableView* table() { return m_fixture->find<QTableView>(QStringLiteral("exceptionsTable")); }
  QLineEdit* line() { return m_fixture->find<QLineEdit>(QStringLiteral("filterLine")); }
  QString label(const char* name) { return m_fixture->find<QLabel>(QLatin1String(name))->text(); }

  template <typename T>
  void click(const char* name) {
    QTest::mouseClick(m_fixture->find<T>(QLatin1String(name)), Qt::LeftButton);
  }

  template <typename T>
  T* findTopLevel(const char* name) {
    for (QWidget* widget : QApplication::allWidgets()) {
      if (widget->objectName() == QLatin1String(name)) {
        return qobject_cast<T*>(widget);
      }
    }
    return nullptr;
  }

  /// There are rows, and all on the first screens say this in the column.
  bool shown(const char* columnKey, const char* text) {
    for (int c = 0; c < ExceptionTableModel::kColumns; ++c) {
      if (ExceptionTableModel::columnKey(static_cast<Column>(c)) != QLatin1String(columnKey)) {
        continue;
      }
      for (int row = 0; row < std::min(table()->model()->rowCount(), 100); ++row) {
        if (m_fixture->cell(row, c) != QLatin1String(text)) {
          return false;
        }
      }
    }
    return table()->model()->rowCount() > 0;
  }

  QSet<QString> selectedIds() {
    QSet<QString> ids;
    for (const QModelIndex& index : table()->selectionModel()->selectedRows()) {
      ids.insert(index.data(ExceptionTableModel::IdRole).toString());
    }
    return ids;
  }

  std::unique_ptr<ConsoleFixture> m_fixture;
};

QTEST_MAIN(ConsoleTest)
#include "console_test.moc"
