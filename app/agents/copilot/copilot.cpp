// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/copilot.h"

#include "app/agents/cases/agent_event.h"
#include "app/agents/copilot/answer_stream.h"
#include "app/agents/copilot/case_facts.h"
#include "app/agents/copilot/composed_answer.h"
#include "app/agents/copilot/copilot_prompt.h"
#include "app/agents/copilot/proposed_decision.h"
#include "app/agents/copilot/view_facts.h"
#include "repositories/database/event_id.h"
#include "repositories/records/event_types.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace sentinai {

namespace {

using Outcome = CopilotAnswer::Outcome;

constexpr qsizetype kLongestQuestion = 10'000;

Result<Done> checkQuestion(const QString& question) {
  if (question.trimmed().isEmpty() || question.size() > kLongestQuestion) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("A question has 1 to %1 characters.").arg(kLongestQuestion));
  }
  return Done{};
}

/// The citations of a text that was let through.
void citeFrom(CopilotAnswer& answer, const SourceList& sources, const std::set<int>& cited) {
  answer.citations.clear();
  for (const int number : cited) {
    answer.citations.push_back(*sources.find(number));
  }
}

/// An answer in our own words goes the same way as a model's, so that its citations are checked alike.
void compose(CopilotAnswer& answer, const SourceList& sources, const QString& text) {
  AnswerStream stream(sources);
  answer.text = stream.take(text) + stream.finish();
  citeFrom(answer, sources, stream.cited());
}

/// Asks the model; where there is none, or it fails, `composed` is the answer.
Task<CopilotAnswer> answered(std::optional<ChatSettings> model, SourceList sources, QStringList notes, QString question,
                             QString composed, bool mayDecide, Copilot::Piece piece, CancelToken token) {
  CopilotAnswer answer;
  if (!model) {
    compose(answer, sources, composed);
    co_return answer;
  }
  answer.model = model->model;
  const QByteArray body = copilotPrompt(model->model, sources, notes, question, mayDecide);
  answer.promptSha256 = QString::fromLatin1(QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex());
  const auto stream = std::make_shared<AnswerStream>(sources);
  const Copilot::Piece show = [stream, piece](const QString& text) {
    const QString shown = stream->take(text);
    if (piece && !shown.isEmpty()) {
      piece(shown);
    }
  };
  Result<ChatEnd> end = co_await ChatExchange::ask(*model, body, show, token);
  if (const QString rest = stream->finish(); piece && !rest.isEmpty()) {
    piece(rest);
  }
  if (end && stream->shown().trimmed().isEmpty()) {
    end = failure(DbError::Kind::Internal, QStringLiteral("The model said nothing. Ask again, or another model."));
  }
  if (!end && end.error().kind != DbError::Kind::Cancelled) {
    answer.outcome = Outcome::Failed;
    answer.problem = end.error().message;
    compose(answer, sources, composed);
    co_return answer;
  }
  answer.outcome = !end                                       ? Outcome::Cancelled
                   : *end == ChatEnd::Cut || stream->isFull() ? Outcome::Cut
                                                              : Outcome::Complete;
  answer.text = stream->shown();
  citeFrom(answer, sources, stream->cited());
  answer.withoutEvidence = answer.citations.empty() && !answer.text.trimmed().isEmpty();
  if (!stream->unresolved().isEmpty()) {
    answer.notices << QStringLiteral("Taken out, since there is no such source: %1.")
                          .arg(stream->unresolved().join(QStringLiteral(", ")));
  }
  const Result<std::optional<QJsonObject>> proposal = proposedDecision(stream->raw());
  if (!proposal) {
    answer.notices << proposal.error().message;
  } else if (*proposal && (!mayDecide || answer.outcome != Outcome::Complete)) {
    answer.notices << QStringLiteral("The decision that the model proposes is ignored: %1")
                          .arg(mayDecide ? QStringLiteral("the answer is not whole.")
                                         : QStringLiteral("a view is nothing to decide on."));
  } else {
    answer.proposal = *proposal;
  }
  co_return answer;
}

NewExceptionEvent questionEvent(const QString& exceptionId, const Actor& asker, const QString& question,
                                const std::optional<ChatSettings>& model) {
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exceptionId;
  event.eventType = QString::fromLatin1(event_types::kCopilotQuestionAsked);
  event.actor = asker;
  event.payload = {{QStringLiteral("question_id"), event.eventId.toString(QUuid::WithoutBraces)},
                   {QStringLiteral("question"), question}};
  if (model) {
    event.payload.insert(QStringLiteral("model"), model->model);
  }
  event.createdAt = currentInstant();
  return event;
}

