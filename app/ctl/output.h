// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/printable.h"

#include <QJsonObject>
#include <QStringList>
#include <vector>

namespace sentinai::ctl {

/// What a command prints on standard output: aligned text for people, or JSON for programs.
class Output {
public:
  explicit Output(bool json)
      : m_json(json) {}

  [[nodiscard]] bool json() const { return m_json; }

  /// One object: with --json one document on one line, else `key: value` lines in the order of `keys` (all, sorted, if
  /// empty).
  void object(const QJsonObject& object, const QStringList& keys = {}) const;

  /// A row of a list: with --json one object a line at once; else kept for endList(), which aligns the columns.
  void listRow(const QJsonObject& row, const QStringList& columns);

  /// Ends a list. `next`, if not empty, is the cursor of what follows: with --json the last line {"next": …}. Without,
  /// people are told on standard error that there is none.
  void endList(const QString& next = {});

  /// One entry of a list without columns: with --json `row` on a line, else `text`.
  void line(const QString& text, const QJsonObject& row) const;

  /// Any JSON value on a line, with --json and without.
  void value(const QJsonValue& value) const;

  /// Text for people, at once and without ending the line; nothing with --json.
  void piece(const QString& text) const;

  /// Plain text for people; nothing with --json.
  void text(const QString& line) const;

private:
  bool m_json;
  QStringList m_columns;
  std::vector<QStringList> m_rows;
};

/// Writes out what is still held back. CommandError (Failed) where standard output does not take it, as everything that
/// prints there.
void flushOutput();

/// A message on standard error, with the program's name before its first line.
void printError(const QString& message);

/// The value for people: a text as printable(), cut where it is very long; `-` where there is none.
[[nodiscard]] QString asText(const QJsonValue& value);

/// Compact JSON of any value.
[[nodiscard]] QByteArray jsonText(const QJsonValue& value);

} // namespace sentinai::ctl
