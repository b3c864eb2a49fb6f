// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

namespace sentinai::ctl {

namespace {
const QStringList kColumns{
    QStringLiteral("at"),          QStringLiteral("login"),          QStringLiteral("action"),
    QStringLiteral("object_type"), QStringLiteral("object_id"),      QStringLiteral("before"),
    QStringLiteral("after"),       QStringLiteral("client_address"), QStringLiteral("application")};
} // namespace

void addAuditCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("audit", "Who changed members, packs, playbooks, tools and the tenant");
  group->require_subcommand(1);
  const auto page = std::make_shared<PageOptions>();

  CLI::App* list = group->add_subcommand("list", "List changes, newest first; for supervisors and admins");
  page->addTo(*list);
  list->callback([&context, page] {
    printPages(
        context, *page,
        [&](int limit, const std::optional<QString>& after) {
          return await(context.session().audit().list(limit, after, {}));
        },
        [&](const AuditEntry& entry) { context.output().listRow(toJson(entry), kColumns); });
  });
}

} // namespace sentinai::ctl
