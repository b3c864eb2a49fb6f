// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"
#include "repositories/database/event_id.h"
#include "repositories/records/event_types.h"
#include "tests/console/console_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>

using namespace sentinai;
using namespace Qt::StringLiterals;
using Column = ExceptionTableModel::Column;

namespace {

constexpr int kCount = 120;

} // namespace

/// What another session commits shows in the real window, on either engine.
class ConsoleLiveTest : public QObject {
  Q_OBJECT
public:
  explicit ConsoleLiveTest(DatabaseUrl::Engine engine)
      : m_engine(engine) {}

private Q_SLOTS:
  void initTestCase() {
    m_fixture = std::make_unique<ConsoleFixture>(kCount, m_engine);
    m_theirs = m_fixture->repositories->openSession(u"bank"_s);
  }
  void cleanupTestCase() {
    m_theirs.reset();
    m_fixture.reset();
  }

  void init() {
    m_fixture->start();
    EVENTUALLY(m_fixture->isSettled() && label("statusLive") == liveText());
    m_fixture->trigger(u"go_exceptions"_s);
    EVENTUALLY(m_fixture->isSettled());
  }
  void cleanup() { m_fixture->stop(); }

  void aRowChangesWhereItStands() {
    const QString id = idAt(3);
    setOwner(id, u"zoe"_s);
    EVENTUALLY(m_fixture->cell(3, static_cast<int>(Column::Owner)) == u"zoe"_s);
    QCOMPARE(idAt(3), id);
    setOwner(id, u"yan"_s);
    EVENTUALLY(m_fixture->cell(3, static_cast<int>(Column::Owner)) == u"yan"_s);
  }

  void theTimelineFollowsAndWhatIsBeingTypedStays() {
    const QString id = idAt(0);
    m_fixture->window().goTo({u"exception"_s, id});
    auto* timeline = m_fixture->find<QTableView>(u"timelineTable"_s);
    EVENTUALLY(m_fixture->isSettled() && timeline->model()->rowCount() > 0);
    const int before = timeline->model()->rowCount();
    auto* comment = m_fixture->find<QPlainTextEdit>(u"commentInput"_s);
    QTest::keyClicks(comment, u"half a thou"_s);
    VERIFY_OK(await(m_theirs->events().append(sampleComment(id, u"seen"_s, currentInstant()), {})));
    EVENTUALLY(timeline->model()->rowCount() == before + 1);
    const Status status = nextStatus(id);
    EVENTUALLY(timeline->model()->rowCount() == before + 2);
    EVENTUALLY(
        m_fixture->find<QAbstractButton>(u"statusButton"_s)->text().contains(toText(status), Qt::CaseInsensitive));
    QCOMPARE(comment->toPlainText(), u"half a thou"_s);
  }

  /// What changes while another page is shown is there when one comes back.
  void theDashboardFollows() {
    m_fixture->window().goTo({u"dashboard"_s, {}});
    EVENTUALLY(m_fixture->isSettled());
    const qint64 before = shownTotal();
    create(u"LIVE-1"_s);
    EVENTUALLY(shownTotal() == before + 1);
    m_fixture->trigger(u"go_exceptions"_s);
    create(u"LIVE-2"_s);
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->window().goTo({u"dashboard"_s, {}});
    EVENTUALLY(shownTotal() == before + 2);
  }

  void pausedItStandsStill() {
    auto* action = m_fixture->find<QAction>(u"pauseLive"_s);
    QVERIFY(action->text().startsWith(u"Pause"_s));
    QTest::keySequence(&m_fixture->window(), action->shortcut());
    QCOMPARE(label("statusLive"), u"Paused"_s);
    QVERIFY(action->text().startsWith(u"Resume"_s));
    const QString id = idAt(5);
    const QString before = m_fixture->cell(5, static_cast<int>(Column::Owner));
    setOwner(id, u"wim"_s);
    setOwner(id, u"vic"_s);
    QCOMPARE(m_fixture->cell(5, static_cast<int>(Column::Owner)), before);
    action->trigger();
    EVENTUALLY(m_fixture->cell(5, static_cast<int>(Column::Owner)) == u"vic"_s);
    QCOMPARE(label("statusLive"), liveText());
  }

