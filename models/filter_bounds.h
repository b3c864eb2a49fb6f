// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

namespace sentinai {

/// `4h`, `2d`, `1d12h`, `90min`; units s, m or min, h, d, w; a leading minus is allowed. Empty where it is none.
[[nodiscard]] std::optional<std::chrono::seconds> parseSpan(QStringView text);

/// `2026-03-01`, `today`, `yesterday`, `2026-03-01T08:30`, `2026-03-01T08:30Z`. Empty where it is none.
[[nodiscard]] std::optional<FilterBound> parseTimeBound(QStringView text);

/// The moments that a range of `created` and its like covers. Spans are ages: `<2d` is what happened within the last
/// two days.
[[nodiscard]] TimeRange pastRange(const FilterRange& range, const FilterContext& context);

/// The deadlines that a range of `sla` covers. Spans are time left: `<4h` is what ends within four hours or has ended.
[[nodiscard]] TimeRange deadlineRange(const FilterRange& range, const FilterContext& context);

/// What both ranges cover; an empty range if they do not meet.
[[nodiscard]] TimeRange intersection(const TimeRange& a, const TimeRange& b);

/// `>=` and `<=` as they are, `>` and `<` by the next amount that a database can tell apart.
[[nodiscard]] std::pair<std::optional<Decimal>, std::optional<Decimal>> amountRange(const FilterRange& range);

} // namespace sentinai
