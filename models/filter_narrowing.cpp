// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_narrowing.h"

#include <algorithm>

namespace sentinai {

namespace {

/// Keeps what both lists allow; an empty `present` allows all. False if nothing is left.
template <typename T>
bool intersect(std::vector<T>& present, const std::vector<T>& allowed) {
  if (present.empty()) {
    present = allowed;
    return true;
  }
  std::erase_if(present, [&](T value) { return std::ranges::find(allowed, value) == allowed.end(); });
  return !present.empty();
}

} // namespace

FilterNarrowing& FilterNarrowing::toStatuses(const std::vector<Status>& statuses) {
  m_possible = intersect(m_filter.statuses, statuses) && m_possible;
  return *this;
}

FilterNarrowing& FilterNarrowing::toUnresolved() {
  return toStatuses({Status::Open, Status::Analyzing, Status::Escalated});
}

FilterNarrowing& FilterNarrowing::toSeverity(Severity severity) {
  m_possible = intersect(m_filter.severities, {severity}) && m_possible;
  return *this;
}

FilterNarrowing& FilterNarrowing::toDomain(const QString& domain) {
  narrow(m_filter.domains, domain);
  return *this;
}

FilterNarrowing& FilterNarrowing::toSource(const QString& source) {
  narrow(m_filter.sourceSystems, source);
  return *this;
}

FilterNarrowing& FilterNarrowing::toEntity(const QString& entity) {
  narrow(m_filter.entities, entity);
  return *this;
}

FilterNarrowing& FilterNarrowing::toOwner(const QString& owner) {
  const bool any = m_filter.owners.isEmpty() && !m_filter.unowned;
  m_possible = m_possible && (any || (owner.isEmpty() ? m_filter.unowned : m_filter.owners.contains(owner)));
  m_filter.unowned = owner.isEmpty();
  m_filter.owners = owner.isEmpty() ? QStringList() : QStringList{owner};
  return *this;
}

FilterNarrowing& FilterNarrowing::toCreated(TimeRange range) {
  narrow(m_filter.created, range);
  return *this;
}

FilterNarrowing& FilterNarrowing::toResolved(TimeRange range) {
  narrow(m_filter.resolved, range);
  return *this;
}

FilterNarrowing& FilterNarrowing::toSla(TimeRange range) {
  narrow(m_filter.sla, range);
  return *this;
}

std::optional<ExceptionFilter> FilterNarrowing::filter() const {
  return m_possible ? std::optional(m_filter) : std::nullopt;
}

void FilterNarrowing::narrow(QStringList& values, const QString& value) {
  m_possible = m_possible && (values.isEmpty() || values.contains(value));
  values = {value};
}

void FilterNarrowing::narrow(TimeRange& present, const TimeRange& range) {
  if (range.from) {
    present.from = present.from ? std::max(*present.from, *range.from) : *range.from;
  }
  if (range.to) {
    present.to = present.to ? std::min(*present.to, *range.to) : *range.to;
  }
  m_possible = m_possible && (!present.from || !present.to || *present.from < *present.to);
}

} // namespace sentinai
