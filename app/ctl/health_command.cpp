// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

namespace sentinai::ctl {

void addHealthCommand(CLI::App& app, CommandContext& context) {
  app.add_subcommand("health", "Tell whether the database answers, its version, schema, login and tenant")
      ->callback([&context] {
        const QString tenant =
            context.tenantText.empty() ? qEnvironmentVariable("SENTINAI_TENANT") : text(context.tenantText);
        const Health health = await(context.database().health(tenant, {}));
        context.output().object(toJson(health), {QStringLiteral("engine"), QStringLiteral("server_version"),
                                                 QStringLiteral("latency_ms"), QStringLiteral("schema_version"),
                                                 QStringLiteral("latest_schema_version"), QStringLiteral("login"),
                                                 QStringLiteral("tenant_id"), QStringLiteral("access"),
                                                 QStringLiteral("read_only"), QStringLiteral("pool")});
        if (!health.upToDate()) {
          throw CommandError(
              ExitStatus::Failed,
              health.schemaVersion < health.latestSchemaVersion
                  ? QStringLiteral("The schema is older than this program; run `sentinaictl migrate up` as its "
                                   "owner.")
                  : QStringLiteral("The schema is newer than this program; install the newer program."));
        }
      });
}

} // namespace sentinai::ctl
