// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

namespace sentinai::ctl {

namespace {

constexpr int kLongestTrend = 1100; // Days; a longer range is summed up without its trend.

/// Starts of the UTC days from `from` to `to`; none where the range is open or too long.
std::vector<Instant> daysOf(const std::optional<Instant>& from, Instant to) {
  std::vector<Instant> starts;
  if (!from || *from >= to) {
    return starts;
  }
  Instant day = std::chrono::floor<std::chrono::days>(*from);
  if ((to - day) > std::chrono::days(kLongestTrend)) {
    return starts;
  }
  for (; day < to; day += std::chrono::days(1)) {
    starts.push_back(day);
  }
  starts.push_back(day);
  return starts;
}

} // namespace

void addSummaryCommand(CLI::App& app, CommandContext& context) {
  struct Arguments {
    std::string from, to;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* summary = app.add_subcommand("summary", "The dashboard's figures for exceptions created in a range");
  summary->add_option("--from", arguments->from, "Created at or after this time (ISO 8601)");
  summary->add_option("--to", arguments->to, "Created before this time (ISO 8601)");
  summary->callback([&context, arguments] {
    DashboardQuery query;
    query.now = currentInstant();
    query.filter.created = {timeArgument("--from", arguments->from), timeArgument("--to", arguments->to)};
    query.dayStarts = daysOf(query.filter.created.from, query.filter.created.to.value_or(query.now));
    const DashboardFigures figures = await(context.session().dashboard().figures(query, {}));
    context.output().object(toJson(figures),
                            {QStringLiteral("total"), QStringLiteral("by_status"), QStringLiteral("by_severity"),
                             QStringLiteral("by_domain"), QStringLiteral("sla"),
                             QStringLiteral("median_seconds_to_resolve"), QStringLiteral("top_entities"),
                             QStringLiteral("top_sources"), QStringLiteral("by_owner")});
  });
}

} // namespace sentinai::ctl
