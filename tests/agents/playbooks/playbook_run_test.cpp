// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/agent_run.h"
#include "app/agents/playbooks/dry_run.h"
#include "app/agents/playbooks/step_params.h"
#include "repositories/database/event_id.h"
#include "repositories/open_database.h"
#include "repositories/records/event_types.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/http_test_server.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/smtp_test_server.h"
#include "tests/support/test_database.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("bank");

QJsonObject json(const QByteArray& text) {
  return QJsonDocument::fromJson(text).object();
}

} // namespace

/// Playbooks from what policy chooses to their end, on a real database, with a real server for tools.
class PlaybookRunTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<TestDatabase> m_testDatabase;
  std::map<QString, std::unique_ptr<Database>> m_databases;
  std::map<QString, std::unique_ptr<Session>> m_sessions; ///< By login: sue and bob supervise, worker is an agent.
  QString m_id;
  ToolClient m_tools;

  [[nodiscard]] Session& as(const QString& login) { return *m_sessions.at(login); }
  [[nodiscard]] QString nameOf(const QString& login) const {
    return m_testDatabase->engine() == DatabaseUrl::Engine::PostgreSql ? m_testDatabase->roleName(login) : login;
  }

  int addPlaybook(const QByteArray& steps, const QJsonObject& conditions = {}) {
    const Playbook made = valueOf(await(as(u"sue"_s).playbooks().create(u"Playbook"_s, conditions, {})));
    for (const QJsonValue& step : QJsonDocument::fromJson(steps).array()) {
      PlaybookStep one = valueOf(stepFromJson(step.toObject()));
      one.playbookId = made.playbookId;
      require(await(as(u"sue"_s).playbookSteps().create(one, {})));
    }
    require(await(as(u"sue"_s).playbooks().setActive(made.playbookId, true, {})));
    return made.playbookId;
  }
  template <typename T>
  static void require(const Result<T>& result) {
    VERIFY_OK(result);
  }

  [[nodiscard]] AgentKit kit() {
    const QJsonObject pack = json(R"({"name": "P", "domain": "Finance", "resolution_rules": {"any": {
      "when": true, "action": "Do it", "confidence": 0.9, "rationale": "As always."}}})");
    return {valueOf(EffectivePack::combine(pack, TenantPolicy())),
            valueOf(await(activePlaybooks(&as(u"worker"_s), {})))};
  }

  WorkDone work() {
    const AgentKit with = kit();
    return valueOf(await(workException(&as(u"worker"_s), &with, &m_tools, m_id, {})));
  }

  [[nodiscard]] AgentCase subject() { return valueOf(await(loadCase(&as(u"worker"_s), m_id, {}))); }
  [[nodiscard]] QStringList types() {
    QStringList types;
    for (const ExceptionEvent& event : subject().timeline) {
      types << event.eventType;
    }
    return types;
  }
  [[nodiscard]] int count(const char* type) { return static_cast<int>(types().count(QString::fromLatin1(type))); }
  [[nodiscard]] QJsonObject last(const char* type) {
    const AgentCase now = subject();
    const ExceptionEvent* event = now.last({type});
    return event == nullptr ? QJsonObject() : event->payloadObject();
  }
  [[nodiscard]] QList<StepState> states() {
    const AgentCase now = subject();
    const ExceptionEvent* start = lastStart(now.timeline);
    const int playbookId = start->payloadObject().value("playbook_id"_L1).toInt();
    const PlaybookDefinition definition = valueOf(await(playbookDefinition(&as(u"sue"_s), playbookId, {})));
    QList<StepState> states;
    for (const StepProgress& step : runOf(now.timeline, *start, definition.steps).steps) {
      states << step.state;
    }
    return states;
  }

  Result<AppendOutcome> append(const QString& login, const char* type, const QJsonObject& payload,
                               std::optional<Actor> actor = {}) {
    NewExceptionEvent event;
    event.eventId = newEventId();
    event.exceptionId = m_id;
    event.eventType = QString::fromLatin1(type);
    event.actor = actor.value_or(Actor{ActorType::User, nameOf(login)});
    event.payload = payload;
    event.createdAt = currentInstant();
    return await(as(login).events().append(event, {}));
  }

  /// What is suggested now, as a decision about it names it.
  [[nodiscard]] QJsonObject bound() {
    const QJsonObject suggestion = last(event_types::kResolutionSuggested);
    return {{u"suggestion_id"_s, suggestion.value("suggestion_id"_L1)},
            {u"action_hash"_s, suggestion.value("action_hash"_L1)}};
  }
  [[nodiscard]] QString contentHash(int playbookId) {
    return valueOf(await(playbookDefinition(&as(u"sue"_s), playbookId, {}))).contentHash();
  }
  Result<AppendOutcome> ask(const QString& login, int playbookId) {
    return append(login, event_types::kResolutionSuggested,
                  {{u"suggestion_id"_s, u"mine"_s},
                   {u"summary"_s, u"Settle it"_s},
                   {u"playbook_id"_s, playbookId},
                   {u"playbook_hash"_s, contentHash(playbookId)},
                   {u"action_hash"_s, QString(64, u'a')}});
  }
  void judgeAs(const QString& severity) {
    const QJsonObject change{{u"from"_s, toText(subject().exception.severity)}, {u"to"_s, severity}};
    VERIFY_OK(append(u"sue"_s, event_types::kSeverityChanged, {{u"changes"_s, QJsonObject{{u"severity"_s, change}}}}));
  }
  Result<AppendOutcome> approve(const QString& login, const QJsonObject& what) {
    return append(login, event_types::kResolutionApproved, what);
  }

  /// `more` is set of the tool's configuration besides.
  void addTool(const QString& url, const QJsonObject& more = {}) {
    ToolDefinition tool;
    tool.name = u"hook"_s;
    tool.tenantId = kTenant;
    tool.type = ToolType::Rest;
    tool.config = QJsonObject{{u"url"_s, url},
                              {u"method"_s, u"POST"_s},
                              {u"allow_private_addresses"_s, true},
                              {u"retry"_s, QJsonObject{{u"attempts"_s, 1}, {u"backoff_ms"_s, 1}}}};
    for (auto member = more.begin(); member != more.end(); ++member) {
      tool.config.insert(member.key(), member.value());
    }
    VERIFY_OK(await(as(u"sue"_s).tools().create(tool, {})));
  }

  /// "desk mail", which sends what a step says to whom it says.
  void addMailTool(const SmtpTestServer& server) {
    ToolDefinition tool;
    tool.name = u"desk mail"_s;
    tool.tenantId = kTenant;
    tool.type = ToolType::Email;
    tool.config = {
        {u"server"_s,
         QJsonObject{{u"host"_s, u"localhost"_s}, {u"port"_s, server.serverPort()}, {u"security"_s, u"none"_s}}},
        {u"from"_s, u"desk@example.org"_s},
        {u"to"_s, QJsonArray{u"{{params.to}}"_s}},
        {u"subject"_s, u"{{params.subject}}"_s},
        {u"text"_s, u"{{params.message}}"_s},
        {u"allow_private_addresses"_s, true}};
    VERIFY_OK(await(as(u"sue"_s).tools().create(tool, {})));
  }

