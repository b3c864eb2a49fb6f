// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_json.h"

#include "app/exchange/record_json.h"

#include <QJsonDocument>

namespace sentinai {

namespace {

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
  return QString::fromUtf8(QJsonDocument(toCloudEvent(event)).toJson(QJsonDocument::Indented)).trimmed();
}

} // namespace sentinai
