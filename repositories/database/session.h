// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/audit_repository.h"
#include "repositories/change_feed.h"
#include "repositories/checkpoint_repository.h"
#include "repositories/dashboard_repository.h"
#include "repositories/exception_event_repository.h"
#include "repositories/exception_repository.h"
#include "repositories/feedback_repository.h"
#include "repositories/member_repository.h"
#include "repositories/pack_repository.h"
#include "repositories/playbook_repository.h"
#include "repositories/playbook_step_repository.h"
#include "repositories/rollup_repository.h"
#include "repositories/tool_definition_repository.h"
#include "repositories/work_repository.h"

namespace sentinai {

/// The repositories of one tenant, for one login. It never changes tenant. Destroying it cancels what is under way;
/// every pending call still completes, with Cancelled.
class Session {
public:
  virtual ~Session() = default;

  [[nodiscard]] virtual const QString& tenantId() const = 0;
  [[nodiscard]] virtual ExceptionRepository& exceptions() = 0;
  [[nodiscard]] virtual ExceptionEventRepository& events() = 0;
  [[nodiscard]] virtual MemberRepository& members() = 0;
  [[nodiscard]] virtual DomainPackRepository& domainPacks() = 0;
  [[nodiscard]] virtual TenantPolicyPackRepository& policyPacks() = 0;
  [[nodiscard]] virtual PlaybookRepository& playbooks() = 0;
  [[nodiscard]] virtual PlaybookStepRepository& playbookSteps() = 0;
  [[nodiscard]] virtual ToolDefinitionRepository& tools() = 0;
  [[nodiscard]] virtual AuditRepository& audit() = 0;
  [[nodiscard]] virtual DashboardRepository& dashboard() = 0;
  [[nodiscard]] virtual FeedbackRepository& feedback() = 0;
  [[nodiscard]] virtual RollupRepository& rollup() = 0;
  [[nodiscard]] virtual CheckpointRepository& checkpoints() = 0;
  [[nodiscard]] virtual WorkRepository& work() = 0;

  /// What is committed to the tenant's exceptions, once started; on the thread that made the session.
  [[nodiscard]] virtual ChangeFeed& changes() = 0;
};

} // namespace sentinai