private Q_SLOTS:
  void init() {
    const bool sqlite = qEnvironmentVariable("SENTINAI_TEST_ENGINE") == "sqlite"_L1;
    m_testDatabase =
        std::make_unique<TestDatabase>(sqlite ? DatabaseUrl::Engine::Sqlite : DatabaseUrl::Engine::PostgreSql);
    m_testDatabase->addTenant(kTenant, u"Bank"_s);
    for (const auto& [login, access] :
         {std::pair{u"sue"_s, Access::Supervisor}, std::pair{u"bob"_s, Access::Supervisor},
          std::pair{u"worker"_s, Access::Agent}}) {
      m_databases[login] = openDatabase(m_testDatabase->addLogin(login, {{kTenant, access}}), {});
      m_sessions[login] = m_databases[login]->openSession(kTenant);
    }
    Exception exception = sampleException();
    exception.domain = u"Finance"_s;
    m_id = exception.exceptionId;
    VERIFY_OK(await(as(u"sue"_s).exceptions().create(exception, sampleUser(), {}, {})));
  }

  void cleanup() {
    m_sessions.clear();
    m_databases.clear();
    m_testDatabase.reset();
  }

  void doesStepsInOrder() {
    const int id = addPlaybook(R"([
      {"name": "Say so", "action": "comment", "params": {"text": {"cat": ["About ", {"var": "exception.exception_id"}]}}},
      {"name": "Give it", "action": "assign", "params": {"owner": "zoe"}},
      {"name": "Not here", "action": "comment", "params": {"text": "No.", "when": {"==": [{"var": "exception.owner"}, "ann"]}}},
      {"name": "Tell", "action": "notify", "params": {"message": "Look", "to": "zoe"}},
      {"name": "No time", "action": "wait", "params": {"for": "PT0S"}},
      {"name": "Raise", "action": "escalate", "params": {"reason": "It is late."}}])");
    const WorkDone done = work();
    QVERIFY(!done.again);
    QCOMPARE(types().mid(1),
             (QStringList{u"TriageCompleted"_s, u"PolicyEvaluated"_s, u"SlaBreached"_s, u"ResolutionSuggested"_s,
                          u"ResolutionApproved"_s, u"PlaybookStarted"_s, u"CommentAdded"_s, u"PlaybookStepCompleted"_s,
                          u"PlaybookStepCompleted"_s, u"PlaybookStepCompleted"_s, u"PlaybookStepCompleted"_s,
                          u"PlaybookStepCompleted"_s, u"PlaybookStepCompleted"_s, u"PlaybookCompleted"_s}));
    QCOMPARE(last(event_types::kPolicyEvaluated).value("playbook_id"_L1).toInt(), id);
    QCOMPARE(last(event_types::kPolicyEvaluated).value("step"_L1).toInt(), 1);
    QCOMPARE(last(event_types::kCommentAdded).value("text"_L1).toString(), u"About "_s + m_id);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
    const Exception exception = subject().exception;
    QCOMPARE(exception.owner, u"zoe"_s);
    QCOMPARE(exception.status, Status::Escalated);
    QVERIFY(!exception.currentPlaybookId && !exception.currentStep);
    QCOMPARE(states(), (QList{StepState::Done, StepState::Done, StepState::Skipped, StepState::Done, StepState::Done,
                              StepState::Done}));
    QVERIFY(work().events.isEmpty());
  }

  void waitsForAConditionAndGoesOnAfterAChange() {
    (void)addPlaybook(R"([
      {"name": "Say so", "action": "comment", "params": {"text": "Once."}},
      {"name": "Wait", "action": "wait", "params": {"until": {"==": [{"var": "exception.severity"}, "critical"]}, "every": "PT1M"}},
      {"name": "Raise", "action": "escalate", "params": {"reason": "It is critical."}}])");
    const WorkDone done = work();
    QVERIFY(done.again && *done.again > currentInstant());
    QCOMPARE(states(), (QList{StepState::Done, StepState::Waiting, StepState::Pending}));
    QCOMPARE(subject().exception.currentStep, 2);
    QVERIFY(work().events.isEmpty());
    QVERIFY(subject().exception.severity != Severity::Critical);
    VERIFY_OK(append(
        u"sue"_s, event_types::kSeverityChanged,
        {{u"changes"_s, QJsonObject{{u"severity"_s, QJsonObject{{u"from"_s, toText(subject().exception.severity)},
                                                                {u"to"_s, u"critical"_s}}}}}}));
    QVERIFY(!work().again);
    QCOMPARE(count(event_types::kPolicyEvaluated), 2);
    QCOMPARE(count(event_types::kResolutionApproved), 2);
    QCOMPARE(count(event_types::kPlaybookStarted), 1);
    QCOMPARE(count(event_types::kCommentAdded), 1);
    QCOMPARE(subject().exception.status, Status::Escalated);
  }

  void settlesByForceOnlyWithAnApproval() {
    const int id = addPlaybook(R"([{"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}}])");
    (void)work();
    QCOMPARE(types().last(), u"ResolutionSuggested"_s);
    QCOMPARE(last(event_types::kPolicyEvaluated).value("outcome"_L1).toString(), u"approval_required"_s);
    const QJsonObject settlement = {
        {u"playbook_id"_s, id},
        {u"step_order"_s, 1},
        {u"name"_s, u"Settle"_s},
        {u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"analyzing"_s}, {u"to"_s, u"resolved"_s}}}}}};
    const Actor agent{ActorType::Agent, u"playbook"_s};
    VERIFY_ERROR(append(u"worker"_s, event_types::kPlaybookStepCompleted, settlement, agent), Conflict);
    // That an agent approves is not enough.
    VERIFY_OK(append(u"worker"_s, event_types::kResolutionApproved, bound(), Actor{ActorType::Agent, u"policy"_s}));
    VERIFY_ERROR(append(u"worker"_s, event_types::kPlaybookStepCompleted, settlement, agent), Conflict);
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(subject().exception.status, Status::Resolved);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
  }

  /// Policy answers late what came before a person asked: that stands, approved or not.
  void whatAPersonAskedForIsNotOvertaken() {
    (void)addPlaybook(R"([{"name": "Settle", "action": "force_settle", "params": {"reason": "Chosen."}}])");
    (void)work();
    const Playbook next = valueOf(await(as(u"sue"_s).playbooks().create(u"Other"_s, json(R"({"==": [1, 2]})"), {})));
    PlaybookStep settle =
        valueOf(stepFromJson(json(R"({"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}})")));
    settle.playbookId = next.playbookId;
    VERIFY_OK(await(as(u"sue"_s).playbookSteps().create(settle, {})));
    // Asked for and approved before the agents have answered the change.
    judgeAs(u"critical"_s);
    VERIFY_OK(ask(u"sue"_s, next.playbookId));
    VERIFY_OK(approve(u"bob"_s, bound()));
    const QString asked = last(event_types::kResolutionSuggested).value("suggestion_id"_L1).toString();
    (void)work();
    const QJsonObject late = last(event_types::kPolicyEvaluated);
    QVERIFY(late.contains("overtaken_by"_L1) && !late.contains("changes"_L1));
    QCOMPARE(last(event_types::kResolutionSuggested).value("suggestion_id"_L1).toString(), asked);
    QCOMPARE(last(event_types::kPlaybookStarted).value("playbook_id"_L1).toInt(), next.playbookId);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
    QCOMPARE(subject().exception.status, Status::Resolved);
  }

  /// What was rejected by then stands in nobody's way, nor does what was asked for before the change.
  void policyAnswersAgainWhatNothingStandsFor() {
    const int id = addPlaybook(R"([{"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}}])");
    (void)work();
    VERIFY_OK(ask(u"sue"_s, id));
    judgeAs(u"critical"_s);
    (void)work();
    QVERIFY(!last(event_types::kPolicyEvaluated).contains("overtaken_by"_L1));
    QVERIFY(last(event_types::kResolutionSuggested).value("suggestion_id"_L1).toString() != u"mine"_s);
    judgeAs(u"low"_s);
    VERIFY_OK(ask(u"sue"_s, id));
    QJsonObject no = bound();
    no.insert(u"reason"_s, u"Not now."_s);
    VERIFY_OK(append(u"bob"_s, event_types::kResolutionRejected, no));
    (void)work();
    QVERIFY(!last(event_types::kPolicyEvaluated).contains("overtaken_by"_L1));
    QVERIFY(last(event_types::kResolutionSuggested).value("suggestion_id"_L1).toString() != u"mine"_s);
  }

  void nobodyApprovesTheirOwnRequest() {
    const int id = addPlaybook(R"([{"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}}])",
                               json(R"({"==": [1, 2]})"));
    (void)work();
    VERIFY_OK(ask(u"sue"_s, id));
    VERIFY_ERROR(approve(u"sue"_s, bound()), PermissionDenied);
    (void)work();
    QCOMPARE(types().last(), u"ResolutionSuggested"_s);
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(subject().exception.status, Status::Resolved);
  }

  /// A person's request in the form of a step's is no step's, and is decided by somebody else before the run goes on.
  void nobodyHasARunGoOnByTheirOwnRequest() {
    const int id = addPlaybook(R"([
      {"name": "Wait", "action": "wait", "params": {"until": {"==": [{"var": "exception.status"}, "escalated"]}}},
      {"name": "Say so", "action": "comment", "params": {"text": "It goes on."}}])");
    (void)work();
    QCOMPARE(states(), (QList{StepState::Waiting, StepState::Pending}));
    VERIFY_OK(append(u"sue"_s, event_types::kStatusChanged,
                     {{u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"analyzing"_s},
                                                                           {u"to"_s, u"escalated"_s}}}}}}));
    VERIFY_OK(append(u"sue"_s, event_types::kResolutionSuggested,
                     {{u"suggestion_id"_s, u"mine"_s},
                      {u"summary"_s, u"May it go on?"_s},
                      {u"playbook_id"_s, id},
                      {u"playbook_hash"_s, contentHash(id)},
                      {u"step_order"_s, 1},
                      {u"action_hash"_s, QString(64, u'a')}}));
    VERIFY_ERROR(approve(u"sue"_s, bound()), PermissionDenied);
    const AgentCase now = subject();
    const PlaybookDefinition definition = valueOf(await(playbookDefinition(&as(u"sue"_s), id, {})));
    const AgentKit with = kit();
    const PlaybookMove move = valueOf(PlaybookPlanner(definition, &with.pack).next(now, currentInstant()));
    const auto* wait = std::get_if<WaitMove>(&move);
    QVERIFY(wait != nullptr);
    QVERIFY2(wait->reason.contains(u"has not been decided"_s), qPrintable(wait->reason));
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(count(event_types::kCommentAdded), 1);
  }

  /// Whatever step a suggestion names, steps that are behind stay so, and those ahead keep their turn.
  void noSuggestionHasAStepDoneAgain() {
    const int id = addPlaybook(R"([
      {"name": "Say so", "action": "comment", "params": {"text": "Once."}},
      {"name": "Not here", "action": "comment", "params": {"text": "Never.", "when": false}},
      {"name": "Wait", "action": "wait", "params": {"until": {"==": [{"var": "exception.status"}, "escalated"]}}},
      {"name": "Say more", "action": "comment", "params": {"text": "It goes on."}}])");
    (void)work();
    const QList before{StepState::Done, StepState::Skipped, StepState::Waiting, StepState::Pending};
    QCOMPARE(states(), before);
    VERIFY_OK(append(u"sue"_s, event_types::kStatusChanged,
                     {{u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, u"analyzing"_s},
                                                                           {u"to"_s, u"escalated"_s}}}}}}));
    for (const int order : {1, 2, 4}) {
      VERIFY_OK(append(u"sue"_s, event_types::kResolutionSuggested,
                       {{u"suggestion_id"_s, u"again %1"_s.arg(order)},
                        {u"summary"_s, u"Once more"_s},
                        {u"playbook_id"_s, id},
                        {u"playbook_hash"_s, contentHash(id)},
                        {u"step_order"_s, order},
                        {u"action_hash"_s, QString(64, u'a')}}));
      QCOMPARE(states(), before);
    }
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(count(event_types::kCommentAdded), 2);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
    QCOMPARE(states(), (QList{StepState::Done, StepState::Skipped, StepState::Done, StepState::Done}));
  }

  /// Not even in the moment between the failure and the event that ends the run.
  void noSuggestionRevivesAFailedStep() {
    const int id = addPlaybook(R"([{"name": "Call", "action": "call_tool", "params": {"tool": "nothing"}}])");
    (void)work();
    QCOMPARE(states(), QList{StepState::Failed});
    AgentCase now = subject();
    ExceptionEvent request = now.timeline.back();
    QCOMPARE(request.eventType, QString::fromLatin1(event_types::kPlaybookCompleted));
    request.eventType = QString::fromLatin1(event_types::kResolutionSuggested);
    request.payload =
        QJsonDocument(QJsonObject{{u"playbook_id"_s, id}, {u"step_order"_s, 1}}).toJson(QJsonDocument::Compact);
    now.timeline.back() = request;
    const PlaybookDefinition definition = valueOf(await(playbookDefinition(&as(u"sue"_s), id, {})));
    const PlaybookRun run = runOf(now.timeline, *lastStart(now.timeline), definition.steps);
    QVERIFY(run.current() != nullptr);
    QCOMPARE(run.current()->state, StepState::Failed);
  }

  void approvalsLapse() {
    (void)addPlaybook(R"([{"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}}])");
    VERIFY_ERROR(approve(u"bob"_s, {{u"suggestion_id"_s, u"none"_s}}), Conflict);
    (void)work();
    const QJsonObject first = bound();
    const auto changeOwner = [this](const QJsonValue& from, const QString& to) {
      return append(u"sue"_s, event_types::kOwnerAssigned,
                    {{u"changes"_s, QJsonObject{{u"owner"_s, QJsonObject{{u"from"_s, from}, {u"to"_s, to}}}}}});
    };
    VERIFY_OK(changeOwner({}, u"ann"_s));
    VERIFY_ERROR(approve(u"bob"_s, first), Conflict);
    (void)work();
    QVERIFY(bound() != first);
    VERIFY_ERROR(approve(u"bob"_s, first), Conflict);
    QJsonObject mixed = bound();
    mixed.insert(u"action_hash"_s, first.value("action_hash"_L1));
    VERIFY_ERROR(approve(u"bob"_s, mixed), Conflict);
    VERIFY_OK(approve(u"bob"_s, bound()));
    // It lapses after it was given, too.
    VERIFY_OK(changeOwner(u"ann"_s, u"zoe"_s));
    (void)work();
    QCOMPARE(subject().exception.status, Status::Analyzing);
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(subject().exception.status, Status::Resolved);
  }

  void runsNoOtherStepsThanWereApproved() {
    const Playbook draft = valueOf(await(as(u"sue"_s).playbooks().create(u"Draft"_s, {}, {})));
    const auto addStep = [&](const QByteArray& text) {
      PlaybookStep step = valueOf(stepFromJson(json(text)));
      step.playbookId = draft.playbookId;
      VERIFY_OK(await(as(u"sue"_s).playbookSteps().create(step, {})));
    };
    addStep(R"({"name": "Say so", "action": "comment", "params": {"text": "Looked at."}})");
    (void)work();
    VERIFY_OK(ask(u"sue"_s, draft.playbookId));
    VERIFY_OK(approve(u"bob"_s, bound()));
    addStep(R"({"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}})");
    (void)work();
    QCOMPARE(count(event_types::kPlaybookStarted), 0);
    QCOMPARE(count(event_types::kCommentAdded), 0);
    QCOMPARE(subject().exception.status, Status::Analyzing);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"cancelled"_s);
    QVERIFY(work().events.isEmpty());
    // As it is now, somebody may ask for it.
    VERIFY_OK(ask(u"sue"_s, draft.playbookId));
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(subject().exception.status, Status::Resolved);
  }

  void callsNoOtherToolThanWasApproved() {
    HttpTestServer approved(
        [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200); });
    HttpTestServer other(
        [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200); });
    addTool(approved.url(u"/"_s));
    (void)addPlaybook(R"([{"name": "Ask", "action": "request_approval", "params": {"text": "May I?"}},
                          {"name": "Call", "action": "call_tool", "params": {"tool": "hook"}}])");
    (void)work();
    VERIFY_OK(approve(u"bob"_s, bound()));
    const std::vector<ToolDefinition> tools = valueOf(await(as(u"sue"_s).tools().list(ToolScope::All, {})));
    ToolDefinition changed = tools.front();
    changed.config.insert(u"url"_s, other.url(u"/"_s));
    const AgentKit stale = kit(); // As a worker may hold it for some seconds.
    VERIFY_OK(await(as(u"sue"_s).tools().update(changed, tools.front(), {})));
    VERIFY_OK(await(workException(&as(u"worker"_s), &stale, &m_tools, m_id, {})));
    QCOMPARE(approved.connections(), 0);
    QCOMPARE(other.connections(), 0);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"cancelled"_s);
    QVERIFY(last(event_types::kPlaybookCompleted).value("reason"_L1).toString().contains(u"ask for it again"_s));
  }

  void rejectionsNeedAReasonAndEndIt() {
    (void)addPlaybook(R"([{"name": "Ask", "action": "request_approval", "params": {"text": "May I?"}},
                          {"name": "Say so", "action": "comment", "params": {"text": "I may."}}])");
    (void)work();
    QCOMPARE(states(), (QList{StepState::Waiting, StepState::Pending}));
    QCOMPARE(last(event_types::kResolutionSuggested).value("summary"_L1).toString(), u"May I?"_s);
    QJsonObject rejection = bound();
    rejection.insert(u"reason"_s, u"  "_s);
    VERIFY_ERROR(append(u"bob"_s, event_types::kResolutionRejected, rejection), InvalidInput);
    rejection.insert(u"reason"_s, u"You may not."_s);
    VERIFY_OK(append(u"bob"_s, event_types::kResolutionRejected, rejection));
    VERIFY_ERROR(approve(u"sue"_s, bound()), Conflict);
    (void)work();
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"cancelled"_s);
    QCOMPARE(count(event_types::kCommentAdded), 0);
    QCOMPARE(states(), (QList{StepState::Skipped, StepState::Skipped}));
  }

  void asksInBetween() {
    (void)addPlaybook(R"([{"name": "Ask", "action": "request_approval", "params": {"text": "May I?"}},
                          {"name": "Say so", "action": "comment", "params": {"text": "I may."}}])");
    (void)work();
    QVERIFY(work().events.isEmpty());
    VERIFY_OK(approve(u"bob"_s, bound()));
    (void)work();
    QCOMPARE(count(event_types::kCommentAdded), 1);
    QCOMPARE(count(event_types::kPlaybookStarted), 1);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
    QVERIFY(work().events.isEmpty());
  }

  void callsToolsOnceWhateverIsLost() {
    // As if killed after the tool has read the request, before the event.
    CancelSource killer;
    int calls = 0;
    HttpTestServer server([&](QTcpSocket* socket, const HttpTestServer::Request&) {
      ++calls == 1 ? killer.cancel() : HttpTestServer::answer(socket, 200);
    });
    addTool(server.url(u"/"_s));
    (void)addPlaybook(
        R"([{"name": "Call", "action": "call_tool", "params": {"tool": "hook", "arguments": {"a": 1}}}])");
    const AgentKit with = kit();
    VERIFY_ERROR(await(workException(&as(u"worker"_s), &with, &m_tools, m_id, killer.token())), Cancelled);
    QCOMPARE(types().last(), u"PlaybookStarted"_s);
    QCOMPARE(states(), QList{StepState::Running});
    QCOMPARE(server.requests().size(), 1);
    (void)work();
    QCOMPARE(server.requests().size(), 2);
    const QByteArray key = server.requests()[0].headers.value("idempotency-key");
    QVERIFY(!key.isEmpty());
    QCOMPARE(server.requests()[1].headers.value("idempotency-key"), key);
    QCOMPARE(count(event_types::kToolCalled), 1);
    QCOMPARE(last(event_types::kToolCalled).value("outcome"_L1).toString(), u"succeeded"_s);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
  }

  void notifiesByMailOnce() {
    SmtpTestServer server;
    addMailTool(server);
    (void)addPlaybook(R"([{"name": "Tell", "action": "notify", "params": {"tool": "desk mail", "to": "zoe@example.org",
      "subject": "About it", "message": {"cat": ["Look at ", {"var": "exception.exception_id"}]}}}])");
    (void)work();
    QCOMPARE(last(event_types::kToolCalled).value("outcome"_L1).toString(), u"succeeded"_s);
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"completed"_s);
    QVERIFY(work().events.isEmpty());
    QCOMPARE(server.mails().size(), 1);
    const SmtpTestServer::Mail& mail = server.mails().first();
    QCOMPARE(mail.to, QByteArrayList{"RCPT TO:<zoe@example.org>"});
    QVERIFY2(mail.content.contains("Subject: About it\r\n"), mail.content.constData());
    const QByteArray text = mail.content.sliced(mail.content.indexOf("\r\n\r\n")).replace("\r\n", "");
    QCOMPARE(QByteArray::fromBase64(text).trimmed(), "Look at " + m_id.toUtf8());
  }

  void tellsOfCallsWhateverElseChangesMeanwhile() {
    HttpTestServer server([&](QTcpSocket* socket, const HttpTestServer::Request&) {
      if (count(event_types::kOwnerAssigned) == 0) {
        const QJsonObject owner{{u"from"_s, QJsonValue()}, {u"to"_s, u"carol"_s}};
        VERIFY_OK(append(u"sue"_s, event_types::kOwnerAssigned, {{u"changes"_s, QJsonObject{{u"owner"_s, owner}}}}));
      }
      HttpTestServer::answer(socket, 200);
    });
    addTool(server.url(u"/"_s));
    (void)addPlaybook(R"([{"name": "Call", "action": "call_tool", "params": {"tool": "hook"}}])");
    (void)work();
    QCOMPARE(count(event_types::kOwnerAssigned), 1);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(count(event_types::kToolCalled), 1);
    QVERIFY(count(event_types::kPlaybookStepCompleted) >= 1);
  }

  void endsWhateverAnAnswerSays() {
    HttpTestServer server([](QTcpSocket* socket, const HttpTestServer::Request&) {
      HttpTestServer::answer(socket, 200, "{\"" + QByteArray(20'000, 'x') + "\\u0000\": \"no number\"}");
    });
    addTool(server.url(u"/"_s), json(R"({"response_schema": {"additionalProperties": {"type": "number"}}})"));
    (void)addPlaybook(R"([{"name": "Call", "action": "call_tool", "params": {"tool": "hook"}}])");
    (void)work();
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"failed"_s);
    QVERIFY(work().events.isEmpty());
    QCOMPARE(server.requests().size(), 1);
  }

  void triesAgainThenStops() {
    HttpTestServer server(
        [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 503); });
    addTool(server.url(u"/"_s));
    (void)addPlaybook(R"([
      {"name": "Call", "action": "call_tool", "params": {"tool": "hook", "retry": {"times": 1, "after": "PT0S"}}},
      {"name": "Say so", "action": "comment", "params": {"text": "Done."}}])");
    (void)work();
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(count(event_types::kToolCalled), 2);
    QCOMPARE(count(event_types::kPlaybookStepFailed), 2);
    QVERIFY(!last(event_types::kPlaybookStepFailed).value("will_retry"_L1).toBool());
    QVERIFY(!last(event_types::kPlaybookStepFailed).value("error"_L1).toString().isEmpty());
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"failed"_s);
    QCOMPARE(states(), (QList{StepState::Failed, StepState::Skipped}));
    QCOMPARE(count(event_types::kCommentAdded), 0);
    QVERIFY(work().events.isEmpty());
  }

  void aStepRepeatsWithTheSameKeyWhatTimedOut() {
    HttpTestServer server([&server](QTcpSocket* socket, const HttpTestServer::Request&) {
      if (server.requests().size() > 1) {
        HttpTestServer::answer(socket, 200);
      }
    });
    addTool(server.url(u"/"_s), json(R"({"timeout_ms": 500, "retry": {"attempts": 3, "backoff_ms": 1}})"));
    (void)addPlaybook(
        R"([{"name": "Call", "action": "call_tool", "params": {"tool": "hook", "retry": {"after": "PT0S"}}}])");
    (void)work();
    QStringList outcomes;
    for (const ExceptionEvent& event : subject().timeline) {
      if (event.eventType == QLatin1String(event_types::kToolCalled)) {
        const QJsonObject call = event.payloadObject();
        outcomes << call.value("outcome"_L1).toString();
        QCOMPARE(call.value("attempts"_L1).toInt(), 1); // The call itself does not repeat it.
        QCOMPARE(call.value("outcome_unknown"_L1).toBool(), outcomes.size() == 1);
      }
    }
    QCOMPARE(outcomes, (QStringList{u"timed_out"_s, u"succeeded"_s}));
    QCOMPARE(server.requests().size(), 2);
    QVERIFY(!server.requests()[0].headers.value("idempotency-key").isEmpty());
    QCOMPARE(server.requests()[0].headers.value("idempotency-key"),
             server.requests()[1].headers.value("idempotency-key"));
    QCOMPARE(states(), QList{StepState::Done});
  }

  void noStepRepeatsAMailThatMayHaveBeenTaken() {
    SmtpTestServer server({{}, false, false, true, {}});
    addMailTool(server);
    (void)addPlaybook(R"([{"name": "Tell", "action": "notify", "params": {"tool": "desk mail", "to": "zoe@example.org",
        "subject": "About it", "message": "Look.", "retry": {"after": "PT0S"}}}])");
    (void)work();
    QCOMPARE(server.mails().size(), 1);
    QVERIFY(last(event_types::kToolCalled).value("outcome_unknown"_L1).toBool());
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"failed"_s);
    QVERIFY(last(event_types::kPlaybookCompleted).value("reason"_L1).toString().startsWith(u"Tell: "_s));
  }

  void backsOff() {
    HttpTestServer server(
        [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 503); });
    addTool(server.url(u"/"_s));
    (void)addPlaybook(
        R"([{"name": "Call", "action": "call_tool", "params": {"tool": "hook", "retry": {"after": "PT1H"}}}])");
    const Instant before = currentInstant();
    const WorkDone done = work();
    QVERIFY(done.again && *done.again >= before + std::chrono::hours{1});
    QCOMPARE(states(), QList{StepState::Waiting});
    QVERIFY(work().events.isEmpty());
    QCOMPARE(server.requests().size(), 1);
  }

  void saysWhichToolIsMissing() {
    const int id = addPlaybook(R"([{"name": "Call", "action": "call_tool", "params": {"tool": "nothing"}}])");
    const auto tried =
        dryRun(subject(), valueOf(await(playbookDefinition(&as(u"sue"_s), id, {}))), kit().pack, currentInstant());
    VERIFY_OK(tried);
    QCOMPARE(tried->front().what, u"fails"_s);
    (void)work();
    QVERIFY(last(event_types::kPlaybookStepFailed).value("error"_L1).toString().contains(u"nothing"_s));
    QCOMPARE(last(event_types::kPlaybookCompleted).value("outcome"_L1).toString(), u"failed"_s);
  }

  void dryRunDoesNothing() {
    HttpTestServer server(
        [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200); });
    addTool(server.url(u"/"_s));
    const int id = addPlaybook(R"([
      {"name": "Call", "action": "call_tool", "params": {"tool": "hook"}},
      {"name": "Wait", "action": "wait", "params": {"for": "P2D"}},
      {"name": "Look", "action": "wait", "params": {"until": false}},
      {"name": "Not", "action": "comment", "params": {"text": "x", "when": false}},
      {"name": "Ask", "action": "request_approval", "params": {"text": "May I?"}},
      {"name": "Settle", "action": "force_settle", "params": {"reason": "Agreed."}}])");
    const QStringList before = types();
    const auto lines =
        dryRun(subject(), valueOf(await(playbookDefinition(&as(u"sue"_s), id, {}))), kit().pack, currentInstant());
    VERIFY_OK(lines);
    QStringList told;
    for (const DryRunLine& line : *lines) {
      told << u"%1 %2"_s.arg(line.stepOrder).arg(line.what);
    }
    QCOMPARE(told, (QStringList{u"1 calls"_s, u"2 waits"_s, u"2 does"_s, u"3 waits"_s, u"4 skips"_s, u"5 asks"_s,
                                u"5 does"_s, u"6 does"_s, u"0 ends"_s}));
    QCOMPARE(types(), before);
    QCOMPARE(server.connections(), 0);
  }

  void stepsStayOnceActive() {
    const int id = addPlaybook(R"([{"name": "Say so", "action": "comment", "params": {"text": "Once."}}])");
    PlaybookStep step = valueOf(stepFromJson(json(R"({"name": "More", "action": "wait", "params": {"for": "PT1H"}})")));
    step.playbookId = id;
    VERIFY_ERROR(await(as(u"sue"_s).playbookSteps().create(step, {})), Conflict);
    VERIFY_OK(await(as(u"sue"_s).playbooks().setActive(id, false, {})));
    VERIFY_ERROR(await(as(u"sue"_s).playbookSteps().create(step, {})), Conflict);
    const int stepId = valueOf(await(as(u"sue"_s).playbookSteps().list(id, {}))).front().stepId;
    VERIFY_ERROR(await(as(u"sue"_s).playbookSteps().reorder(id, {stepId}, {})), Conflict);
    step.playbookId = valueOf(await(as(u"sue"_s).playbooks().newVersion(id, {}, {}))).playbookId;
    VERIFY_OK(await(as(u"sue"_s).playbookSteps().create(step, {})));
  }
};

QTEST_GUILESS_MAIN(PlaybookRunTest)
#include "playbook_run_test.moc"
