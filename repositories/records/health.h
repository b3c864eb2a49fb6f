// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

namespace sentinai {

/// What the system of record says of itself.
struct Health {
  QString engine; ///< "postgresql" or "sqlite".
  QString serverVersion;
  std::chrono::microseconds latency{}; ///< Of one round trip.
  int schemaVersion = 0;               ///< The latest applied migration.
  int latestSchemaVersion = 0;         ///< The latest this program knows.
  QString login;
  std::optional<QString> tenantId; ///< The tenant in force; empty if none or the login is no member of it.
  std::optional<QString> access;   ///< analyst, supervisor, admin or agent, in that tenant.
  bool readOnly = false;           ///< A replica, or a file opened read-only.
  int poolOpen = 0;                ///< Connections open, in use, and callers waiting.
  int poolInUse = 0;
  int poolWaiting = 0;

  [[nodiscard]] bool upToDate() const { return schemaVersion == latestSchemaVersion; }
};

} // namespace sentinai
