// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QStringList>
#include <tl/expected.hpp>

namespace sentinai {

/// Splits and reads a line of the filter language (docs of it: FilterExpression). Pure.
[[nodiscard]] tl::expected<std::vector<FilterTerm>, FilterError> parseFilterTerms(const QString& line);

/// A stretch of the line without white space outside quotes.
struct FilterToken {
  qsizetype position = 0;
  qsizetype length = 0;
};

/// Where the tokens stand; an unclosed quote reaches to the end.
[[nodiscard]] std::vector<FilterToken> filterTokens(const QString& line);

/// The value as it must be written to mean itself in `field`: quoted if need be.
[[nodiscard]] QString quotedFilterValue(FilterField field, const QString& value);

/// The fields that have a name, in the order to offer them.
[[nodiscard]] QStringList filterFieldNames();

} // namespace sentinai
