// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <vector>

namespace sentinai {

/// When generated exceptions arise: most in working hours, few at night and at weekends, slightly more each month, and
/// ten times as many on a few incident days, nearly all of those within some hours.
class SyntheticCalendar {
public:
  /// An hour, or the part of one that lies between the ends.
  struct Slot {
    Instant from{};
    Instant to{};
    double share = 0;       ///< Of all exceptions.
    double shareBefore = 0; ///< Of all exceptions, those of earlier slots.
    double outage = 0;      ///< Of those in this slot, the share that an incident causes.
  };

  /// From `until` - `days` to `until`. The same arguments give the same calendar.
  SyntheticCalendar(quint64 seed, Instant until, int days);

  [[nodiscard]] const std::vector<Slot>& slots() const { return m_slots; }

  /// How many of `total` exceptions arise before slot `slot`; all of them where it is the number of slots.
  [[nodiscard]] qint64 countBefore(std::size_t slot, qint64 total) const;

private:
  std::vector<Slot> m_slots;
};

} // namespace sentinai
