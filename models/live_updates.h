// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/change_feed.h"

#include <QTimer>

namespace sentinai {

class DashboardModel;
class ExceptionDetailModel;
class ExceptionTableModel;

/// Brings what anyone commits to the models of one tenant. Each reads again only what it shows and what has changed; a
/// model that is still reading is asked again afterwards, so that a steady flow of changes starves nothing. GUI thread.
class LiveUpdates : public QObject {
  Q_OBJECT
public:
  enum class State : quint8 {
    Live,       ///< Changes show as they are committed.
    Polling,    ///< The database is asked for them now and then.
    Paused,     ///< By the user.
    Interrupted ///< They do not show until the database answers again; nothing needs to be done.
  };

  /// How often the dashboard is read again while changes arrive.
  static constexpr std::chrono::milliseconds kDashboardPause{2'000};

  /// Everything given must outlive this.
  LiveUpdates(ChangeFeed& feed, ExceptionTableModel& table, ExceptionDetailModel& detail, DashboardModel& dashboard,
              QObject* parent = nullptr);

  void start();
  void setPaused(bool paused);
  void retryNow(); ///< Where it is interrupted, does not wait for the next try.

  /// What the user sees: the rest is brought up to date when it is shown.
  void setShown(bool dashboard, bool detail);

  [[nodiscard]] State state() const;
  [[nodiscard]] QString problem() const { return m_feed.problem(); } ///< Why it is Interrupted; may be empty.

Q_SIGNALS:
  void stateChanged();

private:
  void takeChanges(const ChangeSet& changes);
  void resync();
  void followDetail();
  void followDashboard();

  ChangeFeed& m_feed;
  ExceptionTableModel& m_table;
  ExceptionDetailModel& m_detail;
  DashboardModel& m_dashboard;
  bool m_dashboardShown = false;
  bool m_detailShown = false;
  bool m_dashboardStale = false;
  QString m_staleId; ///< The exception that the detail has to read again; empty: none.
  QTimer m_dashboardPause;
};

} // namespace sentinai