  void switchingTheTenantStopsTheOld() {
    m_fixture->trigger(u"tenant_clinic"_s);
    EVENTUALLY(m_fixture->isSettled() && label("statusLive") == liveText());
    m_fixture->trigger(u"go_exceptions"_s);
    create(u"LIVE-3"_s);
    m_fixture->trigger(u"tenant_bank"_s);
    EVENTUALLY(m_fixture->isSettled() && label("statusLive") == liveText());
  }

  void whatAPlaybookSaysIsShownOnce() {
    const QString id = idAt(2);
    stepDone(id, u"notify"_s, {{u"tool"_s, u"desk mail"_s}}); // That says it by mail.
    stepDone(id, u"comment"_s, {{u"text"_s, u"A comment."_s}});
    stepDone(id, u"notify"_s, {{u"skipped"_s, true}});
    stepDone(id, u"notify"_s, {{u"message"_s, u"Look <b>here</b>."_s}, {u"subject"_s, u"Late"_s}});
    stepDone(id, u"notify"_s, {{u"message"_s, u"Look again."_s}, {u"to"_s, u"zoe"_s}});
    auto* banner = m_fixture->find<QWidget>(u"desktopNotice"_s);
    EVENTUALLY(label("desktopNoticeText").endsWith(u" 1"_s));
    QVERIFY(banner->isVisible());
    QCOMPARE(label("desktopNoticeText"), id + u": Late: Look <b>here</b>. Notices behind it: 1"_s);
    QCOMPARE(m_fixture->find<QLabel>(u"desktopNoticeText"_s)->textFormat(), Qt::PlainText);
    QTest::mouseClick(m_fixture->find<QAbstractButton>(u"desktopNoticeSecondAction"_s), Qt::LeftButton);
    QCOMPARE(label("desktopNoticeText"), id + u": For zoe: Look again."_s);
    QTest::mouseClick(m_fixture->find<QAbstractButton>(u"desktopNoticeAction"_s), Qt::LeftButton);
    QVERIFY(!banner->isVisible());
    QCOMPARE(m_fixture->window().location(), (Location{u"exception"_s, id}));
    // What is read again with the next is not said again.
    stepDone(id, u"notify"_s, {{u"message"_s, u"The last."_s}});
    EVENTUALLY(banner->isVisible());
    QCOMPARE(label("desktopNoticeText"), id + u": The last."_s);
    // Nor in another tenant, or to whoever comes back.
    m_fixture->trigger(u"tenant_clinic"_s);
    EVENTUALLY(m_fixture->isSettled() && label("statusLive") == liveText());
    QVERIFY(!banner->isVisible());
    m_fixture->trigger(u"tenant_bank"_s);
    EVENTUALLY(m_fixture->isSettled() && label("statusLive") == liveText());
    stepDone(id, u"notify"_s, {{u"message"_s, u"New."_s}});
    EVENTUALLY(banner->isVisible());
    QCOMPARE(label("desktopNoticeText"), id + u": New."_s);
  }

