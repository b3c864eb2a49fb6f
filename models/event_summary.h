// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <QCoreApplication>

namespace sentinai {

/// What an event says, in words for people: "Status open → analyzing", "Assigned to alice", "Created as high …".
/// Single lines, safe to show (see safe_text.h). GUI thread; parses the payload on each call.
class EventSummary {
  Q_DECLARE_TR_FUNCTIONS(sentinai::EventSummary)
public:
  [[nodiscard]] static QString text(const ExceptionEvent& event);

  /// The status that the event set, if it set one.
  [[nodiscard]] static std::optional<Status> newStatus(const ExceptionEvent& event);

  /// "agent triage", "alice", "system siebel".
  [[nodiscard]] static QString actorText(const Actor& actor);

  /// The name of a column of table `exception`, e.g. "SLA deadline"; an unknown one as it stands.
  [[nodiscard]] static QString fieldLabel(const QString& column);

  /// A JSON value of that column for reading: null as "none".
  [[nodiscard]] static QString valueText(const QJsonValue& value);

private:
  [[nodiscard]] static QString changesText(const QJsonObject& changes);
  [[nodiscard]] static QString creationText(const QJsonObject& state);
  [[nodiscard]] static QString factsText(const QJsonObject& payload);
};

} // namespace sentinai
