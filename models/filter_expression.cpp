// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_expression.h"

#include "models/filter_bounds.h"
#include "models/filter_parser.h"

namespace sentinai {

namespace {

QString termLine(FilterField field, const QString& values) {
  return field == FilterField::Text ? values : QStringLiteral("%1:%2").arg(toText(field), values);
}

QString writtenValue(FilterField field, const FilterValue& value) {
  const bool keyword = field == FilterField::Owner && !value.quoted &&
                       (value.text == QLatin1String("me") || value.text == QLatin1String("none"));
  return keyword ? value.text : quotedFilterValue(field, value.text);
}

QString writtenValues(FilterField field, const std::vector<FilterValue>& values) {
  QStringList parts;
  for (const FilterValue& value : values) {
    parts.append(writtenValue(field, value));
  }
  return parts.join(field == FilterField::Text ? QLatin1Char(' ') : QLatin1Char(','));
}

std::vector<FilterValue> literalValues(const QStringList& texts) {
  std::vector<FilterValue> values;
  for (const QString& text : texts) {
    values.push_back({text, true});
  }
  return values;
}

template <TextEnum E>
std::vector<FilterValue> enumValues(const std::vector<E>& values) {
  std::vector<FilterValue> result;
  for (const E value : values) {
    result.push_back({toText(value), false});
  }
  return result;
}

/// The day that begins at `instant` in `zone`, if one does.
std::optional<QDate> dayStart(Instant instant, const QTimeZone& zone) {
  const QDate date = toDateTime(instant).toTimeZone(zone).date();
  return fromDateTime(date.startOfDay(zone)) == instant ? std::optional(date) : std::nullopt;
}

QString writtenRange(const TimeRange& range, const QTimeZone& zone) {
  if (!range.from && !range.to) {
    return {};
  }
  const auto fromDay = range.from ? dayStart(*range.from, zone) : std::nullopt;
  const auto endDay = range.to ? dayStart(*range.to, zone) : std::nullopt;
  const bool days = (!range.from || fromDay) && (!range.to || endDay);
  if (days) {
    const QString first = fromDay ? fromDay->toString(Qt::ISODate) : QString();
    const QString last = endDay ? endDay->addDays(-1).toString(Qt::ISODate) : QString();
    if (!first.isEmpty() && !last.isEmpty()) {
      return first == last ? first : QStringLiteral("%1..%2").arg(first, last);
    }
    return first.isEmpty() ? QStringLiteral("<=%1").arg(last) : QStringLiteral(">=%1").arg(first);
  }
  return QStringLiteral("%1..%2").arg(range.from ? toIsoText(*range.from) : QString(),
                                      range.to ? toIsoText(*range.to) : QString());
}

QString writtenAmounts(const ExceptionFilter& filter) {
  if (filter.amountFrom && filter.amountTo) {
    return QStringLiteral("%1..%2").arg(filter.amountFrom->text(), filter.amountTo->text());
  }
  if (filter.amountFrom) {
    return QStringLiteral(">=%1").arg(filter.amountFrom->text());
  }
  return filter.amountTo ? QStringLiteral("<=%1").arg(filter.amountTo->text()) : QString();
}

void addNames(QStringList& names, const std::vector<FilterValue>& values) {
  for (const FilterValue& value : values) {
    if (!names.contains(value.text)) {
      names.append(value.text);
    }
  }
}

template <TextEnum E>
void addEnums(std::vector<E>& known, const std::vector<FilterValue>& values) {
  for (const FilterValue& value : values) {
    const auto read = fromText<E>(value.text);
    if (read && std::find(known.begin(), known.end(), *read) == known.end()) {
      known.push_back(*read);
    }
  }
}

void addOwners(ExceptionFilter& filter, const std::vector<FilterValue>& values, const QString& login) {
  for (const FilterValue& value : values) {
    if (!value.quoted && value.text == QLatin1String("none")) {
      filter.unowned = true;
    } else {
      const bool me = !value.quoted && value.text == QLatin1String("me");
      addNames(filter.owners, {{me ? login : value.text, true}});
    }
  }
}

void addAmounts(ExceptionFilter& filter, const FilterRange& range) {
  const auto [from, to] = amountRange(range);
  if (from && (!filter.amountFrom || filter.amountFrom->toDouble() < from->toDouble())) {
    filter.amountFrom = from;
  }
  if (to && (!filter.amountTo || filter.amountTo->toDouble() > to->toDouble())) {
    filter.amountTo = to;
  }
}

} // namespace

tl::expected<FilterExpression, FilterError> FilterExpression::parse(const QString& line) {
  auto terms = parseFilterTerms(line);
  if (!terms) {
    return tl::unexpected<FilterError>(terms.error());
  }
  FilterExpression expression;
  expression.m_line = line;
  expression.m_terms = std::move(*terms);
  return expression;
}

FilterExpression FilterExpression::fromFilter(const ExceptionFilter& filter, const QTimeZone& zone) {
  QStringList parts;
  const auto add = [&parts](FilterField field, const QString& values) {
    if (!values.isEmpty()) {
      parts.append(termLine(field, values));
    }
  };
  const auto addValues = [&add](FilterField field, const std::vector<FilterValue>& values) {
    add(field, writtenValues(field, values));
  };
  addValues(FilterField::Status, enumValues(filter.statuses));
  addValues(FilterField::Severity, enumValues(filter.severities));
  addValues(FilterField::Domain, literalValues(filter.domains));
  addValues(FilterField::Type, literalValues(filter.types));
  addValues(FilterField::Entity, literalValues(filter.entities));
  addValues(FilterField::Source, literalValues(filter.sourceSystems));
  auto owners = literalValues(filter.owners);
  if (filter.unowned) {
    owners.push_back({QStringLiteral("none"), false});
  }
  addValues(FilterField::Owner, owners);
  add(FilterField::Created, writtenRange(filter.created, zone));
  add(FilterField::Updated, writtenRange(filter.updated, zone));
  add(FilterField::Resolved, writtenRange(filter.resolved, zone));
  add(FilterField::Sla, writtenRange(filter.sla, zone));
  add(FilterField::Amount, writtenAmounts(filter));
  addValues(FilterField::Text, literalValues(filter.text.split(QLatin1Char(' '), Qt::SkipEmptyParts)));
  return parse(parts.join(QLatin1Char(' '))).value_or(FilterExpression());
}

ExceptionFilter FilterExpression::toFilter(const FilterContext& context) const {
  ExceptionFilter filter;
  QStringList words;
  for (const FilterTerm& term : m_terms) {
    const auto narrow = [&](TimeRange& present, const TimeRange& range) { present = intersection(present, range); };
    switch (term.field) {
    case FilterField::Status:
      addEnums(filter.statuses, term.values);
      break;
    case FilterField::Severity:
      addEnums(filter.severities, term.values);
      break;
    case FilterField::Domain:
      addNames(filter.domains, term.values);
      break;
    case FilterField::Type:
      addNames(filter.types, term.values);
      break;
    case FilterField::Entity:
      addNames(filter.entities, term.values);
      break;
    case FilterField::Source:
      addNames(filter.sourceSystems, term.values);
      break;
    case FilterField::Owner:
      addOwners(filter, term.values, context.login);
      break;
    case FilterField::Created:
    case FilterField::Age:
      narrow(filter.created, pastRange(*term.range, context));
      break;
    case FilterField::Updated:
      narrow(filter.updated, pastRange(*term.range, context));
      break;
    case FilterField::Resolved:
      narrow(filter.resolved, pastRange(*term.range, context));
      break;
    case FilterField::Sla:
      narrow(filter.sla, deadlineRange(*term.range, context));
      break;
    case FilterField::Amount:
      addAmounts(filter, *term.range);
      break;
    case FilterField::Text:
      for (const FilterValue& value : term.values) {
        words.append(value.text);
      }
      break;
    }
  }
  filter.text = words.join(QLatin1Char(' '));
  return filter;
}

std::vector<FilterValue> FilterExpression::values(FilterField field) const {
  std::vector<FilterValue> result;
  for (const FilterTerm& term : m_terms) {
    if (term.field == field) {
      result.insert(result.end(), term.values.begin(), term.values.end());
    }
  }
  return result;
}

bool FilterExpression::contains(FilterField field) const {
  return std::any_of(m_terms.begin(), m_terms.end(), [field](const FilterTerm& term) { return term.field == field; });
}

FilterExpression FilterExpression::withValues(FilterField field, const std::vector<FilterValue>& values) const {
  return values.empty() ? without(field) : withTerm(field, writtenValues(field, values));
}

FilterExpression FilterExpression::withTerm(FilterField field, const QString& text) const {
  // The new term takes the place of the field's first one, so that chips do not jump about.
  QStringList parts;
  bool placed = false;
  for (const FilterTerm& term : m_terms) {
    if (term.field != field) {
      parts.append(termText(term));
    } else if (!std::exchange(placed, true)) {
      parts.append(termLine(field, text));
    }
  }
  if (!placed) {
    parts.append(termLine(field, text));
  }
  return parse(parts.join(QLatin1Char(' '))).value_or(*this);
}

FilterExpression FilterExpression::without(FilterField field) const {
  QStringList parts;
  for (const FilterTerm& term : m_terms) {
    if (term.field != field) {
      parts.append(termText(term));
    }
  }
  return parse(parts.join(QLatin1Char(' '))).value_or(*this);
}

FilterExpression FilterExpression::withoutTerm(std::size_t index) const {
  QStringList parts;
  for (std::size_t i = 0; i < m_terms.size(); ++i) {
    if (i != index) {
      parts.append(termText(m_terms[i]));
    }
  }
  return parse(parts.join(QLatin1Char(' '))).value_or(*this);
}

} // namespace sentinai
