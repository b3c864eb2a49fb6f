// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QJsonObject>

namespace sentinai {

/// One row of `audit_log`: who changed which configuration object, with its content before and after.
struct AuditEntry {
  qint64 auditId = 0;
  Instant at{};
  QString login;
  std::optional<QString> tenantId; ///< Empty for a global object.
  QString action;                  ///< insert, update or delete.
  QString objectType;              ///< The table's name.
  QString objectId;
  QJsonObject before; ///< Empty on insert.
  QJsonObject after;  ///< Empty on delete.
  QString clientAddress;
  QString application;

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

} // namespace sentinai
