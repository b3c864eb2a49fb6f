// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"

namespace sentinai {

/// Adds conditions to a filter: what it matches afterwards matched before and fulfils the condition. Once no exception
/// can match, it stays so and `filter()` is empty.
class FilterNarrowing {
public:
  explicit FilterNarrowing(ExceptionFilter filter)
      : m_filter(std::move(filter)) {}

  FilterNarrowing& toStatuses(const std::vector<Status>& statuses);
  FilterNarrowing& toUnresolved(); ///< Every status but resolved.
  FilterNarrowing& toSeverity(Severity severity);
  FilterNarrowing& toDomain(const QString& domain);
  FilterNarrowing& toSource(const QString& source);
  FilterNarrowing& toEntity(const QString& entity); ///< Empty: those that name none.
  FilterNarrowing& toOwner(const QString& owner);   ///< Empty: those without an owner.
  FilterNarrowing& toCreated(TimeRange range);
  FilterNarrowing& toResolved(TimeRange range);
  FilterNarrowing& toSla(TimeRange range);

  [[nodiscard]] std::optional<ExceptionFilter> filter() const;

private:
  void narrow(QStringList& values, const QString& value);
  void narrow(TimeRange& present, const TimeRange& range);

  ExceptionFilter m_filter;
  bool m_possible = true;
};

} // namespace sentinai
