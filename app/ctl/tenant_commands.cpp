// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

namespace sentinai::ctl {

namespace {
const QStringList kColumns{QStringLiteral("tenant_id"), QStringLiteral("name"), QStringLiteral("status"),
                           QStringLiteral("created_at"), QStringLiteral("updated_at")};

struct Arguments {
  std::string id, name, status, expected;
  std::string search;
  bool all = false;
  PageOptions page;
};
} // namespace

void addTenantCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("tenant", "Tenants that this login is a member of");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* list = group->add_subcommand("list", "List tenants by id; archived ones with --all");
  list->add_flag("--all", arguments->all, "Archived ones too");
  list->add_option("--search", arguments->search, "Contained in id or name");
  arguments->page.addTo(*list);
  list->callback([&context, arguments] {
    TenantFilter filter;
    filter.text = text(arguments->search);
    if (arguments->all) {
      const auto every = allValues<TenantStatus>();
      filter.statuses.assign(every.begin(), every.end());
    }
    printPages(
        context, arguments->page,
        [&](int limit, const std::optional<QString>& after) {
          return await(context.database().tenants().list(filter, limit, after, {}));
        },
        [&](const Tenant& tenant) { context.output().listRow(toJson(tenant), kColumns); });
  });

  CLI::App* show = group->add_subcommand("show", "Show one tenant");
  show->add_option("ID", arguments->id, "Tenant id")->required();
  show->callback([&context, arguments] {
    context.output().object(toJson(await(context.database().tenants().get(text(arguments->id), {}))), kColumns);
  });

  CLI::App* create = group->add_subcommand("create", "Create a tenant; this login becomes its first admin");
  create->add_option("ID", arguments->id, "Tenant id")->required();
  create->add_option("--name", arguments->name, "Name for people")->required();
  create->callback([&context, arguments] {
    context.output().object(
        toJson(await(context.database().tenants().create(text(arguments->id), text(arguments->name), {}))), kColumns);
  });

  CLI::App* setStatus = group->add_subcommand("set-status", "Make a tenant active, suspended (read-only) or archived");
  setStatus->add_option("ID", arguments->id, "Tenant id")->required();
  setStatus->add_option("STATUS", arguments->status, "active, suspended or archived")->required();
  setStatus->add_option("--expect", arguments->expected, "The status you saw; another one is a conflict");
  setStatus->callback([&context, arguments] {
    const auto status = enumArgument<TenantStatus>("STATUS", arguments->status);
    const Seen<TenantStatus> seen = arguments->expected.empty()
                                        ? Seen<TenantStatus>()
                                        : enumArgument<TenantStatus>("--expect", arguments->expected);
    context.output().object(
        toJson(await(context.database().tenants().setStatus(text(arguments->id), status, {}, seen))), kColumns);
  });
}

} // namespace sentinai::ctl
