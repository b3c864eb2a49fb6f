// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/feedback_agent.h"

#include "repositories/database/event_id.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QJsonArray>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Actor kTriage{ActorType::Agent, QStringLiteral("triage")};
const Actor kResolution{ActorType::Agent, QStringLiteral("resolution")};
const Actor kPolicy{ActorType::Agent, QStringLiteral("policy")};

QJsonObject change(const QString& field, const QString& from, const QString& to) {
  return {{field, QJsonObject{{u"from"_s, from}, {u"to"_s, to}}}};
}

} // namespace

/// What the feedback agent says of the timelines it finds.
class FeedbackAgentTest : public QObject {
  Q_OBJECT

private:
  AgentCase m_case;
  Instant m_now = sampleInstant();
  QHash<QString, QString> m_ids; ///< Of the events, by the name that the test gives them.

  void add(const QString& name, const Actor& actor, const char* type, const QJsonObject& payload) {
    NewExceptionEvent event;
    event.eventId = newEventId();
    event.exceptionId = u"EX-1"_s;
    event.eventType = QString::fromLatin1(type);
    event.actor = actor;
    event.payload = payload;
    event.createdAt = m_now += 1min;
    m_ids.insert(event.eventId.toString(QUuid::WithoutBraces), name);
    VERIFY_OK(m_case.advance(event));
  }

  void triaged() {
    add(u"triage"_s, kTriage, "TriageCompleted",
        {{u"rationale"_s, u"By type."_s}, {u"severity"_s, u"high"_s}, {u"confidence"_s, 0.70049}});
  }

  void suggested(const QString& name, double confidence) {
    add(name, kResolution, "ResolutionSuggested",
        {{u"suggestion_id"_s, name}, {u"summary"_s, u"Do "_s + name}, {u"confidence"_s, confidence}});
  }

  void approved(const QString& name, const Actor& by) {
    add(u"approval"_s, by, "ResolutionApproved", {{u"suggestion_id"_s, name}});
  }

  void rejected(const QString& name, const QString& reason) {
    add(u"rejection"_s, sampleUser(), "ResolutionRejected", {{u"suggestion_id"_s, name}, {u"reason"_s, reason}});
  }

  void status(const QString& name, const QString& from, const QString& to) {
    add(name, sampleUser(), "StatusChanged", {{u"changes"_s, change(u"status"_s, from, to)}});
  }

  /// The next feedback, appended; empty where there is none.
  QJsonObject next() {
    const std::optional<NewExceptionEvent> event = FeedbackAgent::next(m_case, m_now);
    if (!event) {
      return {};
    }
    [&] { VERIFY_OK(m_case.advance(*event)); }();
    return event->payload;
  }

  /// `name=verdict` of each judgement.
  [[nodiscard]] QStringList verdicts(const QJsonObject& payload) const {
    QStringList verdicts;
    for (const QJsonValue& judgement : payload.value("judgements"_L1).toArray()) {
      verdicts << m_ids.value(judgement["event_id"_L1].toString()) + u'=' + judgement["verdict"_L1].toString();
    }
    return verdicts;
  }

  /// The first correction, with names in place of ids.
  [[nodiscard]] QJsonObject correction(const QJsonObject& payload) const {
    QJsonObject correction = payload.value("corrections"_L1).toArray().at(0).toObject();
    correction.insert(u"about_event"_s, m_ids.value(correction.value("about_event"_L1).toString()));
    return correction;
  }

private Q_SLOTS:
  void init() {
    m_case = {};
    m_now = sampleInstant();
    m_ids.clear();
    const NewExceptionEvent creation = sampleCreation(sampleException(u"EX-1"_s));
    VERIFY_OK(m_case.advance(creation));
  }

  void confirmsWhatHeld() {
    triaged();
    suggested(u"first"_s, 0.5);
    suggested(u"second"_s, 0.8);
    approved(u"second"_s, kPolicy);
    QCOMPARE(next(), QJsonObject());
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    const QJsonObject feedback = next();
    QCOMPARE(verdicts(feedback), (QStringList{u"triage=confirmed"_s, u"first=unjudged"_s, u"second=confirmed"_s}));
    QCOMPARE(feedback.value("judgements"_L1)[0]["confidence"_L1].toDouble(), 0.7);
    QCOMPARE(feedback.value("judgements"_L1)[2]["agent"_L1].toString(), u"resolution"_s);
    QCOMPARE(feedback.value("rating"_L1).toString(), u"helpful"_s);
    QCOMPARE(feedback.value("outcome"_L1).toString(), u"resolved"_s);
    QCOMPARE(feedback.value("by"_L1).toString(), u"ann"_s);
    QCOMPARE(feedback.value("domain"_L1).toString(), u"Finance"_s);
    QCOMPARE(feedback.value("seconds"_L1).toInt(), 300);
    QCOMPARE(m_ids.value(feedback.value("answers"_L1).toString()), u"resolution"_s);
    QCOMPARE(feedback.value("corrections"_L1).toArray(), QJsonArray());
    QCOMPARE(next(), QJsonObject());
  }

