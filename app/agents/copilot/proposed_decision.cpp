// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/proposed_decision.h"

#include "repositories/database/json_pointer.h"
#include "repositories/database/json_schema.h"

#include <QJsonDocument>
#include <QRegularExpression>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerCopilotSchemas() {
  Q_INIT_RESOURCE(copilot_schemas);
}

namespace sentinai {

namespace {

JsonSchema loadSchema() {
  registerCopilotSchemas();
  return JsonSchema::bundled(QStringLiteral(":/sentinai/schemas/proposed_decision.schema.json"));
}

tl::unexpected<DbError> ignored(const QString& why) {
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("The decision that the model proposes is ignored: ") + why);
}

} // namespace

Result<std::optional<QJsonObject>> proposedDecision(const QString& answer) {
  static const JsonSchema schema = loadSchema();
  static const QRegularExpression block(QStringLiteral("^```decision[ \\t]*\\n(.*?)^```[ \\t]*$"),
                                        QRegularExpression::MultilineOption |
                                            QRegularExpression::DotMatchesEverythingOption);
  auto blocks = block.globalMatch(answer);
  if (!blocks.hasNext()) {
    return std::nullopt;
  }
  const QRegularExpressionMatch only = blocks.next();
  const QByteArray json = only.captured(1).toUtf8();
  if (blocks.hasNext()) {
    return ignored(QStringLiteral("there is more than one."));
  }
  // In the middle it may be something quoted.
  if (!QStringView(answer).mid(only.capturedEnd()).trimmed().isEmpty()) {
    return ignored(QStringLiteral("it does not stand at the end."));
  }
  QJsonParseError broken;
  const QJsonDocument document = QJsonDocument::fromJson(json, &broken);
  if (broken.error != QJsonParseError::NoError || !document.isObject()) {
    return ignored(QStringLiteral("it is no JSON object."));
  }
  const Result<std::optional<JsonSchema::Problem>> problem = schema.problemIn(document.object());
  if (!problem) {
    return failure(problem.error());
  }
  if (*problem) {
    const QString place = jsonPointer((*problem)->place);
    return ignored(QStringLiteral("it does not fit its schema at %1: %2")
                       .arg(place.isEmpty() ? QStringLiteral("its top") : place, (*problem)->reason));
  }
  return document.object();
}

} // namespace sentinai
