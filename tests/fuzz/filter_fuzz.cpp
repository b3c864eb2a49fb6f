// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_expression.h"
#include "models/filter_parser.h"
#include "tests/fuzz/fuzz_log.h"

using namespace sentinai;

/// Any text as a line of the filter language: errors and terms stand within the line, and what a line means can be
/// written as a line again.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  const QString line = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
  const auto inside = [&line](qsizetype position, qsizetype length) {
    return position >= 0 && length >= 0 && position + length <= line.size();
  };
  for (const FilterToken& token : filterTokens(line)) {
    mustHold(inside(token.position, token.length), "tokens stand within the line");
  }
  const auto parsed = FilterExpression::parse(line);
  if (!parsed) {
    mustHold(inside(parsed.error().position, parsed.error().length) && !parsed.error().message.isEmpty(),
             "an error has words and stands within the line");
    return 0;
  }
  for (const FilterTerm& term : parsed->terms()) {
    mustHold(inside(term.position, term.length), "terms stand within the line");
  }
  FilterContext context;
  context.login = QStringLiteral("ann");
  context.now = Instant{std::chrono::seconds{1'700'000'000}};
  // Each word counts for itself, so it does not matter what stands between them.
  const auto meaning = [&context](const FilterExpression& expression) {
    ExceptionFilter filter = expression.toFilter(context);
    filter.text = filter.text.simplified();
    return filter;
  };
  const ExceptionFilter filter = meaning(*parsed);
  const FilterExpression rewritten = FilterExpression::fromFilter(filter, context.zone);
  const auto again = FilterExpression::parse(rewritten.line());
  mustHold(again.has_value(), "a filter's line can be read");
  mustHold(meaning(*again) == filter, "a filter's line means the filter");
  return 0;
}
