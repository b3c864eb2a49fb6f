// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/session.h"
#include "repositories/postgresql/pg_change_feed.h"

namespace sentinai {

/// One tenant's repositories on PostgreSQL.
class PgSession : public Session {
public:
  /// `reports`: of the replica that dashboards and exports ask; null: the same server.
  PgSession(std::shared_ptr<PgPools> pools, std::shared_ptr<PgPools> reports, QString tenantId);
  ~PgSession() override;

  const QString& tenantId() const override { return m_client->tenantId(); }
  ExceptionRepository& exceptions() override { return *m_exceptions; }
  ExceptionEventRepository& events() override { return *m_events; }
  MemberRepository& members() override { return *m_members; }
  DomainPackRepository& domainPacks() override { return *m_domainPacks; }
  TenantPolicyPackRepository& policyPacks() override { return *m_policyPacks; }
  PlaybookRepository& playbooks() override { return *m_playbooks; }
  PlaybookStepRepository& playbookSteps() override { return *m_playbookSteps; }
  ToolDefinitionRepository& tools() override { return *m_tools; }
  AuditRepository& audit() override { return *m_audit; }
  DashboardRepository& dashboard() override { return *m_dashboard; }
  FeedbackRepository& feedback() override { return *m_feedback; }
  RollupRepository& rollup() override { return *m_rollup; }
  CheckpointRepository& checkpoints() override { return *m_checkpoints; }
  WorkRepository& work() override { return *m_work; }
  ChangeFeed& changes() override { return m_changes; }

private:
  std::shared_ptr<PgClient> m_client;
  std::shared_ptr<PgClient> m_reports;
  std::shared_ptr<ExceptionEventRepository> m_events;
  std::shared_ptr<ExceptionRepository> m_exceptions;
  std::unique_ptr<MemberRepository> m_members;
  std::unique_ptr<DomainPackRepository> m_domainPacks;
  std::unique_ptr<TenantPolicyPackRepository> m_policyPacks;
  std::unique_ptr<PlaybookRepository> m_playbooks;
  std::unique_ptr<PlaybookStepRepository> m_playbookSteps;
  std::unique_ptr<ToolDefinitionRepository> m_tools;
  std::unique_ptr<AuditRepository> m_audit;
  std::unique_ptr<DashboardRepository> m_dashboard;
  std::unique_ptr<FeedbackRepository> m_feedback;
  std::unique_ptr<RollupRepository> m_rollup;
  std::unique_ptr<CheckpointRepository> m_checkpoints;
  std::unique_ptr<WorkRepository> m_work;
  PgChangeFeed m_changes;
};

} // namespace sentinai
