// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/action_hash.h"
#include "app/agents/pipeline/leased_work.h"
#include "app/agents/playbooks/dry_run.h"
#include "app/agents/playbooks/step_params.h"
#include "app/ctl/commands.h"
#include "repositories/database/event_id.h"
#include "repositories/database/standing_approval.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>

namespace sentinai::ctl {

namespace {

const QStringList kColumns{QStringLiteral("playbook_id"), QStringLiteral("name"), QStringLiteral("version"),
                           QStringLiteral("active"), QStringLiteral("conditions")};
const QStringList kStepColumns{QStringLiteral("step_id"), QStringLiteral("step_order"), QStringLiteral("name"),
                               QStringLiteral("action"), QStringLiteral("params")};
const QStringList kStateColumns{QStringLiteral("step_order"), QStringLiteral("name"),     QStringLiteral("action"),
                                QStringLiteral("state"),      QStringLiteral("failures"), QStringLiteral("since"),
                                QStringLiteral("error")};

struct Arguments {
  std::string name, conditions, steps, exception, expected;
  int playbookId = 0; ///< 0: not given.
  std::vector<int> order, expectedOrder;
  bool activeOnly = false;
};

QJsonObject toRow(const Playbook& playbook) {
  return {{QStringLiteral("playbook_id"), playbook.playbookId},
          {QStringLiteral("name"), playbook.name},
          {QStringLiteral("version"), playbook.version},
          {QStringLiteral("active"), playbook.active},
          {QStringLiteral("conditions"), playbook.conditions},
          {QStringLiteral("created_at"), toIsoText(playbook.createdAt)}};
}

QJsonObject toRow(const PlaybookStep& step) {
  return {{QStringLiteral("step_id"), step.stepId},
          {QStringLiteral("step_order"), step.stepOrder},
          {QStringLiteral("name"), step.name},
          {QStringLiteral("action"), toText(step.actionType)},
          {QStringLiteral("params"), step.params}};
}

void print(CommandContext& context, const Playbook& playbook) {
  context.output().object(toRow(playbook), kColumns);
}

void print(CommandContext& context, const std::vector<PlaybookStep>& steps) {
  for (const PlaybookStep& step : steps) {
    context.output().listRow(toRow(step), kStepColumns);
  }
  context.output().endList();
}

QJsonObject conditionsArgument(const std::string& file) {
  const QJsonValue json = jsonValueArgument(file, true);
  if (!json.isObject()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("The conditions must be a JSON object."));
  }
  (void)valueOrFail(PlaybookCondition::fromJson(json.toObject()));
  return json.toObject();
}

/// One step, or an array of them, each checked before any is stored.
std::vector<PlaybookStep> stepsArgument(const std::string& file) {
  const QJsonValue json = jsonValueArgument(file, true);
  const QJsonArray steps = json.isArray() ? json.toArray() : QJsonArray{json};
  std::vector<PlaybookStep> read;
  for (const QJsonValue& one : steps) {
    Result<PlaybookStep> step =
        one.isObject() ? stepFromJson(one.toObject())
                       : Result<PlaybookStep>(failure(DbError::Kind::InvalidInput,
                                                      QStringLiteral("A step is {\"name\", \"action\", \"params\"}.")));
    if (!step) {
      throw CommandError(ExitStatus::BadInput,
                         QStringLiteral("Step %1: %2").arg(read.size() + 1).arg(step.error().message));
    }
    read.push_back(std::move(*step));
  }
  return read;
}

void addSteps(Session& session, int playbookId, const std::vector<PlaybookStep>& steps) {
  for (PlaybookStep step : steps) {
    step.playbookId = playbookId;
    (void)await(session.playbookSteps().create(step, {}));
  }
}

void list(CommandContext& context, const Arguments& arguments) {
  for (const Playbook& playbook : await(context.session().playbooks().list(arguments.activeOnly, {}))) {
    context.output().listRow(toRow(playbook), kColumns);
  }
  context.output().endList();
}

void show(CommandContext& context, const Arguments& arguments) {
  const PlaybookDefinition definition = await(playbookDefinition(&context.session(), arguments.playbookId, {}));
  QJsonArray steps;
  for (const PlaybookStep& step : definition.steps) {
    steps.append(toRow(step));
  }
  QJsonObject shown = toRow(definition.playbook);
  shown.insert(QStringLiteral("steps"), steps);
  context.output().object(shown, kColumns + QStringList{QStringLiteral("steps")});
}

void create(CommandContext& context, const Arguments& arguments) {
  const QString name = text(arguments.name);
  constexpr qsizetype longest = 200;
  if (name.size() > longest) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("A name has at most %1 characters.").arg(longest));
  }
  const QJsonObject conditions =
      arguments.conditions.empty() ? QJsonObject() : conditionsArgument(arguments.conditions);
  const std::vector<PlaybookStep> steps =
      arguments.steps.empty() ? std::vector<PlaybookStep>() : stepsArgument(arguments.steps);
  Session& session = context.session();
  const Playbook playbook = await(session.playbooks().create(name, conditions, {}));
  addSteps(session, playbook.playbookId, steps);
  print(context, playbook);
}

