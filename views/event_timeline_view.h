// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event_timeline_model.h"
#include "views/card_frame.h"

class QLabel;
class QPushButton;
class QStackedLayout;

namespace sentinai {

class EventFilterBar;
class LongTableView;
class StatePanel;
class Theme;

/// The timeline of one exception: filters, the table of events, and how many there are.
class EventTimelineView : public CardFrame {
  Q_OBJECT
public:
  EventTimelineView(EventTimelineModel& timeline, const TimeFormat& timeFormat, const Theme& theme,
                    QWidget* parent = nullptr);

  [[nodiscard]] QWidget* table() const;
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
  void keepCurrent();
  void showCurrent(const QModelIndex& current);
  void await(const QModelIndex& current);
  void copyRow() const;
  void restyle();

  EventTimelineModel& m_timeline;
  const Theme& m_theme;
  EventFilterBar* m_filters;
  LongTableView* m_table;
  StatePanel* m_state;
  QStackedLayout* m_stack;
  QLabel* m_count;
  QPushButton* m_retry;
  QByteArray m_defaultHeader;
  QString m_shownId; ///< The exception that the selection is of.
  int m_currentRow = 0;
  std::optional<qint64> m_currentSeq; ///< Of the current row, once it is loaded; stays current across reloads.
  bool m_awaiting = false;            ///< The current row is not loaded.
  bool m_keeping = false;             ///< What is current is being found again, not chosen.
};

} // namespace sentinai
