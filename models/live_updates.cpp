// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_updates.h"

#include "models/dashboard_model.h"
#include "models/exception_detail_model.h"
#include "models/exception_table_model.h"

namespace sentinai {

LiveUpdates::LiveUpdates(ChangeFeed& feed, ExceptionTableModel& table, ExceptionDetailModel& detail,
                         DashboardModel& dashboard, QObject* parent)
    : QObject(parent)
    , m_feed(feed)
    , m_table(table)
    , m_detail(detail)
    , m_dashboard(dashboard) {
  m_dashboardPause.setSingleShot(true);
  m_dashboardPause.setInterval(kDashboardPause);
  connect(&m_dashboardPause, &QTimer::timeout, this, &LiveUpdates::followDashboard);
  connect(&feed, &ChangeFeed::changed, this, &LiveUpdates::takeChanges);
  connect(&feed, &ChangeFeed::resync, this, &LiveUpdates::resync);
  connect(&feed, &ChangeFeed::stateChanged, this, &LiveUpdates::stateChanged);
  connect(&detail, &ExceptionDetailModel::loadingChanged, this, &LiveUpdates::followDetail);
  connect(&dashboard, &DashboardModel::changed, this, &LiveUpdates::followDashboard);
}

void LiveUpdates::start() {
  m_feed.start();
}

void LiveUpdates::setPaused(bool paused) {
  if (paused) {
    m_feed.pause();
  } else {
    m_feed.resume();
  }
}

void LiveUpdates::retryNow() {
  m_feed.retryNow();
}

LiveUpdates::State LiveUpdates::state() const {
  if (m_feed.isPaused()) {
    return State::Paused;
  }
  if (!m_feed.isUp()) {
    return State::Interrupted;
  }
  return m_feed.mode() == ChangeFeed::Mode::Polling ? State::Polling : State::Live;
}

void LiveUpdates::setShown(bool dashboard, bool detail) {
  m_dashboardShown = dashboard;
  m_detailShown = detail;
  followDashboard();
  followDetail();
}

void LiveUpdates::takeChanges(const ChangeSet& changes) {
  m_table.showChanges(changes.changed, static_cast<int>(changes.created.size()));
  const QString& shown = m_detail.exceptionId();
  if (changes.changed.contains(shown) || changes.created.contains(shown)) {
    m_staleId = shown;
    followDetail();
  }
  m_dashboardStale = true;
  followDashboard();
}

void LiveUpdates::resync() {
  m_table.resync();
  m_staleId = m_detail.exceptionId();
  followDetail();
  m_dashboardStale = true;
  followDashboard();
}

void LiveUpdates::followDetail() {
  if (m_staleId.isEmpty() || !m_detailShown || m_detail.isLoading()) {
    return;
  }
  const bool isShown = m_staleId == m_detail.exceptionId();
  m_staleId.clear();
  if (isShown) {
    m_detail.refresh();
  }
}

void LiveUpdates::followDashboard() {
  if (!m_dashboardStale || !m_dashboardShown || m_dashboardPause.isActive() || m_dashboard.isLoading()) {
    return;
  }
  m_dashboardStale = false;
  m_dashboardPause.start();
  m_dashboard.refresh();
}

} // namespace sentinai
