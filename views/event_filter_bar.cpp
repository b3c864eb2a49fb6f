// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_filter_bar.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "views/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace sentinai {

namespace {

constexpr qsizetype kMostOffered = 60;
constexpr qsizetype kMaxButtonText = 24;

template <typename List, typename Value>
void toggle(List& list, const Value& value) {
  const auto it = std::find(list.begin(), list.end(), value);
  if (it == list.end()) {
    list.push_back(value);
  } else {
    list.erase(it);
  }
}

} // namespace

EventFilterBar::EventFilterBar(EventTimelineModel& timeline, const TimeFormat& timeFormat, QWidget* parent)
    : QWidget(parent)
    , m_timeline(timeline)
    , m_timeFormat(timeFormat)
    , m_types(new QPushButton(this))
    , m_actors(new QPushButton(this))
    , m_range(new QComboBox(this))
    , m_from(new QDateEdit(this))
    , m_to(new QDateEdit(this))
    , m_clear(new QPushButton(tr("Clear"), this)) {
  m_types->setObjectName(QStringLiteral("typeFilter"));
  m_types->setMenu(new QMenu(m_types));
  m_types->setToolTip(tr("Show only some types of events"));
  connect(m_types->menu(), &QMenu::aboutToShow, this, &EventFilterBar::fillTypes);
  m_actors->setObjectName(QStringLiteral("actorFilter"));
  m_actors->setMenu(new QMenu(m_actors));
  m_actors->setToolTip(tr("Show only what some actors did"));
  connect(m_actors->menu(), &QMenu::aboutToShow, this, &EventFilterBar::fillActors);

  m_range->setObjectName(QStringLiteral("rangeFilter"));
  m_range->setAccessibleName(tr("Range of time"));
  m_range->addItems({tr("Any time"), tr("Last 24 hours"), tr("Last 7 days"), tr("Last 30 days"), tr("Between …")});
  connect(m_range, &QComboBox::activated, this, &EventFilterBar::rangeChosen);
  const auto setUp = [this](QDateEdit* edit, const QString& name, const QString& accessibleName) {
    edit->setObjectName(name);
    edit->setAccessibleName(accessibleName);
    edit->setToolTip(accessibleName);
    edit->setCalendarPopup(true);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    edit->setKeyboardTracking(false);
    edit->hide();
    connect(edit, &QDateEdit::dateChanged, this, &EventFilterBar::rangeChosen);
  };
  setUp(m_from, QStringLiteral("rangeFrom"), tr("First day"));
  setUp(m_to, QStringLiteral("rangeTo"), tr("Last day"));
  m_clear->setObjectName(QStringLiteral("clearFilter"));
  m_clear->setToolTip(tr("Show all events again"));
  connect(m_clear, &QPushButton::clicked, this, [this] { apply({}); });

  auto* const row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::kSpaceS);
  for (QWidget* const widget : std::initializer_list<QWidget*>{m_types, m_actors, m_range, m_from, m_to, m_clear}) {
    row->addWidget(widget);
  }
  connect(&m_timeFormat, &TimeFormat::changed, this, [this] {
    if (m_range->currentIndex() == Between) {
      rangeChosen(); // Days begin elsewhere now.
    }
  });
  showFilter();
}

void EventFilterBar::addNotice(QMenu& menu) {
  if (m_timeline.vocabulary()) {
    return;
  }
  menu.addSeparator();
  QAction* const notice = menu.addAction(tr("Still being read; open this menu again in a moment"));
  notice->setEnabled(false);
}

void EventFilterBar::fillTypes() {
  QMenu& menu = *m_types->menu();
  menu.clear();
  QStringList types = m_timeline.vocabulary().value_or(EventVocabulary()).eventTypes;
  for (const QString& chosen : m_timeline.filter().eventTypes) {
    if (!types.contains(chosen)) {
      types.append(chosen);
    }
  }
  for (const QString& type : types.first(std::min(types.size(), kMostOffered))) {
    QAction* const action = menu.addAction(plainLabel(type), this, [this, type] {
      EventFilter filter = m_timeline.filter();
      toggle(filter.eventTypes, type);
      apply(filter);
    });
    action->setObjectName(QStringLiteral("type-") + type);
    action->setCheckable(true);
    action->setChecked(m_timeline.filter().eventTypes.contains(type));
  }
  addNotice(menu);
}

