// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"
#include "tests/migrations/sql_login.h"

namespace sentinai {

/// Events on their way to sentinai.append_events(), as raw text, so that a test can send what no program would.
class EventBatch {
public:
  struct Event {
    QString eventId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QString exceptionId = QStringLiteral("EX-1");
    std::optional<QString> eventType = QStringLiteral("CommentAdded");
    std::optional<QString> actorType = QStringLiteral("user");
    std::optional<QString> actorId = QStringLiteral("ann");
    std::optional<QString> payload = QStringLiteral("{}");
    std::optional<QString> createdAt = QStringLiteral("2026-03-02T08:00:00Z");
    std::optional<int> expectedVersion = std::nullopt;
  };

  Event& add(Event event);

  /// An ExceptionCreated with the fields of `state` instead of plain ones.
  Event& create(const QString& exceptionId, const QJsonObject& state = {});

  /// A StatusChanged.
  Event& changeStatus(const QString& exceptionId, const QString& from, const QString& to);

  /// Rows of (ord, seq, appended, error_kind, error_message).
  [[nodiscard]] SqlAnswer append(SqlLogin& login, bool atomic = true) const;

private:
  std::vector<Event> m_events;
};

/// The timeline as the table holds it, by seq.
[[nodiscard]] std::vector<ExceptionEvent> readTimeline(SqlLogin& login, const QString& exceptionId);

} // namespace sentinai
