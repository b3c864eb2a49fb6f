// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event_timeline_model.h"
#include "views/card_frame.h"

class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace sentinai {

class EventFilterBar;
class StatePanel;
class Theme;

/// The timeline of one exception: filters, the table of events, and how many there are.
class EventTimelineView : public CardFrame {
  Q_OBJECT
public:
  EventTimelineView(EventTimelineModel& timeline, const TimeFormat& timeFormat, const Theme& theme,
                    QWidget* parent = nullptr);

  void focusTable();
  void focusFilter();
  [[nodiscard]] const ExceptionEvent* currentEvent() const;
  void updateTimes(); ///< What depends on the present moment.

  [[nodiscard]] QByteArray saveState() const;
  bool restoreState(const QByteArray& state);
  void resetLayout();

Q_SIGNALS:
  void currentEventChanged();

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void showState();
  void showCount();
  void startAnew();
  void keepCurrent();
  void copyRow() const;
  void restyle();

  EventTimelineModel& m_timeline;
  const Theme& m_theme;
  EventFilterBar* m_filters;
  QTableView* m_table;
  StatePanel* m_state;
  QStackedLayout* m_stack;
  QLabel* m_count;
  QPushButton* m_loadAll;
  QByteArray m_defaultHeader;
  QString m_shownId;                  ///< The exception that the selection is of.
  std::optional<qint64> m_currentSeq; ///< Stays selected across reloads.
  bool m_toLast = false;              ///< Select the last event once all are loaded.
};

} // namespace sentinai
