// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/cases/agent_case.h"
#include "app/agents/playbooks/playbook_definition.h"
#include "app/agents/playbooks/playbook_move.h"
#include "app/agents/playbooks/playbook_run.h"

namespace sentinai {

/// Says what is to be done next to run a playbook on an exception, by what its timeline says. It does nothing itself,
/// and has nothing to do it with. Any thread.
class PlaybookPlanner {
public:
  /// `pack` must outlive the planner.
  PlaybookPlanner(PlaybookDefinition definition, const EffectivePack* pack)
      : m_definition(std::move(definition))
      , m_contentHash(m_definition.contentHash())
      , m_pack(pack) {}

  [[nodiscard]] const PlaybookDefinition& definition() const { return m_definition; }

  /// The playbook to plan for: that of the run under way, or the one that has been approved and not begun.
  [[nodiscard]] static std::optional<int> wanted(const AgentCase& subject);

  /// InvalidInput where the exception cannot be told to rules.
  [[nodiscard]] Result<PlaybookMove> next(const AgentCase& subject, Instant now) const;

  /// What to append after a call that next() wanted: ToolCalled, and what became of the step.
  [[nodiscard]] std::vector<NewExceptionEvent> afterCall(const AgentCase& subject, const ToolMove& call,
                                                         const ToolReport& report, Instant now) const;

  /// What to append once the step is done; `fields` are what it sets of the exception.
  [[nodiscard]] std::vector<NewExceptionEvent> afterStep(const AgentCase& subject, int stepOrder,
                                                         const QJsonObject& result, const QJsonObject& fields,
                                                         Instant now) const;

private:
  struct Step; ///< What an action needs to know.

  [[nodiscard]] PlaybookMove begin(const AgentCase& subject, Instant now) const;
  [[nodiscard]] std::optional<PlaybookMove> obstacle(const AgentCase& subject, const PlaybookRun& run,
                                                     Instant now) const;
  [[nodiscard]] PlaybookMove act(const Step& step) const;
  [[nodiscard]] PlaybookMove callTool(const Step& step, const QJsonObject& params) const;
  [[nodiscard]] PlaybookMove wait(const Step& step) const;
  [[nodiscard]] std::optional<PlaybookMove> personsApproval(const Step& step, const QString& request,
                                                            bool everAfterIsEnough) const;
  [[nodiscard]] PlaybookMove failed(const Step& step, const QString& error) const;
  [[nodiscard]] std::vector<NewExceptionEvent> afterFailure(const AgentCase& subject, const PlaybookRun& run,
                                                            const StepProgress& progress, const QString& error,
                                                            bool mayRetry, Instant now) const;
  [[nodiscard]] NewExceptionEvent ended(const AgentCase& subject, const PlaybookRun& run, RunState outcome,
                                        const QString& reason, Instant now) const;
  [[nodiscard]] const PlaybookStep& planned(int stepOrder) const;
  [[nodiscard]] bool isAnotherThan(const ExceptionEvent& suggestion) const;

  PlaybookDefinition m_definition;
  QString m_contentHash;
  const EffectivePack* m_pack;
};

} // namespace sentinai