void makeVersion(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  const QJsonObject conditions = arguments.conditions.empty()
                                     ? await(session.playbooks().get(arguments.playbookId, {})).conditions
                                     : conditionsArgument(arguments.conditions);
  print(context, await(session.playbooks().newVersion(arguments.playbookId, conditions, {})));
}

void steps(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  (void)await(session.playbooks().get(arguments.playbookId, {}));
  if (!arguments.steps.empty()) {
    addSteps(session, arguments.playbookId, stepsArgument(arguments.steps));
  }
  print(context, await(session.playbookSteps().list(arguments.playbookId, {})));
}

void reorder(CommandContext& context, const Arguments& arguments) {
  const Seen<std::vector<int>> seen =
      arguments.expectedOrder.empty() ? Seen<std::vector<int>>() : Seen<std::vector<int>>(arguments.expectedOrder);
  (void)await(context.session().playbooks().get(arguments.playbookId, {})); // Else the steps would not be its own.
  print(context, await(context.session().playbookSteps().reorder(arguments.playbookId, arguments.order, {}, seen)));
}

void setActive(CommandContext& context, const Arguments& arguments, bool active) {
  const Seen<int> seen = seenVersionArgument("--expect", arguments.expected);
  if (active) {
    const QStringList missing = await(playbookDefinition(&context.session(), arguments.playbookId, {})).missingTools();
    if (!missing.isEmpty()) {
      throw CommandError(
          ExitStatus::NotFound,
          QStringLiteral("Its steps would fail, since there is no tool %1. Make it with sentinaictl tool "
                         "create, then activate the playbook.")
              .arg(printable(missing.join(QStringLiteral(", or ")))));
    }
  }
  print(context, await(context.session().playbooks().setActive(arguments.playbookId, active, {}, seen)));
}

/// The playbook asked for, else the exception's own.
PlaybookDefinition definitionFor(Session& session, const AgentCase& subject, int asked) {
  const std::optional<int> wanted = asked > 0 ? std::optional(asked) : PlaybookPlanner::wanted(subject);
  const std::optional<int> playbookId = wanted ? wanted : subject.exception.currentPlaybookId;
  if (!playbookId) {
    throw CommandError(ExitStatus::NotFound,
                       QStringLiteral("No playbook has been chosen for %1: name one by --playbook ID.")
                           .arg(subject.exception.exceptionId));
  }
  return await(playbookDefinition(&session, *playbookId, {}));
}

void rehearse(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  const AgentCase subject = await(loadCase(&session, text(arguments.exception), {}));
  const PlaybookDefinition definition = definitionFor(session, subject, arguments.playbookId);
  const EffectivePack pack = await(activePack(&session, subject.exception.domain, {}));
  for (const DryRunLine& line : valueOrFail(dryRun(subject, definition, pack, currentInstant()))) {
    const auto step = std::ranges::find(definition.steps, line.stepOrder, &PlaybookStep::stepOrder);
    const QString name = step == definition.steps.end() ? definition.playbook.name : step->name;
    QJsonObject row{{QStringLiteral("step_order"), line.stepOrder},
                    {QStringLiteral("name"), name},
                    {QStringLiteral("what"), line.what},
                    {QStringLiteral("details"), line.details}};
    if (step != definition.steps.end()) {
      row.insert(QStringLiteral("action"), toText(step->actionType));
    }
    context.output().line(QStringLiteral("%1 %2: %3 %4")
                              .arg(line.stepOrder)
                              .arg(printable(name), line.what, printable(QString::fromUtf8(jsonText(line.details)))),
                          row);
  }
}

