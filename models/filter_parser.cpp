// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_parser.h"

#include "models/filter_bounds.h"

#include <QCoreApplication>

namespace sentinai {

namespace {

constexpr QLatin1Char kQuote('"');
constexpr QLatin1Char kEscape('\\');

/// Reads one token of the line; every position is the line's.
class TermReader {
  Q_DECLARE_TR_FUNCTIONS(FilterParser)

public:
  using Read = tl::expected<FilterTerm, FilterError>;

  TermReader(const QString& line, FilterToken token)
      : m_line(line)
      , m_token(token) {}

  [[nodiscard]] Read read() {
    const auto colon = colonPosition();
    if (colon < 0) {
      return readText();
    }
    const QString name = m_line.mid(m_token.position, colon - m_token.position);
    if (name.startsWith(QLatin1Char('-'))) {
      return fail(m_token.position, name.size(), tr("Terms cannot be excluded. Leave out the minus."));
    }
    const auto field = fromText<FilterField>(name.toLower());
    if (!field || *field == FilterField::Text) {
      return fail(m_token.position, name.size(), unknownField(name));
    }
    m_valueStart = colon + 1;
    m_valueLength = m_token.position + m_token.length - m_valueStart;
    if (m_valueLength == 0) {
      return fail(m_token.position, m_token.length, tr("“%1:” needs a value, %2.").arg(name, example(*field)));
    }
    return isRange(*field) ? readRange(*field) : readValues(*field);
  }

private:
  static bool isRange(FilterField field) { return field >= FilterField::Created && field <= FilterField::Amount; }

  static QString example(FilterField field) {
    switch (field) {
    case FilterField::Status:
      return tr("such as open, analyzing, resolved or escalated");
    case FilterField::Severity:
      return tr("such as low, medium, high, critical or >=high");
    case FilterField::Owner:
      return tr("such as me, none or a name");
    case FilterField::Created:
    case FilterField::Updated:
    case FilterField::Resolved:
      return tr("such as <2d, today, 2026-03-01 or 2026-03-01..2026-03-31");
    case FilterField::Sla:
      return tr("such as <4h, >1d or 2026-03-01..2026-03-31");
    case FilterField::Age:
      return tr("such as >2d, <4h or 1d..3d");
    case FilterField::Amount:
      return tr("such as >100, <=2500.50 or 100..500");
    case FilterField::Domain:
    case FilterField::Type:
    case FilterField::Entity:
    case FilterField::Source:
    case FilterField::Text:
      break;
    }
    return tr("a name; put names with spaces in quotes");
  }

  static QString unknownField(const QString& name) {
    const QStringList names = filterFieldNames();
    for (const QString& known : names) {
      if (!name.isEmpty() && (known.startsWith(name.left(2).toLower()) || known.endsWith(name.toLower()))) {
        return tr("There is no field “%1”. Do you mean “%2:”? To search for the text, put it in quotes.")
            .arg(name, known);
      }
    }
    return tr("There is no field “%1”. Write one of %2, or put the text in quotes.")
        .arg(name, names.join(QStringLiteral(", ")));
  }

  static tl::unexpected<FilterError> fail(qsizetype position, qsizetype length, QString message) {
    return tl::unexpected<FilterError>(FilterError{position, length, std::move(message)});
  }

  /// Of the first colon outside quotes, unless the token starts with one; -1 if there is none.
  [[nodiscard]] qsizetype colonPosition() const {
    for (qsizetype i = m_token.position; i < m_token.position + m_token.length; ++i) {
      if (m_line[i] == kQuote) {
        return -1;
      }
      if (m_line[i] == QLatin1Char(':')) {
        return i == m_token.position ? -1 : i;
      }
    }
    return -1;
  }

  [[nodiscard]] FilterTerm term(FilterField field) const {
    FilterTerm result;
    result.field = field;
    result.position = m_token.position;
    result.length = m_token.length;
    return result;
  }