  /// Thousands of changes a second to everything that is shown: in the end each cell is as the database has it.
  void nothingIsMissedUnderLoad() {
    for (int round = 0; round < 20; ++round) {
      std::vector<ExceptionUpdate> updates;
      for (const Exception& row : stored()) {
        ExceptionUpdate update;
        update.exceptionId = row.exceptionId;
        update.expectedVersion = row.version;
        update.patch.setOwner(u"round-%1"_s.arg(round));
        update.actor = sampleUser(u"eve"_s);
        updates.push_back(std::move(update));
      }
      for (const BulkOutcome& outcome : valueOf(await(m_theirs->exceptions().bulkUpdate(std::move(updates), {})))) {
        VERIFY_OK(outcome.outcome);
      }
    }
    EVENTUALLY(showsWhatIsStored());
  }

private:
  [[nodiscard]] QString liveText() const {
    return m_engine == DatabaseUrl::Engine::PostgreSql ? u"Live"_s : u"Polling"_s;
  }
  QAbstractItemModel* table() { return m_fixture->find<QTableView>(u"exceptionsTable"_s)->model(); }
  QString label(const char* name) { return m_fixture->find<QLabel>(QLatin1String(name))->text(); }
  QString idAt(int row) { return table()->index(row, 0).data(ExceptionTableModel::IdRole).toString(); }

  std::vector<Exception> stored() {
    ExceptionQuery query;
    query.limit = 500;
    return valueOf(await(m_theirs->exceptions().list(query, {}))).rows;
  }

  bool showsWhatIsStored() {
    QHash<QString, Exception> rows;
    for (const Exception& row : stored()) {
      rows.insert(row.exceptionId, row);
    }
    for (int row = 0; row < table()->rowCount(); ++row) {
      const auto found = rows.constFind(idAt(row));
      if (found == rows.constEnd() ||
          m_fixture->cell(row, static_cast<int>(Column::Owner)) != found->owner.value_or(QString())) {
        return false;
      }
    }
    return table()->rowCount() > 0;
  }

  void create(const QString& id) {
    Exception exception = sampleException(id);
    exception.createdAt = currentInstant();
    exception.slaDeadline.reset();
    VERIFY_OK(await(m_theirs->exceptions().create(exception, sampleUser(u"eve"_s), {}, {})));
  }

  /// As the agents say it when a step of a playbook is done.
  void stepDone(const QString& id, const QString& action, const QJsonObject& result) {
    NewExceptionEvent event;
    event.eventId = newEventId();
    event.exceptionId = id;
    event.eventType = QLatin1String(event_types::kPlaybookStepCompleted);
    event.actor = sampleUser();
    event.payload = {{u"playbook_id"_s, 1},
                     {u"step_order"_s, 1},
                     {u"name"_s, u"Tell"_s},
                     {u"action"_s, action},
                     {u"result"_s, result}};
    event.createdAt = currentInstant();
    VERIFY_OK(await(m_theirs->events().append(event, {})));
  }

  Exception update(const QString& id, const ExceptionPatch& patch) {
    ExceptionUpdate update;
    update.exceptionId = id;
    update.expectedVersion = valueOf(await(m_theirs->exceptions().get(id, {}))).version;
    update.patch = patch;
    update.actor = sampleUser(u"eve"_s);
    return valueOf(await(m_theirs->exceptions().update(update, {})));
  }

  void setOwner(const QString& id, const QString& owner) { (void)update(id, ExceptionPatch().setOwner(owner)); }

  Status nextStatus(const QString& id) {
    const Exception row = valueOf(await(m_theirs->exceptions().get(id, {})));
    const Status status = row.status == Status::Escalated ? Status::Analyzing : Status::Escalated;
    return update(id, ExceptionPatch().setStatus(status)).status;
  }

  qint64 shownTotal() { return m_fixture->console->workspace()->dashboard().figures().total; }

  DatabaseUrl::Engine m_engine;
  std::unique_ptr<ConsoleFixture> m_fixture;
  std::unique_ptr<Session> m_theirs;
};

/// console_live_test postgresql|sqlite [arguments of Qt Test]
int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QStringList arguments = QCoreApplication::arguments();
  ConsoleLiveTest test(arguments.value(1) == u"postgresql"_s ? DatabaseUrl::Engine::PostgreSql
                                                             : DatabaseUrl::Engine::Sqlite);
  arguments.remove(1);
  return QTest::qExec(&test, arguments);
}

#include "console_live_test.moc"
