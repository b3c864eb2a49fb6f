// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"

#include <QJsonArray>

namespace sentinai::ctl {

namespace {

const QStringList kListColumns{QStringLiteral("exception_id"),  QStringLiteral("severity"),  QStringLiteral("status"),
                               QStringLiteral("domain"),        QStringLiteral("type"),      QStringLiteral("entity"),
                               QStringLiteral("source_system"), QStringLiteral("amount"),    QStringLiteral("owner"),
                               QStringLiteral("sla_deadline"),  QStringLiteral("created_at")};

const QStringList kShowKeys{
    QStringLiteral("exception_id"), QStringLiteral("domain"),     QStringLiteral("type"),
    QStringLiteral("severity"),     QStringLiteral("status"),     QStringLiteral("source_system"),
    QStringLiteral("entity"),       QStringLiteral("amount"),     QStringLiteral("currency"),
    QStringLiteral("sla_deadline"), QStringLiteral("owner"),      QStringLiteral("current_playbook_id"),
    QStringLiteral("current_step"), QStringLiteral("version"),    QStringLiteral("created_at"),
    QStringLiteral("updated_at"),   QStringLiteral("resolved_at")};

struct Arguments {
  ExceptionFilterOptions filter;
  PageOptions page;
  std::string sort = "created_at:desc";
  std::string id, json, comment, within, key;
  std::vector<std::string> assignments;
  int version = 0;
  int similarLimit = 10;
};

ExceptionSort sortArgument(const std::string& argument) {
  const QStringList parts = text(argument).split(QLatin1Char(':'));
  ExceptionSort sort;
  sort.field = enumArgument<ExceptionField>("--sort", parts.front().toStdString());
  sort.order = Qt::AscendingOrder;
  if (parts.size() == 2 && parts[1] == QLatin1String("desc")) {
    sort.order = Qt::DescendingOrder;
  } else if (parts.size() > 2 || (parts.size() == 2 && parts[1] != QLatin1String("asc"))) {
    throw CommandError(
        ExitStatus::Usage,
        QStringLiteral("--sort must be FIELD, FIELD:asc or FIELD:desc, not \"%1\".").arg(text(argument)));
  }
  return sort;
}

QUuid keyArgument(const QString& key) {
  if (key.isEmpty()) {
    return {};
  }
  const QUuid uuid(key);
  if (uuid.isNull()) {
    throw CommandError(ExitStatus::BadInput,
                       QStringLiteral("The idempotency key must be a UUID, not \"%1\".").arg(key));
  }
  return uuid;
}

/// A whole exception from JSON: id, domain and type are needed; the rest has the record's defaults.
Exception exceptionFrom(QJsonObject object) {
  Exception exception;
  exception.exceptionId = object.take(QStringLiteral("exception_id")).toString();
  if (exception.exceptionId.isEmpty()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("exception_id must not be empty."));
  }
  exception.createdAt = currentInstant();
  if (const QJsonValue createdAt = object.take(QStringLiteral("created_at")); !createdAt.isUndefined()) {
    const auto instant = parseIsoText(createdAt.toString());
    if (!instant) {
      throw CommandError(ExitStatus::BadInput,
                         QStringLiteral("created_at must be an ISO 8601 time such as 2026-03-01T08:30:00Z."));
    }
    exception.createdAt = *instant;
  }
  for (const char* needed : {"domain", "type"}) {
    if (!object.contains(QLatin1String(needed))) {
      throw CommandError(ExitStatus::BadInput, QStringLiteral("%1 is missing.").arg(QString::fromLatin1(needed)));
    }
  }
  if (!object.contains(QStringLiteral("source_system"))) {
    object.insert(QStringLiteral("source_system"), QStringLiteral("manual"));
  }
  return patched(exception, valueOrFail(ExceptionPatch::fromJson(object)));
}

/// `field=value` as JSON: `null` (or nothing) clears, playbook fields are numbers, all else is text.
ExceptionPatch patchFrom(const std::vector<std::string>& assignments) {
  QJsonObject fields;
  for (const std::string& assignment : assignments) {
    const QString whole = text(assignment);
    const qsizetype at = whole.indexOf(QLatin1Char('='));
    if (at <= 0) {
      throw CommandError(ExitStatus::Usage, QStringLiteral("--set must be FIELD=VALUE, not \"%1\".").arg(whole));
    }
    const QString field = whole.first(at);
    const QString value = whole.sliced(at + 1);
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    const bool isCleared = value == QLatin1String("null") || (value.isEmpty() && field != QLatin1String("entity"));
    if (isCleared) {
      fields.insert(field, QJsonValue());
    } else if (isNumber && field.startsWith(QLatin1String("current_"))) {
      fields.insert(field, number);
    } else {
      fields.insert(field, value);
    }
  }
  return valueOrFail(ExceptionPatch::fromJson(fields));
}

void addList(CLI::App& group, CommandContext& context, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* list = group.add_subcommand("list", "List exceptions; ties in the sort go by id");
  arguments->filter.addTo(*list);
  list->add_option("--sort", arguments->sort,
                   "A column, :asc or :desc (created_at:desc); rows without a value come last");
  arguments->page.addTo(*list);
  list->callback([&context, arguments] {
    ExceptionQuery query;
    query.filter = arguments->filter.filter();
    query.sort = sortArgument(arguments->sort);
    printPages(
        context, arguments->page,
        [&](int limit, const std::optional<QString>& after) {
          query.limit = limit;
          query.after = after;
          return await(context.session().exceptions().list(query, {}));
        },
        [&](const Exception& exception) { context.output().listRow(toJson(exception), kListColumns); });
  });
}

void addDue(CLI::App& group, CommandContext& context, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* due = group.add_subcommand("due", "List unresolved exceptions whose deadline is near, most urgent first");
  due->add_option("--within", arguments->within, "Span from now, e.g. 4h; breached ones are listed too")->required();
  arguments->page.addTo(*due);
  due->callback([&context, arguments] {
    const Instant until = currentInstant() + spanArgument("--within", arguments->within);
    printPages(
        context, arguments->page,
        [&](int limit, const std::optional<QString>& after) {
          return await(context.session().exceptions().dueBefore(until, limit, after, {}));
        },
        [&](const Exception& exception) { context.output().listRow(toJson(exception), kListColumns); });
  });
}

void addSimilar(CLI::App& group, CommandContext& context, const std::shared_ptr<Arguments>& arguments) {
  CLI::App* similar = group.add_subcommand("similar", "List exceptions like this one, the most alike first");
  similar->add_option("ID", arguments->id, "Exception id")->required();
  similar->add_option("--limit", arguments->similarLimit, "At most this many (10)")->check(CLI::Range(1, 500));
  similar->callback([&context, arguments] {
    const auto found =
        await(context.session().exceptions().similar(text(arguments->id), arguments->similarLimit, std::nullopt, {}));
    for (const SimilarException& entry : found) {
      QJsonObject row = toJson(entry.exception);
      row.insert(QStringLiteral("score"), entry.score);
      row.insert(QStringLiteral("reasons"), QJsonArray::fromStringList(entry.reasons));
      context.output().listRow(row, {QStringLiteral("score"), QStringLiteral("exception_id"), QStringLiteral("status"),
                                     QStringLiteral("entity"), QStringLiteral("owner"), QStringLiteral("reasons")});
    }
    context.output().endList();
  });
}

/// A conflict with both versions: what was to be, and what is there now. As JSON they go to standard output.
[[noreturn]] void failWithBoth(CommandContext& context, const ExceptionUpdate& change, const DbError& conflict) {
  const QJsonObject theirs = toJson(await(context.session().exceptions().get(change.exceptionId, {})));
  if (context.json) {
    context.output().object({{QStringLiteral("yours"), change.patch.fields()}, {QStringLiteral("theirs"), theirs}});
  }
  const auto shown = [](const QJsonValue& value) {
    return value.isNull() ? QStringLiteral("null") : value.toVariant().toString();
  };
  QString message = conflict.message;
  const QJsonObject& yours = change.patch.fields();
  for (auto it = yours.begin(); it != yours.end(); ++it) {
    message += QStringLiteral(" %1: yours %2, now %3.").arg(it.key(), shown(it.value()), shown(theirs.value(it.key())));
  }
  throw CommandError(exitStatusOf(conflict.kind), message);
}

} // namespace

void addExceptionCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("exception", "Find, read and change exceptions");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  addList(*group, context, arguments);
  addDue(*group, context, arguments);
  addSimilar(*group, context, arguments);
  addIngestCommand(*group, context);

  CLI::App* show = group->add_subcommand("show", "Show one exception");
  show->add_option("ID", arguments->id, "Exception id")->required();
  show->callback([&context, arguments] {
    context.output().object(toJson(await(context.session().exceptions().get(text(arguments->id), {}))), kShowKeys);
  });

  CLI::App* create = group->add_subcommand("create", "Create an exception from a JSON object");
  create->add_option("JSON", arguments->json, "The object, or - for standard input")->required();
  create->callback([&context, arguments] {
    QJsonObject object = jsonArgument(arguments->json);
    const QUuid key = takeUuid(object, QStringLiteral("idempotency_key")).value_or(QUuid());
    const Exception exception = exceptionFrom(object);
    Session& session = context.session();
    context.output().object(toJson(await(session.exceptions().create(exception, context.actor(), key, {}))), kShowKeys);
  });

  CLI::App* update = group->add_subcommand("update", "Change fields of an exception, or comment on it");
  update->add_option("ID", arguments->id, "Exception id")->required();
  update->add_option("--version", arguments->version, "The version you saw; another one is a conflict")->required();
  update->add_option("--set", arguments->assignments, "FIELD=VALUE; null clears; may be repeated");
  update->add_option("--comment", arguments->comment, "A comment to record with the change");
  update->add_option("--key", arguments->key, "Idempotency key (UUID): the same key again changes nothing");
  update->callback([&context, arguments] {
    ExceptionUpdate change;
    change.exceptionId = text(arguments->id);
    change.expectedVersion = arguments->version;
    change.patch = patchFrom(arguments->assignments);
    change.comment = text(arguments->comment);
    change.idempotencyKey = keyArgument(text(arguments->key));
    if (change.patch.isEmpty() && change.comment.isEmpty()) {
      throw CommandError(ExitStatus::Usage, QStringLiteral("Say what to change with --set, or add a --comment."));
    }
    Session& session = context.session();
    change.actor = context.actor();
    const Result<Exception> updated = QCoro::waitFor(session.exceptions().update(change, {}));
    if (!updated && updated.error().kind == DbError::Kind::Conflict) {
      failWithBoth(context, change, updated.error());
    }
    context.output().object(toJson(valueOrFail(updated)), kShowKeys);
  });
}

} // namespace sentinai::ctl