  /// Splits at commas outside quotes and takes the quotes away.
  [[nodiscard]] tl::expected<std::vector<FilterValue>, FilterError> split(qsizetype start, qsizetype length,
                                                                          bool atCommas) const {
    std::vector<FilterValue> values(1);
    qsizetype open = -1;
    for (qsizetype i = start; i < start + length; ++i) {
      const QChar c = m_line[i];
      if (open >= 0 && c == kEscape && i + 1 < start + length) {
        values.back().text += m_line[++i];
      } else if (c == kQuote) {
        open = open >= 0 ? -1 : i;
        values.back().quoted = true;
      } else if (open < 0 && atCommas && c == QLatin1Char(',')) {
        values.emplace_back();
      } else {
        values.back().text += c;
      }
    }
    if (open >= 0) {
      return fail(open, start + length - open, tr("The quote is not closed. Write \" at the end of the text."));
    }
    return values;
  }

  [[nodiscard]] Read readText() const {
    auto values = split(m_token.position, m_token.length, false);
    if (!values) {
      return tl::unexpected<FilterError>(values.error());
    }
    FilterTerm result = term(FilterField::Text);
    result.values = std::move(*values);
    return result;
  }

  [[nodiscard]] Read readValues(FilterField field) const {
    auto values = split(m_valueStart, m_valueLength, true);
    if (!values) {
      return tl::unexpected<FilterError>(values.error());
    }
    FilterTerm result = term(field);
    for (const FilterValue& value : *values) {
      if (value.text.isEmpty() && (!value.quoted || field == FilterField::Status || field == FilterField::Severity)) {
        return fail(m_valueStart, m_valueLength, tr("A value is missing: %1.").arg(example(field)));
      }
      if (field == FilterField::Status) {
        const auto status = fromText<Status>(value.text.toLower());
        if (!status) {
          return fail(m_valueStart, m_valueLength,
                      tr("“%1” is no status. Write open, analyzing, resolved or escalated.").arg(value.text));
        }
        result.values.push_back({toText(*status), false});
      } else if (field == FilterField::Severity) {
        const auto severities = readSeverities(value.text);
        if (severities.empty()) {
          return fail(m_valueStart, m_valueLength,
                      tr("“%1” is no severity. Write low, medium, high, critical, or >=high.").arg(value.text));
        }
        for (const Severity severity : severities) {
          result.values.push_back({toText(severity), false});
        }
      } else {
        result.values.push_back(value);
      }
    }
    return result;
  }

  [[nodiscard]] static std::vector<Severity> readSeverities(const QString& text) {
    const QString op = operatorOf(text);
    const auto given = fromText<Severity>(text.mid(op.size()).toLower());
    std::vector<Severity> result;
    for (const Severity severity : allValues<Severity>()) {
      const bool matches = op.isEmpty()                ? given == severity
                           : op == QLatin1String(">=") ? given && severity >= *given
                           : op == QLatin1String(">")  ? given && severity > *given
                           : op == QLatin1String("<=") ? given && severity <= *given
                                                       : given && severity < *given;
      if (matches) {
        result.push_back(severity);
      }
    }
    return result;
  }

  [[nodiscard]] static QString operatorOf(const QString& text) {
    for (const QLatin1String op : {QLatin1String(">="), QLatin1String("<="), QLatin1String(">"), QLatin1String("<")}) {
      if (text.startsWith(op)) {
        return op;
      }
    }
    return {};
  }

  [[nodiscard]] static std::optional<FilterBound> readBound(FilterField field, const QString& text) {
    if (field == FilterField::Amount) {
      const auto amount = Decimal::parse(text);
      return amount ? std::optional<FilterBound>(*amount) : std::nullopt;
    }
    if (const auto span = parseSpan(text)) {
      // Ages are never negative; a deadline may be behind us.
      return *span >= std::chrono::seconds{0} || field == FilterField::Sla ? std::optional<FilterBound>(*span)
                                                                           : std::nullopt;
    }
    return field == FilterField::Age ? std::nullopt : parseTimeBound(text);
  }

