// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

namespace sentinai::ctl {

namespace {

const QStringList kColumns{QStringLiteral("exception_id"), QStringLiteral("domain"), QStringLiteral("state"),
                           QStringLiteral("due_at"),       QStringLiteral("worker"), QStringLiteral("attempts"),
                           QStringLiteral("error_class"),  QStringLiteral("error"),  QStringLiteral("note")};

struct Arguments {
  std::vector<std::string> ids;
  std::string id, state, due, expectedDue;
  std::optional<std::string> note, expectedNote;
  bool allDead = false;
  bool retry = false;
  PageOptions page;
};

template <typename T>
QJsonValue orNull(const std::optional<T>& value) {
  return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue timeOrNull(const std::optional<Instant>& at) {
  return at ? QJsonValue(toIsoText(*at)) : QJsonValue();
}

QJsonObject toJson(const WorkItem& item) {
  return {{QStringLiteral("exception_id"), item.exceptionId},
          {QStringLiteral("domain"), item.domain},
          {QStringLiteral("state"), toText(item.state)},
          {QStringLiteral("due_at"), toIsoText(item.dueAt)},
          {QStringLiteral("worker"), orNull(item.leaseOwner)},
          {QStringLiteral("lease_until"), timeOrNull(item.leaseUntil)},
          {QStringLiteral("attempts"), item.attempts},
          {QStringLiteral("error_class"), item.errorClass ? QJsonValue(toText(*item.errorClass)) : QJsonValue()},
          {QStringLiteral("error"), item.error},
          {QStringLiteral("note"), item.note},
          {QStringLiteral("created_at"), toIsoText(item.createdAt)}};
}

void status(CommandContext& context) {
  const WorkStatus status = await(context.session().work().status({}));
  context.output().object({{QStringLiteral("due"), status.due},
                           {QStringLiteral("scheduled"), status.scheduled},
                           {QStringLiteral("taken"), status.taken},
                           {QStringLiteral("without_pack"), status.withoutPack},
                           {QStringLiteral("dead"), status.dead},
                           {QStringLiteral("oldest_due"), timeOrNull(status.oldestDue)}},
                          {QStringLiteral("due"), QStringLiteral("scheduled"), QStringLiteral("taken"),
                           QStringLiteral("without_pack"), QStringLiteral("dead"), QStringLiteral("oldest_due")});
}

void list(CommandContext& context, const PageOptions& page, const std::optional<WorkItem::State>& state) {
  printPages(
      context, page,
      [&](int limit, const std::optional<QString>& after) {
        return await(context.session().work().list(state, limit, after, {}));
      },
      [&](const WorkItem& item) { context.output().listRow(toJson(item), kColumns); });
}

QStringList deadIds(Session& session) {
  QStringList ids;
  std::optional<QString> after;
  do {
    const Page<WorkItem> page = await(session.work().list(WorkItem::State::Dead, kMaxPageSize, after, {}));
    for (const WorkItem& item : page.rows) {
      ids << item.exceptionId;
    }
    after = page.next;
  } while (after);
  return ids;
}

/// The items named, or all that are dead; a usage error where neither is said.
QStringList chosen(CommandContext& context, const Arguments& arguments) {
  if (arguments.ids.empty() != arguments.allDead) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("Name exceptions, or say --all-dead."));
  }
  return arguments.allDead ? deadIds(context.session()) : texts(arguments.ids);
}

/// Prints those that were there, and fails where others were named.
void report(CommandContext& context, const QStringList& asked, const QStringList& found, const QString& done,
            const QString& otherwise = QStringLiteral("Nothing is to be done for %1.")) {
  for (const QString& id : found) {
    context.output().listRow({{QStringLiteral("exception_id"), id}, {done, true}},
                             {QStringLiteral("exception_id"), done});
  }
  context.output().endList();
  QStringList missing;
  for (const QString& id : asked) {
    if (!found.contains(id)) {
      missing << id;
    }
  }
  if (!missing.isEmpty()) {
    throw CommandError(ExitStatus::NotFound, otherwise.arg(printable(missing.join(QStringLiteral(", ")))));
  }
}

void add(CommandContext& context, const QStringList& ids) {
  QStringList added;
  for (const QString& id : ids) {
    const Result<Done> scheduled = QCoro::waitFor(context.session().work().schedule(id, currentInstant(), {}));
    if (scheduled) {
      added << id;
    } else if (scheduled.error().kind != DbError::Kind::NotFound) {
      valueOrFail(scheduled);
    }
  }
  report(context, ids, added, QStringLiteral("added"), QStringLiteral("There is no exception %1 in this tenant."));
}

void edit(CommandContext& context, const Arguments& arguments) {
  const std::optional<Instant> due = timeArgument("--due", arguments.due);
  if (!due && !arguments.note && !arguments.retry) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("Say what to change: --due, --note or --retry."));
  }
  const auto textOf = [](const std::optional<std::string>& argument) {
    return argument ? std::optional(text(*argument)) : std::nullopt;
  };
  const WorkEdit edit{due, textOf(arguments.note), arguments.retry, timeArgument("--expect-due", arguments.expectedDue),
                      textOf(arguments.expectedNote)};
  context.output().object(toJson(await(context.session().work().edit(text(arguments.id), edit, {}))));
}

} // namespace

void addWorkCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("work", "What agents still have to look at");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  group->add_subcommand("status", "Count what is due and what is not")->callback([&context] { status(context); });

  CLI::App* listCommand = group->add_subcommand("list", "List items by exception");
  listCommand->add_option("--state", arguments->state, "ready or dead (default: both)");
  arguments->page.addTo(*listCommand);
  listCommand->callback([&context, arguments] {
    list(context, arguments->page,
         arguments->state.empty() ? std::nullopt
                                  : std::optional(enumArgument<WorkItem::State>("--state", arguments->state)));
  });

  CLI::App* dead = group->add_subcommand("dead-letters", "List what could not be worked, and why");
  arguments->page.addTo(*dead);
  dead->callback([&context, arguments] { list(context, arguments->page, WorkItem::State::Dead); });

  CLI::App* show = group->add_subcommand("show", "Show the item of an exception");
  show->add_option("ID", arguments->id, "Exception")->required();
  show->callback([&context, arguments] {
    context.output().object(toJson(await(context.session().work().get(text(arguments->id), {}))));
  });

  CLI::App* addCommand = group->add_subcommand("add", "Have exceptions looked at at once, dead ones as well");
  addCommand->add_option("ID", arguments->ids, "Exceptions")->required();
  addCommand->callback([&context, arguments] { add(context, texts(arguments->ids)); });

  CLI::App* retry = group->add_subcommand("retry", "Make items due at once, with all attempts before them");
  retry->add_option("ID", arguments->ids, "Exceptions");
  retry->add_flag("--all-dead", arguments->allDead, "All that could not be worked");
  retry->callback([&context, arguments] {
    const QStringList ids = chosen(context, *arguments);
    report(context, ids, await(context.session().work().retry(ids, {})), QStringLiteral("retried"));
  });

  CLI::App* editCommand = group->add_subcommand("edit", "Change when an item is due, and what is noted about it");
  editCommand->add_option("ID", arguments->id, "Exception")->required();
  editCommand->add_option("--due", arguments->due, "ISO 8601");
  editCommand->add_option("--note", arguments->note, "Text for colleagues");
  editCommand->add_option("--expect-due", arguments->expectedDue, "The time you saw; another one is a conflict");
  editCommand->add_option("--expect-note", arguments->expectedNote, "The note you saw; another one is a conflict");
  editCommand->add_flag("--retry", arguments->retry, "Have it tried again, at that time or at once");
  editCommand->callback([&context, arguments] { edit(context, *arguments); });

  CLI::App* drop = group->add_subcommand("drop", "Take items away, until something calls for them again");
  drop->add_option("ID", arguments->ids, "Exceptions");
  drop->add_flag("--all-dead", arguments->allDead, "All that could not be worked");
  drop->callback([&context, arguments] {
    const QStringList ids = chosen(context, *arguments);
    report(context, ids, await(context.session().work().drop(ids, {})), QStringLiteral("dropped"));
  });
}

} // namespace sentinai::ctl
