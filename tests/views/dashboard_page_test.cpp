// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_model.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"
#include "views/bar_list_view.h"
#include "views/dashboard_page.h"
#include "views/figure_card.h"
#include "views/figure_chart.h"
#include "views/figure_panel.h"
#include "views/figure_table_view.h"
#include "views/state_panel.h"
#include "views/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

namespace sentinai {

namespace {

using std::chrono::days;
using std::chrono::hours;

const QString kTenant = QStringLiteral("bank");

/// The page over 120 exceptions of the last 30 days, driven by the names of its widgets.
struct Desk {
  TestDatabase files{DatabaseUrl::Engine::Sqlite};
  std::unique_ptr<Database> database;
  std::unique_ptr<Session> session;
  Theme theme;
  TimeFormat timeFormat;
  std::unique_ptr<DashboardModel> model;
  std::unique_ptr<DashboardPage> page;
  QList<ExceptionFilter> shown;
  QStringList titles;

  explicit Desk(int count) {
    files.addTenant(kTenant);
    database = openDatabase(files.addLogin(QStringLiteral("ann"), {{kTenant, Access::Supervisor}}), {});
    session = database->openSession(kTenant);
    const Instant now = currentInstant();
    int number = 0;
    for (Exception exception : sampleExceptions(count)) {
      exception.tenantId = kTenant;
      exception.createdAt += now - (sampleInstant() + days(30));
      exception.slaDeadline = now + hours(++number % 7 - 3) + std::chrono::minutes(30);
      (void)await(session->exceptions().create(std::move(exception), sampleUser(), QUuid(), CancelToken()));
    }
    model = std::make_unique<DashboardModel>(session->dashboard(), session->exceptions(), timeFormat);
    page = std::make_unique<DashboardPage>(*model, theme, timeFormat);
    QObject::connect(page.get(), &DashboardPage::showExceptions, page.get(),
                     [this](const ExceptionFilter& filter, const QString& title) {
                       shown << filter;
                       titles << title;
                     });
    page->resize(1240, 1100);
    page->show();
  }

  template <typename T>
  [[nodiscard]] T* child(const char* name) const {
    return page->findChild<T*>(QString::fromLatin1(name));
  }
  [[nodiscard]] bool isReady() const { return !model->isLoading() && model->state() == DashboardModel::State::Ready; }
  [[nodiscard]] qint64 count(const ExceptionFilter& filter) const {
    const Result<RowCount> found = await(session->exceptions().count(filter, 100000, CancelToken()));
    return found ? found->value : -1;
  }
};

} // namespace

class DashboardPageTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { m_desk = std::make_unique<Desk>(120); }
  void cleanupTestCase() { m_desk.reset(); }
  void init();

  void cardsDrillDownByMouseAndKeyboard();
  void barsDrillDownByMouseAndKeyboard();
  void chartValuesDrillDownByMouse_data();
  void chartValuesDrillDownByMouse();
  void chartValuesDrillDownByKeyboard();
  void chartsFollowTheirFiguresSizeAndTheme();
  void tablesStandBehindCharts();
  void periodAndDomainApplyToAll();
  void anEmptyTenantSaysWhatToDo();
  void anEmptyReadOnlyTenantOffersNoImport();
  void theKeyboardGoesToTheFirstFigure();
  void everythingFocusableHasAName();

private:
  std::unique_ptr<Desk> m_desk;
};

void DashboardPageTest::init() {
  m_desk->shown.clear();
  m_desk->titles.clear();
  m_desk->model->setFilter({});
  m_desk->model->setPeriod(DashboardPeriod());
  m_desk->page->resetLayout();
  EVENTUALLY(m_desk->isReady());
}

void DashboardPageTest::cardsDrillDownByMouseAndKeyboard() {
  auto* card = m_desk->child<FigureCard>("cardEscalated");
  const qint64 number = m_desk->model->figures().byStatus.at(Status::Escalated);
  QVERIFY(number > 0);
  QVERIFY(card->accessibleName().contains(QString::number(number)));
  QTest::mouseClick(card, Qt::LeftButton);
  QTest::keyClick(card, Qt::Key_Return);
  QTest::keyClick(card, Qt::Key_Space);
  QCOMPARE(m_desk->shown.size(), 3);
  for (const ExceptionFilter& filter : m_desk->shown) {
    QCOMPARE(m_desk->count(filter), number);
  }
  QVERIFY(m_desk->titles.first().contains(QStringLiteral("Escalated")));
}

