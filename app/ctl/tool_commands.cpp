// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/agents/tools/request_digest.h"
#include "app/agents/tools/tool_client.h"
#include "app/exchange/record_json.h"

#include <QFile>
#include <QUuid>

namespace sentinai::ctl {

namespace {

const QStringList kListColumns{QStringLiteral("tool_id"), QStringLiteral("name"), QStringLiteral("type"),
                               QStringLiteral("scope"), QStringLiteral("created_at")};
const QStringList kShowKeys{QStringLiteral("tool_id"), QStringLiteral("name"),       QStringLiteral("type"),
                            QStringLiteral("scope"),   QStringLiteral("created_at"), QStringLiteral("revision"),
                            QStringLiteral("config")};
const QStringList kCallKeys{
    QStringLiteral("outcome"),         QStringLiteral("status"),         QStringLiteral("attempts"),
    QStringLiteral("duration_ms"),     QStringLiteral("request_digest"), QStringLiteral("idempotency_key"),
    QStringLiteral("outcome_unknown"), QStringLiteral("response"),       QStringLiteral("error")};

struct Arguments {
  int id = 0;
  std::string json, data, exception, key, revision, secret;
  std::string scope = "all";
  bool global = false;
  bool dryRun = false;
};

/// Another one wherever what can be changed is another.
QString revisionOf(const ToolDefinition& tool) {
  constexpr qsizetype length = 16;
  return requestDigest({tool.name, toText(tool.type), QString::fromUtf8(jsonText(tool.config))}).first(length);
}

QJsonObject toRow(const ToolDefinition& tool) {
  return {{QStringLiteral("tool_id"), tool.toolId},
          {QStringLiteral("name"), tool.name},
          {QStringLiteral("type"), toText(tool.type)},
          {QStringLiteral("scope"), tool.tenantId ? QStringLiteral("tenant") : QStringLiteral("global")},
          {QStringLiteral("created_at"), toIsoText(tool.createdAt)}};
}

void print(CommandContext& context, const ToolDefinition& tool) {
  QJsonObject shown = toRow(tool);
  shown.insert(QStringLiteral("revision"), revisionOf(tool));
  shown.insert(QStringLiteral("config"), tool.config);
  context.output().object(shown, kShowKeys);
}

/// `tool` with what `json` says of name, type and configuration; checked as each call would.
ToolDefinition described(ToolDefinition tool, const QJsonObject& json) {
  for (const QString& key : json.keys()) {
    if (key != QLatin1String("name") && key != QLatin1String("type") && key != QLatin1String("config")) {
      throw CommandError(ExitStatus::BadInput,
                         QStringLiteral("A tool has \"name\", \"type\" and \"config\", but no \"%1\".").arg(key));
    }
  }
  tool.name = json.value(QLatin1String("name")).toString(tool.name);
  if (json.contains(QLatin1String("type"))) {
    const auto type = fromText<ToolType>(json.value(QLatin1String("type")).toString());
    if (!type) {
      throw CommandError(ExitStatus::BadInput, QStringLiteral("The type of a tool is webhook, rest or email."));
    }
    tool.type = *type;
  }
  if (json.contains(QLatin1String("config"))) {
    tool.config = json.value(QLatin1String("config")).toObject();
  }
  (void)valueOrFail(checkTool(tool));
  return tool;
}

ToolScope scopeArgument(const std::string& scope) {
  return scope == "tenant" ? ToolScope::Tenant : scope == "global" ? ToolScope::Global : ToolScope::All;
}

void list(CommandContext& context, const Arguments& arguments) {
  for (const ToolDefinition& tool : await(context.session().tools().list(scopeArgument(arguments.scope), {}))) {
    context.output().listRow(toRow(tool), kListColumns);
  }
  context.output().endList();
}

void create(CommandContext& context, const Arguments& arguments) {
  const QJsonObject json = jsonArgument(arguments.json);
  if (!json.contains(QLatin1String("type")) || !json.contains(QLatin1String("config"))) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("A tool needs a \"name\", \"type\" and \"config\"."));
  }
  Session& session = context.session();
  ToolDefinition tool;
  if (!arguments.global) {
    tool.tenantId = session.tenantId();
  }
  tool = described(std::move(tool), json);
  print(context, await(session.tools().create(std::move(tool), {})));
}

/// The tool, which must be at the revision that the caller saw.
ToolDefinition seenTool(CommandContext& context, const Arguments& arguments) {
  const ToolDefinition seen = await(context.session().tools().get(arguments.id, {}));
  if (revisionOf(seen) != text(arguments.revision)) {
    throw CommandError(
        ExitStatus::Conflict,
        QStringLiteral("Tool %1 has changed meanwhile; it is at revision %2: %3")
            .arg(QString::number(seen.toolId), revisionOf(seen),
                 printable(QString::fromUtf8(jsonText(QJsonObject{{QStringLiteral("name"), seen.name},
                                                                  {QStringLiteral("type"), toText(seen.type)},
                                                                  {QStringLiteral("config"), seen.config}})))));
  }
  return seen;
}

void update(CommandContext& context, const Arguments& arguments) {
  const ToolDefinition seen = seenTool(context, arguments);
  const ToolDefinition wish = described(seen, jsonArgument(arguments.json));
  print(context, await(context.session().tools().update(wish, seen, {})));
}

void remove(CommandContext& context, const Arguments& arguments) {
  const Seen<ToolDefinition> seen =
      arguments.revision.empty() ? Seen<ToolDefinition>() : Seen<ToolDefinition>(seenTool(context, arguments));
  (void)await(context.session().tools().remove(arguments.id, {}, seen));
}

