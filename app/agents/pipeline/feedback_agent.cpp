// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/feedback_agent.h"

#include "app/agents/cases/agent_event.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>

namespace sentinai {

namespace {

const QString kAgent = QStringLiteral("feedback");
const QString kConfirmed = QStringLiteral("confirmed");
const QString kUnjudged = QStringLiteral("unjudged");

bool isOf(const ExceptionEvent& event, const char* type) {
  return event.eventType == QLatin1String(type);
}

QString idText(const ExceptionEvent& event) {
  return event.eventId.toString(QUuid::WithoutBraces);
}

QJsonObject changeOf(const ExceptionEvent& event, QLatin1String field) {
  return event.payloadObject().value(QLatin1String("changes")).toObject().value(field).toObject();
}

/// An event that resolved the exception or reopened it.
struct Turn {
  const ExceptionEvent* event;
  bool resolved;
};

std::vector<Turn> turnsOf(const std::vector<ExceptionEvent>& timeline) {
  std::vector<Turn> turns;
  for (const ExceptionEvent& event : timeline) {
    const QJsonObject status = changeOf(event, QLatin1String("status"));
    const bool was = status.value(QLatin1String("from")) == toText(Status::Resolved);
    const bool is = status.value(QLatin1String("to")) == toText(Status::Resolved);
    if (was != is) {
      turns.push_back({&event, is});
    }
  }
  return turns;
}

/// What is said about the events of the timeline between two others.
class Review {
public:
  Review(const AgentCase& subject, qint64 afterSeq, const Turn& turn)
      : m_turn(turn) {
    for (const ExceptionEvent& event : subject.timeline) {
      if (event.seq >= turn.event->seq) {
        break;
      }
      m_before.push_back(&event);
      const bool byAgent = event.actor.type == ActorType::Agent;
      if (byAgent && isOf(event, event_types::kTriageCompleted)) {
        m_triage = &event;
      } else if (byAgent && isOf(event, event_types::kResolutionSuggested) && event.seq > afterSeq) {
        m_suggestions.push_back(&event);
      }
    }
  }

  [[nodiscard]] bool isOfAgents() const { return m_triage != nullptr || !m_suggestions.empty(); }

  /// Members for the payload.
  [[nodiscard]] QJsonObject judged() {
    if (m_turn.resolved) {
      judgeTriage();
    }
    judgeSuggestions();
    QJsonObject judged{{QStringLiteral("judgements"), m_judgements}, {QStringLiteral("corrections"), m_corrections}};
    if (!m_about.isEmpty()) {
      judged.insert(QStringLiteral("about_event"), m_about);
    }
    judged.insert(QStringLiteral("rating"), m_wrong       ? QStringLiteral("wrong")
                                            : m_confirmed ? QStringLiteral("helpful")
                                                          : QStringLiteral("unhelpful"));
    return judged;
  }

private:
  Turn m_turn;
  std::vector<const ExceptionEvent*> m_before;
  const ExceptionEvent* m_triage = nullptr;
  std::vector<const ExceptionEvent*> m_suggestions;
  QJsonArray m_judgements;
  QJsonArray m_corrections;
  QString m_about; ///< The first decision that was wrong, else the last one.
  bool m_wrong = false;
  bool m_confirmed = false;

  void judge(const ExceptionEvent& decision, const QString& verdict) {
    QJsonObject judgement{{QStringLiteral("event_id"), idText(decision)},
                          {QStringLiteral("type"), decision.eventType},
                          {QStringLiteral("agent"), decision.actor.id.value_or(QString())},
                          {QStringLiteral("verdict"), verdict}};
    const QJsonValue confidence = decision.payloadObject().value(QLatin1String("confidence"));
    if (confidence.isDouble()) {
      // No finer than calibration reads it, so that every database rounds alike.
      constexpr double kSteps = 1000;
      judgement.insert(QStringLiteral("confidence"), std::round(confidence.toDouble() * kSteps) / kSteps);
    }
    m_judgements.append(judgement);
    if (!m_wrong) {
      m_about = idText(decision);
    }
    m_confirmed = m_confirmed || verdict == kConfirmed;
    m_wrong = m_wrong || (verdict != kConfirmed && verdict != kUnjudged);
  }

  void correct(const ExceptionEvent& decision, const QString& what, const QJsonValue& from, const QJsonValue& to,
               const ExceptionEvent& by) {
    QJsonObject correction{{QStringLiteral("about_event"), idText(decision)},
                           {QStringLiteral("what"), what},
                           {QStringLiteral("from"), from},
                           {QStringLiteral("to"), to},
                           {QStringLiteral("by"), by.actor.id.value_or(QString())}};
    constexpr qsizetype longest = 1000;
    const QString reason = by.payloadObject().value(QLatin1String("reason")).toString().left(longest);
    if (!reason.isEmpty()) {
      correction.insert(QStringLiteral("reason"), reason);
    }
    m_corrections.append(correction);
  }