  [[nodiscard]] Read readRange(FilterField field) const {
    const QString text = m_line.mid(m_valueStart, m_valueLength);
    const QString op = operatorOf(text);
    const auto wrong = [&](const QString& part) {
      return fail(
          m_valueStart, m_valueLength,
          tr("“%1” cannot be understood after “%2:”. Write a value %3.").arg(part, toText(field), example(field)));
    };
    FilterTerm result = term(field);
    if (!op.isEmpty()) {
      const auto bound = readBound(field, text.mid(op.size()));
      if (!bound) {
        return wrong(text);
      }
      FilterRange range;
      range.inclusive = op.size() == 2;
      (op.startsWith(QLatin1Char('>')) ? range.from : range.to) = *bound;
      result.range = range;
      return result;
    }
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    const QString first = dots < 0 ? text : text.left(dots);
    const QString last = dots < 0 ? text : text.mid(dots + 2);
    FilterRange range;
    if (!first.isEmpty()) {
      range.from = readBound(field, first);
      if (!range.from) {
        return wrong(first);
      }
    }
    if (!last.isEmpty()) {
      range.to = readBound(field, last);
      if (!range.to) {
        return wrong(last);
      }
    }
    if (!range.from && !range.to) {
      return wrong(text);
    }
    const auto isSpan = [](const std::optional<FilterBound>& bound) {
      return bound && std::holds_alternative<std::chrono::seconds>(*bound);
    };
    const bool wide =
        field == FilterField::Amount || std::holds_alternative<FilterDay>(*(range.from ? range.from : range.to));
    if (dots < 0 && !wide) {
      return fail(m_valueStart, m_valueLength,
                  tr("“%2” needs a direction. Write %1:<%2 or %1:>%2.").arg(toText(field), text));
    }
    if (dots >= 0 && range.from && range.to && isSpan(range.from) != isSpan(range.to)) {
      return fail(m_valueStart, m_valueLength,
                  tr("Both ends of a range must be of one kind. Write two dates or two spans."));
    }
    result.range = range;
    return result;
  }

  const QString& m_line;
  FilterToken m_token;
  qsizetype m_valueStart = 0;
  qsizetype m_valueLength = 0;
};

} // namespace

std::vector<FilterToken> filterTokens(const QString& line) {
  std::vector<FilterToken> tokens;
  qsizetype start = -1;
  bool quoted = false;
  for (qsizetype i = 0; i <= line.size(); ++i) {
    const bool ends = i == line.size() || (!quoted && line[i].isSpace());
    if (ends) {
      if (start >= 0) {
        tokens.push_back({start, i - start});
      }
      start = -1;
      continue;
    }
    if (start < 0) {
      start = i;
    }
    if (quoted && line[i] == kEscape && i + 1 < line.size()) {
      ++i;
    } else if (line[i] == kQuote) {
      quoted = !quoted;
    }
  }
  return tokens;
}

tl::expected<std::vector<FilterTerm>, FilterError> parseFilterTerms(const QString& line) {
  std::vector<FilterTerm> terms;
  for (const FilterToken token : filterTokens(line)) {
    auto term = TermReader(line, token).read();
    if (!term) {
      return tl::unexpected<FilterError>(term.error());
    }
    terms.push_back(std::move(*term));
  }
  return terms;
}

QString quotedFilterValue(FilterField field, const QString& value) {
  const auto special = [](QChar c) {
    return c.isSpace() || c == kQuote || c == QLatin1Char(',') || c == QLatin1Char(':') || c == kEscape;
  };
  const bool keyword = field == FilterField::Owner && (value == QLatin1String("me") || value == QLatin1String("none"));
  if (!value.isEmpty() && !keyword && std::none_of(value.begin(), value.end(), special)) {
    return value;
  }
  QString escaped = value;
  escaped.replace(kEscape, QStringLiteral("\\\\")).replace(kQuote, QStringLiteral("\\\""));
  return kQuote + escaped + kQuote;
}

QStringList filterFieldNames() {
  QStringList names;
  for (const FilterField field : allValues<FilterField>()) {
    if (field != FilterField::Text) {
      names.append(toText(field));
    }
  }
  return names;
}

} // namespace sentinai
