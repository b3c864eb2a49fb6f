// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands.h"

#include "app/exchange/record_json.h"
#include "repositories/database/event_id.h"

namespace sentinai::ctl {

namespace {

const QStringList kColumns{QStringLiteral("seq"),       QStringLiteral("time"),    QStringLiteral("type"),
                           QStringLiteral("actortype"), QStringLiteral("actorid"), QStringLiteral("data")};

struct Arguments {
  std::string id, json;
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

/// The exception's row; nothing where there is none.
std::optional<Exception> rowOf(CommandContext& context, const QString& exceptionId) {
  Result<Exception> row = QCoro::waitFor(context.session().exceptions().get(exceptionId, {}));
  if (!row && row.error().kind == DbError::Kind::NotFound) {
    return std::nullopt;
  }
  return valueOrFail(std::move(row));
}

/// What of the row is not as replaying the events gives it; empty where nothing.
QString differences(const Exception& row, const Exception& replayed) {
  const QJsonObject present = toJson(row);
  const QJsonObject wanted = toJson(replayed);
  QStringList found;
  for (const QString& field : present.keys()) {
    if (present.value(field) != wanted.value(field)) {
      const auto shown = [](const QJsonValue& value) {
        return value.isNull() ? QStringLiteral("null") : value.toVariant().toString();
      };
      found << QStringLiteral("%1 is %2, by its events %3")
                   .arg(field, shown(present.value(field)), shown(wanted.value(field)));
    }
  }
  return found.join(QStringLiteral("; "));
}

/// The chain of one exception, and its row against what replaying the chain gives. `row` is absent where there is none.
ChainVerdict verdictOn(CommandContext& context, const QString& exceptionId, std::optional<Exception> row) {
  ExceptionEventRepository& events = context.session().events();
  for (;;) {
    Result<ChainVerdict> verdict = QCoro::waitFor(events.verifyChain(exceptionId, {}));
    if (!verdict && verdict.error().kind == DbError::Kind::NotFound && row) {
      ChainVerdict empty;
      empty.intact = false;
      empty.firstBadSeq = 1;
      empty.problem = QStringLiteral("The exception has no events.");
      return empty;
    }
    ChainVerdict checked = valueOrFail(std::move(verdict));
    if (!checked.intact) {
      return checked;
    }
    if (!row) {
      checked.intact = false;
      checked.problem = QStringLiteral("There are events, but no exception.");
      return checked;
    }
    const Result<Exception> replayed = QCoro::waitFor(events.stateAfter(exceptionId, checked.events, {}));
    const auto kind = replayed ? std::nullopt : std::optional(replayed.error().kind);
    const bool isRefused =
        kind == DbError::Kind::InvalidInput || kind == DbError::Kind::Conflict || kind == DbError::Kind::NotFound;
    if (kind && !isRefused) {
      (void)valueOrFail(Result<Exception>(replayed));
    }
    const QString problem = isRefused
                                ? QStringLiteral("Its events cannot be replayed: %1").arg(replayed.error().message)
                                : differences(*row, *replayed);
    if (problem.isEmpty()) {
      return checked;
    }
    // Someone may have written to it between the row was read and its events were.
    const std::optional<Exception> before = std::exchange(row, rowOf(context, exceptionId));
    if (row == before) {
      checked.intact = false;
      checked.problem = isRefused ? problem : QStringLiteral("The row differs: %1.").arg(problem);
      return checked;
    }
  }
}

/// Prints one verdict at once; true if all is intact.
bool printVerdict(CommandContext& context, const QString& exceptionId, const std::optional<Exception>& row) {
  const ChainVerdict verdict = verdictOn(context, exceptionId, row);
  QString line = QStringLiteral("%1: intact, %2 events").arg(exceptionId).arg(verdict.events);
  if (!verdict.intact) {
    const QString place = verdict.firstBadSeq ? QStringLiteral(" at event %1").arg(*verdict.firstBadSeq) : QString();
    line = QStringLiteral("%1: BROKEN%2. %3").arg(exceptionId, place, verdict.problem);
  }
  context.output().line(
      line, {{QStringLiteral("exception_id"), exceptionId},
             {QStringLiteral("events"), verdict.events},
             {QStringLiteral("intact"), verdict.intact},
             {QStringLiteral("first_bad_seq"), verdict.firstBadSeq ? QJsonValue(*verdict.firstBadSeq) : QJsonValue()},
             {QStringLiteral("problem"), verdict.problem}});
  return verdict.intact;
}

/// One exception, or all by id.
void verify(CommandContext& context, const QString& exceptionId) {
  qint64 checked = 0;
  qint64 broken = 0;
  if (!exceptionId.isEmpty()) {
    checked = 1;
    broken = printVerdict(context, exceptionId, rowOf(context, exceptionId)) ? 0 : 1;
  } else {
    ExceptionQuery query;
    query.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
    query.limit = kMaxPageSize;
    do {
      const Page<Exception> page = await(context.session().exceptions().list(query, {}));
      for (const Exception& exception : page.rows) {
        ++checked;
        broken += printVerdict(context, exception.exceptionId, exception) ? 0 : 1;
      }
      query.after = page.next;
    } while (query.after);
  }
  if (broken > 0) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("%1 of %2 chains are broken.").arg(broken).arg(checked));
  }
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
  verifyCommand->add_option("ID", arguments->id, "Exception id; without it all exceptions, by id");
  verifyCommand->callback([&context, arguments] { verify(context, text(arguments->id)); });
}

} // namespace sentinai::ctl
