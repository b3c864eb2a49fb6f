// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "views/exception_detail_page.h"

#include "tests/models/detail_fixture.h"
#include "tests/support/sample_exceptions.h"
#include "views/attribute_edit_dialog.h"
#include "views/conflict_banner.h"
#include "views/elided_label.h"
#include "views/event_filter_bar.h"
#include "views/event_timeline_view.h"
#include "views/exception_attribute_panel.h"
#include "views/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace sentinai;

namespace {

constexpr char kHostile[] = "<b>bold</b> & \xE2\x80\xAEgnp <img src='file:///etc/passwd'>";

} // namespace

class ExceptionDetailPageTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<DetailFixture>();
    m_theme = std::make_unique<Theme>();
    m_time = std::make_unique<TimeFormat>();
    m_time->setMode(TimeMode::Utc);
    m_model = std::make_unique<ExceptionDetailModel>(m_fixture->ann->exceptions(), m_fixture->ann->events(),
                                                     sampleUser(QStringLiteral("ann")), *m_time);
    m_page = std::make_unique<ExceptionDetailPage>(*m_model, *m_time, *m_theme);
    m_page->resize(1280, 820);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    (void)m_fixture->create(sampleException(kId));
  }

  void cleanup() {
    m_page.reset();
    m_model.reset();
    m_fixture.reset();
  }

  void showsTheException() {
    QVERIFY(find<QWidget>("detailState").isVisible());
    QSignalSpy settled(m_page.get(), &PageWidget::settled);
    openReady();
    EVENTUALLY(!settled.isEmpty());
    QVERIFY(!m_page->isLoading());
    QVERIFY(m_page->loadedAt().has_value());
    QCOMPARE(m_page->title(), kId);
    QCOMPARE(find<ElidedLabel>("exceptionId").text(), kId);
    QCOMPARE(find<QPushButton>("statusButton").text(), QStringLiteral("Open"));
    QCOMPARE(find<QPushButton>("statusButton").accessibleName(), QStringLiteral("Status: Open"));
    QCOMPARE(find<QPushButton>("ownerButton").accessibleName(), QStringLiteral("Owner: Nobody"));
    QCOMPARE(find<QLabel>("entityValue").text(), QStringLiteral("Müller & Söhne GmbH"));
    QCOMPARE(find<QLabel>("createdValue").text(), m_time->text(sampleInstant()));
    QVERIFY(find<QLabel>("createdValue").toolTip().contains(m_time->absoluteText(sampleInstant())));
    EVENTUALLY(find<QPushButton>("chainBadge").text() == QStringLiteral("Chain verified · 1 event"));
    QCOMPARE(find<QLabel>("timelineCount").text(), QStringLiteral("1 event"));
  }

  void saysThatThereIsNoSuchException() {
    m_page->open(QStringLiteral("EX-none"));
    EVENTUALLY(m_model->state() == ExceptionDetailModel::State::NotFound);
    QVERIFY(find<QWidget>("detailState").isVisible());
    QVERIFY(find<QLabel>("stateTitle", "detailState").text().contains(QStringLiteral("EX-none")));
  }

  void changesStatusSeverityAndOwnerByMenu() {
    openReady();
    QSignalSpy changed(m_model.get(), &ExceptionDetailModel::changed);
    find<QAction>("status-analyzing").trigger();
    EVENTUALLY(changed.size() == 1);
    QCOMPARE(find<QPushButton>("statusButton").text(), QStringLiteral("Analyzing"));
    find<QAction>("severity-critical").trigger();
    EVENTUALLY(changed.size() == 2);
    find<QAction>("assignToMe").trigger();
    EVENTUALLY(changed.size() == 3);
    QCOMPARE(find<QPushButton>("ownerButton").text(), QStringLiteral("ann"));
    EVENTUALLY(m_model->timeline().rowCount() == 4);
    QCOMPARE(find<QLabel>("versionValue").text(), QStringLiteral("4"));
  }

  void neitherWheelNorArrowKeyChangesAnything() {
    openReady();
    auto& status = find<QPushButton>("statusButton");
    status.setFocus();
    QTest::keyClick(&status, Qt::Key_Down);
    QTest::keyClick(&status, Qt::Key_Up);
    QWheelEvent wheel(QPointF(5, 5), status.mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&status, &wheel);
    QVERIFY(!m_model->isSaving());
    QCOMPARE(find<QPushButton>("statusButton").text(), QStringLiteral("Open"));
  }

  void assignsToSomebodyElseByTyping() {
    Exception owned = sampleException(QStringLiteral("EX-owned"));
    owned.owner = QStringLiteral("carla");
    (void)m_fixture->create(owned);
    openReady();
    find<QAction>("assignToOther").trigger();
    auto& input = find<QLineEdit>("ownerInput");
    QVERIFY(input.isVisible());
    QTest::keyClick(&input, Qt::Key_Escape);
    QVERIFY(!input.isVisible());

    find<QAction>("assignToOther").trigger();
    QVERIFY(m_page->goBack()); // As the window's own Esc does.
    QVERIFY(!input.isVisible());
    QVERIFY(!m_page->goBack());

    find<QAction>("assignToOther").trigger();
    QTest::keyClicks(&input, QStringLiteral("carla"));
    QTest::keyClick(&input, Qt::Key_Return);
    EVENTUALLY(m_model->exception()->owner == QStringLiteral("carla"));
    QCOMPARE(find<QPushButton>("ownerButton").text(), QStringLiteral("carla"));
  }

  void addsAComment() {
    openReady();
    auto& input = find<QPlainTextEdit>("commentInput");
    QVERIFY(!find<QPushButton>("addComment").isEnabled());
    QTest::keyClicks(&input, QStringLiteral("called them"));
    QVERIFY(find<QPushButton>("addComment").isEnabled());
    QTest::keyClick(&input, Qt::Key_Return, Qt::ControlModifier);
    EVENTUALLY(input.toPlainText().isEmpty());
    EVENTUALLY(m_model->timeline().rowCount() == 2);
    EVENTUALLY_EQUAL(m_model->timeline().index(1, EventTimelineModel::Summary).data().toString(),
                     QStringLiteral("“called them”"));
  }

  void aRefusedCommentStaysWritten() {
    openReady();
    m_fixture->setTenantStatus(TenantStatus::Suspended);
    auto& input = find<QPlainTextEdit>("commentInput");
    input.setPlainText(QStringLiteral("do not lose me"));
    find<QPushButton>("addComment").click();
    EVENTUALLY(find<QWidget>("saveBanner").isVisible());
    QVERIFY(find<QLabel>("saveBannerText").text().contains(QStringLiteral("suspended")));
    find<QPushButton>("saveBannerAction").click();
    QVERIFY(!find<QWidget>("saveBanner").isVisible());
    QCOMPARE(input.toPlainText(), QStringLiteral("do not lose me"));
  }

  void aDraftStaysWithItsException() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    openReady();
    auto& input = find<QPlainTextEdit>("commentInput");
    input.setPlainText(QStringLiteral("half a thou"));
    open(QStringLiteral("EX-other"));
    QVERIFY(input.toPlainText().isEmpty());
    input.setPlainText(QStringLiteral("another"));
    openReady();
    QCOMPARE(input.toPlainText(), QStringLiteral("half a thou"));

    // Sent and left: it is no draft any more.
    QSignalSpy saved(m_model.get(), &ExceptionDetailModel::commentSaved);
    find<QPushButton>("addComment").click();
    open(QStringLiteral("EX-other"));
    EVENTUALLY(saved.size() == 1);
    QCOMPARE(input.toPlainText(), QStringLiteral("another"));
    openReady();
    QVERIFY(input.toPlainText().isEmpty());
  }

  void aLongCommentIsNotCut() {
    openReady();
    auto& input = find<QPlainTextEdit>("commentInput");
    auto& length = find<QLabel>("commentLength");
    input.setPlainText(QString(100, QLatin1Char('x')));
    QVERIFY(!length.isVisible());
    input.setPlainText(QString(10'003, QLatin1Char('x')));
    QVERIFY(length.isVisible());
    QCOMPARE(length.text(), QStringLiteral("3 characters too many"));
    QVERIFY(!find<QPushButton>("addComment").isEnabled());
    QTest::keyClick(&input, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!m_model->isSaving());
    QCOMPARE(input.toPlainText().size(), 10'003);

    input.setPlainText(QString(10'000, QLatin1Char('x')));
    QCOMPARE(length.text(), QStringLiteral("10,000 of 10,000 characters"));
    find<QPushButton>("addComment").click();
    EVENTUALLY(input.toPlainText().isEmpty());
    EVENTUALLY(m_model->timeline().rowCount() == 2 && m_model->timeline().eventAt(1));
    QCOMPARE(m_model->timeline().eventAt(1)->payloadObject().value(QLatin1String("text")).toString().size(), 10'000);
  }

  void saysHowMuchWaitsBehindAFailure() {
    openReady();
    m_fixture->setTenantStatus(TenantStatus::Suspended);
    find<QAction>("status-analyzing").trigger();
    EVENTUALLY(find<QWidget>("saveBanner").isVisible());
    QVERIFY(!find<QLabel>("saveBannerText").text().contains(QStringLiteral("Waiting")));
    find<QAction>("severity-critical").trigger();
    QVERIFY(find<QLabel>("saveBannerText").text().endsWith(QStringLiteral("Waiting behind it: 1")));
  }

  void readingAgainSettlesWithNewerData() {
    openReady();
    EVENTUALLY(!m_page->isLoading());
    const std::optional<Instant> before = m_page->loadedAt();
    QSignalSpy settled(m_page.get(), &PageWidget::settled);
    m_page->refresh();
    QVERIFY(m_page->isLoading());
    EVENTUALLY(!settled.isEmpty());
    QVERIFY(!m_page->isLoading());
    QVERIFY(*m_page->loadedAt() > *before);
  }

  void theKeyboardGoesToTheTimeline() {
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->open(kId);
    m_page->setFocus(Qt::OtherFocusReason);
    auto& table = find<QTableView>("timelineTable");
    EVENTUALLY(table.isVisible() && table.hasFocus());

    // From inside the page to another exception, too.
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    m_page->open(QStringLiteral("EX-other"));
    EVENTUALLY(m_model->state() == ExceptionDetailModel::State::Ready && table.isVisible());
    QVERIFY(table.hasFocus());

    // What has it keeps it while the page reads again.
    auto& status = find<QPushButton>("statusButton");
    status.setFocus();
    m_page->refresh();
    EVENTUALLY(!m_page->isLoading());
    QVERIFY(status.hasFocus());
  }

  void anEditLeavesAloneWhatNobodyTouched() {
    Exception padded = sampleException(QStringLiteral("EX-padded"));
    padded.entity = QStringLiteral(" ACME");
    (void)m_fixture->create(padded);
    open(padded.exceptionId);
    find<QPushButton>("editAttributes").click();
    find<QLineEdit>("typeInput").setText(QStringLiteral("  settlement fail "));
    find<QPushButton>("saveAttributes").click();
    EVENTUALLY(m_model->exception()->type == QStringLiteral("settlement fail"));
    QCOMPARE(m_model->exception()->entity, QStringLiteral(" ACME"));
  }

  void editsAttributesInADialog() {
    openReady();
    find<QPushButton>("editAttributes").click();
    auto& dialog = find<AttributeEditDialog>("attributeEditDialog");
    QVERIFY(dialog.isVisible());
    find<QLineEdit>("amountInput").setText(QStringLiteral("a lot"));
    find<QPushButton>("saveAttributes").click();
    QVERIFY(find<QLabel>("editProblem").text().contains(QStringLiteral("amount")));
    QVERIFY(dialog.isVisible());

    find<QLineEdit>("amountInput").setText(QStringLiteral("99.90"));
    find<QLineEdit>("entityInput").setText(QStringLiteral("ACME"));
    QPointer<AttributeEditDialog> open(&dialog);
    find<QPushButton>("saveAttributes").click();
    EVENTUALLY(open.isNull());
    EVENTUALLY(m_model->exception()->entity == QStringLiteral("ACME"));
    QCOMPARE(m_model->exception()->amount->text(), QStringLiteral("99.9"));
    // Left alone, the deadline keeps the seconds that the input does not show.
    QCOMPARE(m_model->exception()->slaDeadline, sampleException(kId).slaDeadline);
    EVENTUALLY(m_model->timeline().rowCount() == 2 && m_model->timeline().eventAt(1));
    QCOMPARE(m_model->timeline().eventAt(1)->payloadObject().value(QLatin1String("changes")).toObject().keys(),
             (QStringList{QStringLiteral("amount"), QStringLiteral("entity")}));
  }

  void anEditMeetsAnothersChange() {
    openReady();
    find<QPushButton>("editAttributes").click();
    find<QLineEdit>("entityInput").setText(QStringLiteral("ACME"));
    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    m_page->refresh();
    EVENTUALLY(m_model->exception()->status == Status::Escalated);
    QVERIFY(find<QLabel>("editNewer").isVisible());
    find<QPushButton>("saveAttributes").click();
    EVENTUALLY(find<QWidget>("conflictBanner").isVisible());
    QVERIFY(find<QLabel>("conflictTitle").text().contains(QStringLiteral("changed meanwhile by bob")));
    QCOMPARE(find<QLabel>("theirs-status").text(), QStringLiteral("escalated"));
    QCOMPARE(find<QLabel>("yours-entity").text(), QStringLiteral("ACME"));
    find<QPushButton>("applyYours").click();
    EVENTUALLY(m_model->exception()->entity == QStringLiteral("ACME"));
    QCOMPARE(m_model->exception()->status, Status::Escalated);
    QVERIFY(!find<QWidget>("conflictBanner").isVisible());
  }

  void theirsCanBeKept() {
    openReady();
    (void)m_fixture->bobSetsStatus(kId, Status::Resolved);
    find<QAction>("status-analyzing").trigger();
    EVENTUALLY(find<QWidget>("conflictBanner").isVisible());
    find<QPushButton>("keepTheirs").click();
    QVERIFY(!find<QWidget>("conflictBanner").isVisible());
    QCOMPARE(find<QPushButton>("statusButton").text(), QStringLiteral("Resolved"));
    QCOMPARE(m_fixture->eventTypes(kId).size(), 2);
  }

  void saysWhyNothingMayBeChanged() {
    openReady();
    m_model->setRefusals(EditRefusals::all(QStringLiteral("The tenant is suspended.")));
    for (const char* name : {"statusButton", "severityButton", "ownerButton", "editAttributes", "addComment"}) {
      auto& button = find<QPushButton>(name);
      QVERIFY2(!button.isEnabled(), name);
      QVERIFY2(button.toolTip().contains(QStringLiteral("The tenant is suspended.")), name);
      QVERIFY2(button.accessibleDescription().contains(QStringLiteral("suspended")), name);
    }
    QVERIFY(find<QWidget>("readOnlyBanner").isVisible());
  }

  void filtersTheTimeline() {
    m_fixture->addComments(kId, 9);
    openReady();
    EVENTUALLY(m_model->timeline().isSettled() && m_model->timeline().vocabulary());
    menuOf("typeFilter");
    find<QAction>("type-ExceptionCreated").trigger();
    EVENTUALLY(m_model->timeline().isSettled() && m_model->timeline().rowCount() == 1);
    QCOMPARE(find<QPushButton>("typeFilter").text(), QStringLiteral("ExceptionCreated"));
    QCOMPARE(find<QLabel>("timelineCount").text(), QStringLiteral("1 matching"));

    menuOf("actorFilter");
    find<QAction>("actorType-agent").trigger();
    EVENTUALLY(m_model->timeline().isSettled() && m_model->timeline().rowCount() == 0);
    QVERIFY(find<QWidget>("timelineState").isVisible());
    find<QPushButton>("clearFilter").click();
    EVENTUALLY(m_model->timeline().rowCount() == 10);

    auto& range = find<QComboBox>("rangeFilter");
    range.setCurrentIndex(1); // The last 24 hours: nothing has happened then.
    Q_EMIT range.activated(1);
    EVENTUALLY(m_model->timeline().isSettled() && m_model->timeline().rowCount() == 0);
    QVERIFY(m_model->timeline().filter().created.from.has_value());
    find<QPushButton>("stateAction", "timelineState").click();
    EVENTUALLY(m_model->timeline().rowCount() == 10);
    QCOMPARE(range.currentIndex(), 0);
  }

  void showsAndCopiesThePayload() {
    m_fixture->addComments(kId, 2);
    openReady();
    auto& table = find<QTableView>("timelineTable");
    EVENTUALLY(m_model->timeline().isSettled());
    table.setCurrentIndex(m_model->timeline().index(1, 0));
    auto& tree = find<QTreeView>("payloadTree");
    QCOMPARE(tree.model()->index(0, 0).data().toString(), QStringLiteral("text"));
    QCOMPARE(tree.model()->index(0, 1).data().toString(), QStringLiteral("comment 1"));
    tree.setCurrentIndex(tree.model()->index(0, 1));
    QTest::keySequence(&tree, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("comment 1"));

    find<QPushButton>("showJson").click();
    QVERIFY(find<QPlainTextEdit>("payloadJson").toPlainText().contains(QStringLiteral("\"text\": \"comment 1\"")));
    find<QPushButton>("copyEvent").click();
    const QJsonObject copied = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
    QCOMPARE(copied.value(QLatin1String("type")).toString(), QStringLiteral("CommentAdded"));

    QTest::keySequence(&table, QKeySequence::Copy);
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\t“comment 1”")));
  }

  void keepsTheSelectedEventAcrossARefresh() {
    m_fixture->addComments(kId, 5);
    openReady();
    EVENTUALLY(m_model->timeline().isSettled());
    auto& table = find<QTableView>("timelineTable");
    table.setCurrentIndex(m_model->timeline().index(3, 0));
    find<QAction>("status-analyzing").trigger();
    EVENTUALLY(m_model->timeline().rowCount() == 7);
    QCOMPARE(table.currentIndex().row(), 3);
  }

  void everythingHostileIsPlainText() {
    const QString hostile = QString::fromUtf8(kHostile);
    Exception exception = sampleException(QStringLiteral("EX-hostile"));
    exception.entity = hostile;
    exception.domain = hostile;
    exception.owner = hostile;
    (void)m_fixture->create(exception);
    m_page->open(exception.exceptionId);
    EVENTUALLY(m_model->state() == ExceptionDetailModel::State::Ready && m_model->timeline().rowCount() == 1);
    const QString shown = QStringLiteral("<b>bold</b> & ⟨U+202E⟩gnp <img src='file:///etc/passwd'>");
    QCOMPARE(find<QLabel>("entityValue").text(), shown);
    for (const QLabel* label : m_page->findChildren<QLabel*>()) {
      if (label->text().contains(QLatin1Char('<'))) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
      }
      QVERIFY2(!label->toolTip().contains(QStringLiteral("<img")), qPrintable(label->toolTip()));
    }
    const QAbstractItemModel& timeline = m_model->timeline();
    for (int column = 0; column < timeline.columnCount(); ++column) {
      QVERIFY(!timeline.index(0, column).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<img")));
    }
    QVERIFY(!find<QPushButton>("ownerButton").toolTip().contains(QStringLiteral("<img")));
  }

  void opensASimilarOne() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-like")));
    openReady();
    EVENTUALLY(m_model->similar().rowCount() == 1);
    auto& tabs = find<QTabWidget>("detailTabs");
    QCOMPARE(tabs.tabText(1), QStringLiteral("Similar (1)"));
    tabs.setCurrentIndex(1);
    QSignalSpy wanted(m_page.get(), &ExceptionDetailPage::openExceptionRequested);
    auto& table = find<QTableView>("similarTable");
    table.setCurrentIndex(table.model()->index(0, 0));
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.front().front().toString(), QStringLiteral("EX-like"));
  }

  void everyControlHasAName() {
    openReady();
    for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
      if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || !widget->isEnabled()) {
        continue;
      }
      QAccessibleInterface* const spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
      QVERIFY2(
          spoken != nullptr && (!spoken->text(QAccessible::Name).isEmpty() || widget->inherits("QTabWidget") ||
                                widget->inherits("QScrollArea")),
          qPrintable(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName()));
    }
  }

  void everyActionIsReachedByKeyboard() {
    openReady();
    for (const QAction* action : m_page->actions()) {
      QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
    }
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    find<QPushButton>("statusButton").setFocus();
    QTest::keySequence(m_page.get(), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
    QVERIFY(find<QPlainTextEdit>("commentInput").hasFocus());
    QTest::keySequence(m_page.get(), QKeySequence(QStringLiteral("Ctrl+Shift+T")));
    QVERIFY(find<QTableView>("timelineTable").hasFocus());
    m_page->focusFilter();
    QVERIFY(find<QPushButton>("typeFilter").hasFocus());
    QTest::keySequence(m_page.get(), QKeySequence(QStringLiteral("Ctrl+Shift+M")));
    EVENTUALLY(m_model->exception()->owner == QStringLiteral("ann"));
  }

  void remembersItsLayout() {
    auto& columns = find<QSplitter>("detailColumns");
    columns.setSizes({400, 848});
    Q_EMIT columns.splitterMoved(400, 1);
    find<QTabWidget>("detailTabs").setCurrentIndex(1);
    const QByteArray state = m_page->saveState();

    ExceptionDetailPage other(*m_model, *m_time, *m_theme);
    other.resize(m_page->size());
    other.show();
    QVERIFY(!other.restoreState(QByteArrayLiteral("nonsense")));
    QVERIFY(other.restoreState(state));
    QCOMPARE(other.findChild<QTabWidget*>(QStringLiteral("detailTabs"))->currentIndex(), 1);
    QCOMPARE(other.findChild<QSplitter*>(QStringLiteral("detailColumns"))->sizes(), columns.sizes());
    other.resetLayout();
    QCOMPARE(other.findChild<QTabWidget*>(QStringLiteral("detailTabs"))->currentIndex(), 0);
  }

  void keepsTheLayoutOfAPageNeverShown() {
    auto& rows = find<QSplitter>("detailRows");
    openReady();
    rows.setSizes({rows.height() / 4, rows.height() * 3 / 4});
    Q_EMIT rows.splitterMoved(rows.height() / 4, 1);
    const QList<int> sizes = rows.sizes();
    QVERIFY(sizes[0] < sizes[1]);
    QByteArray state = m_page->saveState();
    {
      ExceptionDetailPage unseen(*m_model, *m_time, *m_theme);
      QVERIFY(unseen.restoreState(state));
      state = unseen.saveState();
    }
    m_page->resetLayout();
    QVERIFY(rows.sizes() != sizes);
    QVERIFY(m_page->restoreState(state));
    QCOMPARE(rows.sizes(), sizes);
  }

  void stacksItsColumnsWhereItIsNarrow() {
    auto& columns = find<QSplitter>("detailColumns");
    const QList<int> wide = columns.sizes();
    m_page->resize(600, 900);
    EVENTUALLY(columns.orientation() == Qt::Vertical);
    m_page->resize(1280, 820);
    EVENTUALLY(columns.orientation() == Qt::Horizontal);
    QCOMPARE(columns.sizes(), wide);
  }

private:
  template <typename T>
  T& find(const char* name, const char* below = nullptr) {
    QWidget* const root = below == nullptr ? m_page.get() : m_page->findChild<QWidget*>(QString::fromLatin1(below));
    T* const found = root == nullptr ? nullptr : root->findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr) {
      throw std::runtime_error(std::string("there is no ") + name);
    }
    return *found;
  }

  /// Fills the button's menu, as opening it does.
  void menuOf(const char* name) { Q_EMIT find<QPushButton>(name).menu()->aboutToShow(); }

  void openReady() { open(kId); }

  void open(const QString& exceptionId) {
    m_page->open(exceptionId);
    EVENTUALLY(m_model->state() == ExceptionDetailModel::State::Ready && m_model->timeline().rowCount() > 0);
  }

  const QString kId = QStringLiteral("EX-1");
  std::unique_ptr<DetailFixture> m_fixture;
  std::unique_ptr<Theme> m_theme;
  std::unique_ptr<TimeFormat> m_time;
  std::unique_ptr<ExceptionDetailModel> m_model;
  std::unique_ptr<ExceptionDetailPage> m_page;
};

QTEST_MAIN(ExceptionDetailPageTest)
#include "exception_detail_page_test.moc"