NewExceptionEvent answerEvent(const QString& exceptionId, const CopilotAnswer& answer) {
  QJsonArray sources;
  QJsonArray citations;
  for (const CopilotSource& source : answer.citations) {
    sources.append(source.id());
    citations.append(
        QJsonObject{{QStringLiteral("number"), source.number},
                    {source.eventId ? QStringLiteral("event_id") : QStringLiteral("exception_id"), source.id()}});
  }
  QJsonObject payload{{QStringLiteral("question_id"), answer.questionId},
                      {QStringLiteral("answer"), answer.text.isEmpty() ? QStringLiteral("-") : answer.text},
                      {QStringLiteral("sources"), sources},
                      {QStringLiteral("citations"), citations},
                      {QStringLiteral("outcome"), toText(answer.outcome)}};
  if (answer.withoutEvidence) {
    payload.insert(QStringLiteral("without_evidence"), true);
  }
  if (!answer.model.isEmpty()) {
    payload.insert(QStringLiteral("model"), answer.model);
    payload.insert(QStringLiteral("prompt_sha256"), answer.promptSha256);
  }
  if (!answer.problem.isEmpty()) {
    payload.insert(QStringLiteral("problem"), answer.problem);
  }
  if (!answer.notices.isEmpty()) {
    payload.insert(QStringLiteral("notices"), QJsonArray::fromStringList(answer.notices));
  }
  return agentEvent(QStringLiteral("copilot"), exceptionId, event_types::kCopilotAnswerGiven, answer.questionId,
                    payload, currentInstant());
}

NewExceptionEvent proposalEvent(const QString& exceptionId, const CopilotAnswer& answer) {
  QJsonObject payload = *answer.proposal;
  payload.insert(QStringLiteral("question_id"), answer.questionId);
  payload.insert(QStringLiteral("model"), answer.model);
  payload.insert(QStringLiteral("prompt_sha256"), answer.promptSha256);
  return agentEvent(QStringLiteral("copilot"), exceptionId, event_types::kLlmDecisionProposed, answer.questionId,
                    payload, currentInstant());
}

Task<CopilotAnswer> askAbout(Session* session, Actor asker, std::optional<ChatSettings> model, QString exceptionId,
                             QString question, Copilot::Piece piece, CancelToken token) {
  if (const Result<Done> fits = checkQuestion(question); !fits) {
    co_return failure(fits.error());
  }
  Result<CaseFacts> facts = co_await retrieveCase(session, exceptionId, currentInstant(), token);
  if (!facts) {
    co_return failure(facts.error());
  }
  const NewExceptionEvent asked = questionEvent(exceptionId, asker, question, model);
  const Result<AppendOutcome> recorded = co_await session->events().append(asked, token);
  if (!recorded) {
    co_return failure(recorded.error());
  }
  QStringList notes{QStringLiteral("It is %1. The question is about exception number 1.").arg(toIsoText(facts->now))};
  if (facts->events > qint64(facts->timeline.size())) {
    notes << QStringLiteral("Of its %1 events the first and the last are among the sources.").arg(facts->events);
  }
  const QString composed = composedAnswer(*facts, question);
  Result<CopilotAnswer> given = co_await answered(model, facts->sources, notes, question, composed, true, piece, token);
  if (!given) {
    co_return failure(given.error());
  }
  given->questionId = asked.payload.value(QLatin1String("question_id")).toString();
  std::vector<NewExceptionEvent> events{answerEvent(exceptionId, *given)};
  if (given->proposal) {
    events.push_back(proposalEvent(exceptionId, *given));
  }
  const CancelToken whatever; // That somebody stopped it is recorded too.
  const Result<std::vector<AppendOutcome>> written = co_await session->events().appendBatch(events, whatever);
  if (!written) {
    co_return failure(written.error());
  }
  co_return given;
}

Task<CopilotAnswer> askAboutView(Session* session, std::optional<ChatSettings> model, ExceptionFilter filter,
                                 QString question, Copilot::Piece piece, CancelToken token) {
  if (const Result<Done> fits = checkQuestion(question); !fits) {
    co_return failure(fits.error());
  }
  Result<ViewFacts> facts = co_await retrieveView(session, filter, currentInstant(), token);
  if (!facts) {
    co_return failure(facts.error());
  }
  const QString everything;
  const QStringList notes{
      QStringLiteral("It is %1. The question is about all exceptions of a list, of which the sources "
                     "are the foremost. What was counted over all of it:")
          .arg(toIsoText(facts->now)),
      composedAnswer(*facts, everything)};
  const QString composed = composedAnswer(*facts, question);
  Result<CopilotAnswer> given =
      co_await answered(model, facts->sources, notes, question, composed, false, piece, token);
  co_return given;
}

} // namespace

Task<CopilotAnswer> Copilot::ask(QString exceptionId, QString question, Piece piece, CancelToken token) const {
  return askAbout(m_session, m_asker, m_model, std::move(exceptionId), std::move(question), std::move(piece),
                  std::move(token));
}

Task<CopilotAnswer> Copilot::askView(ExceptionFilter filter, QString question, Piece piece, CancelToken token) const {
  return askAboutView(m_session, m_model, std::move(filter), std::move(question), std::move(piece), std::move(token));
}

} // namespace sentinai
