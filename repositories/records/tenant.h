// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"
#include "repositories/records/instant.h"

namespace sentinai {

/// A suspended tenant is read-only; an archived one refuses writes and is left out of lists unless asked for.
enum class TenantStatus : quint8 { Active, Suspended, Archived };

template <>
struct EnumTexts<TenantStatus> {
  static constexpr std::array texts{"active", "suspended", "archived"};
};

struct Tenant {
  QString tenantId; ///< A UUID or a readable name; 1 to 64 characters of A-Z a-z 0-9 . _ -
  QString name;
  TenantStatus status = TenantStatus::Active;
  Instant createdAt{};
  Instant updatedAt{};

  friend bool operator==(const Tenant&, const Tenant&) = default;
};

/// What a member may do; each includes what the one before may, except Agent, which stands apart.
enum class Access : quint8 { Analyst, Supervisor, Admin, Agent };

template <>
struct EnumTexts<Access> {
  static constexpr std::array texts{"analyst", "supervisor", "admin", "agent"};
};

/// A database login's membership of a tenant.
struct TenantMember {
  QString tenantId;
  QString roleName;
  Access access = Access::Analyst;
  Instant createdAt{};

  friend bool operator==(const TenantMember&, const TenantMember&) = default;
};

} // namespace sentinai
