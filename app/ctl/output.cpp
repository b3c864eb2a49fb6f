// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/output.h"

#include "app/ctl/command_context.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sentinai::ctl {

namespace {

constexpr qsizetype kWidestColumn = 60;
constexpr qsizetype kWidestLastColumn = 200; // Nothing stands to the right of it.
constexpr qsizetype kLongestText = 10'000;   // Of what is no JSON: more helps nobody at a terminal.

bool writeLine(std::FILE* stream, const QByteArray& line) {
  const auto size = static_cast<std::size_t>(line.size());
  return std::fwrite(line.constData(), 1, size, stream) == size && std::fputc('\n', stream) != EOF;
}

[[noreturn]] void failOnOutput() {
  throw CommandError(
      ExitStatus::Failed,
      QStringLiteral("Standard output cannot be written: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
}

void print(const QByteArray& line) {
  if (!writeLine(stdout, line)) {
    failOnOutput();
  }
}

/// Its strings say by escapes what a terminal would obey.
QByteArray escaped(const QByteArray& json) {
  return printable(QString::fromUtf8(json)).toUtf8();
}

QByteArray compact(const QJsonObject& object) {
  return escaped(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// `text` for people, or the beginning of it and how much is missing.
QString shown(const QString& text) {
  if (text.size() <= kLongestText) {
    return printable(text);
  }
  const qsizetype cut = kLongestText - (text[kLongestText - 1].isHighSurrogate() ? 1 : 0);
  return QStringLiteral("%1… (%2 more characters)").arg(printable(text.first(cut)), QString::number(text.size() - cut));
}

} // namespace

QString asText(const QJsonValue& value) {
  switch (value.type()) {
  case QJsonValue::String:
    return shown(value.toString());
  case QJsonValue::Double:
    return value.toDouble() == static_cast<double>(value.toInteger()) ? QString::number(value.toInteger())
                                                                      : QString::number(value.toDouble());
  case QJsonValue::Bool:
    return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
  case QJsonValue::Object:
  case QJsonValue::Array:
    return shown(QString::fromUtf8(jsonText(value)));
  case QJsonValue::Null:
  case QJsonValue::Undefined:
    return QStringLiteral("-");
  }
  return {};
}

QByteArray jsonText(const QJsonValue& value) {
  // Qt writes arrays and objects only.
  return escaped(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).sliced(1).chopped(1));
}

void Output::object(const QJsonObject& object, const QStringList& keys) const {
  if (m_json) {
    print(compact(object));
    return;
  }
  const QStringList shown = keys.isEmpty() ? object.keys() : keys;
  qsizetype width = 0;
  for (const QString& key : shown) {
    width = std::max(width, key.size());
  }
  for (const QString& key : shown) {
    print(((key + QLatin1Char(':')).leftJustified(width + 2) + asText(object.value(key))).toUtf8());
  }
}

void Output::listRow(const QJsonObject& row, const QStringList& columns) {
  if (m_json) {
    print(compact(row));
    return;
  }
  m_columns = columns;
  QStringList cells;
  for (const QString& column : columns) {
    QString cell = asText(row.value(column));
    const qsizetype widest = cells.size() + 1 == columns.size() ? kWidestLastColumn : kWidestColumn;
    if (cell.size() > widest) {
      cell = cell.first(widest - 1) + QChar(0x2026);
    }
    cells << cell;
  }
  m_rows.push_back(cells);
}

void Output::endList(const QString& next) {
  if (m_json) {
    if (!next.isEmpty()) {
      print(compact({{QStringLiteral("next"), next}}));
    }
    return;
  }
  if (m_rows.empty()) {
    (void)writeLine(stderr, "none");
  } else {
    QStringList heads;
    for (const QString& column : m_columns) {
      heads << column.toUpper();
    }
    m_rows.insert(m_rows.begin(), heads);
  }
  std::vector<qsizetype> widths(static_cast<std::size_t>(m_columns.size()), 0);
  for (const QStringList& row : m_rows) {
    for (qsizetype i = 0; i < row.size(); ++i) {
      widths[static_cast<std::size_t>(i)] = std::max(widths[static_cast<std::size_t>(i)], row[i].size());
    }
  }
  for (const QStringList& row : m_rows) {
    QString line;
    for (qsizetype i = 0; i < row.size(); ++i) {
      line += i + 1 < row.size() ? row[i].leftJustified(widths[static_cast<std::size_t>(i)] + 2) : row[i];
    }
    print(line.toUtf8());
  }
  m_rows.clear();
  if (!next.isEmpty()) {
    print("next: " + shown(next).toUtf8());
  }
}

void Output::line(const QString& text, const QJsonObject& row) const {
  print(m_json ? compact(row) : shown(text).toUtf8());
}

void Output::value(const QJsonValue& value) const {
  print(jsonText(value));
}

void Output::piece(const QString& text) const {
  const QByteArray bytes = text.toUtf8();
  const auto size = static_cast<std::size_t>(bytes.size());
  if (!m_json && (std::fwrite(bytes.constData(), 1, size, stdout) != size || std::fflush(stdout) != 0)) {
    failOnOutput();
  }
}

void Output::text(const QString& line) const {
  if (!m_json) {
    print(line.toUtf8());
  }
}

void flushOutput() {
  if (std::fflush(stdout) != 0) {
    failOnOutput();
  }
}

void printError(const QString& message) {
  // What a server says can have several lines. Indented, none can pass for another message.
  QStringList lines;
  for (const QString& line : message.trimmed().split(QLatin1Char('\n'))) {
    lines << shown(line);
  }
  (void)writeLine(stderr, "sentinaictl: " + lines.join(QStringLiteral("\n  ")).toUtf8());
}

} // namespace sentinai::ctl
