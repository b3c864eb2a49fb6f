// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/chat_chunk.h"

#include "repositories/database/secret_text.h"
#include "repositories/records/visible_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace sentinai {

QString chatProblem(const QByteArray& json, const QByteArray& key) {
  constexpr qsizetype longest = 300;
  static const QRegularExpression bearer(QStringLiteral(R"(\b(Bearer)\s+[^\s"',;]+)"),
                                         QRegularExpression::CaseInsensitiveOption);
  const QJsonValue error = QJsonDocument::fromJson(json).object().value(QLatin1String("error"));
  QString said = error.isObject() ? error[QLatin1String("message")].toString() : error.toString();
  said = withoutSecret(said, QString::fromUtf8(key), QStringLiteral("…"));
  said.replace(bearer, QStringLiteral("\\1 …"));
  return visibleLine(said, longest); // The last: of a key that is cut, its beginning would be left.
}

Result<ChatChunk> readChatChunk(const QByteArray& data, const QByteArray& key) {
  ChatChunk chunk;
  if (data.trimmed() == "[DONE]") {
    chunk.ends = true;
    return chunk;
  }
  QJsonParseError problem;
  const QJsonObject object = QJsonDocument::fromJson(data, &problem).object();
  if (object.contains(QLatin1String("error"))) {
    return failure(DbError::Kind::Internal,
                   QStringLiteral("The model's endpoint broke off: %1").arg(chatProblem(data, key)));
  }
  const QJsonValue choices = object.value(QLatin1String("choices"));
  if (problem.error != QJsonParseError::NoError || !choices.isArray()) {
    return failure(DbError::Kind::Internal,
                   QStringLiteral("The model's answer cannot be read: it is no stream of chat completion chunks."));
  }
  const QJsonObject choice = choices.toArray().at(0).toObject(); // Figures of use come without one.
  chunk.text = choice.value(QLatin1String("delta"))[QLatin1String("content")].toString();
  const QString reason = choice.value(QLatin1String("finish_reason")).toString();
  chunk.ends = !reason.isEmpty();
  chunk.isCut = chunk.ends && reason != QLatin1String("stop");
  return chunk;
}

} // namespace sentinai
