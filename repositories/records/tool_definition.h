// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"
#include "repositories/records/instant.h"

#include <QJsonObject>

namespace sentinai {

enum class ToolType : quint8 { Webhook, Rest, Email, Workflow };

template <>
struct EnumTexts<ToolType> {
  static constexpr std::array texts{"webhook", "rest", "email", "workflow"};
};

/// A tool that playbooks may call. `config` names endpoint, authentication reference (never a secret), schemas,
/// timeout.
struct ToolDefinition {
  int toolId = 0;
  QString name;
  std::optional<QString> tenantId; ///< Empty: global, readable by every tenant, written by sentinai_admin only.
  ToolType type = ToolType::Rest;
  QJsonObject config;
  Instant createdAt{};

  friend bool operator==(const ToolDefinition&, const ToolDefinition&) = default;
};

} // namespace sentinai
