// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/copilot.h"
#include "app/agents/tools/secret_source.h"
#include "app/ctl/commands.h"
#include "app/ctl/interrupt_watch.h"

#include <QJsonArray>

namespace sentinai::ctl {

namespace {

struct Arguments {
  ExceptionFilterOptions filter;
  std::string first, second;
  bool isView = false;
  bool withoutModel = false;
};

std::optional<ChatSettings> modelSettings(const Arguments& arguments) {
  if (arguments.withoutModel) {
    return std::nullopt;
  }
  std::optional<ChatSettings> settings =
      valueOrFail(ChatSettings::fromEnvironment(QProcessEnvironment::systemEnvironment()));
  if (settings) {
    // Some endpoints want none.
    settings->key = QCoro::waitFor(platformSecrets()(QStringLiteral("MODEL_KEY"), {})).value_or(QString()).toUtf8();
  }
  return settings;
}

QJsonObject toJson(const CopilotAnswer& answer) {
  const auto orNull = [](const QString& text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); };
  QJsonArray citations;
  for (const CopilotSource& source : answer.citations) {
    citations.append(QJsonObject{{QStringLiteral("number"), source.number},
                                 {QStringLiteral("exception_id"), source.exceptionId},
                                 {QStringLiteral("event_id"), source.eventId ? QJsonValue(source.id()) : QJsonValue()},
                                 {QStringLiteral("says"), source.says}});
  }
  return {{QStringLiteral("question_id"), orNull(answer.questionId)},
          {QStringLiteral("outcome"), toText(answer.outcome)},
          {QStringLiteral("answer"), answer.text},
          {QStringLiteral("citations"), citations},
          {QStringLiteral("without_evidence"), answer.withoutEvidence},
          {QStringLiteral("model"), orNull(answer.model)},
          {QStringLiteral("prompt_sha256"), orNull(answer.promptSha256)},
          {QStringLiteral("problem"), orNull(answer.problem)},
          {QStringLiteral("notices"), QJsonArray::fromStringList(answer.notices)},
          {QStringLiteral("proposal"), answer.proposal ? QJsonValue(*answer.proposal) : QJsonValue()}};
}

void show(const Output& output, const CopilotAnswer& answer, bool wasStreamed) {
  if (output.json()) {
    output.object(toJson(answer));
    return;
  }
  const bool isByModel =
      answer.outcome != CopilotAnswer::Outcome::Composed && answer.outcome != CopilotAnswer::Outcome::Failed;
  if (wasStreamed) {
    output.text({});
  }
  if (!isByModel) {
    output.text(answer.text);
  }
  if (answer.withoutEvidence) {
    output.text(QStringLiteral("\nWithout evidence: the model cites nothing of the record."));
  }
  if (!answer.citations.empty()) {
    output.text(QString());
  }
  for (const CopilotSource& source : answer.citations) {
    output.text(QStringLiteral("[%1] %2: %3").arg(source.number).arg(printable(source.id()), source.says));
  }
  if (answer.proposal) {
    output.text(QStringLiteral("\nThe model proposes to %1. It is recorded; nothing acts on it.")
                    .arg(answer.proposal->value(QLatin1String("decision")).toString()));
  }
}

void ask(CommandContext& context, const Arguments& arguments) {
  if (arguments.isView != arguments.second.empty()) {
    throw CommandError(ExitStatus::Usage, arguments.isView ? QStringLiteral("With --view comes the question only.")
                                                           : QStringLiteral("What is the question? ask ID QUESTION"));
  }
  const ExceptionFilter filter = arguments.filter.filter();
  if (!arguments.isView && filter != ExceptionFilter{}) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("Filters are for --view: of an exception ask by its id."));
  }
  const std::optional<ChatSettings> model = modelSettings(arguments);
  Session& session = context.session();
  const Copilot copilot(&session, context.actor(), model);
  const Output& output = context.output();
  const auto wasStreamed = std::make_shared<bool>(false);
  const Copilot::Piece piece = [&output, wasStreamed](const QString& text) {
    *wasStreamed = true;
    output.piece(text);
  };
  const InterruptWatch interrupted;
  const CopilotAnswer answer =
      await(arguments.isView ? copilot.askView(filter, text(arguments.first), piece, interrupted.token())
                             : copilot.ask(text(arguments.first), text(arguments.second), piece, interrupted.token()));
  if (!answer.problem.isEmpty()) {
    printError(answer.problem + QStringLiteral(" What the record says follows."));
  }
  show(output, answer, *wasStreamed);
  for (const QString& notice : answer.notices) {
    printError(printable(notice));
  }
  if (answer.outcome == CopilotAnswer::Outcome::Cut) {
    printError(QStringLiteral("The model's answer was cut."));
  } else if (answer.outcome == CopilotAnswer::Outcome::Cancelled) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("The question was cancelled."));
  }
}

} // namespace

void addAskCommand(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("ask", "Ask the co-pilot about an exception, or with --view about a list");
  command->add_option("ID", arguments->first, "Exception id; with --view the question")->required();
  command->add_option("QUESTION", arguments->second, "The question, in quotes");
  command->add_flag("--view", arguments->isView, "About all exceptions of the filters, instead of one");
  command->add_flag("--no-model", arguments->withoutModel, "From the record alone, whatever model is set up");
  arguments->filter.addTo(*command);
  command->callback([&context, arguments] { ask(context, *arguments); });
}

} // namespace sentinai::ctl