/// Asks in the login's name to have the playbook run, unless that has been asked, or approved, already.
void request(CommandContext& context, const AgentCase& subject, const PlaybookDefinition& definition) {
  const int playbookId = definition.playbook.playbookId;
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  const QString contentHash = definition.contentHash();
  // Not what was cancelled before it began.
  const auto isOver = [&](const ExceptionEvent& event) {
    return event.seq > standing.suggestion->seq && event.eventType == QLatin1String(event_types::kPlaybookCompleted) &&
           event.payloadObject().value(QLatin1String("playbook_id")).toInt() == playbookId;
  };
  const bool isAsked = standing.playbookId() == playbookId && standing.rejection == nullptr && !standing.lapsed &&
                       standing.suggestion->payloadObject().value(QLatin1String("playbook_hash")) == contentHash &&
                       lastStart(subject.timeline) == nullptr && std::ranges::none_of(subject.timeline, isOver);
  if (isAsked || PlaybookPlanner::wanted(subject) == playbookId) {
    return;
  }
  const Exception& exception = subject.exception;
  if (exception.status == Status::Resolved) {
    throw CommandError(ExitStatus::Conflict,
                       QStringLiteral("%1 is resolved: open it again first.").arg(exception.exceptionId));
  }
  // Triage changes the exception, and with it all that was asked for before would lapse.
  if (subject.last({event_types::kTriageCompleted}) == nullptr) {
    throw CommandError(ExitStatus::Conflict,
                       QStringLiteral("The agents have not looked at %1 yet. Ask once they have: run sentinaid, or "
                                      "sentinaictl agent run --exception %1 in the agents' login.")
                           .arg(exception.exceptionId));
  }
  const QString summary = QStringLiteral("Run the playbook %1").arg(definition.playbook.name);
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exception.exceptionId;
  event.eventType = QString::fromLatin1(event_types::kResolutionSuggested);
  event.actor = context.actor();
  event.createdAt = currentInstant();
  event.expectedVersion = exception.version;
  event.payload = QJsonObject{{QStringLiteral("suggestion_id"), event.eventId.toString(QUuid::WithoutBraces)},
                              {QStringLiteral("summary"), summary},
                              {QStringLiteral("playbook_id"), playbookId},
                              {QStringLiteral("playbook"), definition.playbook.name},
                              {QStringLiteral("exception_version"), exception.version},
                              {QStringLiteral("playbook_hash"), contentHash},
                              {QStringLiteral("action_hash"),
                               actionHash(exception, summary, ActionPlaybook{playbookId, contentHash, std::nullopt})}};
  (void)await(context.session().events().append(event, {}));
}

void run(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  const QString exceptionId = text(arguments.exception);
  const AgentCase subject = await(loadCase(&session, exceptionId, {}));
  const AgentKit kit = await(agentKit(&session, subject.exception.domain, {}));
  const bool isAsked = arguments.playbookId > 0; // Now, or before by somebody else.
  if (isAsked) {
    request(context, subject, definitionFor(session, subject, arguments.playbookId));
  }
  const ToolClient tools;
  const Result<WorkDone> worked = QCoro::waitFor(takeAndWork(&session, &kit, &tools, exceptionId, {}));
  // Who may ask need not be one who may do what the agents do.
  if (!worked && !(isAsked && worked.error().kind == DbError::Kind::PermissionDenied)) {
    (void)valueOrFail(worked);
  }
  const AgentCase after = await(loadCase(&session, exceptionId, {}));
  const ExceptionEvent* start = lastStart(after.timeline);
  const StandingApproval standing = StandingApproval::of(after.timeline);
  const bool isAsking = standing.suggestion != nullptr && standing.approval == nullptr && standing.rejection == nullptr;
  QJsonObject shown{
      {QStringLiteral("exception_id"), exceptionId},
      {QStringLiteral("run"),
       start != nullptr ? QJsonValue(toText(runOf(after.timeline, *start, {}).state)) : QJsonValue()},
      {QStringLiteral("waits_for_approval"), isAsking},
      {QStringLiteral("events"), QJsonArray::fromStringList(worked ? worked->events : QStringList())},
      {QStringLiteral("again"), worked && worked->again ? QJsonValue(toIsoText(*worked->again)) : QJsonValue()}};
  if (isAsking) {
    shown.insert(QStringLiteral("action_hash"),
                 standing.suggestion->payloadObject().value(QLatin1String("action_hash")));
  }
  context.output().object(shown,
                          {QStringLiteral("exception_id"), QStringLiteral("run"), QStringLiteral("waits_for_approval"),
                           QStringLiteral("events"), QStringLiteral("again")});
  if (worked && worked->events.contains(QLatin1String(event_types::kPlaybookStepFailed))) {
    throw CommandError(ExitStatus::Failed,
                       QStringLiteral("A step has failed: see sentinaictl playbook state %1.").arg(exceptionId));
  }
}

