// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event_timeline_model.h"

#include <QWidget>

class QComboBox;
class QDateEdit;
class QMenu;
class QPushButton;

namespace sentinai {

/// Narrows a timeline: by event type, by kind of actor and actor, by range of time. Offers what the timeline has.
class EventFilterBar : public QWidget {
  Q_OBJECT
public:
  EventFilterBar(EventTimelineModel& timeline, const TimeFormat& timeFormat, QWidget* parent = nullptr);

  /// Shows what the model filters by, e.g. nothing after another exception was loaded.
  void showFilter();

  void focusFirst();

private:
  enum Range { AnyTime, LastDay, LastWeek, LastMonth, Between };

  void fillTypes();
  void fillActors();
  void addNotice(QMenu& menu);
  void apply(EventFilter filter);
  void rangeChosen();
  [[nodiscard]] Instant dayStart(const QDate& day) const;

  EventTimelineModel& m_timeline;
  const TimeFormat& m_timeFormat;
  QPushButton* m_types;
  QPushButton* m_actors;
  QComboBox* m_range;
  QDateEdit* m_from;
  QDateEdit* m_to;
  QPushButton* m_clear;
};

} // namespace sentinai
