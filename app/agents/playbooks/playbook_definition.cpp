// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_definition.h"

#include <algorithm>

namespace sentinai {

bool PlaybookDefinition::needsPerson() const {
  return std::ranges::any_of(steps,
                             [](const PlaybookStep& step) { return step.actionType == ActionType::ForceSettle; });
}

Task<PlaybookDefinition> playbookDefinition(Session* session, int playbookId, CancelToken token) {
  Result<Playbook> playbook = co_await session->playbooks().get(playbookId, token);
  if (!playbook) {
    co_return failure(playbook.error());
  }
  Result<std::vector<PlaybookStep>> steps = co_await session->playbookSteps().list(playbookId, token);
  if (!steps) {
    co_return failure(steps.error());
  }
  co_return PlaybookDefinition{std::move(*playbook), std::move(*steps)};
}

Task<std::vector<PlaybookDefinition>> activePlaybooks(Session* session, CancelToken token) {
  const Result<std::vector<Playbook>> active = co_await session->playbooks().list(true, token);
  if (!active) {
    co_return failure(active.error());
  }
  std::vector<PlaybookDefinition> definitions;
  for (const Playbook& playbook : *active) {
    Result<std::vector<PlaybookStep>> steps = co_await session->playbookSteps().list(playbook.playbookId, token);
    if (!steps) {
      co_return failure(steps.error());
    }
    definitions.push_back({playbook, std::move(*steps)});
  }
  co_return definitions;
}

const PlaybookDefinition* playbookNamed(const std::vector<PlaybookDefinition>& playbooks, const QString& name) {
  const auto found =
      std::ranges::find(playbooks, name, [](const PlaybookDefinition& one) { return one.playbook.name; });
  return found == playbooks.end() ? nullptr : &*found;
}

Result<const PlaybookDefinition*> matchingPlaybook(const std::vector<PlaybookDefinition>& playbooks,
                                                   const RuleData& facts) {
  const PlaybookDefinition* first = nullptr;
  double priority = 0;
  for (const PlaybookDefinition& one : playbooks) {
    const Result<PlaybookCondition> condition = PlaybookCondition::fromJson(one.playbook.conditions);
    const Result<bool> holds = condition ? condition->holds(facts) : Result<bool>(failure(condition.error()));
    if (!holds) {
      return failure(holds.error().kind,
                     QStringLiteral("Playbook %1: %2").arg(one.playbook.name, holds.error().message));
    }
    if (*holds && (first == nullptr || condition->priority() < priority)) {
      first = &one;
      priority = condition->priority();
    }
  }
  return first;
}

} // namespace sentinai