void state(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  const AgentCase subject = await(loadCase(&session, text(arguments.exception), {}));
  const ExceptionEvent* start = lastStart(subject.timeline);
  if (start == nullptr) {
    throw CommandError(ExitStatus::NotFound,
                       QStringLiteral("No playbook has begun on %1.").arg(text(arguments.exception)));
  }
  const int playbookId = start->payloadObject().value(QLatin1String("playbook_id")).toInt();
  const PlaybookDefinition definition = await(playbookDefinition(&session, playbookId, {}));
  const PlaybookRun run = runOf(subject.timeline, *start, definition.steps);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const StepProgress& step = run.steps[i];
    context.output().listRow({{QStringLiteral("step_order"), step.stepOrder},
                              {QStringLiteral("name"), definition.steps[i].name},
                              {QStringLiteral("action"), toText(definition.steps[i].actionType)},
                              {QStringLiteral("state"), toText(step.state)},
                              {QStringLiteral("failures"), step.failures},
                              {QStringLiteral("since"), step.since ? QJsonValue(toIsoText(*step.since)) : QJsonValue()},
                              {QStringLiteral("error"), step.error},
                              {QStringLiteral("playbook_id"), playbookId},
                              {QStringLiteral("run"), toText(run.state)}},
                             kStateColumns);
  }
  context.output().endList();
}

} // namespace

void addPlaybookCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("playbook", "Playbooks: steps that resolve exceptions");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  const auto add = [&](const char* name, const char* what, auto action) {
    CLI::App* command = group->add_subcommand(name, what);
    command->callback([&context, arguments, action] { action(context, *arguments); });
    return command;
  };
  const auto withId = [arguments](CLI::App* command) {
    command->add_option("ID", arguments->playbookId, "The playbook's id")->required()->check(CLI::PositiveNumber);
    return command;
  };
  const auto withConditions = [arguments](CLI::App* command, const char* otherwise) {
    command->add_option("--conditions", arguments->conditions, otherwise);
  };
  const auto withException = [arguments](CLI::App* command) {
    command->add_option("EXCEPTION", arguments->exception, "The exception's id")->required();
    return command;
  };

  add("list", "List versions by name, the newest first", list)
      ->add_flag("--active", arguments->activeOnly, "Active ones only");
  withId(add("show", "Show a version with its steps", show));
  CLI::App* creating = add("create", "Make version 1 of a new playbook, inactive", create);
  creating->add_option("NAME", arguments->name, "Its name")->required();
  withConditions(creating, "File with the rule that chooses it, or - (default: it suits every exception)");
  creating->add_option("--steps", arguments->steps, "File with its steps as a JSON array, or -");
  withConditions(withId(add("version", "Make the next version, with the same steps, inactive", makeVersion)),
                 "File with another rule, or -");
  withId(add("steps", "List steps, after adding some if asked to", steps))
      ->add_option("--add", arguments->steps, "File with a step, or an array of them, as JSON; or -");
  CLI::App* reordering = withId(add("reorder", "Put the steps into another order", reorder));
  reordering->add_option("STEP", arguments->order, "Ids of all steps in the new order")->required();
  reordering
      ->add_option("--expect", arguments->expectedOrder,
                   "Ids of the steps in the order you saw, with commas between; another one is a conflict")
      ->delimiter(',')
      ->allow_extra_args(false);
  for (const bool active : {true, false}) {
    withId(add(active ? "activate" : "deactivate",
               active ? "Make a version the active one of its name; its steps stay from then on"
                      : "Have it chosen no more; what is under way goes on",
               [active](CommandContext& where, const Arguments& given) { setActive(where, given, active); }))
        ->add_option("--expect", arguments->expected,
                     "The version of its name that you saw active, or none; another one is a conflict");
  }
  withException(add("dry-run", "Show what running it would do, and do nothing", rehearse))
      ->add_option("--playbook", arguments->playbookId, "Id of the playbook (default: the one chosen for it)")
      ->check(CLI::PositiveNumber);
  withException(add("run", "Run what has been approved for an exception, or ask to have a playbook run", run))
      ->add_option("--playbook", arguments->playbookId, "Id of the playbook (default: the one chosen for it)")
      ->check(CLI::PositiveNumber);
  withException(add("state", "Show how far the last run on an exception is, step by step", state));
}

} // namespace sentinai::ctl
