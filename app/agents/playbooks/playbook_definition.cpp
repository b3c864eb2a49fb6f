// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/playbooks/playbook_definition.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace sentinai {

namespace {

QString toolOf(const PlaybookStep& step) {
  return step.params.value(QLatin1String("tool")).toString();
}

/// Those that the steps call.
std::vector<ToolDefinition> toolsOf(const std::vector<PlaybookStep>& steps, const std::vector<ToolDefinition>& known) {
  std::map<QString, ToolDefinition> byName;
  for (const ToolDefinition& tool : known) {
    const bool isCalled =
        std::ranges::any_of(steps, [&tool](const PlaybookStep& step) { return toolOf(step) == tool.name; });
    if (isCalled && (tool.tenantId || !byName.contains(tool.name))) {
      byName.insert_or_assign(tool.name, tool);
    }
  }
  std::vector<ToolDefinition> tools;
  tools.reserve(byName.size());
  for (auto& [name, tool] : byName) {
    tools.push_back(std::move(tool));
  }
  return tools;
}

} // namespace

bool PlaybookDefinition::needsPerson() const {
  return std::ranges::any_of(steps,
                             [](const PlaybookStep& step) { return step.actionType == ActionType::ForceSettle; });
}

const ToolDefinition* PlaybookDefinition::tool(const QString& name) const {
  const auto found = std::ranges::find(tools, name, &ToolDefinition::name);
  return found == tools.end() ? nullptr : &*found;
}

QStringList PlaybookDefinition::missingTools() const {
  QStringList missing;
  for (const PlaybookStep& step : steps) {
    // Whatever the action: those that know the parameter call the tool.
    if (step.params.contains(QLatin1String("tool")) && tool(toolOf(step)) == nullptr) {
      missing << toolOf(step);
    }
  }
  missing.sort();
  missing.removeDuplicates();
  return missing;
}

QString PlaybookDefinition::contentHash() const {
  QJsonArray whatSteps;
  for (const PlaybookStep& step : steps) {
    whatSteps.append(QJsonObject{{QStringLiteral("step_order"), step.stepOrder},
                                 {QStringLiteral("name"), step.name},
                                 {QStringLiteral("action"), toText(step.actionType)},
                                 {QStringLiteral("params"), step.params}});
  }
  QJsonArray whatTools;
  for (const ToolDefinition& tool : tools) {
    whatTools.append(QJsonObject{{QStringLiteral("name"), tool.name},
                                 {QStringLiteral("type"), toText(tool.type)},
                                 {QStringLiteral("config"), tool.config}});
  }
  const QJsonObject content{{QStringLiteral("steps"), whatSteps}, {QStringLiteral("tools"), whatTools}};
  return QString::fromLatin1(
      QCryptographicHash::hash(QJsonDocument(content).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256)
          .toHex());
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
  const Result<std::vector<ToolDefinition>> known = co_await session->tools().list(ToolScope::All, token);
  if (!known) {
    co_return failure(known.error());
  }
  std::vector<ToolDefinition> tools = toolsOf(*steps, *known);
  co_return PlaybookDefinition{std::move(*playbook), std::move(*steps), std::move(tools)};
}

Task<std::vector<PlaybookDefinition>> activePlaybooks(Session* session, CancelToken token) {
  const Result<std::vector<Playbook>> active = co_await session->playbooks().list(true, token);
  if (!active) {
    co_return failure(active.error());
  }
  const Result<std::vector<ToolDefinition>> known = co_await session->tools().list(ToolScope::All, token);
  if (!known) {
    co_return failure(known.error());
  }
  std::vector<PlaybookDefinition> definitions;
  for (const Playbook& playbook : *active) {
    Result<std::vector<PlaybookStep>> steps = co_await session->playbookSteps().list(playbook.playbookId, token);
    if (!steps) {
      co_return failure(steps.error());
    }
    std::vector<ToolDefinition> tools = toolsOf(*steps, *known);
    definitions.push_back({playbook, std::move(*steps), std::move(tools)});
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
