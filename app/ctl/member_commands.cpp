// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

namespace sentinai::ctl {

namespace {
const QStringList kColumns{QStringLiteral("role_name"), QStringLiteral("access"), QStringLiteral("created_at")};
const QStringList kPrivilegeColumns{QStringLiteral("action"), QStringLiteral("allowed"), QStringLiteral("reason")};

struct Arguments {
  std::string role, access, expected;
};
} // namespace

void addMemberCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("member", "Logins that are members of the tenant");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  const auto expectOption = [&](CLI::App* command) {
    command->add_option("--expect", arguments->expected, "The access you saw, or none; another one is a conflict");
  };

  group->add_subcommand("list", "List members by login")->callback([&context] {
    for (const TenantMember& member : await(context.session().members().list({}))) {
      context.output().listRow(toJson(member), kColumns);
    }
    context.output().endList();
  });

  group->add_subcommand("privileges", "List what this login may do in the tenant, and why not")->callback([&context] {
    for (const Privilege& privilege : await(context.session().members().privileges({}))) {
      context.output().listRow(toJson(privilege), kPrivilegeColumns);
    }
    context.output().endList();
  });

  CLI::App* grant = group->add_subcommand("grant", "Make a login a member, or change its access");
  grant->add_option("ROLE", arguments->role, "Database login")->required();
  grant->add_option("--access", arguments->access, "analyst, supervisor, admin or agent")->required();
  expectOption(grant);
  grant->callback([&context, arguments] {
    const auto access = enumArgument<Access>("--access", arguments->access);
    const auto seen = seenArgument<Access>("--expect", arguments->expected);
    context.output().object(toJson(await(context.session().members().grant(text(arguments->role), access, {}, seen))),
                            kColumns);
  });

  CLI::App* revoke = group->add_subcommand("revoke", "End a login's membership");
  revoke->add_option("ROLE", arguments->role, "Database login")->required();
  expectOption(revoke);
  revoke->callback([&context, arguments] {
    await(context.session().members().revoke(text(arguments->role), {},
                                             seenArgument<Access>("--expect", arguments->expected)));
    context.output().object({{QStringLiteral("role_name"), text(arguments->role)}, {QStringLiteral("revoked"), true}});
  });
}

} // namespace sentinai::ctl
