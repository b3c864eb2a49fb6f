// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"
#include "repositories/records/instant.h"

#include <QJsonObject>

namespace sentinai {

/// One version of a playbook; `name` and `version` identify it within its tenant.
struct Playbook {
  int playbookId = 0;
  QString tenantId;
  QString name;
  int version = 1;
  QJsonObject conditions; ///< The rule (JsonLogic) that matches exceptions; an empty object matches all.
  bool active = false;
  Instant createdAt{};

  friend bool operator==(const Playbook&, const Playbook&) = default;
};

enum class ActionType : quint8 { Notify, Assign, Comment, CallTool, ForceSettle, Escalate, RequestApproval, Wait };

template <>
struct EnumTexts<ActionType> {
  static constexpr std::array texts{"notify",       "assign",   "comment",          "call_tool",
                                    "force_settle", "escalate", "request_approval", "wait"};
};

struct PlaybookStep {
  int stepId = 0;
  int playbookId = 0;
  QString tenantId;
  int stepOrder = 0; ///< 1, 2, 3 … unique in the playbook.
  QString name;
  ActionType actionType = ActionType::Comment;
  QJsonObject params;
  Instant createdAt{};

  friend bool operator==(const PlaybookStep&, const PlaybookStep&) = default;
};

} // namespace sentinai