/// What the templates read.
QJsonObject sampleOf(CommandContext& context, const Arguments& arguments) {
  QJsonObject data;
  if (arguments.data == "-") {
    data = jsonArgument(arguments.data);
  } else if (!arguments.data.empty()) {
    const QJsonValue json = jsonValueArgument(arguments.data, true);
    if (!json.isObject()) {
      throw CommandError(ExitStatus::BadInput, QStringLiteral("--data must be a JSON object."));
    }
    data = json.toObject();
  }
  if (!arguments.exception.empty()) {
    data.insert(QStringLiteral("exception"),
                toJson(await(context.session().exceptions().get(text(arguments.exception), {}))));
  }
  return data;
}

void test(CommandContext& context, const Arguments& arguments) {
  const ToolDefinition tool = await(context.session().tools().get(arguments.id, {}));
  const QJsonObject data = sampleOf(context, arguments);
  const QJsonObject preview = valueOrFail(previewToolCall(tool, data));
  if (arguments.dryRun) {
    context.output().object(preview);
    return;
  }
  const QString key = arguments.key.empty()
                          ? QStringLiteral("test-") + QUuid::createUuid().toString(QUuid::WithoutBraces)
                          : text(arguments.key);
  const ToolResult result = await(ToolClient().call(tool, data, key, {}));
  QJsonObject shown{{QStringLiteral("outcome"), result.succeeded  ? QStringLiteral("succeeded")
                                                : result.timedOut ? QStringLiteral("timed_out")
                                                                  : QStringLiteral("failed")},
                    {QStringLiteral("status"), result.httpStatus},
                    {QStringLiteral("attempts"), result.attempts},
                    {QStringLiteral("duration_ms"), static_cast<qint64>(result.duration.count())},
                    {QStringLiteral("request_digest"), result.requestDigest},
                    {QStringLiteral("idempotency_key"), key},
                    {QStringLiteral("outcome_unknown"), result.outcomeUnknown},
                    {QStringLiteral("error"), result.error}};
  if (!result.response.isUndefined()) {
    shown.insert(QStringLiteral("response"), result.response);
  }
  context.output().object(shown, kCallKeys);
  if (!result.succeeded) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("The call failed: %1").arg(printable(result.error)));
  }
}

void keepSecret(const Arguments& arguments) {
  QFile input;
  if (!input.open(stdin, QIODevice::ReadOnly)) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("Standard input cannot be read."));
  }
  QString secret = QString::fromUtf8(input.readAll());
  while (secret.endsWith(u'\n') || secret.endsWith(u'\r')) {
    secret.chop(1);
  }
  await(storeSecret(text(arguments.secret), secret));
}

} // namespace

void addToolCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("tool", "Tools that playbooks may call");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  const auto id = [&](CLI::App* command) {
    command->add_option("ID", arguments->id, "Number of the tool")->required()->check(CLI::PositiveNumber);
  };

  CLI::App* listCommand = group->add_subcommand("list", "List tools by name");
  listCommand->add_option("--scope", arguments->scope, "tenant, global or all (default)")
      ->check(CLI::IsMember({"tenant", "global", "all"}));
  listCommand->callback([&context, arguments] { list(context, *arguments); });

  CLI::App* showCommand =
      group->add_subcommand("show", "Show one tool, with the revision that update and remove ask for");
  id(showCommand);
  showCommand->callback(
      [&context, arguments] { print(context, await(context.session().tools().get(arguments->id, {}))); });

  CLI::App* createCommand = group->add_subcommand("create", "Create a tool of the tenant's");
  createCommand->add_option("JSON", arguments->json, "{\"name\", \"type\", \"config\"}, or - for standard input")
      ->required();
  createCommand->add_flag("--global", arguments->global, "For all tenants; needs sentinai_admin");
  createCommand->callback([&context, arguments] { create(context, *arguments); });

  CLI::App* updateCommand = group->add_subcommand("update", "Change name, type or configuration of a tool");
  id(updateCommand);
  updateCommand->add_option("JSON", arguments->json, "What is to be another, or - for standard input")->required();
  updateCommand->add_option("--revision", arguments->revision, "The revision that you saw")->required();
  updateCommand->callback([&context, arguments] { update(context, *arguments); });

  CLI::App* removeCommand = group->add_subcommand("remove", "Remove a tool");
  id(removeCommand);
  removeCommand->add_option("--revision", arguments->revision, "The revision that you saw; another one is a conflict");
  removeCommand->callback([&context, arguments] { remove(context, *arguments); });

  CLI::App* testCommand = group->add_subcommand("test", "Call a tool with a sample; nothing is recorded");
  id(testCommand);
  testCommand->add_option("--data", arguments->data, "File of the JSON object that templates read, or -");
  testCommand->add_option("--exception", arguments->exception, "Put this exception in as \"exception\"");
  testCommand->add_option("--key", arguments->key, "Idempotency key (default: a new one)");
  testCommand->add_flag("--dry-run", arguments->dryRun, "Only show the request, without secrets; send nothing");
  testCommand->callback([&context, arguments] { test(context, *arguments); });

  CLI::App* secretCommand =
      group->add_subcommand("secret", "Keep what standard input says in this computer's keychain, for {{secret:NAME}}");
  secretCommand->add_option("NAME", arguments->secret, "Capital letters, digits and underscores")->required();
  secretCommand->callback([arguments] { keepSecret(*arguments); });
}

} // namespace sentinai::ctl
