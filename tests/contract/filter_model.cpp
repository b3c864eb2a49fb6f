// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/filter_model.h"

#include "tests/support/sample_exceptions.h"

#include <algorithm>
#include <functional>
#include <variant>

namespace sentinai {

using namespace Qt::StringLiterals;

namespace {

template <typename List, typename Value>
bool oneOf(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool within(const TimeRange& range, const std::optional<Instant>& instant) {
  if (!range.from && !range.to) {
    return true;
  }
  return instant && (!range.from || *instant >= *range.from) && (!range.to || *instant < *range.to);
}

bool ownerFits(const Exception& e, const ExceptionFilter& filter) {
  if (filter.unowned) {
    return !e.owner || filter.owners.contains(*e.owner);
  }
  return filter.owners.isEmpty() || (e.owner && filter.owners.contains(*e.owner));
}

bool textFits(const Exception& e, const QString& text) {
  const QStringList words = text.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  const QStringList places{e.exceptionId, e.type, e.entity, e.sourceSystem, e.owner.value_or(QString())};
  return std::all_of(words.begin(), words.end(), [&](const QString& word) {
    return std::any_of(places.begin(), places.end(),
                       [&](const QString& place) { return place.toCaseFolded().contains(word); });
  });
}

/// UTF-8 compares by code point.
using Key = std::optional<std::variant<QByteArray, double, qint64>>;

Key keyOf(const Exception& e, ExceptionField field) {
  switch (field) {
  case ExceptionField::ExceptionId:
    return e.exceptionId.toUtf8();
  case ExceptionField::Domain:
    return e.domain.toUtf8();
  case ExceptionField::Type:
    return e.type.toUtf8();
  case ExceptionField::Severity:
    return static_cast<qint64>(e.severity);
  case ExceptionField::Status:
    return toText(e.status).toUtf8();
  case ExceptionField::SourceSystem:
    return e.sourceSystem.toUtf8();
  case ExceptionField::Entity:
    return e.entity.toUtf8();
  case ExceptionField::Amount:
    return e.amount ? Key(e.amount->toDouble()) : Key();
  case ExceptionField::SlaDeadline:
    return e.slaDeadline ? Key(toEpochMicros(*e.slaDeadline)) : Key();
  case ExceptionField::Owner:
    return e.owner ? Key(e.owner->toUtf8()) : Key();
  case ExceptionField::CreatedAt:
    return toEpochMicros(e.createdAt);
  case ExceptionField::UpdatedAt:
    return toEpochMicros(e.updatedAt);
  }
  Q_UNREACHABLE();
}

bool isTieBrokenByTime(ExceptionField field) {
  return field != ExceptionField::ExceptionId && field != ExceptionField::Amount &&
         field != ExceptionField::SlaDeadline && field != ExceptionField::CreatedAt &&
         field != ExceptionField::UpdatedAt;
}

} // namespace

bool matches(const Exception& e, const ExceptionFilter& filter) {
  return oneOf(filter.domains, e.domain) && oneOf(filter.types, e.type) && oneOf(filter.statuses, e.status) &&
         oneOf(filter.severities, e.severity) && oneOf(filter.sourceSystems, e.sourceSystem) &&
         oneOf(filter.entities, e.entity) && ownerFits(e, filter) && within(filter.created, e.createdAt) &&
         within(filter.updated, e.updatedAt) && within(filter.resolved, e.resolvedAt) &&
         within(filter.sla, e.slaDeadline) &&
         (!filter.amountFrom || (e.amount && e.amount->toDouble() >= filter.amountFrom->toDouble())) &&
         (!filter.amountTo || (e.amount && e.amount->toDouble() <= filter.amountTo->toDouble())) &&
         textFits(e, filter.text);
}

std::vector<Exception> expectedList(const std::vector<Exception>& all, const ExceptionFilter& filter,
                                    const ExceptionSort& sort) {
  std::vector<Exception> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](const Exception& e) { return matches(e, filter); });
  std::sort(result.begin(), result.end(), [&](const Exception& a, const Exception& b) {
    const Key left = keyOf(a, sort.field);
    const Key right = keyOf(b, sort.field);
    if (left.has_value() != right.has_value()) {
      return left.has_value();
    }
    const bool ascending = sort.order == Qt::AscendingOrder;
    if (left != right) {
      return ascending ? *left < *right : *right < *left;
    }
    if (isTieBrokenByTime(sort.field) && a.createdAt != b.createdAt) {
      return ascending ? a.createdAt < b.createdAt : b.createdAt < a.createdAt;
    }
    const QByteArray leftId = a.exceptionId.toUtf8();
    const QByteArray rightId = b.exceptionId.toUtf8();
    return ascending ? leftId < rightId : rightId < leftId;
  });
  return result;
}

std::vector<std::pair<const char*, ExceptionFilter>> singleFilters() {
  const Instant day10 = sampleInstant() + std::chrono::hours{10 * 24};
  const Instant day20 = sampleInstant() + std::chrono::hours{20 * 24};
  std::vector<std::pair<const char*, ExceptionFilter>> filters;
  const auto add = [&filters](const char* name, const std::function<void(ExceptionFilter&)>& set) {
    ExceptionFilter filter;
    set(filter);
    filters.emplace_back(name, filter);
  };
  add("domain", [](auto& f) { f.domains = {u"Finance"_s, u"IT"_s}; });
  add("type", [](auto& f) { f.types = {u"Outage"_s}; });
  add("status", [](auto& f) { f.statuses = {Status::Open, Status::Resolved}; });
  add("severity", [](auto& f) { f.severities = {Severity::Critical, Severity::Low}; });
  add("source", [](auto& f) { f.sourceSystems = {u"Murex"_s, u"Epic"_s}; });
  add("entity", [](auto& f) { f.entities = {u"Zürich Re"_s, u"ACME"_s}; });
  add("no entity", [](auto& f) { f.entities = {QString()}; });
  add("owner", [](auto& f) { f.owners = {u"ann"_s}; });
  add("unowned", [](auto& f) { f.unowned = true; });
  add("owner or none", [](auto& f) {
    f.owners = {u"bob"_s};
    f.unowned = true;
  });
  add("created", [&](auto& f) { f.created = {day10, day20}; });
  add("updated", [&](auto& f) { f.updated = {day10, std::nullopt}; });
  add("resolved", [&](auto& f) { f.resolved = {std::nullopt, day20}; });
  add("sla", [&](auto& f) { f.sla = {day10, day20}; });
  add("amount from", [](auto& f) { f.amountFrom = Decimal::parse(u"10.25"); });
  add("amount to", [](auto& f) { f.amountTo = Decimal::parse(u"20"); });
  add("text", [](auto& f) { f.text = u"ÖSTERREICH"_s; });
  add("nothing matches", [](auto& f) { f.domains = {u"None"_s}; });
  return filters;
}

} // namespace sentinai
