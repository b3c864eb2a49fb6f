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

/// A tool that playbooks may call. `config` says how (docs/tools.md), with references to secrets, never the secrets.
struct ToolDefinition {
  int toolId = 0;
  QString name;
  std::optional<QString> tenantId; ///< Empty: global, readable by every tenant, written by sentinai_admin only.
  ToolType type = ToolType::Rest;
  QJsonObject config;
  Instant createdAt{};

  /// Whether both say the same; who they belong to and since when cannot be changed.
  [[nodiscard]] bool hasSameContent(const ToolDefinition& other) const {
    return name == other.name && type == other.type && config == other.config;
  }

  friend bool operator==(const ToolDefinition&, const ToolDefinition&) = default;
};

} // namespace sentinai
