// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_planner.h"

#include "app/agents/cases/action_hash.h"
#include "app/agents/cases/agent_event.h"
#include "app/agents/packs/pack_facts.h"
#include "app/agents/playbooks/step_params.h"
#include "app/agents/playbooks/step_retry.h"
#include "repositories/database/event_id.h"
#include "repositories/database/exception_state.h"
#include "repositories/database/standing_approval.h"
#include "repositories/records/event_types.h"

#include <algorithm>

namespace sentinai {

namespace {

const QString kAgent = QStringLiteral("playbook");
const QString kIsAnother =
    QStringLiteral("The playbook, or a tool that it calls, is not what was suggested any more: ask for it again.");

QString bare(const QUuid& id) {
  return id.toString(QUuid::WithoutBraces);
}

/// As much of a text that others wrote, as an answer's member names in an error, as an event takes.
QString told(QString text) {
  constexpr qsizetype mostCharacters = 1'000;
  return text.remove(QChar::Null).left(mostCharacters);
}

/// An event of the run; `what` tells it from the others of its type.
NewExceptionEvent runEvent(const AgentCase& subject, const PlaybookRun& run, const char* type, const QString& what,
                           const QJsonObject& payload, Instant now) {
  return agentEvent(kAgent, subject.exception.exceptionId, type, bare(run.runId) + QLatin1Char('/') + what, payload,
                    now);
}

/// `payload` with what setting the fields changes of the exception.
QJsonObject changing(QJsonObject payload, const Exception& exception, const QJsonObject& fields) {
  const Result<ExceptionPatch> patch = ExceptionPatch::fromJson(fields);
  const QJsonObject changes = patch ? changesBetween(exception, *patch) : QJsonObject();
  if (!changes.isEmpty()) {
    payload.insert(QStringLiteral("changes"), changes);
  }
  return payload;
}

/// Whether the run of that playbook, or the suggestion to run it, is behind us.
bool isBegun(const AgentCase& subject, const StandingApproval& standing) {
  return std::ranges::any_of(subject.timeline, [&standing](const ExceptionEvent& event) {
    return event.seq > standing.suggestion->seq &&
           (event.eventType == QLatin1String(event_types::kPlaybookStarted) ||
            event.eventType == QLatin1String(event_types::kPlaybookCompleted)) &&
           event.payloadObject().value(QLatin1String("playbook_id")).toInt() == standing.playbookId();
  });
}

bool isStepsRequest(const ExceptionEvent& suggestion) {
  return suggestion.payloadObject().contains(QLatin1String("step_order"));
}

/// Whether the last to resolve the exception was no playbook.
bool wasResolvedByOthers(const AgentCase& subject) {
  const auto resolving =
      std::find_if(subject.timeline.rbegin(), subject.timeline.rend(), [](const ExceptionEvent& event) {
        return event.payloadObject().value(QLatin1String("changes")).toObject().contains(QLatin1String("status"));
      });
  return subject.exception.status == Status::Resolved && (resolving == subject.timeline.rend() || !isOfRun(*resolving));
}

} // namespace

struct PlaybookPlanner::Step {
  const AgentCase& subject;
  const PlaybookRun& run;
  const StepProgress& progress;
  const PlaybookStep& planned;
  const RuleData& facts;
  Instant now;
};

std::optional<int> PlaybookPlanner::wanted(const AgentCase& subject) {
  const ExceptionEvent* start = lastStart(subject.timeline);
  if (start != nullptr && isUnderWay(subject.timeline, *start)) {
    return start->payloadObject().value(QLatin1String("playbook_id")).toInt();
  }
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  if (subject.exception.status == Status::Resolved || !standing.holds() || isStepsRequest(*standing.suggestion) ||
      isBegun(subject, standing)) {
    return std::nullopt;
  }
  return standing.playbookId();
}

const PlaybookStep& PlaybookPlanner::planned(int stepOrder) const {
  return *std::ranges::find(m_definition.steps, stepOrder, &PlaybookStep::stepOrder);
}

Result<PlaybookMove> PlaybookPlanner::next(const AgentCase& subject, Instant now) const {
  if (wanted(subject) != m_definition.playbook.playbookId) {
    return PlaybookMove();
  }
  const ExceptionEvent* start = lastStart(subject.timeline);
  if (start == nullptr || !isUnderWay(subject.timeline, *start)) {
    return begin(subject, now);
  }
  const PlaybookRun run = runOf(subject.timeline, *start, m_definition.steps);
  if (std::optional<PlaybookMove> move = obstacle(subject, run, now)) {
    return std::move(*move);
  }
  const StepProgress* current = run.current();
  if (current == nullptr) {
    return AppendMove{{ended(subject, run, RunState::Completed, {}, now)}};
  }
  if (current->state == StepState::Failed) {
    return AppendMove{{ended(subject, run, RunState::Failed, current->error, now)}};
  }
  const PlaybookStep& step = planned(current->stepOrder);
  if (current->failures > 0) {
    const Instant again = *current->since + StepRetry::of(step.params).pauseAfter(current->failures);
    if (again > now) {
      return WaitMove{again, QStringLiteral("Before trying again: %1").arg(current->error)};
    }
  }
  const RuleResult<RuleData> facts =
      RuleData::fromJson(packFacts(subject.exception, start->payloadObject(), now, m_pack->pack.json()));
  if (!facts) {
    return failure(DbError::Kind::InvalidInput, facts.error().message());
  }
  return act({subject, run, *current, step, *facts, now});
}

/// Whether the playbook, or a tool, has been changed since, or the suggestion does not say what it was.
bool PlaybookPlanner::isAnotherThan(const ExceptionEvent& suggestion) const {
  const QJsonObject payload = suggestion.payloadObject();
  return payload.value(QLatin1String("playbook_id")).toInt() == m_definition.playbook.playbookId &&
         payload.value(QLatin1String("playbook_hash")) != m_contentHash;
}

PlaybookMove PlaybookPlanner::begin(const AgentCase& subject, Instant now) const {
  const Playbook& playbook = m_definition.playbook;
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  if (isAnotherThan(*standing.suggestion)) {
    PlaybookRun notBegun;
    notBegun.runId = standing.suggestion->eventId;
    notBegun.playbookId = playbook.playbookId;
    return AppendMove{{ended(subject, notBegun, RunState::Cancelled, kIsAnother, now)}};
  }
  const QString answers = bare(standing.approval->eventId);
  QJsonObject payload{{QStringLiteral("playbook_id"), playbook.playbookId},
                      {QStringLiteral("name"), playbook.name},
                      {QStringLiteral("version"), playbook.version},
                      {QStringLiteral("answers"), answers}};
  const QJsonValue first = m_definition.steps.empty() ? QJsonValue() : m_definition.steps.front().stepOrder;
  payload =
      changing(payload, subject.exception,
               {{QStringLiteral("current_playbook_id"), playbook.playbookId}, {QStringLiteral("current_step"), first}});
  return AppendMove{
      {agentEvent(kAgent, subject.exception.exceptionId, event_types::kPlaybookStarted, answers, payload, now)}};
}

/// What keeps the run from going on: it is not, or no longer, what has been decided.
std::optional<PlaybookMove> PlaybookPlanner::obstacle(const AgentCase& subject, const PlaybookRun& run,
                                                      Instant now) const {
  const auto cancelled = [&](const QString& reason) {
    return PlaybookMove(AppendMove{{ended(subject, run, RunState::Cancelled, reason, now)}});
  };
  if (wasResolvedByOthers(subject)) {
    return cancelled(QStringLiteral("The exception has been resolved."));
  }
  if (subject.exception.status == Status::Resolved) {
    return std::nullopt; // By this run: what is left is to say so.
  }
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  if (standing.suggestion == nullptr || subject.isJudgedAnew()) {
    return cancelled(QStringLiteral("Nothing allows it any more."));
  }
  if (standing.rejection != nullptr) {
    return cancelled(standing.rejection->payloadObject().value(QLatin1String("reason")).toString());
  }
  if (isAnotherThan(*standing.suggestion)) {
    return cancelled(kIsAnother);
  }
  if (standing.lapsed) {
    return WaitMove{std::nullopt, QStringLiteral("The exception has changed: it has to be judged anew.")};
  }
  if (standing.playbookId() != run.playbookId && standing.approval != nullptr) {
    return cancelled(QStringLiteral("Another resolution has been approved."));
  }
  const bool isOwnRequest = standing.playbookId() == run.playbookId && isStepsRequest(*standing.suggestion) &&
                            standing.suggestion->actor == Actor{ActorType::Agent, kAgent};
  if (standing.approval == nullptr && !isOwnRequest) {
    return WaitMove{std::nullopt, QStringLiteral("The newest suggestion has not been decided.")};
  }
  return std::nullopt;
}

PlaybookMove PlaybookPlanner::act(const Step& step) const {
  const QJsonObject& params = step.planned.params;
  const auto done = [&](const QJsonObject& result, const QJsonObject& fields = {}) {
    return PlaybookMove(AppendMove{afterStep(step.subject, step.planned.stepOrder, result, fields, step.now)});
  };
  if (const Result<Done> fits = checkStepParams(step.planned.actionType, params); !fits) {
    return failed(step, QStringLiteral("The step's parameters do not fit. %1").arg(fits.error().message));
  }
  if (params.contains(QLatin1String("when"))) {
    const Result<bool> holds = holdsParam(params, "when", step.facts);
    if (!holds) {
      return failed(step, holds.error().message);
    }
    if (!*holds) {
      return done({{QStringLiteral("skipped"), true}});
    }
  }
  QJsonObject words;
  for (const char* name : {"message", "to", "subject", "owner", "text", "reason"}) {
    const Result<QString> text = wordsOf(params, name, step.facts);
    if (!text) {
      return failed(step, text.error().message);
    }
    if (!text->isEmpty()) {
      words.insert(QString::fromLatin1(name), *text);
    }
  }
  const auto word = [&words](const char* name) { return words.value(QLatin1String(name)); };
  const QJsonValue owner = words.contains(QLatin1String("owner")) ? word("owner") : QJsonValue();
  if (const auto patch = ExceptionPatch::fromJson({{QStringLiteral("owner"), owner}}); !patch) {
    return failed(step, patch.error().message);
  }
  switch (step.planned.actionType) {
  case ActionType::Notify:
    return params.contains(QLatin1String("tool")) ? callTool(step, words) : done(words);
  case ActionType::Assign:
    return done({{QStringLiteral("owner"), owner}}, {{QStringLiteral("owner"), owner}});
  case ActionType::Comment: {
    if (words.isEmpty()) {
      return failed(step, QStringLiteral("/text gives an empty text."));
    }
    AppendMove move;
    move.events.push_back(runEvent(step.subject, step.run, event_types::kCommentAdded,
                                   QString::number(step.planned.stepOrder), words, step.now));
    std::ranges::move(afterStep(step.subject, step.planned.stepOrder, {}, {}, step.now),
                      std::back_inserter(move.events));
    return move;
  }
  case ActionType::CallTool:
    return callTool(step, params.value(QLatin1String("arguments")).toObject());
  case ActionType::ForceSettle: {
    std::optional<PlaybookMove> missing =
        personsApproval(step, QStringLiteral("Settle it by force: %1").arg(word("reason").toString()), true);
    return missing ? std::move(*missing) : done(words, {{QStringLiteral("status"), toText(Status::Resolved)}});
  }
  case ActionType::Escalate: {
    QJsonObject fields;
    if (step.subject.exception.status != Status::Resolved) {
      fields.insert(QStringLiteral("status"), toText(Status::Escalated));
    }
    if (!owner.isNull()) {
      fields.insert(QStringLiteral("owner"), owner);
    }
    return done(words, fields);
  }
  case ActionType::RequestApproval: {
    std::optional<PlaybookMove> missing = personsApproval(step, word("text").toString(), false);
    return missing ? std::move(*missing) : done(words);
  }
  case ActionType::Wait:
    return wait(step);
  }
  return {};
}

PlaybookMove PlaybookPlanner::callTool(const Step& step, const QJsonObject& params) const {
  const QString tool = step.planned.params.value(QLatin1String("tool")).toString();
  if (!m_pack->policy.allowsTool(tool)) {
    return failed(step, QStringLiteral("The tenant's policy pack does not allow the tool %1.").arg(tool));
  }
  if (m_definition.tool(tool) == nullptr) {
    return failed(step, QStringLiteral("There is no tool %1.").arg(tool));
  }
  const QString exceptionId = step.subject.exception.exceptionId;
  const QJsonObject data{
      {QStringLiteral("exception"),
       packFacts(step.subject.exception, {}, step.now, {}).value(QLatin1String("exception"))},
      {QStringLiteral("step"), QJsonObject{{QStringLiteral("name"), step.planned.name},
                                           {QStringLiteral("order"), step.planned.stepOrder},
                                           {QStringLiteral("playbook"), m_definition.playbook.name}}},
      {QStringLiteral("params"), params}};
  return ToolMove{step.planned.stepOrder, tool, data,
                  bare(deterministicEventId(
                      {u"tool", exceptionId, bare(step.run.runId), QString::number(step.planned.stepOrder)}))};
}

PlaybookMove PlaybookPlanner::wait(const Step& step) const {
  const QJsonObject& params = step.planned.params;
  const auto done = [&] {
    return PlaybookMove(AppendMove{afterStep(step.subject, step.planned.stepOrder, {}, {}, step.now)});
  };
  const Instant since = *step.progress.since;
  if (const auto span = durationOf(params, "for")) {
    return since + *span <= step.now ? done() : WaitMove{since + *span, QStringLiteral("The time is not over.")};
  }
  const Result<bool> holds = holdsParam(params, "until", step.facts);
  if (!holds) {
    return failed(step, holds.error().message);
  }
  if (*holds) {
    return done();
  }
  const auto longest = durationOf(params, "at_most");
  if (longest && since + *longest <= step.now) {
    return failed(step, QStringLiteral("What was waited for did not come within %1.")
                            .arg(params.value(QLatin1String("at_most")).toString()));
  }
  const Instant again = step.now + durationOf(params, "every").value_or(std::chrono::minutes{5});
  return WaitMove{longest ? std::min(again, since + *longest) : again, QStringLiteral("The condition does not hold.")};
}

/// What is missing of a person's approval: to ask for it, or to wait. `everAfterIsEnough`: one of the whole playbook
/// will do, else it must have been given since the step is the one to do.
std::optional<PlaybookMove> PlaybookPlanner::personsApproval(const Step& step, const QString& request,
                                                             bool everAfterIsEnough) const {
  const StandingApproval standing = StandingApproval::of(step.subject.timeline);
  if (standing.holdsByPerson() && standing.playbookId() == step.run.playbookId &&
      (everAfterIsEnough || standing.approval->seq > step.run.reachedSeq)) {
    return std::nullopt;
  }
  const auto isRequest = [&step](const ExceptionEvent& event) {
    const QJsonObject payload = event.payloadObject();
    return event.seq > step.run.startedSeq && event.eventType == QLatin1String(event_types::kResolutionSuggested) &&
           payload.value(QLatin1String("playbook_id")).toInt() == step.run.playbookId &&
           payload.value(QLatin1String("step_order")).toInt() == step.planned.stepOrder;
  };
  if (standing.suggestion != nullptr && isRequest(*standing.suggestion) && standing.approval == nullptr) {
    return WaitMove{std::nullopt, QStringLiteral("A person has to approve it.")};
  }
  const auto asked = std::ranges::count_if(step.subject.timeline, isRequest);
  const Playbook& playbook = m_definition.playbook;
  NewExceptionEvent event = runEvent(step.subject, step.run, event_types::kResolutionSuggested,
                                     QStringLiteral("%1/%2").arg(step.planned.stepOrder).arg(asked), {}, step.now);
  event.payload = QJsonObject{{QStringLiteral("suggestion_id"), bare(event.eventId)},
                              {QStringLiteral("summary"), request},
                              {QStringLiteral("playbook_id"), playbook.playbookId},
                              {QStringLiteral("playbook"), playbook.name},
                              {QStringLiteral("step_order"), step.planned.stepOrder},
                              {QStringLiteral("requires_approval"), true},
                              {QStringLiteral("exception_version"), step.subject.exception.version},
                              {QStringLiteral("playbook_hash"), m_contentHash},
                              {QStringLiteral("action_hash"),
                               actionHash(step.subject.exception, request,
                                          ActionPlaybook{playbook.playbookId, m_contentHash, step.planned.stepOrder})}};
  return AppendMove{{std::move(event)}};
}

std::vector<NewExceptionEvent> PlaybookPlanner::afterStep(const AgentCase& subject, int stepOrder,
                                                          const QJsonObject& result, const QJsonObject& fields,
                                                          Instant now) const {
  const PlaybookRun run = runOf(subject.timeline, *lastStart(subject.timeline), m_definition.steps);
  const auto step = std::ranges::find(m_definition.steps, stepOrder, &PlaybookStep::stepOrder);
  QJsonObject set = fields;
  if (std::next(step) != m_definition.steps.end() && subject.exception.currentPlaybookId == run.playbookId) {
    set.insert(QStringLiteral("current_step"), std::next(step)->stepOrder);
  }
  QJsonObject payload{{QStringLiteral("playbook_id"), run.playbookId},
                      {QStringLiteral("step_order"), stepOrder},
                      {QStringLiteral("name"), step->name},
                      {QStringLiteral("action"), toText(step->actionType)}};
  if (!result.isEmpty()) {
    payload.insert(QStringLiteral("result"), result);
  }
  return {runEvent(subject, run, event_types::kPlaybookStepCompleted, QString::number(stepOrder),
                   changing(payload, subject.exception, set), now)};
}

std::vector<NewExceptionEvent> PlaybookPlanner::afterCall(const AgentCase& subject, const ToolMove& call,
                                                          const ToolReport& report, Instant now) const {
  const PlaybookRun run = runOf(subject.timeline, *lastStart(subject.timeline), m_definition.steps);
  const StepProgress& progress = *std::ranges::find(run.steps, call.stepOrder, &StepProgress::stepOrder);
  std::vector<NewExceptionEvent> events;
  if (!report.record.isEmpty()) {
    QJsonObject record = report.record;
    record.insert(QStringLiteral("playbook_id"), run.playbookId);
    record.insert(QStringLiteral("step_order"), call.stepOrder);
    events.push_back(runEvent(subject, run, event_types::kToolCalled,
                              QStringLiteral("%1/%2").arg(call.stepOrder).arg(progress.failures), record, now));
  }
  std::ranges::move(report.succeeded
                        ? afterStep(subject, call.stepOrder, {{QStringLiteral("tool"), call.tool}}, {}, now)
                        : afterFailure(subject, run, progress, report.error, report.mayRetry, now),
                    std::back_inserter(events));
  return events;
}

PlaybookMove PlaybookPlanner::failed(const Step& step, const QString& error) const {
  return AppendMove{afterFailure(step.subject, step.run, step.progress, error, false, step.now)};
}

std::vector<NewExceptionEvent> PlaybookPlanner::afterFailure(const AgentCase& subject, const PlaybookRun& run,
                                                             const StepProgress& progress, const QString& error,
                                                             bool mayRetry, Instant now) const {
  const PlaybookStep& step = planned(progress.stepOrder);
  const bool willRetry = mayRetry && progress.failures < StepRetry::of(step.params).times;
  std::vector<NewExceptionEvent> events{runEvent(subject, run, event_types::kPlaybookStepFailed,
                                                 QStringLiteral("%1/%2").arg(step.stepOrder).arg(progress.failures),
                                                 {{QStringLiteral("playbook_id"), run.playbookId},
                                                  {QStringLiteral("step_order"), step.stepOrder},
                                                  {QStringLiteral("name"), step.name},
                                                  {QStringLiteral("error"), told(error)},
                                                  {QStringLiteral("will_retry"), willRetry}},
                                                 now)};
  if (!willRetry) {
    events.push_back(ended(subject, run, RunState::Failed, QStringLiteral("%1: %2").arg(step.name, error), now));
  }
  return events;
}

NewExceptionEvent PlaybookPlanner::ended(const AgentCase& subject, const PlaybookRun& run, RunState outcome,
                                         const QString& reason, Instant now) const {
  QJsonObject payload{{QStringLiteral("playbook_id"), run.playbookId}, {QStringLiteral("outcome"), toText(outcome)}};
  if (!reason.isEmpty()) {
    payload.insert(QStringLiteral("reason"), told(reason));
  }
  QJsonObject fields;
  if (subject.exception.currentPlaybookId == run.playbookId) {
    fields = {{QStringLiteral("current_playbook_id"), QJsonValue()}, {QStringLiteral("current_step"), QJsonValue()}};
  }
  return runEvent(subject, run, event_types::kPlaybookCompleted, QStringLiteral("end"),
                  changing(payload, subject.exception, fields), now);
}

} // namespace sentinai
