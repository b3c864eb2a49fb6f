// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "views/exceptions_page.h"

#include "models/exception_table_model.h"
#include "models/filter_value_source.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"
#include "views/exception_table_view.h"
#include "views/filter_value_button.h"
#include "views/selection_note.h"
#include "views/state_panel.h"
#include "views/theme.h"

#include <QClipboard>
#include <QDateEdit>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace sentinai;
using Column = ExceptionTableModel::Column;

namespace {

constexpr int kCount = 450;
constexpr int kBusy = 60;

FilterExpression expressionOf(const char* line) {
  return FilterExpression::parse(QString::fromUtf8(line)).value();
}

/// Counts how often something below a widget is to be laid out anew.
class LayoutWatch : public QObject {
public:
  explicit LayoutWatch(QWidget& widget)
      : m_widget(widget) {
    qApp->installEventFilter(this);
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    auto* const widget = qobject_cast<QWidget*>(watched);
    const bool isBelow = widget && (widget == &m_widget || m_widget.isAncestorOf(widget));
    requests += isBelow && event->type() == QEvent::LayoutRequest ? 1 : 0;
    return false;
  }

  int requests = 0;

private:
  QWidget& m_widget;
};

} // namespace

/// The page over the sample exceptions of tenant "bank", offscreen, in Berlin.
class ExceptionsPageTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_file = std::make_unique<TestDatabase>(DatabaseUrl::Engine::Sqlite);
    for (const char* tenant : {"bank", "busy", "clinic", "hostile"}) {
      m_file->addTenant(QString::fromLatin1(tenant));
    }
    m_database = openDatabase(m_file->ownerUrl(), {});
    const auto session = m_database->openSession(QStringLiteral("bank"));
    for (const Exception& exception : sampleExceptions(kCount)) {
      VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), {}, {})));
    }
    const auto busy = m_database->openSession(QStringLiteral("busy"));
    for (const Exception& exception : sampleExceptions(kBusy)) {
      VERIFY_OK(await(busy->exceptions().create(exception, sampleUser(), {}, {})));
    }
  }

  void cleanupTestCase() {
    m_database.reset();
    m_file.reset();
  }

  void init() {
    m_time.setMode(TimeMode::Local);
    open("bank");
  }

  void cleanup() { close(); }

  void refreshKeepsThePlaceWithRelativeTerms() {
    ask("age:>2d");
    QCOMPARE(m_model->rowCount(), kCount);
    scrollTo(250);
    const QStringList selected{idAt(251), idAt(252), idAt(390)};
    table()->select(selected, 252, false);
    QCOMPARE(table()->verticalScrollBar()->value(), 250);
    const ExceptionFilter before = m_model->filter();
    m_page->refresh();
    EVENTUALLY(settled());
    QVERIFY(m_model->filter() != before); // Two days ago is another moment by now.
    QCOMPARE(m_model->rowCount(), kCount);
    QCOMPARE(table()->verticalScrollBar()->value(), 250);
    QCOMPARE(table()->currentId(), selected[1]);
    QCOMPARE(table()->selectedIds(), selected);
  }

  void aRowThatLeavesIsFollowedByItsNeighbour() {
    ask("status:open");
    table()->verticalScrollBar()->setValue(30);
    table()->select({idAt(33), idAt(34)}, 34, false);
    const QString other = idAt(33);
    setStatus(idAt(34), Status::Escalated);
    const QString neighbour = idAt(35);
    m_page->refresh();
    EVENTUALLY(settled());
    QCOMPARE(table()->currentId(), neighbour);
    QCOMPARE(table()->selectedIds(), QStringList{other});
    QCOMPARE(table()->verticalScrollBar()->value(), 30);
  }

  void aNewQuestionStartsAtItsCurrentRow() {
    ask("");
    QCOMPARE(m_model->rowCount(), kCount);
    const QString id = QStringLiteral("EX-000150");
    for (int row = 0; row < kCount && m_model->rowOf(id) < 0; row += 100) {
      scrollTo(row);
    }
    table()->select({id}, m_model->rowOf(id), false);
    scrollTo(table()->verticalScrollBar()->maximum());
    table()->horizontalScrollBar()->setValue(table()->horizontalScrollBar()->maximum());
    const int left = table()->horizontalScrollBar()->value();
    table()->horizontalHeader()->setSortIndicator(static_cast<int>(Column::Id), Qt::AscendingOrder);
    EVENTUALLY(settled());
    QCOMPARE(idAt(150), id);
    QCOMPARE(table()->currentId(), id);
    QVERIFY(table()->verticalScrollBar()->value() <= 150);
    QVERIFY(table()->rowAt(0) <= 150 && 150 <= table()->rowAt(table()->viewport()->height() - 1));
    QCOMPARE(table()->horizontalScrollBar()->value(), left);
  }

  void aNewQuestionWithoutTheCurrentRowStartsAtItsTop() {
    ask("status:open,escalated");
    table()->verticalScrollBar()->setValue(120);
    const auto escalated = std::find_if(&m_model->exceptionAt(0)[120], &m_model->exceptionAt(0)[199],
                                        [](const Exception& row) { return row.status == Status::Escalated; });
    table()->select({escalated->exceptionId}, m_model->rowOf(escalated->exceptionId), false);
    ask("status:open");
    QVERIFY(m_model->rowCount() > 80);
    QCOMPARE(table()->verticalScrollBar()->value(), 0);
    QCOMPARE(table()->currentId(), idAt(0));
    QCOMPARE(table()->selectedIds(), QStringList{idAt(0)});
  }

  void drillDownsAskAnewAndHistoryDoesNot() {
    ask("status:analyzing");
    const int before = m_model->rowCount();
    setStatus(idAt(0), Status::Open);
    m_page->setFilter(expressionOf("status:analyzing"));
    QVERIFY(!m_model->isLoading());
    m_page->askFor(expressionOf("status:analyzing"));
    EVENTUALLY(settled());
    QCOMPARE(m_model->rowCount(), before - 1);
  }

  void daysFollowTheZone() {
    ask("created:2024-03-10");
    QCOMPARE(m_model->filter().created.from, parseIsoText(u"2024-03-09T23:00:00Z"));
    m_time.setMode(TimeMode::Utc);
    QVERIFY(m_model->isLoading());
    EVENTUALLY(settled());
    QCOMPARE(m_model->filter().created.from, parseIsoText(u"2024-03-10T00:00:00Z"));
    QVERIFY(m_model->rowCount() > 0 && m_model->rowCount() < kWindowPage);
    for (int row = 0; row < m_model->rowCount(); ++row) {
      QVERIFY(m_model->exceptionAt(row)->createdAt >= *m_model->filter().created.from);
      QVERIFY(m_model->exceptionAt(row)->createdAt < *m_model->filter().created.to);
    }
    m_time.setMode(TimeMode::Local);
    QVERIFY(m_model->isLoading());
    EVENTUALLY(settled());
    m_time.setMode(TimeMode::Relative); // In the same zone.
    QVERIFY(!m_model->isLoading());
    ask("status:open");
    m_time.setMode(TimeMode::Utc); // No day is meant.
    QVERIFY(!m_model->isLoading());
  }

  void manySelectedRowsAreFewRanges() {
    ask("");
    table()->selectAll(); // What is loaded: the page on view and the one behind.
    QCOMPARE(table()->selectionModel()->selection().size(), 1);
    QCOMPARE(table()->selectedIds().size(), 400);
    QCOMPARE(table()->selectedIds().last(), idAt(399));
    m_page->refresh();
    EVENTUALLY(settled());
    QCOMPARE(table()->selectionModel()->selection().size(), 2); // The page behind has come later.
    QCOMPARE(table()->selectedIds().size(), 400);
    QCOMPARE(table()->selectedIds().last(), idAt(399));

    const QStringList scattered{idAt(9), idAt(2), idAt(3), idAt(3), idAt(7), idAt(8), idAt(0)};
    table()->select(scattered, 3, false);
    QCOMPARE(table()->selectionModel()->selection().size(), 3);
    const QStringList sorted{idAt(0), idAt(2), idAt(3), idAt(7), idAt(8), idAt(9)};
    QCOMPARE(table()->selectedIds(), sorted);
    table()->copyRows(false);
    QStringList copied;
    for (const QString& line : QGuiApplication::clipboard()->text().split(QLatin1Char('\n'))) {
      copied.append(line.section(QLatin1Char('\t'), 0, 0));
    }
    QCOMPARE(copied, sorted);
  }

  void whatIsSelectedAndNotLoadedIsNotCopiedAndSoSaid() {
    ask("");
    QSignalSpy said(m_page.get(), &PageWidget::statusMessage);
    table()->selectRow(0);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_End, Qt::ShiftModifier);
    EVENTUALLY(settled() && m_model->isLoaded(kCount - 1));
    QCOMPARE(table()->selectedIds().size(), kCount); // By now all of it has been read.
    table()->copyRows(false);
    QVERIFY(said.last().first().toString().startsWith(QStringLiteral("450 rows copied")));
    scrollTo(0);
    m_model->reload(); // Only the first page is kept.
    table()->selectionModel()->select(QItemSelection(m_model->index(0, 0), m_model->index(kCount - 1, 0)),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table()->copyRows(false);
    QCOMPARE(QGuiApplication::clipboard()->text().split(QLatin1Char('\n')).size(), kWindowPage);
    QCOMPARE(said.last().first().toString(),
             QStringLiteral("200 rows copied; 250 selected ones are not loaded and were left out"));
    EVENTUALLY(settled());
  }

  void saysHowManyAreSelectedAndOfHowMany() {
    ask("");
    auto* note = find<SelectionNote>("selectionNote");
    table()->selectRow(3);
    QVERIFY(!note->isVisible());
    QSignalSpy said(m_page.get(), &PageWidget::statusMessage);
    find<QAction>("selectLoaded")->trigger(); // The page on view and the one behind.
    QVERIFY(note->isVisible());
    QCOMPARE(note->text(), QStringLiteral("400 of 450 selected"));
    QVERIFY(note->explanation().contains(QStringLiteral("loaded")));
    QCOMPARE(said.last().first().toString(),
             note->text() + QStringLiteral(": those that are loaded. Copying takes these only."));
    QCOMPARE(note->accessibleName(), note->text());
    QCOMPARE(note->accessibleDescription(), note->explanation());

    // What is selected without being loaded is no more than asked for.
    m_model->reload();
    table()->selectionModel()->select(QItemSelection(m_model->index(0, 0), m_model->index(kCount - 1, 0)),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QCOMPARE(note->text(), QStringLiteral("450 selected, 200 of them loaded"));
    EVENTUALLY(settled());

    table()->setFocus();
    scrollTo(table()->verticalScrollBar()->maximum());
    table()->selectAll();
    EVENTUALLY(note->text() == QStringLiteral("All 450 selected"));
    QVERIFY(note->explanation().isEmpty());
    QTest::mouseClick(find<QToolButton>("selectionClear"), Qt::LeftButton);
    QVERIFY(!note->isVisible());
    QVERIFY(table()->selectedIds().isEmpty());
    QVERIFY(table()->hasFocus());
    ask("status:open");
    table()->selectAll();
    QCOMPARE(note->text(), QStringLiteral("All %1 selected").arg(m_model->rowCount()));
    find<QAction>("clearSelection")->trigger();
    QVERIFY(!note->isVisible());
  }

  void scrollingLaysNothingOutAnew() {
    ask("");
    QCoreApplication::sendPostedEvents();
    LayoutWatch watch(*m_page);
    auto* count = find<QLabel>("exceptionsCount");
    for (int row = 10; row < 30; ++row) {
      const QString before = count->text();
      table()->verticalScrollBar()->setValue(row);
      EVENTUALLY(count->text() != before);
      QCoreApplication::sendPostedEvents();
    }
    QVERIFY2(watch.requests < 10, qPrintable(QString::number(watch.requests))); // Where a number gets longer.
  }

  void allColumnsAreOnViewBesideThePanel() {
    constexpr int navigation = 176;
    for (const int width : {1280, 1440, 1920}) {
      m_page->resize(width - navigation, 700);
      QVERIFY(find<QWidget>("summaryPanel")->isVisible());
      EVENTUALLY(table()->horizontalScrollBar()->maximum() == 0);
    }
  }

  void theKeyboardIsInTheTableOnceThereAreRows() {
    close();
    open("busy");
    m_page->activateWindow();
    m_page->setFocus();
    EVENTUALLY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(table()->currentIndex().row(), 1);
    find<QLineEdit>("filterLine")->setFocus();
    ask("status:open");
    QVERIFY(find<QLineEdit>("filterLine")->hasFocus()); // Nobody takes it away.
    table()->setFocus();
    ask("\"nothing is called this\"");
    EVENTUALLY(find<QPushButton>("stateAction")->hasFocus()); // Enter clears the filter.
    ask("");
    EVENTUALLY(table()->hasFocus());
  }

  void cellsShowShapesColoursAndTheCurrentOne_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("direction");
    QTest::newRow("light") << static_cast<int>(ThemeMode::Light) << static_cast<int>(Qt::LeftToRight);
    QTest::newRow("dark") << static_cast<int>(ThemeMode::Dark) << static_cast<int>(Qt::LeftToRight);
    QTest::newRow("right to left") << static_cast<int>(ThemeMode::Light) << static_cast<int>(Qt::RightToLeft);
  }

  void cellsShowShapesColoursAndTheCurrentOne() {
    QFETCH(int, mode);
    QFETCH(int, direction);
    m_theme.setMode(static_cast<ThemeMode>(mode));
    m_page->setLayoutDirection(static_cast<Qt::LayoutDirection>(direction));
    ask("status:escalated");
    m_page->activateWindow();
    table()->setFocus();
    EVENTUALLY(table()->hasFocus());
    table()->setCurrentIndex(m_model->index(1, static_cast<int>(Column::Status)));
    const QImage picture = table()->viewport()->grab().toImage();
    const QRect cell = table()->visualRect(m_model->index(0, static_cast<int>(Column::Status)));
    const auto has = [&picture](const QRect& area, const QColor& color) {
      for (int x = area.left(); x <= area.right(); ++x) {
        for (int y = area.top(); y <= area.bottom(); ++y) {
          const QColor there = picture.pixelColor(x, y);
          if (std::abs(there.red() - color.red()) + std::abs(there.green() - color.green()) +
                  std::abs(there.blue() - color.blue()) <
              24) {
            return true;
          }
        }
      }
      return false;
    };
    const QColor status = m_theme.color(Status::Escalated);
    const bool isMirrored = direction == static_cast<int>(Qt::RightToLeft);
    constexpr int shape = 24;
    const QRect atLeft(cell.left(), cell.top(), shape, cell.height());
    const QRect atRight(cell.right() - shape + 1, cell.top(), shape, cell.height());
    QVERIFY(has(isMirrored ? atRight : atLeft, status));       // The shape.
    QVERIFY(has(cell.adjusted(shape, 2, -shape, -2), status)); // The text.
    const QRect current = table()->visualRect(table()->currentIndex());
    QCOMPARE(picture.pixelColor(current.left(), current.center().y()), m_theme.colors().accent);
    QCOMPARE(picture.pixelColor(current.left() + 2, current.top() + 2), m_theme.colors().selection);
    QCOMPARE(picture.pixelColor(cell.left() + 2, cell.top() + 2), m_theme.colors().base);
    m_theme.setMode(ThemeMode::System);
  }

  void theSelectionComesBackWithItsRows() {
    ask("");
    scrollTo(table()->verticalScrollBar()->maximum());
    const QStringList selected{idAt(kCount - 3), idAt(kCount - 2)};
    table()->select(selected, 0, false);
    scrollTo(0);
    m_page->refresh();
    EVENTUALLY(settled());
    QVERIFY(table()->selectedIds().isEmpty()); // Not loaded any more, and nothing else in their place.
    scrollTo(table()->verticalScrollBar()->maximum());
    QCOMPARE(table()->selectedIds(), selected);
    const QPoint other = table()->visualRect(m_model->index(kCount - 5, 0)).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::NoModifier, other);
    QCOMPARE(table()->selectedIds(), QStringList{idAt(kCount - 5)});
  }

  void saysWhichRowsAreOnView() {
    ask("");
    auto* count = find<QLabel>("exceptionsCount");
    const auto text = [this](int first) {
      return QStringLiteral("%1–%2 of 450").arg(first).arg(table()->lastVisibleRow() + 1);
    };
    EVENTUALLY(count->text() == text(1));
    scrollTo(200);
    EVENTUALLY(count->text() == text(201));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_End);
    EVENTUALLY(settled() && count->text().endsWith(QStringLiteral("–450 of 450")));
    EVENTUALLY(find<QLabel>("summaryId")->text() == idAt(kCount - 1)); // Once it is loaded.
  }

  void newRowsWaitBehindABanner() {
    close();
    open("busy");
    scrollTo(20);
    auto* banner = find<QPushButton>("newRows");
    auto* action = find<QAction>("showNewRows");
    QVERIFY(!banner->isVisible() && !action->isEnabled());
    const QString top = idAt(20);
    Exception created = sampleException(QStringLiteral("EX-created"));
    created.createdAt = currentInstant();
    VERIFY_OK(await(m_session->exceptions().create(created, sampleUser(), {}, {})));
    m_model->showChanges({}, 1);
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->text(), QStringLiteral("1 new exception · Show"));
    m_model->showChanges({}, 11);
    QCOMPARE(banner->text(), QStringLiteral("12 new exceptions · Show"));
    QCOMPARE(idAt(20), top);
    QCOMPARE(table()->verticalScrollBar()->value(), 20);
    QVERIFY(action->isEnabled());
    QTest::mouseClick(banner, Qt::LeftButton);
    QVERIFY(!banner->isVisible());
    EVENTUALLY(settled() && idAt(0) == created.exceptionId);
    QCOMPARE(table()->verticalScrollBar()->value(), 0);
    QCOMPARE(m_model->rowCount(), kBusy + 1);
  }

  void goesToADate() {
    ask("");
    auto* bar = find<QWidget>("dateJump");
    QVERIFY(!bar->isVisible());
    find<QAction>("goToDate")->trigger();
    QVERIFY(bar->isVisible());
    auto* date = find<QDateEdit>("dateJumpDate");
    const QDate day(2024, 3, 15);
    const Instant end = fromDateTime(day.addDays(1).startOfDay(m_time.zone()));
    date->setDate(day);
    QTest::keyClick(date, Qt::Key_Return);
    EVENTUALLY(settled() && table()->currentIndex().row() > 0 && !table()->currentId().isEmpty());
    const int row = table()->currentIndex().row();
    QCOMPARE(table()->verticalScrollBar()->value(), row);
    QVERIFY(m_model->exceptionAt(row)->createdAt < end);
    scrollTo(row - 1);
    QVERIFY(m_model->exceptionAt(row - 1)->createdAt >= end);

    date->setDate(QDate(1999, 1, 1));
    find<QPushButton>("dateJumpGo")->click();
    EVENTUALLY(table()->currentIndex().row() == kCount - 1);
    QVERIFY(find<QLabel>("dateJumpMessage")->text().contains(QStringLiteral("oldest")));

    table()->horizontalHeader()->setSortIndicator(static_cast<int>(Column::Id), Qt::AscendingOrder);
    EVENTUALLY(settled());
    QVERIFY(!find<QPushButton>("dateJumpGo")->isEnabled());
    find<QPushButton>("dateJumpSort")->click();
    EVENTUALLY(settled());
    QVERIFY(m_model->isSortedByCreation() && find<QPushButton>("dateJumpGo")->isEnabled());
    QTest::keyClick(date, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
  }

  void tickingAValueMovesNothing() {
    ask("");
    auto* button = find<FilterValueButton>("filterMenu_type");
    auto* list = find<QListWidget>("filterList_type");
    QTest::mouseClick(button, Qt::LeftButton);
    EVENTUALLY(list->isVisible() && list->count() == 4);
    const QStringList order = texts(list);
    const QListWidgetItem* last = list->item(3);
    list->item(3)->setCheckState(Qt::Checked);
    QCOMPARE(texts(list), order);
    QCOMPARE(list->item(3), last); // Not even made anew: that would scroll the list.
    list->item(1)->setCheckState(Qt::Checked);
    QCOMPARE(texts(list), order);
    QCOMPARE(ticked(list), (QStringList{order[1], order[3]}));
    QCOMPARE(m_page->filter().values(FilterField::Type).size(), 2U);

    // Ticked values come first when the list is opened, and stay there.
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!list->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    EVENTUALLY(list->isVisible());
    const QStringList reopened{order[1], order[3], order[0], order[2]};
    QCOMPARE(texts(list), reopened);
    list->item(0)->setCheckState(Qt::Unchecked);
    QCOMPARE(texts(list), reopened);
    QCOMPARE(ticked(list), QStringList{order[3]});
  }

  void textFromOutsideIsNoMarkup() {
    Exception exception = sampleException(QStringLiteral("<i>EX</i>\u202e&1"));
    exception.type = QStringLiteral("<b>Type</b>\u202e2");
    exception.entity = QStringLiteral("<img src='x'>\u200b");
    exception.owner = QStringLiteral("ann\u202e");
    const auto session = m_database->openSession(QStringLiteral("hostile"));
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), {}, {})));
    close();
    open("hostile");
    m_page->setFilter(FilterExpression().withValues(FilterField::Type, {{exception.type, true}}));
    EVENTUALLY(settled() && m_model->rowCount() == 1);
    QCOMPARE(find<QLabel>("summaryId")->text(), QStringLiteral("<i>EX</i>⟨U+202E⟩&1"));
    QCOMPARE(find<QLabel>("summaryId")->textFormat(), Qt::PlainText);
    QCOMPARE(find<QLabel>("summaryType")->text(), QStringLiteral("<b>Type</b>⟨U+202E⟩2"));
    QCOMPARE(find<QLabel>("summaryEntity")->text(), QStringLiteral("<img src='x'>⟨U+200B⟩"));
    QCOMPARE(find<QLabel>("summaryOwner")->text(), QStringLiteral("ann⟨U+202E⟩"));
    for (const char* name : {"filterChip_0", "filterMenu_type"}) {
      const auto* button = find<QToolButton>(name);
      QVERIFY2(button->toolTip().contains(QStringLiteral("&lt;b&gt;Type")), qPrintable(button->toolTip()));
      QVERIFY(!button->toolTip().contains(QStringLiteral("<b>")));
      QVERIFY(!button->toolTip().contains(QChar(0x202e)) && !button->accessibleName().contains(QChar(0x202e)));
    }
    QVERIFY(!find<QToolButton>("filterChip_0")->text().contains(QChar(0x202e)));

    const QPoint place = table()->visualRect(m_model->index(0, 0)).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, table()->viewport()->mapToGlobal(place));
    QCoreApplication::sendEvent(table()->viewport(), &event);
    QCOMPARE(find<QAction>("openRow")->text(), QStringLiteral("&Open <i>EX</i>⟨U+202E⟩&&1"));
    find<QMenu>("rowMenu")->close();
  }

  void anEmptyTenantOffersTheImport() {
    close();
    open("clinic");
    auto* panel = find<StatePanel>("exceptionsState");
    EVENTUALLY(panel->isVisible() && panel->kind() == StatePanel::Kind::Empty);
    QSignalSpy wanted(m_page.get(), &ExceptionsPage::importRequested);
    QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    m_page->setFilter(expressionOf("status:open"));
    EVENTUALLY(settled());
    QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QVERIFY(m_page->filter().isEmpty());
  }

