// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <QJsonObject>

namespace sentinai {

/// Fields of an exception to set, named by column, in the JSON form that events carry: text, null, integers; amounts as
/// decimal text, times as ISO 8601 text in UTC. `exception_id`, `tenant_id`, `version`, `created_at`, `updated_at` and
/// `resolved_at` cannot be set.
class ExceptionPatch {
public:
  ExceptionPatch() = default;

  /// InvalidInput names the field that is unknown or whose value does not fit, and what would.
  [[nodiscard]] static Result<ExceptionPatch> fromJson(const QJsonObject& fields);

  ExceptionPatch& setStatus(Status status);
  ExceptionPatch& setSeverity(Severity severity);
  ExceptionPatch& setOwner(std::optional<QString> owner);
  ExceptionPatch& setSlaDeadline(std::optional<Instant> deadline); ///< In the years 0001 to 9999.

  [[nodiscard]] const QJsonObject& fields() const { return m_fields; }
  [[nodiscard]] bool isEmpty() const { return m_fields.isEmpty(); }

  friend bool operator==(const ExceptionPatch&, const ExceptionPatch&) = default;

private:
  QJsonObject m_fields;
};

/// The whole settable state, as `payload.state` of ExceptionCreated holds it: every field, absent ones as null.
[[nodiscard]] QJsonObject toStateJson(const Exception& exception);

/// Whether each is a field that can be set, with a value that fits and is spelled as toStateJson() would: so equal
/// values are equal texts everywhere.
[[nodiscard]] bool areStateValues(const QJsonObject& fields);

/// `exception` with the patch's values; version and times stay.
[[nodiscard]] Exception patched(Exception exception, const ExceptionPatch& patch);

/// `payload.changes` that leads from `before` to the patch's values: {field: {from, to}}, without fields that stay.
[[nodiscard]] QJsonObject changesBetween(const Exception& before, const ExceptionPatch& patch);

/// Whether the event's changes turn the status to resolved.
[[nodiscard]] bool resolves(const ExceptionEvent& event);

/// Applies one event of the timeline to `state`, as the database does; the events of an exception in order of `seq`,
/// applied to a default-constructed record, give its row. InvalidInput where the event does not fit the state.
[[nodiscard]] Result<Done> applyEvent(Exception& state, const ExceptionEvent& event);

/// The same of an event that is still to be written; without a tenant, which only the database knows.
[[nodiscard]] Result<Done> applyEvent(Exception& state, const NewExceptionEvent& event);

} // namespace sentinai
