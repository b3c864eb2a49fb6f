// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/agents/packs/starter_packs.h"
#include "app/agents/pipeline/what_if.h"
#include "repositories/database/json_difference.h"

#include <QFile>
#include <QJsonArray>

namespace sentinai::ctl {

namespace {

const QStringList kListColumns{QStringLiteral("kind"),   QStringLiteral("subject"),    QStringLiteral("version"),
                               QStringLiteral("active"), QStringLiteral("created_at"), QStringLiteral("created_by"),
                               QStringLiteral("name")};
/// What of a decision a person compares.
constexpr std::array kCompared{"severity", "rule", "deadline", "action", "confidence", "policy", "rules", "playbook"};

struct Arguments {
  std::string domain, file, expected;
  int version = 0; ///< 0: not given.
  int from = 0;
  int to = 0;
  int days = 30;
  bool policy = false;
  bool effective = false;
  bool activate = false;
};

/// The packs that the arguments mean: a domain's, or the tenant's policy packs.
struct Shelf {
  PackRepository& packs;
  QString subject;
};

Shelf shelfOf(CommandContext& context, const Arguments& arguments) {
  if (arguments.policy != arguments.domain.empty()) {
    throw CommandError(ExitStatus::Usage,
                       QStringLiteral("Name either a domain or --policy, the tenant's policy pack."));
  }
  Session& session = context.session();
  if (arguments.policy) {
    return {session.policyPacks(), session.tenantId()};
  }
  return {session.domainPacks(), text(arguments.domain)};
}

QJsonObject toRow(const PackVersion& version, bool isPolicy) {
  return {{QStringLiteral("kind"), isPolicy ? QStringLiteral("policy") : QStringLiteral("domain")},
          {QStringLiteral("subject"), version.subject},
          {QStringLiteral("version"), version.version},
          {QStringLiteral("active"), version.active},
          {QStringLiteral("created_at"), toIsoText(version.createdAt)},
          {QStringLiteral("created_by"), version.createdBy},
          {QStringLiteral("name"), version.pack.value(QLatin1String("name"))}};
}

void printVersion(CommandContext& context, const PackVersion& version, bool isPolicy) {
  context.output().object(toRow(version, isPolicy), kListColumns);
}

/// The version asked for, else the active one.
PackVersion versionOf(const Shelf& shelf, int version) {
  return version > 0 ? await(shelf.packs.get(shelf.subject, version, {}))
                     : await(shelf.packs.active(shelf.subject, {}));
}

TenantPolicy policyOf(CommandContext& context) {
  return await(activePolicy(&context.session(), {})).policy;
}

/// Refuses a domain's pack that does not fit by itself, or not under the tenant's policy.
void checkDomainPack(CommandContext& context, const QJsonObject& pack) {
  (void)valueOrFail(DomainPack::fromJson(pack));
  if (Result<EffectivePack> under = EffectivePack::combine(pack, policyOf(context)); !under) {
    throw CommandError(
        ExitStatus::BadInput,
        QStringLiteral("The pack does not fit under the tenant's policy pack. %1").arg(under.error().message));
  }
}

/// Refuses a policy pack that does not fit by itself, or not over the domains' active packs.
void checkPolicyPack(CommandContext& context, const QJsonObject& json) {
  const TenantPolicy policy = valueOrFail(TenantPolicy::fromJson(json));
  const QJsonObject overlays = json.value(QLatin1String("overlays")).toObject();
  for (const QString& domain : overlays.keys()) {
    const PackVersion pack = await(context.session().domainPacks().active(domain, {}));
    if (Result<EffectivePack> over = EffectivePack::combine(pack.pack, policy); !over) {
      throw CommandError(ExitStatus::BadInput,
                         QStringLiteral("The overlay for %1 does not fit over version %2 of its pack. %3")
                             .arg(domain)
                             .arg(pack.version)
                             .arg(over.error().message));
    }
  }
}

QJsonObject packArgument(const std::string& file) {
  if (file != "-") {
    return valueOrFail(loadPack(text(file)));
  }
  return jsonArgument(file);
}

void list(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  if (!arguments.policy) {
    for (const PackVersion& version : await(session.domainPacks().list(text(arguments.domain), {}))) {
      context.output().listRow(toRow(version, false), kListColumns);
    }
  }
  if (arguments.domain.empty()) {
    for (const PackVersion& version : await(session.policyPacks().list(session.tenantId(), {}))) {
      context.output().listRow(toRow(version, true), kListColumns);
    }
  }
  context.output().endList();
}

void show(CommandContext& context, const Arguments& arguments) {
  const Shelf shelf = shelfOf(context, arguments);
  const PackVersion version = versionOf(shelf, arguments.version);
  if (!arguments.effective) {
    context.output().value(version.pack);
    return;
  }
  if (arguments.policy) {
    throw CommandError(ExitStatus::Usage,
                       QStringLiteral("--effective shows a domain's pack with the tenant's overlay."));
  }
  context.output().value(policyOf(context).overlaid(version.pack));
}

void publish(CommandContext& context, const Arguments& arguments) {
  const QJsonObject pack = packArgument(arguments.file);
  Session& session = context.session();
  if (arguments.policy) {
    checkPolicyPack(context, pack);
  } else {
    checkDomainPack(context, pack);
  }
  PackRepository& packs =
      arguments.policy ? static_cast<PackRepository&>(session.policyPacks()) : session.domainPacks();
  const QString subject = arguments.policy ? session.tenantId() : pack.value(QLatin1String("domain")).toString();
  PackVersion version = await(packs.createVersion(subject, pack, {}));
  if (arguments.activate) {
    version = await(packs.activate(subject, version.version, {}));
  }
  printVersion(context, version, arguments.policy);
}

/// The version that was active before the one that is, as the audit log tells.
int versionBefore(CommandContext& context, const Shelf& shelf, bool isPolicy) {
  const QString type = isPolicy ? QStringLiteral("tenant_policy_pack_active") : QStringLiteral("domain_pack_active");
  std::optional<QString> after;
  do {
    const Page<AuditEntry> page = await(context.session().audit().list(kMaxPageSize, after, {}));
    for (const AuditEntry& entry : page.rows) {
      const QJsonValue before = entry.before.value(QLatin1String("version"));
      if (entry.objectType == type && entry.objectId == shelf.subject && !before.isUndefined() &&
          before != entry.after.value(QLatin1String("version"))) {
        return before.toInt();
      }
    }
    after = page.next;
  } while (after);
  throw CommandError(ExitStatus::NotFound,
                     QStringLiteral("No other version of the pack of %1 was active before. Name one with --version.")
                         .arg(shelf.subject));
}

void activate(CommandContext& context, const Arguments& arguments, bool rollBack) {
  const Seen<int> seen = seenVersionArgument("--expect", arguments.expected);
  const Shelf shelf = shelfOf(context, arguments);
  const int number = arguments.version > 0 ? arguments.version : versionBefore(context, shelf, arguments.policy);
  const PackVersion version = await(shelf.packs.get(shelf.subject, number, {}));
  if (arguments.policy) {
    checkPolicyPack(context, version.pack);
  } else {
    checkDomainPack(context, version.pack);
  }
  printVersion(context,
               rollBack ? await(shelf.packs.rollBack(shelf.subject, number, {}, seen))
                        : await(shelf.packs.activate(shelf.subject, number, {}, seen)),
               arguments.policy);
}

void diff(CommandContext& context, const Arguments& arguments) {
  const Shelf shelf = shelfOf(context, arguments);
  const PackVersion from = versionOf(shelf, arguments.from);
  const PackVersion to =
      arguments.to > 0 ? versionOf(shelf, arguments.to) : await(shelf.packs.latest(shelf.subject, {}));
  const auto shown = [](const QJsonValue& value) {
    return value.isUndefined() ? QString() : QString::fromUtf8(jsonText(value));
  };
  for (const PackDifference& one : jsonDifference(from.pack, to.pack)) {
    QJsonObject row{{QStringLiteral("path"), one.path}};
    const QChar sign = one.before.isUndefined() ? u'+' : one.after.isUndefined() ? u'-' : u'~';
    // What was added has no member `before`, what was removed none `after`: null is a value.
    if (!one.before.isUndefined()) {
      row.insert(QStringLiteral("before"), one.before);
    }
    if (!one.after.isUndefined()) {
      row.insert(QStringLiteral("after"), one.after);
    }
    const QString change = sign == u'~' ? shown(one.before) + QStringLiteral(" → ") + shown(one.after)
                                        : shown(one.before) + shown(one.after);
    context.output().line(QStringLiteral("%1 %2: %3").arg(sign).arg(printable(one.path), printable(change)), row);
  }
}

QJsonObject toRow(const WhatIfChange& change) {
  QJsonObject row{{QStringLiteral("exception_id"), change.exception.exceptionId},
                  {QStringLiteral("type"), change.exception.type}};
  for (const auto& [suffix, decision] : {std::pair{"before", &change.before}, std::pair{"after", &change.after}}) {
    const auto add = [&row, suffix = suffix](const char* name, const QJsonValue& value) {
      row.insert(QStringLiteral("%1_%2").arg(QLatin1String(name), QLatin1String(suffix)),
                 value.isUndefined() ? QJsonValue() : value);
    };
    add("severity", decision->triage.value(QLatin1String("severity")));
    add("rule", decision->triage.value(QLatin1String("rule")));
    add("deadline", decision->triage.value(QLatin1String("sla_deadline")));
    add("action", decision->resolution.value(QLatin1String("summary")));
    add("confidence", decision->resolution.value(QLatin1String("confidence")));
    add("policy", decision->policy.value(QLatin1String("outcome")));
    add("rules", decision->policy.value(QLatin1String("rules")));
    add("playbook", decision->policy.value(QLatin1String("playbook")));
  }
  return row;
}

/// The candidates are a file or starter pack, or a stored version; a policy pack is tried on the domain's active pack.
void tryOut(CommandContext& context, const Arguments& arguments) {
  Session& session = context.session();
  if (arguments.file.empty() == (arguments.version == 0)) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("Name the candidate: a FILE, or a stored one by --version."));
  }
  QString domain = text(arguments.domain);
  QJsonObject candidate;
  if (!arguments.file.empty()) {
    candidate = packArgument(arguments.file);
    if (!arguments.policy) {
      (void)valueOrFail(DomainPack::fromJson(candidate));
      const QString own = candidate.value(QLatin1String("domain")).toString();
      if (!domain.isEmpty() && domain != own) {
        throw CommandError(ExitStatus::BadInput,
                           QStringLiteral("The pack is for the domain %1, not %2.").arg(own, domain));
      }
      domain = own;
    }
  }
  if (domain.isEmpty()) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("Name the domain with --domain."));
  }
  if (arguments.file.empty()) {
    candidate = arguments.policy ? await(session.policyPacks().get(session.tenantId(), arguments.version, {})).pack
                                 : await(session.domainPacks().get(domain, arguments.version, {})).pack;
  }
  EffectivePack active = await(activePack(&session, domain, {}));
  EffectivePack changed = arguments.policy
                              ? valueOrFail(EffectivePack::combine(await(session.domainPacks().active(domain, {})).pack,
                                                                   valueOrFail(TenantPolicy::fromJson(candidate))))
                              : valueOrFail(EffectivePack::combine(candidate, active.policy));
  const Instant since = currentInstant() - std::chrono::days{arguments.days};
  const auto print = [&context](const WhatIfChange& change) {
    const QJsonObject row = toRow(change);
    QStringList differences;
    for (const char* name : kCompared) {
      const QJsonValue before = row.value(QLatin1String(name) + QStringLiteral("_before"));
      const QJsonValue after = row.value(QLatin1String(name) + QStringLiteral("_after"));
      if (before != after) {
        differences << QStringLiteral("%1 %2 → %3").arg(QLatin1String(name), asText(before), asText(after));
      }
    }
    const QString words =
        differences.isEmpty() ? QStringLiteral("other reasons") : differences.join(QStringLiteral(", "));
    context.output().line(QStringLiteral("%1  %2").arg(change.exception.exceptionId, words), row);
  };
  const auto printUndecided = [&context](const Exception& exception, const DbError& reason) {
    context.output().line(
        QStringLiteral("%1  cannot be decided: %2").arg(exception.exceptionId, reason.message),
        {{QStringLiteral("exception_id"), exception.exceptionId}, {QStringLiteral("error"), reason.message}});
  };
  const WhatIfReport report =
      await(whatIf(&session, std::move(active), std::move(changed), since, print, printUndecided, {}));
  QJsonObject severities;
  QStringList moves;
  for (const auto& [move, count] : report.severities) {
    severities.insert(move, count);
    moves << QStringLiteral("%1: %2").arg(move).arg(count);
  }
  if (report.undecided > 0) {
    moves << QStringLiteral("not to be decided: %1").arg(report.undecided);
  }
  context.output().line(QStringLiteral("%1 of %2 exceptions of the last %3 days would be decided otherwise. %4")
                            .arg(report.changed)
                            .arg(report.examined)
                            .arg(arguments.days)
                            .arg(moves.join(QStringLiteral(", ")))
                            .trimmed(),
                        {{QStringLiteral("examined"), report.examined},
                         {QStringLiteral("changed"), report.changed},
                         {QStringLiteral("undecided"), report.undecided},
                         {QStringLiteral("severities"), severities}});
}

} // namespace

void addPackCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("pack", "Domain packs, and the tenant's policy pack");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  constexpr int mostVersions = 2'147'483'647;
  const CLI::Range versions(1, mostVersions);
  const auto policyFlag = [&](CLI::App* command) {
    command->add_flag("--policy", arguments->policy, "The tenant's policy pack instead of a domain's pack");
  };
  const auto subject = [&](CLI::App* command) {
    command->add_option("DOMAIN", arguments->domain, "The domain whose pack is meant");
    policyFlag(command);
  };

  CLI::App* listCommand = group->add_subcommand("list", "List versions, newest first, by domain; then the tenant's");
  subject(listCommand);
  listCommand->callback([&context, arguments] {
    if (arguments->policy && !arguments->domain.empty()) {
      (void)shelfOf(context, *arguments);
    }
    list(context, *arguments);
  });

  CLI::App* showCommand = group->add_subcommand("show", "Print a pack's JSON: the active version, or another");
  subject(showCommand);
  showCommand->add_option("--version", arguments->version, "Which version")->check(versions);
  showCommand->add_flag("--effective", arguments->effective, "With the tenant's overlay");
  showCommand->callback([&context, arguments] { show(context, *arguments); });

  CLI::App* publishCommand = group->add_subcommand("publish", "Check a pack and store it as the next version");
  publishCommand->add_option("FILE", arguments->file, "The pack; - for standard input; or a starter pack's name")
      ->required();
  policyFlag(publishCommand);
  publishCommand->add_flag("--activate", arguments->activate, "Make it the active one");
  publishCommand->callback([&context, arguments] { publish(context, *arguments); });

  for (const bool rollBack : {false, true}) {
    CLI::App* command = group->add_subcommand(
        rollBack ? "rollback" : "activate",
        rollBack ? "Publish an earlier version's content once more, and activate it" : "Make a version the active one");
    subject(command);
    command
        ->add_option("--version", arguments->version,
                     rollBack ? "Which version (default: the one that was active before)" : "Which version")
        ->required(!rollBack)
        ->check(versions);
    command->add_option("--expect", arguments->expected,
                        "The active version you saw, or none; another one is a conflict");
    command->callback([&context, arguments, rollBack] { activate(context, *arguments, rollBack); });
  }

  CLI::App* diffCommand = group->add_subcommand("diff", "What leads from one version to another, by JSON Pointer");
  subject(diffCommand);
  diffCommand->add_option("--from", arguments->from, "Version (default: the active one)")->check(versions);
  diffCommand->add_option("--to", arguments->to, "Version (default: the newest)")->check(versions);
  diffCommand->callback([&context, arguments] { diff(context, *arguments); });

  CLI::App* whatIfCommand =
      group->add_subcommand("what-if", "What a pack would decide otherwise about recent exceptions; changes nothing");
  whatIfCommand->add_option("FILE", arguments->file, "The candidate; - for standard input; or a starter pack's name");
  whatIfCommand->add_option("--domain", arguments->domain, "The domain (default: the candidate's)");
  policyFlag(whatIfCommand);
  whatIfCommand->add_option("--version", arguments->version, "A stored version as the candidate")->check(versions);
  constexpr int mostDays = 36'500;
  whatIfCommand->add_option("--days", arguments->days, "Exceptions that arose in so many days (30)")
      ->check(CLI::Range(1, mostDays));
  whatIfCommand->callback([&context, arguments] { tryOut(context, *arguments); });
}

} // namespace sentinai::ctl
