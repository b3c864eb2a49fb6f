// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"
#include "repositories/records/playbook.h"
#include "repositories/records/seen.h"
#include "repositories/records/tool_definition.h"

#include <QJsonDocument>
#include <QStringList>

namespace sentinai {

/// The Conflict of an editor who saw something else than what is there by now: `what` is `present`, not `seen`.
[[nodiscard]] inline DbError staleEdit(const QString& what, const QString& present, const QString& seen) {
  DbError error;
  error.kind = DbError::Kind::Conflict;
  error.message =
      QStringLiteral("%1 is %2 by now, not %3 as you saw it. Look again, then decide.").arg(what, present, seen);
  return error;
}

/// The same of what has versions, a pack or a playbook, whose active one is `present`.
[[nodiscard]] inline DbError staleActiveVersion(const QString& ofWhat, std::optional<int> present,
                                                const Seen<int>& seen) {
  const auto shown = [](std::optional<int> version) {
    return version ? QString::number(*version) : QStringLiteral("none");
  };
  return staleEdit(QStringLiteral("The active version of %1").arg(ofWhat), shown(present), shown(seen.value()));
}

/// The same of a playbook's steps, by their ids in their order.
[[nodiscard]] inline DbError staleStepOrder(int playbookId, const std::vector<int>& present,
                                            const std::vector<int>& seen) {
  const auto shown = [](const std::vector<int>& order) {
    QStringList ids;
    for (const int id : order) {
      ids << QString::number(id);
    }
    return ids.join(QLatin1Char(' '));
  };
  return staleEdit(QStringLiteral("The order of the steps of playbook %1").arg(playbookId), shown(present),
                   shown(seen));
}

/// The same of a tool.
[[nodiscard]] inline DbError staleTool(const ToolDefinition& present, const ToolDefinition& seen) {
  const auto shown = [](const ToolDefinition& tool) {
    const QJsonObject content{{QStringLiteral("name"), tool.name},
                              {QStringLiteral("type"), toText(tool.type)},
                              {QStringLiteral("config"), tool.config}};
    return QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact));
  };
  return staleEdit(QStringLiteral("Tool %1").arg(present.toolId), shown(present), shown(seen));
}

} // namespace sentinai
