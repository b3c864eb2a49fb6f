// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_json.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sentinai {

namespace {

QByteArray quoted(const QString& text) {
  const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
  return list.mid(1, list.size() - 2);
}

bool isSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

QString indentedJson(const QByteArray& json) {
  QByteArray out;
  out.reserve(json.size() * 2);
  int depth = 0;
  bool inText = false;
  const auto newLine = [&out, &depth] {
    out += '\n';
    out += QByteArray(2 * std::max(depth, 0), ' ');
  };
  for (qsizetype i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inText) {
      out += c;
      if (c == '\\' && i + 1 < json.size()) {
        out += json[++i];
      } else if (c == '"') {
        inText = false;
      }
      continue;
    }
    if (isSpace(c)) {
      continue;
    }
    if (c == '{' || c == '[') {
      qsizetype next = i + 1;
      while (next < json.size() && isSpace(json[next])) {
        ++next;
      }
      out += c;
      if (next < json.size() && (json[next] == '}' || json[next] == ']')) {
        out += json[next];
        i = next;
      } else {
        ++depth;
        newLine();
      }
    } else if (c == '}' || c == ']') {
      --depth;
      newLine();
      out += c;
    } else if (c == ',') {
      out += c;
      newLine();
    } else if (c == ':') {
      out += ": ";
    } else {
      inText = c == '"';
      out += c;
    }
  }
  return QString::fromUtf8(out);
}

QString eventAsJson(const ExceptionEvent& event) {
  // Written member by member: through QJsonObject the payload's numbers and order would change.
  QByteArray json = "{\"event_id\":" + quoted(event.eventId.toString(QUuid::WithoutBraces));
  json += ",\"tenant_id\":" + quoted(event.tenantId);
  json += ",\"exception_id\":" + quoted(event.exceptionId);
  json += ",\"seq\":" + QByteArray::number(event.seq);
  json += ",\"event_type\":" + quoted(event.eventType);
  json += ",\"actor_type\":" + quoted(toText(event.actor.type));
  json += ",\"actor_id\":" + (event.actor.id ? quoted(*event.actor.id) : QByteArrayLiteral("null"));
  json += ",\"created_at\":" + quoted(toIsoText(event.createdAt));
  json += ",\"recorded_at\":" + quoted(toIsoText(event.recordedAt));
  json += ",\"payload\":" + event.payload;
  json += ",\"prev_hash\":" + quoted(QString::fromLatin1(event.prevHash.toHex()));
  json += ",\"hash\":" + quoted(QString::fromLatin1(event.hash.toHex())) + "}";
  return indentedJson(json);
}

} // namespace sentinai
