// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/cases/agent_case.h"
#include "app/ctl/commands.h"
#include "repositories/database/event_id.h"
#include "repositories/database/standing_approval.h"
#include "repositories/records/event_types.h"

#include <QRegularExpression>
#include <algorithm>

namespace sentinai::ctl {

namespace {

const QStringList kKeys{QStringLiteral("exception_id"), QStringLiteral("decision"), QStringLiteral("summary"),
                        QStringLiteral("playbook"),     QStringLiteral("step"),     QStringLiteral("suggestion_id"),
                        QStringLiteral("action_hash"),  QStringLiteral("seq")};

struct Arguments {
  std::string exception, hash, words;
};

/// The suggestion that is decided: the newest, or the one whose hash is named.
const ExceptionEvent* suggestionFor(const AgentCase& subject, const QString& hash) {
  const auto named = std::ranges::find_if(subject.timeline, [&hash](const ExceptionEvent& event) {
    return event.eventType == QLatin1String(event_types::kResolutionSuggested) && !hash.isEmpty() &&
           event.payloadObject().value(QLatin1String("action_hash")) == hash;
  });
  return named != subject.timeline.end() ? &*named : StandingApproval::of(subject.timeline).suggestion;
}

/// Refuses a decision that would change nothing: one that stands already, or about what is being done or is done.
void requireUndecided(const AgentCase& subject, const ExceptionEvent& suggested, bool isApproval) {
  const StandingApproval standing = StandingApproval::of(subject.timeline);
  if (standing.suggestion != &suggested || standing.lapsed) {
    return; // The database says what is wrong with it.
  }
  const auto refuse = [](const QString& words) { throw CommandError(ExitStatus::Conflict, words); };
  const QString by = QStringLiteral("by %1 (seq %2).");
  if (standing.rejection != nullptr) {
    refuse(QStringLiteral("It has been rejected ") +
           by.arg(standing.rejection->actor.id.value_or(QStringLiteral("somebody"))).arg(standing.rejection->seq));
  }
  if (isApproval && standing.holdsByPerson()) {
    refuse(QStringLiteral("It has been approved ") +
           by.arg(standing.approval->actor.id.value_or(QStringLiteral("somebody"))).arg(standing.approval->seq));
  }
  const bool isDone =
      standing.approval != nullptr && std::ranges::any_of(subject.timeline, [&standing](const ExceptionEvent& event) {
        return event.seq > standing.approval->seq && event.eventType == QLatin1String(event_types::kPlaybookCompleted);
      });
  if (!isApproval && (isDone || subject.exception.status == Status::Resolved)) {
    refuse(QStringLiteral("What was suggested has been done already."));
  }
}

void decide(CommandContext& context, const Arguments& arguments, bool isApproval) {
  Session& session = context.session();
  const QString exceptionId = text(arguments.exception);
  const QString hash = text(arguments.hash);
  static const QRegularExpression sha256(QStringLiteral("^[0-9a-f]{64}$"));
  if (!hash.isEmpty() && !sha256.match(hash).hasMatch()) {
    throw CommandError(ExitStatus::BadInput,
                       QStringLiteral("--hash: an action_hash is 64 hexadecimal digits, as `event list` shows it."));
  }
  if (!isApproval && text(arguments.words).trimmed().isEmpty()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("A rejection needs a reason."));
  }
  const AgentCase subject = await(loadCase(&session, exceptionId, {}));
  const ExceptionEvent* suggested = suggestionFor(subject, hash);
  if (suggested == nullptr) {
    throw CommandError(
        ExitStatus::Conflict,
        QStringLiteral("Nothing has been suggested for %1, so there is nothing to decide.").arg(exceptionId));
  }
  requireUndecided(subject, *suggested, isApproval);
  const QJsonObject suggestion = suggested->payloadObject();
  const QJsonValue bound = hash.isEmpty() ? suggestion.value(QLatin1String("action_hash")) : QJsonValue(hash);
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exceptionId;
  event.eventType =
      QString::fromLatin1(isApproval ? event_types::kResolutionApproved : event_types::kResolutionRejected);
  event.actor = context.actor();
  event.createdAt = currentInstant();
  event.payload.insert(QStringLiteral("suggestion_id"), suggestion.value(QLatin1String("suggestion_id")));
  if (bound.isString()) {
    event.payload.insert(QStringLiteral("action_hash"), bound);
  }
  if (!arguments.words.empty()) {
    event.payload.insert(isApproval ? QStringLiteral("comment") : QStringLiteral("reason"), text(arguments.words));
  }
  const AppendOutcome outcome = await(session.events().append(event, {}));
  // What is to be run, as well: it is what has been approved.
  context.output().object(
      {{QStringLiteral("exception_id"), exceptionId},
       {QStringLiteral("decision"), isApproval ? QStringLiteral("approved") : QStringLiteral("rejected")},
       {QStringLiteral("summary"), suggestion.value(QLatin1String("summary"))},
       {QStringLiteral("playbook"), suggestion.value(QLatin1String("playbook"))},
       {QStringLiteral("step"), suggestion.value(QLatin1String("step_order"))},
       {QStringLiteral("suggestion_id"), suggestion.value(QLatin1String("suggestion_id"))},
       {QStringLiteral("action_hash"), bound},
       {QStringLiteral("seq"), outcome.seq}},
      kKeys);
}

} // namespace

void addDecisionCommands(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<Arguments>();
  for (const bool isApproval : {true, false}) {
    CLI::App* command = app.add_subcommand(isApproval ? "approve" : "reject",
                                           isApproval ? "Approve what has been suggested for an exception"
                                                      : "Reject what has been suggested for one");
    command->add_option("EXCEPTION", arguments->exception, "The exception's id")->required();
    command->add_option("--hash", arguments->hash,
                        "The action_hash that was looked at: refused where something else has been suggested since");
    if (isApproval) {
      command->add_option("--comment", arguments->words, "The approver's words");
    } else {
      command->add_option("--reason", arguments->words, "Why")->required();
    }
    command->callback([&context, arguments, isApproval] { decide(context, *arguments, isApproval); });
  }
}

} // namespace sentinai::ctl
