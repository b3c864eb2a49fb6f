// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/attack/attacked_database.h"
#include "tests/migrations/event_batch.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Logins with psql cannot settle by force, nor approve, what the record does not let them: ann analyses, sue and adam
/// supervise and administer, bot is an agent.
class ApprovalTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<AttackedDatabase> m_attacked;
  QString m_id;
  int m_count = 0;
  QString m_playbook;

  /// As psql would send it, by somebody in their own name, or bot in an agent's.
  SqlAnswer append(const QString& who, const QString& type, const QString& payload, bool atomic = true) {
    const bool isAgent = who == u"bot"_s;
    return appendAs(who, isAgent ? u"agent"_s : u"user"_s,
                    isAgent ? (type == u"ResolutionApproved"_s ? u"policy"_s : u"resolution"_s)
                            : m_attacked->expanded(u"{%1}"_s.arg(who), who),
                    type, payload, atomic);
  }

  SqlAnswer appendAs(const QString& who, const QString& actorType, const QString& actorId, const QString& type,
                     const QString& payload, bool atomic = true) {
    SqlLogin login = m_attacked->login(who, u"bank"_s);
    EventBatch batch;
    EventBatch::Event event;
    event.exceptionId = m_id;
    event.eventType = type;
    event.payload = payload;
    event.actorType = actorType;
    event.actorId = actorId;
    batch.add(event);
    return batch.append(login, atomic);
  }

  [[nodiscard]] QString suggestion(const QString& id) const {
    return uR"({"suggestion_id": "%1", "summary": "Settle", "playbook_id": %2, "action_hash": "%3"})"_s.arg(
        id, m_playbook, QString(64, u'a'));
  }
  [[nodiscard]] static QString approval(const QString& id, QChar hash = u'a') {
    return uR"({"suggestion_id": "%1", "action_hash": "%2"})"_s.arg(id, QString(64, hash));
  }
  [[nodiscard]] QString settlement(const QString& playbook = {}) const {
    return uR"({"playbook_id": %1, "step_order": 1, "name": "Settle",
                "changes": {"status": {"from": "open", "to": "resolved"}}})"_s.arg(playbook.isEmpty() ? m_playbook
                                                                                                      : playbook);
  }
  [[nodiscard]] static QString changed(const QString& field, const QString& from, const QString& to) {
    return uR"({"changes": {"%1": {"from": %2, "to": %3}}})"_s.arg(field, from, to);
  }

