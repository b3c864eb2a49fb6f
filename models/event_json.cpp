// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_json.h"

#include "app/exchange/record_json.h"

#include <algorithm>

namespace sentinai {

namespace {

/// Of UTF-8.
bool beginsCharacter(char c) {
  return (static_cast<uchar>(c) & 0xC0) != 0x80;
}

bool isSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

IndentedJson indentedJson(const QByteArray& json, qsizetype atMost) {
  QByteArray out;
  out.reserve(std::min(json.size() * 2, atMost));
  qsizetype depth = 0;
  bool inText = false;
  const auto newLine = [&out, &depth] {
    out += '\n';
    out += QByteArray(2 * std::max<qsizetype>(depth, 0), ' ');
  };
  for (qsizetype i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (out.size() >= atMost && beginsCharacter(c)) {
      return {QString::fromUtf8(out), std::count_if(json.begin() + i, json.end(), beginsCharacter)};
    }
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
  return {QString::fromUtf8(out), 0};
}

QString handedOn(const QJsonDocument& json) {
  constexpr qsizetype large = 400'000;
  const QByteArray compact = json.toJson(QJsonDocument::Compact);
  const bool isLarge = indentedJson(compact, large).left > 0; // However deep it is.
  return QString::fromUtf8(isLarge ? compact : json.toJson(QJsonDocument::Indented)).trimmed();
}

QString eventAsJson(const ExceptionEvent& event) {
  return handedOn(QJsonDocument(toCloudEvent(event)));
}

} // namespace sentinai
