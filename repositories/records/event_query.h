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
  std::optional<QString> after; ///< The previous page's `next`.

  friend bool operator==(const EventQuery&, const EventQuery&) = default;
};

} // namespace sentinai
