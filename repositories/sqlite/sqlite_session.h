// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/session.h"
#include "repositories/sqlite/sqlite_audit_repository.h"
#include "repositories/sqlite/sqlite_change_feed.h"
#include "repositories/sqlite/sqlite_checkpoint_repository.h"
#include "repositories/sqlite/sqlite_dashboard_repository.h"
#include "repositories/sqlite/sqlite_domain_pack_repository.h"
#include "repositories/sqlite/sqlite_exception_event_repository.h"
#include "repositories/sqlite/sqlite_exception_repository.h"
#include "repositories/sqlite/sqlite_feedback_repository.h"
#include "repositories/sqlite/sqlite_member_repository.h"
#include "repositories/sqlite/sqlite_playbook_repository.h"
#include "repositories/sqlite/sqlite_playbook_step_repository.h"
#include "repositories/sqlite/sqlite_rollup_repository.h"
#include "repositories/sqlite/sqlite_tenant_policy_pack_repository.h"
#include "repositories/sqlite/sqlite_tool_definition_repository.h"
#include "repositories/sqlite/sqlite_work_repository.h"

namespace sentinai {

class SqliteSession : public Session {
public:
  SqliteSession(std::shared_ptr<SqliteStore> store, QString tenantId);

  [[nodiscard]] const QString& tenantId() const override { return m_scope.tenantId(); }
  [[nodiscard]] ExceptionRepository& exceptions() override { return *m_exceptions; }
  [[nodiscard]] ExceptionEventRepository& events() override { return *m_events; }
  [[nodiscard]] MemberRepository& members() override { return m_members; }
  [[nodiscard]] DomainPackRepository& domainPacks() override { return m_domainPacks; }
  [[nodiscard]] TenantPolicyPackRepository& policyPacks() override { return m_policyPacks; }
  [[nodiscard]] PlaybookRepository& playbooks() override { return m_playbooks; }
  [[nodiscard]] PlaybookStepRepository& playbookSteps() override { return m_playbookSteps; }
  [[nodiscard]] ToolDefinitionRepository& tools() override { return m_tools; }
  [[nodiscard]] AuditRepository& audit() override { return m_audit; }
  [[nodiscard]] DashboardRepository& dashboard() override { return m_dashboard; }
  [[nodiscard]] FeedbackRepository& feedback() override { return m_feedback; }
  [[nodiscard]] RollupRepository& rollup() override { return m_rollup; }
  [[nodiscard]] CheckpointRepository& checkpoints() override { return m_checkpoints; }
  [[nodiscard]] WorkRepository& work() override { return m_work; }
  [[nodiscard]] ChangeFeed& changes() override { return m_changes; }

private:
  CancelSource m_open; ///< Cancels what is under way when the session goes.
  SqliteScope m_scope;
  std::shared_ptr<SqliteExceptionEventRepository> m_events;
  std::shared_ptr<SqliteExceptionRepository> m_exceptions;
  SqliteMemberRepository m_members;
  SqliteDomainPackRepository m_domainPacks;
  SqliteTenantPolicyPackRepository m_policyPacks;
  SqlitePlaybookRepository m_playbooks;
  SqlitePlaybookStepRepository m_playbookSteps;
  SqliteToolDefinitionRepository m_tools;
  SqliteAuditRepository m_audit;
  SqliteDashboardRepository m_dashboard;
  SqliteFeedbackRepository m_feedback;
  SqliteRollupRepository m_rollup;
  SqliteCheckpointRepository m_checkpoints;
  SqliteWorkRepository m_work;
  SqliteChangeFeed m_changes;
};

} // namespace sentinai
