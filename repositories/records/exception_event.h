// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/actor.h"
#include "repositories/records/instant.h"

#include <QByteArray>
#include <QJsonObject>
#include <QUuid>

namespace sentinai {

/// One entry of an exception's append-only timeline: a row of table `exception_event`.
struct ExceptionEvent {
  QUuid eventId;
  QString exceptionId;
  QString tenantId;
  qint64 seq = 0; ///< 1, 2, 3 … within the exception, in order of recording.
  QString eventType;
  Actor actor;
  QByteArray payload;   ///< The JSON object as the database holds it, UTF-8; the hash covers these bytes.
  Instant createdAt{};  ///< When it happened.
  Instant recordedAt{}; ///< When the database took it in.
  QByteArray prevHash;  ///< 32 bytes; the hash of event `seq` - 1, zeros for the first.
  QByteArray hash;      ///< 32 bytes; see event_hash.h.

  /// The payload parsed, with numbers that are too large for a double as texts; nothing where it is no object, or
  /// nested deeper than Qt reads, as somebody with the server in hand could write it.
  [[nodiscard]] std::optional<QJsonObject> readPayload() const;

  /// The same; then an empty object.
  [[nodiscard]] QJsonObject payloadObject() const { return readPayload().value_or(QJsonObject()); }

  friend bool operator==(const ExceptionEvent&, const ExceptionEvent&) = default;
};

/// An event to append. The database gives it `seq`, `recordedAt` and its hashes.
///
/// `payload` follows docs/events.md: `ExceptionCreated` carries the whole first state under `state`; any other event
/// that changes the exception carries `changes = {field: {from, to}}`, and `from` must equal the present state.
struct NewExceptionEvent {
  QUuid eventId; ///< The idempotency key: deterministic (v5) from an import or agent, time-ordered (v7) otherwise.
  QString exceptionId;
  QString eventType; ///< A standard type, or `source.name` for an imported activity.
  Actor actor;
  QJsonObject payload;
  Instant createdAt{};
  std::optional<int> expectedVersion; ///< If set, the exception's version before this event, else Conflict.

  friend bool operator==(const NewExceptionEvent&, const NewExceptionEvent&) = default;
};

} // namespace sentinai
