// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <QHash>
#include <vector>

namespace sentinai {

/// Something of the record that an answer can rest on.
struct CopilotSource {
  int number = 0; ///< From 1; answers cite it as `[number]`.
  QString exceptionId;
  std::optional<QUuid> eventId; ///< Absent: the exception itself, as it stood when it was read.
  QString says;                 ///< In one line, fit to show.

  /// What names it in events: the event's id, else the exception's.
  [[nodiscard]] QString id() const { return eventId ? eventId->toString(QUuid::WithoutBraces) : exceptionId; }
};

/// What was retrieved for a question, numbered. Whatever is cited by a number of this list is there.
class SourceList {
public:
  /// The same twice keeps its number.
  void add(const Exception& exception);
  void add(const ExceptionEvent& event);

  [[nodiscard]] const std::vector<CopilotSource>& all() const { return m_sources; }
  [[nodiscard]] const CopilotSource* find(int number) const; ///< Null where there is none.

  /// ` [n]`; empty where it was not added.
  [[nodiscard]] QString cite(const Exception& exception) const;
  [[nodiscard]] QString cite(const ExceptionEvent& event) const;

private:
  std::vector<CopilotSource> m_sources;
  QHash<QString, int> m_numbers; ///< By `e` and an event's id, or `x` and an exception's.

  void add(const QString& key, CopilotSource source);
  [[nodiscard]] QString cite(const QString& key) const;
};

/// A text of the record, in a line and fit to show; with round brackets for square ones, in which citations stand.
[[nodiscard]] QString recordText(const QString& text);

/// What an event says, in a line without its time: `severity high → low by ann: A test.`
[[nodiscard]] QString eventLine(const ExceptionEvent& event);

/// An exception in a line: what it is, how it stands, and since when.
[[nodiscard]] QString exceptionLine(const Exception& exception);

} // namespace sentinai
