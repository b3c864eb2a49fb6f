// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/agents/rules/rule.h"

namespace sentinai::ctl {

namespace {

struct Arguments {
  std::string rule, data;
};

template <typename T>
T resultOrFail(RuleResult<T> result) {
  if (!result) {
    throw CommandError(ExitStatus::BadInput, result.error().message());
  }
  return std::move(*result);
}

} // namespace

void addRuleCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("rule", "Try the rules of packs and playbooks");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* eval = group->add_subcommand("eval", "Evaluate a JsonLogic rule and print the result as JSON");
  eval->add_option("RULE", arguments->rule, "The rule as JSON, or - for standard input")->required();
  eval->add_option("--data", arguments->data, "File with the data as JSON, or - for standard input (default: null)");
  eval->callback([&context, arguments] {
    if (arguments->rule == "-" && arguments->data == "-") {
      throw CommandError(ExitStatus::Usage, QStringLiteral("Only one of RULE and --data can be standard input."));
    }
    const Rule rule = resultOrFail(Rule::compile(jsonValueArgument(arguments->rule, false)));
    const QJsonValue json = arguments->data.empty() ? QJsonValue() : jsonValueArgument(arguments->data, true);
    const RuleData data = resultOrFail(RuleData::fromJson(json));
    const auto log = [](const QJsonValue& value) {
      printError(QStringLiteral("log: ") + QString::fromUtf8(jsonText(value)));
    };
    context.output().value(resultOrFail(rule.evaluate(data, {}, log)));
  });
}

} // namespace sentinai::ctl
