// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"

namespace sentinai::ctl {

// Each adds one command group to `app`; the callbacks run while the command line is parsed and report failure by
// CommandError. `context` must outlive `app`.

void addMigrateCommands(CLI::App& app, CommandContext& context);
void addHealthCommand(CLI::App& app, CommandContext& context);
void addDemoCommands(CLI::App& app, CommandContext& context);
void addTenantCommands(CLI::App& app, CommandContext& context);
void addMemberCommands(CLI::App& app, CommandContext& context);
void addImportCommand(CLI::App& app, CommandContext& context);
void addExportCommands(CLI::App& app, CommandContext& context);
void addExceptionCommands(CLI::App& app, CommandContext& context);
void addIngestCommand(CLI::App& group, CommandContext& context); ///< Of `exception`.
void addEventCommands(CLI::App& app, CommandContext& context);
void addSummaryCommand(CLI::App& app, CommandContext& context);
void addRollupCommands(CLI::App& app, CommandContext& context);
void addCheckpointCommands(CLI::App& app, CommandContext& context);
void addAuditCommands(CLI::App& app, CommandContext& context);
void addPackCommands(CLI::App& app, CommandContext& context);
void addRuleCommands(CLI::App& app, CommandContext& context);
void addAgentCommands(CLI::App& app, CommandContext& context);
void addWorkCommands(CLI::App& app, CommandContext& context);
void addPlaybookCommands(CLI::App& app, CommandContext& context);
void addDecisionCommands(CLI::App& app, CommandContext& context);
void addToolCommands(CLI::App& app, CommandContext& context);
void addAskCommand(CLI::App& app, CommandContext& context);

} // namespace sentinai::ctl
