// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/playbook_runner.h"

namespace sentinai {

namespace {

/// The active version, as it was read before, or another one.
Task<PlaybookDefinition> find(Session* session, const AgentKit* kit, int playbookId, CancelToken token) {
  if (const PlaybookDefinition* active = kit->playbook(playbookId)) {
    co_return *active;
  }
  co_return co_await playbookDefinition(session, playbookId, token);
}

/// Whether the move rests on what the playbook and its tools are at this moment.
bool restsOnContent(const PlaybookMove& move) {
  const auto* append = std::get_if<AppendMove>(&move);
  return std::holds_alternative<ToolMove>(move) ||
         (append != nullptr &&
          append->events.back().payload.value(QLatin1String("outcome")) == toText(RunState::Cancelled));
}

/// The tool's call, told to the planner: of the tool as it was approved with the playbook. Only Cancelled is an error.
Task<ToolReport> call(const ToolClient* tools, ToolDefinition definition, ToolMove move, CancelToken token) {
  const Result<ToolResult> result = co_await tools->call(definition, move.data, move.idempotencyKey, token);
  if (!result) {
    co_return failure(result.error());
  }
  if (token.isCancelled() && !result->succeeded) {
    // Whoever goes on makes it again, with the same key, and tells what comes of that.
    co_return failure(DbError::Kind::Cancelled, result->error);
  }
  co_return ToolReport{toolCalledPayload(definition, move.idempotencyKey, *result), result->succeeded,
                       result->retryable, result->error};
}

} // namespace

Task<PlaybookRunner::Step> PlaybookRunner::next(AgentCase* subject, CancelToken token) const {
  const std::optional<int> playbookId = PlaybookPlanner::wanted(*subject);
  if (!playbookId) {
    co_return Step{};
  }
  Session* const session = m_session;
  const ToolClient* const tools = m_tools;
  const EffectivePack* const pack = &m_kit->pack;
  const bool isOfKit = m_kit->playbook(*playbookId) != nullptr;
  Result<PlaybookDefinition> definition = co_await find(session, m_kit, *playbookId, token);
  if (!definition) {
    co_return failure(definition.error());
  }
  PlaybookPlanner planner(std::move(*definition), pack);
  Result<PlaybookMove> move = planner.next(*subject, currentInstant());
  if (move && restsOnContent(*move) && isOfKit) {
    // The kit may be some seconds old.
    Result<PlaybookDefinition> present = co_await playbookDefinition(session, *playbookId, token);
    if (!present) {
      co_return failure(present.error());
    }
    planner = PlaybookPlanner(std::move(*present), pack);
    move = planner.next(*subject, currentInstant());
  }
  if (!move) {
    co_return failure(move.error());
  }
  Step step;
  if (const auto* append = std::get_if<AppendMove>(&*move)) {
    step.events = append->events;
  } else if (const auto* wanted = std::get_if<ToolMove>(&*move)) {
    ToolDefinition tool = *planner.definition().tool(wanted->tool); // It is there: only then is it to be called.
    const Result<ToolReport> report = co_await call(tools, std::move(tool), *wanted, token);
    if (!report) {
      co_return failure(report.error());
    }
    step.events = planner.afterCall(*subject, *wanted, *report, currentInstant());
  } else if (const auto* wait = std::get_if<WaitMove>(&*move)) {
    step.again = wait->until;
  }
  for (const NewExceptionEvent& event : step.events) {
    const Result<Done> advanced = subject->advance(event);
    if (!advanced) {
      co_return failure(advanced.error());
    }
  }
  co_return step;
}

} // namespace sentinai
