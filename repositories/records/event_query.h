// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/actor.h"
#include "repositories/records/exception_query.h"

namespace sentinai {

/// Which events. As in ExceptionFilter, parts narrow and the values of one list are alternatives.
struct EventFilter {
  QStringList eventTypes;
  std::vector<ActorType> actorTypes;
  QStringList actorIds;
  TimeRange created;

  friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

struct EventQuery {
  EventFilter filter;
  int limit = kDefaultPageSize; ///< 1 to kMaxPageSize.
  std::optional<QString> after; ///< A cursor: the events behind it; absent: from the first.
  /// A cursor: the events that end just before it, in the list's order like any others. Not together with `after`.
  std::optional<QString> before;
  qint64 skip = 0; ///< So many events next to where the page would begin (with `before`: end) are passed over; from 0.

  friend bool operator==(const EventQuery&, const EventQuery&) = default;
};

} // namespace sentinai
