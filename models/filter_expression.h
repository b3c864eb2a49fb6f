// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QStringList>
#include <tl/expected.hpp>

namespace sentinai {

/// A filter of exceptions as people write it on one line. A value; pure.
///
///   status:open severity:>=high domain:"IT Operations" owner:me,none sla:<4h age:>2d amount:>=100
///   created:2026-03-01..2026-03-31 murex "settlement fail"
///
/// Terms are separated by spaces and all must hold; the values of one field, in one term or several, are alternatives.
/// Times of day and days are the viewer's; a range of days includes its last day. Bare words and quoted text must
/// occur, each word for itself, in id, type, entity, source system or owner.
class FilterExpression {
public:
  FilterExpression() = default; ///< Everything.

  [[nodiscard]] static tl::expected<FilterExpression, FilterError> parse(const QString& line);

  /// The line that stands for `filter`, with its times in `zone` where they are whole days there.
  [[nodiscard]] static FilterExpression fromFilter(const ExceptionFilter& filter, const QTimeZone& zone);

  /// Times that depend on now, and `me`, are resolved against `context`.
  [[nodiscard]] ExceptionFilter toFilter(const FilterContext& context) const;

  [[nodiscard]] const QString& line() const { return m_line; }
  [[nodiscard]] const std::vector<FilterTerm>& terms() const { return m_terms; }
  [[nodiscard]] QString termText(const FilterTerm& term) const { return m_line.mid(term.position, term.length); }
  [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }

  /// The values given for a field of names; `me` and `none` of the owner as written.
  [[nodiscard]] std::vector<FilterValue> values(FilterField field) const;
  [[nodiscard]] bool contains(FilterField field) const;

  /// With exactly these values for a field of names, and none of its terms if they are empty.
  [[nodiscard]] FilterExpression withValues(FilterField field, const std::vector<FilterValue>& values) const;
  /// With one term `field:text` in place of the field's terms; unchanged if that is not understood.
  [[nodiscard]] FilterExpression withTerm(FilterField field, const QString& text) const;
  [[nodiscard]] FilterExpression without(FilterField field) const;
  [[nodiscard]] FilterExpression withoutTerm(std::size_t index) const;

  friend bool operator==(const FilterExpression&, const FilterExpression&) = default;

private:
  QString m_line;
  std::vector<FilterTerm> m_terms;
};

} // namespace sentinai
