// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/dashboard_tally.h"

#include "repositories/database/utf8_text.h"

#include <algorithm>
#include <limits>

namespace sentinai {

using std::chrono::hours;

namespace {

std::vector<AgeBucket> ageBuckets() {
  std::vector<AgeBucket> buckets;
  hours from{0};
  for (const hours to : {hours(4), hours(24), hours(3 * 24), hours(7 * 24), hours(30 * 24)}) {
    buckets.push_back({from, to, {}});
    from = to;
  }
  buckets.push_back({from, std::nullopt, {}});
  return buckets;
}

void addName(QHash<QByteArray, qint64>& names, const QByteArray& name) {
  const auto known = names.find(name);
  if (known != names.end()) {
    ++*known;
  } else {
    // The row's text is not its own.
    names.insert(QByteArray(name.constData(), name.size()), 1);
  }
}

/// Most frequent first, then by name in order of code points, which is the order of UTF-8's bytes.
std::vector<NamedCount> ranked(const QHash<QByteArray, qint64>& names, std::size_t limit) {
  std::vector<std::pair<QByteArray, qint64>> sorted;
  sorted.reserve(static_cast<std::size_t>(names.size()));
  for (auto it = names.begin(); it != names.end(); ++it) {
    sorted.emplace_back(it.key(), it.value());
  }
  const std::size_t length = std::min(limit, sorted.size());
  std::partial_sort(
      sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(length), sorted.end(),
      [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  std::vector<NamedCount> counts;
  counts.reserve(length);
  for (std::size_t i = 0; i < length; ++i) {
    counts.push_back({textFromUtf8(sorted[i].first), sorted[i].second});
  }
  return counts;
}

std::optional<qint64> lowerMedian(std::vector<qint64>& values) {
  if (values.empty()) {
    return std::nullopt;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

} // namespace

DashboardTally::DashboardTally(const DashboardQuery& query)
    : m_query(query) {
  for (const Status status : allValues<Status>()) {
    m_figures.byStatus[status] = 0;
  }
  m_figures.ageing = ageBuckets();
  for (const Severity severity : allValues<Severity>()) {
    m_figures.bySeverity[severity] = 0;
    m_figures.unresolvedBySeverity[severity] = 0;
    for (AgeBucket& bucket : m_figures.ageing) {
      bucket.counts[severity] = 0;
    }
  }
  for (std::size_t i = 1; i < query.dayStarts.size(); ++i) {
    TrendDay day;
    day.start = query.dayStarts[i - 1];
    day.end = query.dayStarts[i];
    m_figures.trend.push_back(day);
  }
}

void DashboardTally::add(const Row& row) {
  ++m_figures.total;
  ++m_figures.byStatus[row.status];
  ++m_figures.bySeverity[row.severity];
  addName(m_domains, row.domain);
  if (TrendDay* const day = dayOf(row.createdAt)) {
    ++day->opened;
  }
  if (row.status == Status::Resolved) {
    addResolved(row);
  } else {
    addUnresolved(row);
  }
}

void DashboardTally::addResolved(const Row& row) {
  if (!row.resolvedAt) {
    return;
  }
  m_secondsToResolve.push_back(std::chrono::floor<std::chrono::seconds>(*row.resolvedAt - row.createdAt).count());
  if (TrendDay* const day = dayOf(*row.resolvedAt)) {
    ++day->resolved;
  }
}

void DashboardTally::addUnresolved(const Row& row) {
  ++m_figures.unresolvedBySeverity[row.severity];
  addName(m_entities, row.entity);
  addName(m_sources, row.source);
  addName(m_owners, row.owner);
  const auto age = m_query.now - row.createdAt;
  for (AgeBucket& bucket : m_figures.ageing) {
    if (age >= bucket.from && (!bucket.to || age < *bucket.to)) {
      ++bucket.counts[row.severity];
    }
  }
  if (!row.slaDeadline) {
    return;
  }
  SlaCounts& sla = m_figures.sla;
  const auto left = *row.slaDeadline - m_query.now;
  if (left < hours(0)) {
    ++sla.breached;
    return;
  }
  sla.dueIn1h += left < hours(1) ? 1 : 0;
  sla.dueIn4h += left < hours(4) ? 1 : 0;
  sla.dueIn24h += left < hours(24) ? 1 : 0;
  sla.later += left >= hours(24) ? 1 : 0;
}

TrendDay* DashboardTally::dayOf(Instant instant) {
  const auto after = std::upper_bound(m_query.dayStarts.begin(), m_query.dayStarts.end(), instant);
  if (after == m_query.dayStarts.begin() || after == m_query.dayStarts.end()) {
    return nullptr;
  }
  return &m_figures.trend[static_cast<std::size_t>(after - m_query.dayStarts.begin()) - 1];
}

DashboardFigures DashboardTally::figures() {
  const auto length = static_cast<std::size_t>(std::max(m_query.topCount, 0));
  m_figures.byDomain = ranked(m_domains, std::numeric_limits<std::size_t>::max());
  m_figures.topEntities = ranked(m_entities, length);
  m_figures.topSources = ranked(m_sources, length);
  m_figures.byOwner = ranked(m_owners, length);
  m_figures.medianSecondsToResolve = lowerMedian(m_secondsToResolve);
  return m_figures;
}

} // namespace sentinai
