// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_session.h"

#include "repositories/postgresql/pg_audit_repository.h"
#include "repositories/postgresql/pg_checkpoint_repository.h"
#include "repositories/postgresql/pg_dashboard_repository.h"
#include "repositories/postgresql/pg_exception_event_repository.h"
#include "repositories/postgresql/pg_exception_repository.h"
#include "repositories/postgresql/pg_feedback_repository.h"
#include "repositories/postgresql/pg_member_repository.h"
#include "repositories/postgresql/pg_pack_repository.h"
#include "repositories/postgresql/pg_playbook_repository.h"
#include "repositories/postgresql/pg_playbook_step_repository.h"
#include "repositories/postgresql/pg_rollup_repository.h"
#include "repositories/postgresql/pg_tool_definition_repository.h"
#include "repositories/postgresql/pg_work_repository.h"

namespace sentinai {

PgSession::PgSession(std::shared_ptr<PgPools> pools, std::shared_ptr<PgPools> reports, QString tenantId)
    : m_client(std::make_shared<PgClient>(pools, std::move(tenantId)))
    , m_reports(reports ? std::make_shared<PgClient>(std::move(reports), m_client) : m_client)
    , m_events(std::make_shared<PgExceptionEventRepository>(m_client))
    , m_exceptions(std::make_shared<PgExceptionRepository>(m_client, m_reports, m_events))
    , m_members(std::make_unique<PgMemberRepository>(m_client))
    , m_domainPacks(std::make_unique<PgDomainPackRepository>(m_client))
    , m_policyPacks(std::make_unique<PgTenantPolicyPackRepository>(m_client))
    , m_playbooks(std::make_unique<PgPlaybookRepository>(m_client))
    , m_playbookSteps(std::make_unique<PgPlaybookStepRepository>(m_client))
    , m_tools(std::make_unique<PgToolDefinitionRepository>(m_client))
    , m_audit(std::make_unique<PgAuditRepository>(m_client))
    , m_dashboard(std::make_unique<PgDashboardRepository>(m_reports))
    , m_feedback(std::make_unique<PgFeedbackRepository>(m_reports))
    , m_rollup(std::make_unique<PgRollupRepository>(m_client))
    , m_checkpoints(std::make_unique<PgCheckpointRepository>(m_client))
    , m_work(std::make_unique<PgWorkRepository>(m_client))
    , m_changes(std::move(pools), m_client) {}

PgSession::~PgSession() {
  m_reports->close();
  m_client->close();
}

} // namespace sentinai
