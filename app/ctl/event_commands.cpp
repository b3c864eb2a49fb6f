// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/ctl/record_check.h"
#include "app/exchange/record_json.h"
#include "repositories/database/event_id.h"

namespace sentinai::ctl {

namespace {

const QStringList kColumns{QStringLiteral("seq"),       QStringLiteral("time"),    QStringLiteral("type"),
                           QStringLiteral("actortype"), QStringLiteral("actorid"), QStringLiteral("data")};

/// Later than anything that happened.
constexpr Instant kEndOfTime = Instant::max();

struct Arguments {
  std::string id, json, at;
  qint64 seq = 0;
  bool verify = false;
  EventFilterOptions filter;
  PageOptions page;
};

NewExceptionEvent eventFrom(QJsonObject object, const Actor& login) {
  NewExceptionEvent event;
  event.eventId = takeUuid(object, QStringLiteral("event_id")).value_or(newEventId());
  event.exceptionId = object.take(QStringLiteral("exception_id")).toString();
  event.eventType = object.take(QStringLiteral("event_type")).toString();
  event.actor = login;
  if (const QJsonValue type = object.take(QStringLiteral("actor_type")); !type.isUndefined()) {
    const auto actorType = fromText<ActorType>(type.toString());
    if (!actorType) {
      throw CommandError(ExitStatus::BadInput, QStringLiteral("actor_type must be agent, user or system."));
    }
    event.actor = {*actorType, std::nullopt};
  }
  if (const QJsonValue actorId = object.take(QStringLiteral("actor_id")); actorId.isString()) {
    event.actor.id = actorId.toString();
  } else if (!actorId.isUndefined() && !actorId.isNull()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("actor_id must be a text."));
  }
  const QJsonValue payload = object.take(QStringLiteral("payload"));
  if (!payload.isObject() && !payload.isUndefined()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("payload must be a JSON object."));
  }
  event.payload = payload.toObject();
  event.createdAt = currentInstant();
  if (const QJsonValue createdAt = object.take(QStringLiteral("created_at")); !createdAt.isUndefined()) {
    const auto instant = parseIsoText(createdAt.toString());
    if (!instant) {
      throw CommandError(ExitStatus::BadInput,
                         QStringLiteral("created_at must be an ISO 8601 time such as 2026-03-01T08:30:00Z."));
    }
    event.createdAt = *instant;
  }
  if (const QJsonValue version = object.take(QStringLiteral("expected_version")); !version.isUndefined()) {
    event.expectedVersion = version.toInt();
    if (*event.expectedVersion < 1) {
      throw CommandError(ExitStatus::BadInput, QStringLiteral("expected_version must be a whole number from 1."));
    }
  }
  if (!object.isEmpty()) {
    throw CommandError(
        ExitStatus::BadInput,
        QStringLiteral("\"%1\" is not a part of an event. These are: event_id, exception_id, event_type, "
                       "actor_type, actor_id, payload, created_at, expected_version.")
            .arg(object.begin().key()));
  }
  return event;
}

} // namespace

void addEventCommands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("event", "Read, append and verify the events of exceptions");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();

  CLI::App* list = group->add_subcommand("list", "List an exception's timeline by time and seq, as CloudEvents");
  list->add_option("ID", arguments->id, "Exception id")->required();
  arguments->filter.addTo(*list);
  arguments->page.addTo(*list);
  list->callback([&context, arguments] {
    EventQuery query;
    query.filter = arguments->filter.filter();
    const QString id = text(arguments->id);
    await(context.session().exceptions().get(id, {}));
    printPages(
        context, arguments->page,
        [&](int limit, const std::optional<QString>& after) {
          query.limit = limit;
          query.after = after;
          return await(context.session().events().timeline(id, query, {}));
        },
        [&](const ExceptionEvent& event) { context.output().listRow(toCloudEvent(event), kColumns); });
  });

  CLI::App* append = group->add_subcommand("append", "Append an event from a JSON object");
  append->add_option("JSON", arguments->json, "The object, or - for standard input")->required();
  append->callback([&context, arguments] {
    Session& session = context.session();
    const NewExceptionEvent event = eventFrom(jsonArgument(arguments->json), context.actor());
    const AppendOutcome outcome = await(session.events().append(event, {}));
    context.output().object({{QStringLiteral("event_id"), outcome.eventId.toString(QUuid::WithoutBraces)},
                             {QStringLiteral("seq"), outcome.seq},
                             {QStringLiteral("appended"), outcome.appended}});
  });

  CLI::App* verifyCommand =
      group->add_subcommand("verify", "Recompute the hash chain of one exception, or of all, and compare its row");
  verifyCommand->footer(kSchemaHint);
  verifyCommand->add_option("ID", arguments->id, "Exception id; without it all exceptions, by id");
  verifyCommand->callback(
      [&context, arguments] { checkRecord(context, text(arguments->id), RecordCheck::ChainAndReplay); });

  CLI::App* replay = group->add_subcommand("replay", "Show an exception as its events make it");
  replay->add_option("ID", arguments->id, "Exception id; may be left out with --verify");
  CLI::Option* seq = replay->add_option("--seq", arguments->seq, "As it was after this event");
  CLI::Option* at = replay->add_option("--at", arguments->at, "As the record had it at this time")->excludes(seq);
  replay->footer(kSchemaHint);
  replay->add_flag("--verify", arguments->verify, "Compare with the row instead; without ID all rows, by id")
      ->excludes(seq)
      ->excludes(at);
  replay->callback([&context, arguments] {
    const QString id = text(arguments->id);
    if (arguments->verify) {
      checkRecord(context, id, RecordCheck::Replay);
      return;
    }
    if (id.isEmpty()) {
      throw CommandError(ExitStatus::Usage, QStringLiteral("Name the exception to replay, or say --verify."));
    }
    ExceptionEventRepository& events = context.session().events();
    const Instant until = timeArgument("--at", arguments->at).value_or(kEndOfTime);
    context.output().object(
        toJson(await(arguments->seq > 0 ? events.stateAfter(id, arguments->seq, {}) : events.stateAt(id, until, {}))));
  });
}

} // namespace sentinai::ctl