  void namesWhatPeopleCorrected() {
    triaged();
    add(u"severity"_s, sampleUser(), "SeverityChanged",
        {{u"changes"_s, change(u"severity"_s, u"high"_s, u"low"_s)}, {u"reason"_s, u"A test."_s}});
    suggested(u"first"_s, 0.5);
    rejected(u"first"_s, u"Tried before."_s);
    suggested(u"second"_s, 0.6);
    approved(u"second"_s, sampleUser());
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    const QJsonObject feedback = next();
    QCOMPARE(verdicts(feedback), (QStringList{u"triage=corrected"_s, u"first=rejected"_s, u"second=confirmed"_s}));
    QCOMPARE(feedback.value("rating"_L1).toString(), u"wrong"_s);
    QCOMPARE(m_ids.value(feedback.value("about_event"_L1).toString()), u"triage"_s);
    QCOMPARE(correction(feedback), (QJsonObject{{u"about_event"_s, u"triage"_s},
                                                {u"what"_s, u"severity"_s},
                                                {u"from"_s, u"high"_s},
                                                {u"to"_s, u"low"_s},
                                                {u"by"_s, u"ann"_s},
                                                {u"reason"_s, u"A test."_s}}));
    const QJsonValue second = feedback.value("corrections"_L1)[1];
    QCOMPARE(second["from"_L1].toString(), u"Do first"_s);
    QCOMPARE(second["to"_L1].toString(), u"Do second"_s);
    QCOMPARE(second["reason"_L1].toString(), u"Tried before."_s);
  }

  void severityPutBackOrChangedBySourceIsNoCorrection() {
    triaged();
    add(u"down"_s, sampleUser(), "SeverityChanged", {{u"changes"_s, change(u"severity"_s, u"high"_s, u"low"_s)}});
    add(u"up"_s, sampleUser(), "SeverityChanged", {{u"changes"_s, change(u"severity"_s, u"low"_s, u"high"_s)}});
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    QCOMPARE(verdicts(next()), QStringList{u"triage=confirmed"_s});
    init();
    triaged();
    add(u"source"_s, {ActorType::System, u"Murex"_s}, "SeverityChanged",
        {{u"changes"_s, change(u"severity"_s, u"high"_s, u"low"_s)}});
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    QCOMPARE(verdicts(next()), QStringList{u"triage=confirmed"_s});
  }

  void reopeningTakesItBack() {
    triaged();
    suggested(u"first"_s, 0.9);
    approved(u"first"_s, kPolicy);
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    status(u"reopening"_s, u"resolved"_s, u"open"_s);
    suggested(u"second"_s, 0.4);
    status(u"by hand"_s, u"open"_s, u"resolved"_s);
    // Each for itself, in order, however late it is looked at.
    QCOMPARE(next().value("outcome"_L1).toString(), u"resolved"_s);
    const QJsonObject reopened = next();
    QCOMPARE(reopened.value("outcome"_L1).toString(), u"reopened"_s);
    QCOMPARE(verdicts(reopened), QStringList{u"first=reopened"_s});
    QCOMPARE(reopened.value("rating"_L1).toString(), u"wrong"_s);
    QCOMPARE(reopened.value("seconds"_L1).toInt(), 60);
    QCOMPARE(correction(reopened).value("to"_L1), QJsonValue());
    const QJsonObject last = next();
    QCOMPARE(verdicts(last), (QStringList{u"triage=confirmed"_s, u"second=unjudged"_s}));
    QCOMPARE(m_ids.value(last.value("answers"_L1).toString()), u"by hand"_s);
    QCOMPARE(next(), QJsonObject());
  }

  void leavesAloneWhatNoAgentWorked() {
    add(u"comment"_s, sampleUser(), "CommentAdded", {{u"text"_s, u"Mine."_s}});
    add(u"by a person"_s, sampleUser(), "TriageCompleted", {{u"rationale"_s, u"I say so."_s}});
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    QCOMPARE(next(), QJsonObject());
  }

  void saysTheSameWheneverAsked() {
    triaged();
    status(u"resolution"_s, u"open"_s, u"resolved"_s);
    const std::optional<NewExceptionEvent> now = FeedbackAgent::next(m_case, m_now);
    add(u"comment"_s, sampleUser(), "CommentAdded", {{u"text"_s, u"Later."_s}});
    const std::optional<NewExceptionEvent> later = FeedbackAgent::next(m_case, m_now);
    QVERIFY(now && later);
    QCOMPARE(later->eventId, now->eventId);
    QCOMPARE(later->payload, now->payload);
  }
};

QTEST_GUILESS_MAIN(FeedbackAgentTest)
#include "feedback_agent_test.moc"