void DashboardPageTest::barsDrillDownByMouseAndKeyboard() {
  auto* list = m_desk->child<BarListView>("severityPanelChart");
  QVERIFY(list->isVisible());
  const QModelIndex high = list->model()->index(1, 0);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(high).center());
  QTest::keyClick(list, Qt::Key_Down);
  QTest::keyClick(list, Qt::Key_Return);
  QCOMPARE(m_desk->shown.size(), 2);
  QCOMPARE(m_desk->shown[0].severities, std::vector{Severity::High});
  QCOMPARE(m_desk->shown[1].severities, std::vector{Severity::Medium});
  QCOMPARE(m_desk->count(m_desk->shown[0]), m_desk->model->figures().bySeverity.at(Severity::High));
}

void DashboardPageTest::chartValuesDrillDownByMouse_data() {
  QTest::addColumn<QString>("panel");
  QTest::newRow("trend") << QStringLiteral("trendPanel");
  QTest::newRow("ageing") << QStringLiteral("ageingPanel");
}

void DashboardPageTest::chartValuesDrillDownByMouse() {
  QFETCH(QString, panel);
  auto* chart = m_desk->page->findChild<FigureChart*>(panel + QStringLiteral("Chart"));
  EVENTUALLY(chart->isVisible() && chart->width() > 300);
  const FigureTableModel& model =
      panel == QStringLiteral("trendPanel") ? *m_desk->model->trend() : *m_desk->model->ageing();
  int clicked = 0;
  for (int row = 0; row < model.rowCount(); ++row) {
    for (int column = 1; column < model.columnCount(); ++column) {
      const QModelIndex index = model.index(row, column);
      const QRect rect = chart->rectOf(index);
      const QPoint at = rect.center();
      if (rect.height() < 3 || chart->valueAt(at) != index) {
        continue; // Not drawn, too thin to hit, or another line's point lies on it.
      }
      m_desk->shown.clear();
      QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, at);
      QCOMPARE(m_desk->shown.size(), 1);
      QCOMPARE(m_desk->count(m_desk->shown.first()), index.data(FigureTableModel::ValueRole).toLongLong());
      ++clicked;
    }
  }
  QVERIFY2(clicked > 8, qPrintable(QString::number(clicked)));
}

void DashboardPageTest::chartValuesDrillDownByKeyboard() {
  auto* chart = m_desk->child<FigureChart>("trendPanelChart");
  chart->setFocus(Qt::TabFocusReason);
  QTest::keyClick(chart, Qt::Key_Home);
  QTest::keyClick(chart, Qt::Key_Right);
  QTest::keyClick(chart, Qt::Key_Down);
  QCOMPARE(chart->currentIndex().row(), 1);
  QCOMPARE(chart->currentIndex().column(), 2);
  QVERIFY(chart->accessibleName().contains(QStringLiteral("Resolved")));
  QTest::keyClick(chart, Qt::Key_Return);
  QCOMPARE(m_desk->shown.size(), 1);
  QCOMPARE(m_desk->count(m_desk->shown.first()), m_desk->model->figures().trend[1].resolved);
}

void DashboardPageTest::chartsFollowTheirFiguresSizeAndTheme() {
  auto* chart = m_desk->child<FigureChart>("trendPanelChart");
  const FigureTableModel& model = *m_desk->model->trend();
  constexpr int column = 2; // The last one drawn: no other line lies on its points.
  const auto isDrawn = [&] {
    const QImage picture = chart->viewport()->grab().toImage();
    const QColor color = FigureChart::linePen(m_desk->theme, model, column).color();
    int points = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
      const QModelIndex index = model.index(row, column);
      const QPoint at = chart->rectOf(index).center();
      if (chart->valueAt(at) != index) {
        continue;
      }
      ++points;
      if (picture.pixelColor(at) != color) {
        return false;
      }
    }
    return points > 0 && picture.pixelColor(5, 5) == m_desk->theme.colors().base;
  };
  EVENTUALLY(isDrawn());
  m_desk->theme.setMode(ThemeMode::Dark);
  EVENTUALLY(isDrawn());
  m_desk->page->resize(1100, 1000);
  EVENTUALLY(isDrawn());
  const int rows = model.rowCount();
  DashboardPeriod week;
  week.preset = DashboardPeriod::Preset::Week;
  m_desk->model->setPeriod(week);
  EVENTUALLY(m_desk->isReady() && model.rowCount() != rows);
  EVENTUALLY(isDrawn());
  m_desk->theme.setMode(ThemeMode::System);
  m_desk->page->resize(1240, 1100);
}

void DashboardPageTest::tablesStandBehindCharts() {
  QTest::mouseClick(m_desk->child<QAbstractButton>("ageingPanelAsTable"), Qt::LeftButton);
  auto* table = m_desk->child<FigureTableView>("ageingPanelTable");
  QVERIFY(table->isVisible());
  QVERIFY(!m_desk->child<FigureChart>("ageingPanelChart")->isVisible());
  const QModelIndex all = table->model()->index(4, 5);
  table->setCurrentIndex(all);
  QTest::keyClick(table, Qt::Key_Return);
  QCOMPARE(m_desk->shown.size(), 1);
  QCOMPARE(m_desk->count(m_desk->shown.first()), all.data(FigureTableModel::ValueRole).toLongLong());

  table->selectAll();
  QTest::keySequence(table, QKeySequence::Copy);
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), 7);
  QCOMPARE(lines.first(), QStringLiteral("Age\tCritical\tHigh\tMedium\tLow\tAll"));
}

