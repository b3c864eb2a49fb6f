// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/synthetic_calendar.h"

#include "app/exchange/seeded_random.h"

#include <array>

namespace sentinai {

namespace {
using namespace std::chrono;

// Sequences of random numbers other than those of the exceptions.
constexpr quint64 kDayNoise = 0xda1;
constexpr quint64 kIncidentDays = 0x1c1;

constexpr std::array kHourShares{0.25, 0.2, 0.2, 0.2, 0.3, 0.5, 0.9, 1.6, 2.6, 3.0, 2.9, 2.6,
                                 2.1,  2.5, 2.8, 2.6, 2.2, 1.7, 1.2, 0.9, 0.7, 0.5, 0.4, 0.3};
constexpr double kWeekend = 0.3;
constexpr double kGrowth = 0.4; // more at the end than at the beginning
constexpr double kNoise = 0.15;
constexpr int kDaysPerIncident = 150;
constexpr double kIncidentFactor = 10;
constexpr int kIncidentHours = 4;

struct Incident {
  sys_days day;
  int firstHour = 0;
};

std::vector<Incident> incidents(quint64 seed, sys_days first, int days) {
  SeededRandom random({seed, kIncidentDays});
  std::vector<Incident> chosen;
  // One in each stretch of days, so that they do not crowd; none in a calendar of a few days.
  const int count = days >= 14 ? std::max(1, days / kDaysPerIncident) : 0;
  for (int i = 0; i < count; ++i) {
    const double stretch = static_cast<double>(days) / count;
    sys_days day = first + std::chrono::days{static_cast<int>(stretch * (i + random.between(0.1, 0.9)))};
    while (weekday(day) == Saturday || weekday(day) == Sunday) {
      day += std::chrono::days{1};
    }
    chosen.push_back({day, 7 + static_cast<int>(random.below(8))});
  }
  return chosen;
}

} // namespace

SyntheticCalendar::SyntheticCalendar(quint64 seed, Instant until, int days) {
  const Instant from = until - std::chrono::days{days};
  const auto firstDay = floor<std::chrono::days>(from);
  const std::vector<Incident> outages = incidents(seed, firstDay, days);
  double sum = 0;
  for (auto hour = floor<hours>(from); hour < until; hour += hours{1}) {
    const auto day = floor<std::chrono::days>(hour);
    const auto hourOfDay = static_cast<std::size_t>((hour - day).count());
    SeededRandom noise({seed, kDayNoise, static_cast<quint64>(day.time_since_epoch().count())});
    Slot slot;
    slot.from = std::max<Instant>(hour, from);
    slot.to = std::min<Instant>(hour + hours{1}, until);
    const bool weekend = weekday(day) == Saturday || weekday(day) == Sunday;
    const double usual = (1 + kGrowth * static_cast<double>((day - firstDay).count()) / days) *
                         (weekend ? kWeekend : 1) * noise.between(1 - kNoise, 1 + kNoise);
    double weight = usual * kHourShares[hourOfDay];
    for (const Incident& outage : outages) {
      const int sinceStart = static_cast<int>(hourOfDay) - outage.firstHour;
      if (outage.day == day && sinceStart >= 0 && sinceStart < kIncidentHours) {
        double dayShares = 0;
        for (const double share : kHourShares) {
          dayShares += share;
        }
        const double more = (kIncidentFactor - 1) * usual * dayShares / kIncidentHours;
        slot.outage = more / (weight + more);
        weight += more;
      }
    }
    slot.share = weight * duration<double>(slot.to - slot.from) / hours{1};
    slot.shareBefore = sum;
    sum += slot.share;
    m_slots.push_back(slot);
  }
  for (Slot& slot : m_slots) {
    slot.share /= sum;
    slot.shareBefore /= sum;
  }
}

qint64 SyntheticCalendar::countBefore(std::size_t slot, qint64 total) const {
  return slot >= m_slots.size() ? total : static_cast<qint64>(static_cast<double>(total) * m_slots[slot].shareBefore);
}

} // namespace sentinai