void EventFilterBar::fillActors() {
  QMenu& menu = *m_actors->menu();
  menu.clear();
  const EventFilter& current = m_timeline.filter();
  for (const ActorType type : allValues<ActorType>()) {
    QAction* const action = menu.addAction(displayText(type), this, [this, type] {
      EventFilter filter = m_timeline.filter();
      toggle(filter.actorTypes, type);
      apply(filter);
    });
    action->setObjectName(QStringLiteral("actorType-") + toText(type));
    action->setCheckable(true);
    action->setChecked(std::find(current.actorTypes.begin(), current.actorTypes.end(), type) !=
                       current.actorTypes.end());
  }
  menu.addSeparator();
  const QStringList actors = m_timeline.vocabulary().value_or(EventVocabulary()).actorIds;
  for (const QString& id : actors.first(std::min(actors.size(), kMostOffered))) {
    QAction* const action = menu.addAction(plainLabel(id), this, [this, id] {
      EventFilter filter = m_timeline.filter();
      toggle(filter.actorIds, id);
      apply(filter);
    });
    action->setObjectName(QStringLiteral("actor-") + id);
    action->setCheckable(true);
    action->setChecked(current.actorIds.contains(id));
  }
  addNotice(menu);
}

Instant EventFilterBar::dayStart(const QDate& day) const {
  return fromDateTime(day.startOfDay(m_timeFormat.zone()));
}

void EventFilterBar::rangeChosen() {
  using namespace std::chrono;
  EventFilter filter = m_timeline.filter();
  const Instant now = currentInstant();
  const int range = m_range->currentIndex();
  m_from->setVisible(range == Between);
  m_to->setVisible(range == Between);
  switch (range) {
  case LastDay:
    filter.created = {now - days{1}, std::nullopt};
    break;
  case LastWeek:
    filter.created = {now - days{7}, std::nullopt};
    break;
  case LastMonth:
    filter.created = {now - days{30}, std::nullopt};
    break;
  case Between:
    if (!filter.created.to) {
      // Entering the range: begin with the days that the timeline spans as far as it is loaded.
      const auto dayOf = [this](Instant instant) { return toDateTime(instant).toTimeZone(m_timeFormat.zone()).date(); };
      const ExceptionEvent* const first = m_timeline.eventAt(0);
      const ExceptionEvent* const last = m_timeline.eventAt(m_timeline.rowCount() - 1);
      const QSignalBlocker blockFrom(m_from);
      const QSignalBlocker blockTo(m_to);
      m_from->setDate(dayOf(first != nullptr ? first->createdAt : now));
      m_to->setDate(dayOf(last != nullptr ? last->createdAt : now));
    }
    // In either order.
    filter.created = {dayStart(std::min(m_from->date(), m_to->date())),
                      dayStart(std::max(m_from->date(), m_to->date()).addDays(1))};
    break;
  default:
    filter.created = {};
  }
  apply(filter);
}

void EventFilterBar::apply(EventFilter filter) {
  m_timeline.setFilter(filter);
  showFilter();
}

void EventFilterBar::showFilter() {
  const EventFilter& filter = m_timeline.filter();
  const qsizetype types = filter.eventTypes.size();
  m_types->setText(types == 0   ? tr("All types")
                   : types == 1 ? plainLabel(visibleLine(filter.eventTypes.front(), kMaxButtonText))
                                : tr("%1 types").arg(types));
  m_types->setAccessibleName(
      tr("Event types: %1").arg(types == 0 ? tr("all") : visibleLine(filter.eventTypes.join(QStringLiteral(", ")))));
  const auto actors = static_cast<qsizetype>(filter.actorTypes.size()) + filter.actorIds.size();
  if (actors == 0) {
    m_actors->setText(tr("All actors"));
  } else if (actors > 1) {
    m_actors->setText(tr("%1 actors").arg(actors));
  } else {
    m_actors->setText(filter.actorTypes.empty() ? plainLabel(visibleLine(filter.actorIds.front(), kMaxButtonText))
                                                : displayText(filter.actorTypes.front()));
  }
  m_actors->setAccessibleName(tr("Actors: %1").arg(m_actors->text()));
  if (filter.created == TimeRange{}) {
    m_range->setCurrentIndex(AnyTime);
    m_from->hide();
    m_to->hide();
  }
  m_clear->setVisible(filter != EventFilter{});
}

void EventFilterBar::focusFirst() {
  m_types->setFocus(Qt::ShortcutFocusReason);
}

} // namespace sentinai