void DashboardPageTest::periodAndDomainApplyToAll() {
  const qint64 before = m_desk->model->figures().total;
  auto* domain = m_desk->child<QComboBox>("dashboardDomain");
  EVENTUALLY(domain->count() > 1);
  domain->setCurrentIndex(domain->findData(QStringLiteral("Finance")));
  EVENTUALLY(m_desk->isReady() && m_desk->model->figures().total < before);
  QCOMPARE(m_desk->model->byDomain()->rowCount(), 1);

  QTest::mouseClick(m_desk->child<QAbstractButton>("periodCustom"), Qt::LeftButton);
  auto* from = m_desk->child<QDateEdit>("periodFrom");
  QVERIFY(from->isVisible());
  from->setDate(m_desk->child<QDateEdit>("periodTo")->date().addDays(-9));
  EVENTUALLY(m_desk->isReady() && m_desk->model->trend()->rowCount() == 10);
  for (const FigureCard* card : m_desk->page->findChildren<FigureCard*>()) {
    QVERIFY(!card->accessibleName().isEmpty());
  }
  QTest::mouseClick(m_desk->child<FigureCard>("cardAll"), Qt::LeftButton);
  QCOMPARE(m_desk->shown.first().domains, QStringList{QStringLiteral("Finance")});
  QVERIFY(m_desk->shown.first().created.from && m_desk->shown.first().created.to);
  QCOMPARE(m_desk->count(m_desk->shown.first()), m_desk->model->figures().total);
}

void DashboardPageTest::anEmptyTenantSaysWhatToDo() {
  Desk empty(0);
  EVENTUALLY_EQUAL(empty.model->state(), DashboardModel::State::Empty);
  auto* state = empty.child<StatePanel>("dashboardState");
  EVENTUALLY(state->isVisible());
  QCOMPARE(state->kind(), StatePanel::Kind::Empty);
  QVERIFY(!empty.child<QWidget>("dashboardScroll")->isVisible());
  const QSignalSpy settled(empty.page.get(), &PageWidget::settled);
  empty.page->refresh();
  EVENTUALLY_EQUAL(settled.size(), 1);
}

void DashboardPageTest::anEmptyReadOnlyTenantOffersNoImport() {
  Desk empty(0);
  DashboardPeriod all;
  all.preset = DashboardPeriod::Preset::All;
  empty.model->setPeriod(all);
  EVENTUALLY_EQUAL(empty.model->state(), DashboardModel::State::Empty);
  auto* action = empty.child<StatePanel>("dashboardState")->findChild<QAbstractButton*>(QStringLiteral("stateAction"));
  const QSignalSpy wanted(empty.page.get(), &DashboardPage::importRequested);
  QVERIFY(action->isVisible());
  QTest::mouseClick(action, Qt::LeftButton);
  QCOMPARE(wanted.size(), 1);

  empty.page->setImportRefusal(QStringLiteral("This tenant is suspended."));
  QVERIFY(!action->isVisible());
  QCOMPARE(empty.child<QLabel>("stateText")->text(), QStringLiteral("This tenant is suspended."));
}

void DashboardPageTest::theKeyboardGoesToTheFirstFigure() {
  Desk desk(3);
  desk.page->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(desk.page.get()));
  desk.page->setFocus(Qt::OtherFocusReason);
  EVENTUALLY(desk.isReady());
  QVERIFY(desk.child<FigureCard>("cardAll")->hasFocus());
  QVERIFY(desk.child<FigureCard>("cardAll")->isVisible());

  auto* domain = desk.child<QComboBox>("dashboardDomain");
  domain->setFocus();
  desk.page->refresh();
  EVENTUALLY(desk.isReady());
  QVERIFY(domain->hasFocus());
}

void DashboardPageTest::everythingFocusableHasAName() {
  for (const QWidget* widget : m_desk->page->findChildren<QWidget*>()) {
    if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().isEmpty() ||
        widget->objectName().startsWith(QStringLiteral("qt_")) || !widget->isVisible() ||
        widget->objectName() == QStringLiteral("dashboardScroll")) {
      continue;
    }
    const auto* asButton = qobject_cast<const QAbstractButton*>(widget);
    QVERIFY2(!widget->accessibleName().isEmpty() || (asButton != nullptr && !asButton->text().isEmpty()),
             qPrintable(widget->objectName()));
  }
}

} // namespace sentinai

QTEST_MAIN(sentinai::DashboardPageTest)
#include "dashboard_page_test.moc"
