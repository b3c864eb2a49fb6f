// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_session.h"

namespace sentinai {

SqliteSession::SqliteSession(std::shared_ptr<SqliteStore> store, QString tenantId)
    : m_scope(std::move(store), std::move(tenantId), m_open.token())
    , m_events(std::make_shared<SqliteExceptionEventRepository>(m_scope))
    , m_exceptions(std::make_shared<SqliteExceptionRepository>(m_scope, m_events))
    , m_members(m_scope)
    , m_domainPacks(m_scope)
    , m_policyPacks(m_scope)
    , m_playbooks(m_scope)
    , m_playbookSteps(m_scope)
    , m_tools(m_scope)
    , m_audit(m_scope)
    , m_dashboard(m_scope)
    , m_feedback(m_scope)
    , m_checkpoints(m_scope)
    , m_work(m_scope)
    , m_changes(m_scope) {}

} // namespace sentinai
