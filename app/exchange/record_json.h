// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/audit_entry.h"
#include "repositories/records/checkpoint.h"
#include "repositories/records/dashboard.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"
#include "repositories/records/health.h"
#include "repositories/records/privilege.h"
#include "repositories/records/tenant.h"

#include <QJsonObject>

namespace sentinai {

// The outward JSON form of records, as `sentinaictl --json` prints and exports write it. Keys are the database's column
// names; times are ISO 8601 in UTC, amounts decimal text, absent values null. Other programs depend on it: keys are
// added, never renamed.

[[nodiscard]] QJsonObject toJson(const Exception& exception);
[[nodiscard]] QJsonObject toJson(const Tenant& tenant);
[[nodiscard]] QJsonObject toJson(const TenantMember& member);
[[nodiscard]] QJsonObject toJson(const Privilege& privilege);
[[nodiscard]] QJsonObject toJson(const Health& health);
[[nodiscard]] QJsonObject toJson(const DashboardFigures& figures);
[[nodiscard]] QJsonObject toJson(const AuditEntry& entry);
[[nodiscard]] QJsonObject toJson(const Checkpoint& checkpoint);

/// The event as a CloudEvents 1.0 envelope: id, source, specversion, type, subject (the exception), time,
/// datacontenttype, data (the payload; as a text of type text/plain where it cannot be read as JSON), and the
/// extensions tenantid, seq, actortype, actorid, recordedtime, prevhash and hash (hexadecimal).
[[nodiscard]] QJsonObject toCloudEvent(const ExceptionEvent& event);

} // namespace sentinai