  /// Right unless a person has made the severity another since.
  void judgeTriage() {
    if (m_triage == nullptr) {
      return;
    }
    const QJsonValue said = m_triage->payloadObject().value(QLatin1String("severity"));
    QJsonValue now = said;
    const ExceptionEvent* person = nullptr;
    for (const ExceptionEvent* event : m_before) {
      const QJsonObject change = changeOf(*event, QLatin1String("severity"));
      if (event->seq > m_triage->seq && !change.isEmpty()) {
        now = change.value(QLatin1String("to"));
        person = event->actor.type == ActorType::User ? event : person;
      }
    }
    const bool corrected = person != nullptr && said.isString() && now != said;
    judge(*m_triage, corrected ? QStringLiteral("corrected") : said.isString() ? kConfirmed : kUnjudged);
    if (corrected) {
      correct(*m_triage, QStringLiteral("severity"), said, now, *person);
    }
  }

  /// What became of a suggestion: the last word on it, if any.
  [[nodiscard]] const ExceptionEvent* wordOn(const ExceptionEvent& suggestion) const {
    const QJsonValue id = suggestion.payloadObject().value(QLatin1String("suggestion_id"));
    const ExceptionEvent* word = nullptr;
    for (const ExceptionEvent* event : m_before) {
      if ((isOf(*event, event_types::kResolutionApproved) || isOf(*event, event_types::kResolutionRejected)) &&
          event->payloadObject().value(QLatin1String("suggestion_id")) == id) {
        word = event;
      }
    }
    return word;
  }

  /// The last one approved is what was done; rejected ones were wrong; nothing is known of the others.
  void judgeSuggestions() {
    const ExceptionEvent* done = nullptr;
    for (const ExceptionEvent* suggestion : m_suggestions) {
      const ExceptionEvent* word = wordOn(*suggestion);
      done = word != nullptr && isOf(*word, event_types::kResolutionApproved) ? suggestion : done;
    }
    if (!m_turn.resolved) {
      if (done != nullptr) {
        judge(*done, QStringLiteral("reopened"));
        correct(*done, QStringLiteral("resolution"), done->payloadObject().value(QLatin1String("summary")),
                QJsonValue(), *m_turn.event);
      }
      return;
    }
    for (const ExceptionEvent* suggestion : m_suggestions) {
      const ExceptionEvent* word = wordOn(*suggestion);
      const bool rejected = word != nullptr && isOf(*word, event_types::kResolutionRejected);
      judge(*suggestion, suggestion == done ? kConfirmed : rejected ? QStringLiteral("rejected") : kUnjudged);
      if (rejected) {
        const QLatin1String summary("summary");
        correct(*suggestion, QStringLiteral("resolution"), suggestion->payloadObject().value(summary),
                done == nullptr ? QJsonValue() : done->payloadObject().value(summary), *word);
      }
    }
  }
};

} // namespace

std::optional<NewExceptionEvent> FeedbackAgent::next(const AgentCase& subject, Instant at) {
  QStringList answered;
  for (const ExceptionEvent& event : subject.timeline) {
    if (isOf(event, event_types::kFeedbackCaptured) && event.actor == Actor{ActorType::Agent, kAgent}) {
      answered << event.payloadObject().value(QLatin1String("answers")).toString();
    }
  }
  qint64 episode = 0; // The last reopening: suggestions before it were judged with what it reopened.
  Instant since = subject.exception.createdAt;
  for (const Turn& turn : turnsOf(subject.timeline)) {
    Review review(subject, episode, turn);
    if (review.isOfAgents() && !answered.contains(idText(*turn.event))) {
      QJsonObject payload = review.judged();
      payload.insert(QStringLiteral("answers"), idText(*turn.event));
      payload.insert(QStringLiteral("outcome"), turn.resolved ? toText(Status::Resolved) : QStringLiteral("reopened"));
      payload.insert(QStringLiteral("by"), turn.event->actor.id.value_or(QString()));
      payload.insert(QStringLiteral("domain"), subject.exception.domain);
      const auto taken = std::chrono::floor<std::chrono::seconds>(turn.event->createdAt - since);
      payload.insert(QStringLiteral("seconds"), std::max<qint64>(0, taken.count()));
      return agentEvent(kAgent, subject.exception.exceptionId, event_types::kFeedbackCaptured, idText(*turn.event),
                        payload, at);
    }
    since = turn.resolved ? turn.event->createdAt : subject.exception.createdAt;
    episode = turn.resolved ? episode : turn.event->seq;
  }
  return std::nullopt;
}

} // namespace sentinai