private Q_SLOTS:
  void initTestCase() {
    m_attacked = std::make_unique<AttackedDatabase>();
    SqlLogin sue = m_attacked->login(u"sue"_s, u"bank"_s);
    m_playbook = sue.run(u"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'Settle') "
                         "RETURNING playbook_id"_s)
                     .value();
    QVERIFY(sue.run(u"INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
                    "VALUES ('bank', %1, 1, 'Settle', 'force_settle')"_s.arg(m_playbook))
                .succeeded());
  }

  void init() {
    m_id = u"EX-APPROVAL-%1"_s.arg(++m_count);
    SqlLogin adam = m_attacked->login(u"adam"_s, u"bank"_s);
    EventBatch batch;
    batch.create(m_id);
    QVERIFY(batch.append(adam).succeeded());
  }

  void nobodySettlesWithoutAPerson() {
    const auto nobodySettles = [this] {
      for (const QString& who : {u"ann"_s, u"sue"_s, u"adam"_s, u"bot"_s}) {
        const bool isAnalyst = who == u"ann"_s; // Runs no playbook at all.
        const QString refusal = isAnalyst ? u"SN003"_s : u"SN001"_s;
        for (const QString& type : {u"PlaybookStarted"_s, u"PlaybookStepCompleted"_s, u"PlaybookStepFailed"_s,
                                    u"PlaybookCompleted"_s, u"ToolCalled"_s}) {
          const SqlAnswer answer = append(who, type, settlement());
          QVERIFY2(answer.sqlState == refusal, qPrintable(who + u' ' + type + u' ' + answer.message));
        }
        for (const QString& payload :
             {uR"({"playbook_id": %1, "step_order": 1, "name": "Settle"})"_s.arg(m_playbook),
              uR"({"playbook_id": 999, "step_order": 7, "name": "n", "action": "force_settle"})"_s}) {
          QCOMPARE(append(who, u"PlaybookStepCompleted"_s, payload).sqlState, refusal);
        }
        const SqlAnswer each = append(who, u"PlaybookStepCompleted"_s, settlement(), false);
        QCOMPARE(isAnalyst ? each.sqlState : each.rows.value(0).value(3), isAnalyst ? refusal : u"Conflict"_s);
      }
      // Nor by events of types that nobody knows, which are nobody's to write.
      for (const QString& who : {u"ann"_s, u"sue"_s, u"adam"_s, u"bot"_s}) {
        for (const QString& type : {u"Settled"_s, u"statuschanged"_s, u"StatusChanged "_s, u""_s}) {
          const SqlAnswer answer = append(who, type, changed(u"status"_s, u"\"open\""_s, u"\"resolved\""_s));
          QVERIFY2(!answer.succeeded(), qPrintable(who + u' ' + type));
        }
      }
      // An agent does not take another way either, however it is written.
      for (const QString& resolved : {u"resolved"_s, u"\\u0072esolved"_s}) {
        for (const QString& type : {u"StatusChanged"_s, u"TriageCompleted"_s, u"CommentAdded"_s}) {
          const SqlAnswer answer = append(u"bot"_s, type, changed(u"status"_s, u"\"open\""_s, u'"' + resolved + u'"'));
          QVERIFY2(answer.sqlState == u"SN001"_s, qPrintable(type + answer.message));
        }
      }
    };
    nobodySettles();
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s1"_s)).succeeded());
    nobodySettles();
    const QString resolving =
        approval(u"s1"_s).chopped(1) + uR"(, "changes": {"status": {"from": "open", "to": "%1"}}})"_s;
    for (const QString& resolved : {u"resolved"_s, u"\\u0072esolved"_s}) {
      QCOMPARE(append(u"bot"_s, u"ResolutionApproved"_s, resolving.arg(resolved)).sqlState, u"SN001"_s);
    }
    QVERIFY(append(u"bot"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).succeeded());
    nobodySettles();
    QVERIFY(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).succeeded());
    QCOMPARE(append(u"bot"_s, u"PlaybookStepCompleted"_s, settlement(u"999"_s)).sqlState, u"SN001"_s);
    QVERIFY(append(u"bot"_s, u"PlaybookStepCompleted"_s, settlement()).succeeded());
  }

  void approvalsLapse() {
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s1"_s)).succeeded());
    QVERIFY(append(u"ann"_s, u"OwnerAssigned"_s, changed(u"owner"_s, u"null"_s, u"\"ann\""_s)).succeeded());
    QCOMPARE(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).sqlState, u"SN001"_s);
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s2"_s)).succeeded());
    QCOMPARE(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).sqlState, u"SN001"_s);
    QCOMPARE(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s2"_s, u'b')).sqlState, u"SN001"_s);
    QVERIFY(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s2"_s)).succeeded());
    // Disguised as part of a run, or by the approval of an agent.
    QVERIFY(
        append(u"sue"_s, u"PlaybookStepFailed"_s, changed(u"amount"_s, u"\"1250.5\""_s, u"\"9999999\""_s)).succeeded());
    QCOMPARE(append(u"bot"_s, u"PlaybookStepCompleted"_s, settlement()).sqlState, u"SN001"_s);
  }

  void nobodyApprovesTheirOwn() {
    QVERIFY(append(u"sue"_s, u"ResolutionSuggested"_s, suggestion(u"s1"_s)).succeeded());
    const SqlAnswer own = append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s1"_s));
    QCOMPARE(own.sqlState, u"SN003"_s);
    QVERIFY2(own.message.contains(u"own request"_s), qPrintable(own.message));
    // Nor once somebody else has asked for the same.
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s2"_s)).succeeded());
    QCOMPARE(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s2"_s)).sqlState, u"SN003"_s);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s2"_s)).succeeded());
    // And who asks does so in their own name.
    SqlLogin sue = m_attacked->login(u"sue"_s, u"bank"_s);
    EventBatch batch;
    EventBatch::Event event;
    event.exceptionId = m_id;
    event.eventType = u"ResolutionSuggested"_s;
    event.actorType = u"agent"_s;
    event.actorId = u"resolution"_s;
    event.payload = suggestion(u"s3"_s);
    batch.add(event);
    QCOMPARE(batch.append(sue).sqlState, u"SN003"_s);
  }

  /// What agents could not read would keep them from the exception.
  void suggestionsAreWhatAgentsRead() {
    for (const QString& field : {u"action_hash"_s, u"playbook_hash"_s}) {
      for (const QString& hash : {u"\"ab\""_s, u"null"_s, u"7"_s, u'"' + QString(64, u'A') + u'"'}) {
        QCOMPARE(append(u"ann"_s, u"ResolutionSuggested"_s,
                        uR"({"suggestion_id": "s1", "summary": "x", "%1": %2})"_s.arg(field, hash))
                     .sqlState,
                 u"SN004"_s);
      }
    }
    QVERIFY(append(u"ann"_s, u"ResolutionSuggested"_s, uR"({"suggestion_id": "s1", "summary": "x"})"_s).succeeded());
  }

  /// Nobody begins a playbook that is not approved, nor again what has been begun under an approval.
  void playbooksBeginOnceForEachApproval() {
    const QString started = uR"({"playbook_id": %1, "name": "Settle", "version": 1})"_s;
    const auto nobodyBegins = [&](const QString& playbook) {
      for (const QString& who : {u"sue"_s, u"adam"_s, u"bot"_s}) {
        const SqlAnswer answer = append(who, u"PlaybookStarted"_s, started.arg(playbook));
        QVERIFY2(answer.sqlState == u"SN001"_s, qPrintable(who + u' ' + answer.sqlState + answer.message));
        const SqlAnswer each = append(who, u"PlaybookStarted"_s, started.arg(playbook), false);
        QCOMPARE(each.rows.value(0).value(3), u"Conflict"_s);
      }
    };
    const auto suggest = [this](const QString& id) {
      QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(id)).succeeded());
    };
    nobodyBegins(m_playbook);
    suggest(u"s1"_s);
    nobodyBegins(m_playbook);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).succeeded());
    for (const QString& other : {u"999"_s, u"null"_s}) {
      nobodyBegins(other);
    }
    // It has lapsed, is not the newest, or has been rejected.
    QVERIFY(append(u"ann"_s, u"OwnerAssigned"_s, changed(u"owner"_s, u"null"_s, u"\"ann\""_s)).succeeded());
    nobodyBegins(m_playbook);
    suggest(u"s2"_s);
    nobodyBegins(m_playbook);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s2"_s)).succeeded());
    const QString rejection = approval(u"s2"_s).chopped(1) + uR"(, "reason": "No."})"_s;
    QVERIFY(append(u"sue"_s, u"ResolutionRejected"_s, rejection).succeeded());
    nobodyBegins(m_playbook);
    // That policy approves is enough, once.
    suggest(u"s3"_s);
    QVERIFY(append(u"bot"_s, u"ResolutionApproved"_s, approval(u"s3"_s)).succeeded());
    QVERIFY(append(u"bot"_s, u"PlaybookStarted"_s, started.arg(m_playbook)).succeeded());
    nobodyBegins(m_playbook);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s3"_s)).succeeded());
    nobodyBegins(m_playbook);
    // Another approval lets the run go on, but not begin again, not even when it has ended.
    suggest(u"s4"_s);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s4"_s)).succeeded());
    nobodyBegins(m_playbook);
    const QString ended = uR"({"playbook_id": %1, "outcome": "cancelled"})"_s.arg(m_playbook);
    QVERIFY(append(u"bot"_s, u"PlaybookCompleted"_s, ended).succeeded());
    nobodyBegins(m_playbook);
    // What a step asks for is no beginning either.
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s5"_s).chopped(1) + uR"(, "step_order": 1})"_s)
                .succeeded());
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s5"_s)).succeeded());
    nobodyBegins(m_playbook);
    suggest(u"s6"_s);
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s6"_s)).succeeded());
    QVERIFY(append(u"sue"_s, u"PlaybookStarted"_s, started.arg(m_playbook)).succeeded());
  }

  /// A step that asks for an approval is over only under one, whoever says so.
  void noStepThatAsksIsPassedOver() {
    SqlLogin sue = m_attacked->login(u"sue"_s, u"bank"_s);
    const QString playbook =
        sue.run(u"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'Ask') RETURNING playbook_id"_s)
            .value();
    QVERIFY(
        sue.run(u"INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) VALUES "
                "('bank', %1, 1, 'Ask', 'request_approval'), ('bank', %1, 2, 'Call', 'call_tool')"_s.arg(playbook))
            .succeeded());
    const QString started = uR"({"playbook_id": %1, "name": "Ask", "version": 1})"_s.arg(playbook);
    const QString completed = uR"({"playbook_id": %1, "step_order": 1, "name": "Ask"})"_s.arg(playbook);
    const QString asked =
        uR"({"suggestion_id": "s1", "summary": "Go on", "playbook_id": %1, "step_order": 1, "action_hash": "%2"})"_s
            .arg(playbook, QString(64, u'a'));
    QCOMPARE(append(u"ann"_s, u"PlaybookStarted"_s, started).sqlState, u"SN003"_s);
    // An approval of the whole, before the step was reached, is not the step's.
    const QString whole = uR"({"suggestion_id": "s0", "summary": "Run", "playbook_id": %1, "action_hash": "%2"})"_s.arg(
        playbook, QString(64, u'a'));
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, whole).succeeded());
    QVERIFY(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s0"_s)).succeeded());
    QVERIFY(append(u"bot"_s, u"PlaybookStarted"_s, started).succeeded());
    QCOMPARE(append(u"bot"_s, u"PlaybookStepCompleted"_s, completed).sqlState, u"SN001"_s);
    // Nor by a number that is not its own to the last digit, but is read as that.
    for (const QString& number : {u"%1.00000000000000000001"_s, u"%1.0"_s, u"\"%1\""_s, u"[%1]"_s}) {
      for (const QString& who : {u"sue"_s, u"bot"_s}) {
        const SqlAnswer other =
            append(who, u"PlaybookStepCompleted"_s,
                   uR"({"playbook_id": %1, "step_order": 1, "name": "Ask"})"_s.arg(number.arg(playbook)));
        QCOMPARE(other.sqlState, u"SN004"_s);
        const SqlAnswer step =
            append(who, u"PlaybookStepCompleted"_s,
                   uR"({"playbook_id": %1, "step_order": %2, "name": "Ask"})"_s.arg(playbook, number.arg(1)));
        QCOMPARE(step.sqlState, u"SN004"_s);
      }
    }
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, asked).succeeded());
    QCOMPARE(append(u"ann"_s, u"PlaybookStepCompleted"_s, completed).sqlState, u"SN003"_s);
    const QString skipped = completed.chopped(1) + uR"(, "result": {"skipped": true}})"_s;
    for (const QString& who : {u"sue"_s, u"adam"_s, u"bot"_s}) {
      QCOMPARE(append(who, u"PlaybookStepCompleted"_s, completed).sqlState, u"SN001"_s);
      QCOMPARE(append(who, u"PlaybookStepCompleted"_s, skipped).sqlState, u"SN001"_s);
    }
    QVERIFY(append(u"bot"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).succeeded());
    QCOMPARE(append(u"bot"_s, u"PlaybookStepCompleted"_s, completed).sqlState, u"SN001"_s);
    QVERIFY(append(u"sue"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).succeeded());
    QVERIFY(append(u"bot"_s, u"PlaybookStepCompleted"_s, completed).succeeded());
  }

  /// Who asks the co-pilot writes its answers down, but nothing else in an agent's name.
  void whatAssistsChangesNothing() {
    for (const QString& type : {u"CopilotAnswerGiven"_s, u"LLMDecisionProposed"_s}) {
      for (const QString& name : {u"changes"_s, u"\\u0063hanges"_s}) {
        const QString resolving = uR"({"%1": {"status": {"from": "open", "to": "resolved"}}})"_s.arg(name);
        for (const QString& who : {u"ann"_s, u"sue"_s, u"adam"_s, u"bot"_s}) {
          const SqlAnswer answer = appendAs(who, u"agent"_s, u"copilot"_s, type, resolving);
          QVERIFY2(answer.sqlState == u"SN004"_s, qPrintable(who + u' ' + answer.sqlState + answer.message));
        }
      }
      QCOMPARE(appendAs(u"ann"_s, u"agent"_s, u"policy"_s, type, u"{}"_s).sqlState, u"SN003"_s);
      QCOMPARE(appendAs(u"ann"_s, u"system"_s, u"copilot"_s, type, u"{}"_s).sqlState, u"SN003"_s);
      QVERIFY(appendAs(u"ann"_s, u"agent"_s, u"copilot"_s, type, u"{}"_s).succeeded());
    }
  }

  void rejectionsNeedAReason() {
    QVERIFY(append(u"bot"_s, u"ResolutionSuggested"_s, suggestion(u"s1"_s)).succeeded());
    QCOMPARE(append(u"sue"_s, u"ResolutionRejected"_s, approval(u"s1"_s)).sqlState, u"SN004"_s);
    const QString reasoned = approval(u"s1"_s).chopped(1) + uR"(, "reason": "No."})"_s;
    QVERIFY(append(u"sue"_s, u"ResolutionRejected"_s, reasoned).succeeded());
    QCOMPARE(append(u"adam"_s, u"ResolutionApproved"_s, approval(u"s1"_s)).sqlState, u"SN001"_s);
    QCOMPARE(
        append(u"adam"_s, u"ResolutionRejected"_s, approval(u"s0"_s).chopped(1) + uR"(, "reason": "No."})"_s).sqlState,
        u"SN001"_s);
  }

  void oneRefusedExceptionLeavesTheOthers() {
    SqlLogin adam = m_attacked->login(u"adam"_s, u"bank"_s);
    EventBatch batch;
    for (const QString& id : {m_id, u"EX-1"_s}) {
      EventBatch::Event event;
      event.exceptionId = id;
      event.actorId = m_attacked->expanded(u"{adam}"_s, u"adam"_s);
      event.payload = uR"({"text": "a"})"_s;
      batch.add(event);
      event.eventId = QUuid::createUuid().toString(QUuid::WithoutBraces);
      event.eventType = u"ResolutionApproved"_s;
      event.payload = uR"({"suggestion_id": "s"})"_s;
      batch.add(event);
    }
    const SqlAnswer answer = batch.append(adam, false);
    QVERIFY2(answer.succeeded(), qPrintable(answer.message));
    QMap<QString, QString> kinds;
    for (const QStringList& row : answer.rows) {
      kinds.insert(row[0], row[3]);
    }
    QCOMPARE(kinds.values(), (QStringList{u"Conflict"_s, u"Conflict"_s, QString(), QString()}));
    QCOMPARE(readTimeline(adam, m_id).size(), std::size_t{1});
  }

  void stepsOfWhatWasActiveStay() {
    SqlLogin sue = m_attacked->login(u"sue"_s, u"bank"_s);
    const QString id =
        sue.run(u"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'P') RETURNING playbook_id"_s)
            .value();
    const QString add = u"INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
                        "VALUES ('bank', %1, %2, 's', 'wait')"_s;
    QVERIFY(sue.run(add.arg(id, u"1"_s)).succeeded());
    QVERIFY(sue.run(u"UPDATE sentinai.playbook SET active = true WHERE playbook_id = %1"_s.arg(id)).succeeded());
    QVERIFY(sue.run(u"UPDATE sentinai.playbook SET active = false WHERE playbook_id = %1"_s.arg(id)).succeeded());
    QCOMPARE(sue.run(add.arg(id, u"2"_s)).sqlState, u"SN001"_s);
    QCOMPARE(sue.run(u"UPDATE sentinai.playbook_step SET step_order = 5 WHERE playbook_id = %1"_s.arg(id)).sqlState,
             u"SN001"_s);
  }

  /// Who approves what is active then has seen every step of it.
  void noStepIsHeldBackUntilItIsActive() {
    SqlLogin sue = m_attacked->login(u"sue"_s, u"bank"_s);
    const QString id =
        sue.run(u"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'Q') RETURNING playbook_id"_s)
            .value();
    QVERIFY(sue.run(u"BEGIN"_s).succeeded());
    QVERIFY(sue.run(u"INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
                    "VALUES ('bank', %1, 1, 's', 'force_settle')"_s.arg(id))
                .succeeded());
    SqlLogin again = m_attacked->login(u"sue"_s, u"bank"_s);
    QVERIFY(again.run(u"SET lock_timeout = '100ms'"_s).succeeded());
    const QString activate = u"UPDATE sentinai.playbook SET active = true WHERE playbook_id = %1"_s.arg(id);
    QCOMPARE(again.run(activate).sqlState, u"55P03"_s);
    QVERIFY(sue.run(u"COMMIT"_s).succeeded());
    QVERIFY(again.run(activate).succeeded());
  }
};

QTEST_GUILESS_MAIN(ApprovalTest)
#include "approval_test.moc"