private:
  void open(const char* tenant) {
    m_session = m_database->openSession(QString::fromLatin1(tenant));
    m_model = std::make_unique<ExceptionTableModel>(m_session->exceptions(), m_time);
    m_values = std::make_unique<FilterValueSource>(m_session->exceptions());
    m_page = std::make_unique<ExceptionsPage>(*m_model, *m_values, m_theme, m_time, QStringLiteral("ann"));
    m_page->resize(900, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    EVENTUALLY(settled());
  }

  void close() {
    m_page.reset();
    m_values.reset();
    m_model.reset();
    m_session.reset();
  }

  void ask(const char* line) {
    m_page->setFilter(expressionOf(line));
    EVENTUALLY(settled());
  }

  /// With the rows there loaded, and those that are read ahead.
  void scrollTo(int row) {
    table()->verticalScrollBar()->setValue(row);
    EVENTUALLY(m_model->firstVisibleRow() == table()->firstVisibleRow() && settled() && m_model->isShown());
  }

  void setStatus(const QString& exceptionId, Status status) {
    ExceptionUpdate update;
    update.exceptionId = exceptionId;
    update.expectedVersion = m_model->exceptionAt(m_model->rowOf(exceptionId))->version;
    update.patch.setStatus(status);
    update.actor = sampleUser();
    VERIFY_OK(await(m_session->exceptions().update(update, {})));
  }

  [[nodiscard]] bool settled() const { return !m_page->isLoading(); }
  [[nodiscard]] QString idAt(int row) const { return m_model->exceptionAt(row)->exceptionId; }
  [[nodiscard]] ExceptionTableView* table() const { return find<ExceptionTableView>("exceptionsTable"); }

  template <typename T>
  [[nodiscard]] T* find(const char* name) const {
    T* child = m_page->findChild<T*>(QString::fromLatin1(name));
    if (!child) {
      qFatal("There is no %s.", name);
    }
    return child;
  }

  [[nodiscard]] static QStringList texts(const QListWidget* list) {
    QStringList found;
    for (int row = 0; row < list->count(); ++row) {
      found.append(list->item(row)->text());
    }
    return found;
  }

  [[nodiscard]] static QStringList ticked(const QListWidget* list) {
    QStringList found;
    for (int row = 0; row < list->count(); ++row) {
      if (list->item(row)->checkState() == Qt::Checked) {
        found.append(list->item(row)->text());
      }
    }
    return found;
  }

  std::unique_ptr<TestDatabase> m_file;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  Theme m_theme;
  TimeFormat m_time;
  std::unique_ptr<ExceptionTableModel> m_model;
  std::unique_ptr<FilterValueSource> m_values;
  std::unique_ptr<ExceptionsPage> m_page;
};

QTEST_MAIN(ExceptionsPageTest)
#include "exceptions_page_test.moc"
