// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_updates.h"

#include "models/dashboard_model.h"
#include "models/exception_detail_model.h"
#include "models/exception_table_model.h"
#include "tests/models/detail_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"

#include <QSignalSpy>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kId = u"EX-1"_s;

} // namespace

/// Ann looks at her models, Bob works.
class LiveUpdatesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<DetailFixture>();
    (void)m_fixture->create(sampleException(kId));
    Session& ann = *m_fixture->ann;
    m_table = std::make_unique<ExceptionTableModel>(ann.exceptions(), m_time);
    m_detail = std::make_unique<ExceptionDetailModel>(ann.exceptions(), ann.events(), sampleUser(u"ann"_s), m_time);
    m_dashboard = std::make_unique<DashboardModel>(ann.dashboard(), ann.exceptions(), m_time);
    DashboardPeriod period;
    period.preset = DashboardPeriod::Preset::All;
    m_dashboard->restore(period, {});
    m_live = std::make_unique<LiveUpdates>(ann.changes(), *m_table, *m_detail, *m_dashboard);
    m_live->setShown(false, true);
    m_live->start();
    EVENTUALLY(m_live->state() == LiveUpdates::State::Polling);
  }

  void cleanup() {
    m_live.reset();
    m_dashboard.reset();
    m_detail.reset();
    m_table.reset();
    m_fixture.reset();
  }

  void tellsInWhichStateItIs() {
    QSignalSpy changed(m_live.get(), &LiveUpdates::stateChanged);
    m_live->setPaused(true);
    QCOMPARE(m_live->state(), LiveUpdates::State::Paused);
    m_live->setPaused(false);
    QCOMPARE(m_live->state(), LiveUpdates::State::Polling);
    QCOMPARE(changed.size(), 2);
  }

  void everyModelFollows() {
    m_live->setShown(true, true);
    m_table->setFilter({});
    m_detail->load(kId);
    m_dashboard->refresh();
    EVENTUALLY(rowStatus() == Status::Open && detailStatus() == Status::Open && m_dashboard->loadedAt());
    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    EVENTUALLY(rowStatus() == Status::Escalated);
    EVENTUALLY(detailStatus() == Status::Escalated);
    EVENTUALLY(m_detail->timeline().rowCount() == 2);
    EVENTUALLY(escalatedOnDashboard() == 1);
  }

  /// Its exception did not exist when it was opened.
  void thePageOfAnExceptionToComeFollows() {
    m_detail->load(u"EX-2"_s);
    EVENTUALLY(m_detail->state() == ExceptionDetailModel::State::NotFound);
    (void)m_fixture->create(sampleException(u"EX-2"_s));
    EVENTUALLY(m_detail->state() == ExceptionDetailModel::State::Ready);
  }

  void whatIsNotShownIsReadOnceItIs() {
    m_table->setFilter({});
    m_detail->load(kId);
    m_dashboard->refresh();
    EVENTUALLY(rowStatus() == Status::Open && detailStatus() == Status::Open && m_dashboard->loadedAt());
    m_live->setShown(false, false);
    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    EVENTUALLY(rowStatus() == Status::Escalated);
    QVERIFY(!m_dashboard->isLoading() && !m_detail->isLoading());
    QCOMPARE(detailStatus(), Status::Open);
    m_live->setShown(false, true);
    EVENTUALLY(detailStatus() == Status::Escalated);
    QVERIFY(!m_dashboard->isLoading());
    m_live->setShown(true, false);
    QVERIFY(m_dashboard->isLoading());
    EVENTUALLY(escalatedOnDashboard() == 1);
  }

  /// Ann saves while Bob does: whichever answer comes last, the newest row is shown in the end.
  void savesThatCrossEndWithTheNewestRow() {
    m_detail->load(kId);
    EVENTUALLY(detailStatus() == Status::Open);
    for (int round = 0; round < 4; ++round) {
      m_detail->changeSeverity(round % 2 == 0 ? Severity::Low : Severity::High);
      m_detail->refresh();
      bobMovesOn();
      EVENTUALLY(m_detail->unsavedActions() == 0 || m_detail->conflict());
      if (m_detail->conflict()) {
        m_detail->keepYours();
        EVENTUALLY(m_detail->unsavedActions() == 0);
      }
      const Exception stored = valueOf(await(m_fixture->bob->exceptions().get(kId, {})));
      EVENTUALLY(m_detail->exception() == stored);
    }
  }

private:
  [[nodiscard]] std::optional<Status> rowStatus() const {
    const Exception* row = m_table->exceptionAt(0);
    return row != nullptr ? std::optional(row->status) : std::nullopt;
  }
  [[nodiscard]] Status detailStatus() const {
    return m_detail->exception() ? m_detail->exception()->status : Status::Resolved;
  }

  /// Bob takes the status a step further, whatever Ann does meanwhile.
  void bobMovesOn() {
    const auto next = static_cast<Status>((static_cast<int>(m_bobs) + 1) % 4);
    NewExceptionEvent event = sampleComment(kId, {}, currentInstant());
    event.eventType = u"StatusChanged"_s;
    event.payload = {
        {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, toText(m_bobs)}, {u"to"_s, toText(next)}}}}}};
    VERIFY_OK(await(m_fixture->bob->events().append(std::move(event), {})));
    m_bobs = next;
  }

  [[nodiscard]] qint64 escalatedOnDashboard() const {
    const auto found = m_dashboard->figures().byStatus.find(Status::Escalated);
    return found == m_dashboard->figures().byStatus.end() ? 0 : found->second;
  }

  TimeFormat m_time;
  Status m_bobs = Status::Open;
  std::unique_ptr<DetailFixture> m_fixture;
  std::unique_ptr<ExceptionTableModel> m_table;
  std::unique_ptr<ExceptionDetailModel> m_detail;
  std::unique_ptr<DashboardModel> m_dashboard;
  std::unique_ptr<LiveUpdates> m_live;
};

QTEST_GUILESS_MAIN(LiveUpdatesTest)
#include "live_updates_test.moc"
