// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_timeline_delegate.h"

#include "models/event_timeline_model.h"
#include "views/theme.h"

namespace sentinai {

EventTimelineDelegate::EventTimelineDelegate(const Theme& theme, QObject* parent)
    : LineDelegate(theme, parent) {}

LineDelegate::Look EventTimelineDelegate::look(const QModelIndex& index) const {
  Look look{index.data().toString(), theme().colors().text};
  look.isLoaded = index.data(EventTimelineModel::ActorTypeRole).isValid();
  switch (index.column()) {
  case EventTimelineModel::SincePrevious:
  case EventTimelineModel::Seq:
    look.color = theme().colors().mutedText;
    break;
  case EventTimelineModel::Summary:
    if (const QVariant status = index.data(EventTimelineModel::NewStatusRole); status.isValid()) {
      look.icon = theme().icon(static_cast<Status>(status.toInt()));
    }
    break;
  default:
    break;
  }
  return look;
}

} // namespace sentinai
