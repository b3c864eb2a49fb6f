// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_hash.h"
#include "repositories/database/exception_state.h"
#include "tests/migrations/event_batch.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>
#include <thread>

using namespace sentinai;

namespace {

QString text(const char* latin) {
  return QString::fromLatin1(latin);
}

/// The row as the table holds it.
Exception readRow(SqlLogin& login, const QString& exceptionId) {
  const SqlAnswer answer = login.run(
      QStringLiteral(
          "SELECT domain, type, severity, status, source_system, entity, amount, currency, "
          "(extract(epoch FROM sla_deadline) * 1000000)::bigint, owner, current_playbook_id, current_step, version, "
          "(extract(epoch FROM created_at) * 1000000)::bigint, (extract(epoch FROM updated_at) * 1000000)::bigint, "
          "(extract(epoch FROM resolved_at) * 1000000)::bigint, tenant_id, exception_id "
          "FROM sentinai.exception WHERE exception_id = $1"),
      {exceptionId});
  Exception row;
  if (answer.rows.isEmpty()) {
    return row;
  }
  const QStringList& cells = answer.rows.first();
  const auto optional = [&cells](int index) {
    return cells[index].isNull() ? std::nullopt : std::optional<QString>(cells[index]);
  };
  const auto number = [&cells](int index) {
    return cells[index].isNull() ? std::nullopt : std::optional<int>(cells[index].toInt());
  };
  const auto instant = [&cells](int index) {
    return cells[index].isNull() ? std::nullopt : std::optional<Instant>(fromEpochMicros(cells[index].toLongLong()));
  };
  row.domain = cells[0];
  row.type = cells[1];
  row.severity = fromText<Severity>(cells[2]).value_or(Severity::Low);
  row.status = fromText<Status>(cells[3]).value_or(Status::Open);
  row.sourceSystem = cells[4];
  row.entity = cells[5];
  row.amount = cells[6].isNull() ? std::nullopt : Decimal::parse(cells[6]);
  row.currency = optional(7);
  row.slaDeadline = instant(8);
  row.owner = optional(9);
  row.currentPlaybookId = number(10);
  row.currentStep = number(11);
  row.version = cells[12].toInt();
  row.createdAt = *instant(13);
  row.updatedAt = *instant(14);
  row.resolvedAt = instant(15);
  row.tenantId = cells[16];
  row.exceptionId = cells[17];
  return row;
}

/// Every hash is the client's, and the client's replay of the timeline gives the row.
void checkRecord(SqlLogin& login, const QString& exceptionId) {
  const std::vector<ExceptionEvent> events = readTimeline(login, exceptionId);
  QVERIFY(!events.empty());
  Exception state;
  QByteArray previous = genesisHash();
  qint64 seq = 0;
  for (const ExceptionEvent& event : events) {
    QCOMPARE(event.seq, ++seq);
    QCOMPARE(event.prevHash.toHex(), previous.toHex());
    QCOMPARE(event.hash.toHex(), eventHash(event).toHex());
    previous = event.hash;
    VERIFY_OK(applyEvent(state, event));
  }
  QVERIFY2(state == readRow(login, exceptionId), qPrintable(exceptionId));
}

} // namespace

/// sentinai.append_events(), called as a login with psql could.
class AppendEventsTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<TestDatabase> m_database;
  DatabaseUrl m_url = DatabaseUrl::userDemo();
  std::unique_ptr<SqlLogin> m_login;
  int m_tenants = 0;

  [[nodiscard]] QString count(const char* table) {
    return m_login->run(QStringLiteral("SELECT count(*) FROM sentinai.") + text(table)).value();
  }

private Q_SLOTS:
  void initTestCase() { m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql); }

  /// Each test has a tenant and a supervisor of its own.
  void init() {
    const QString tenant = QStringLiteral("tenant-%1").arg(++m_tenants);
    m_database->addTenant(tenant);
    m_url = m_database->addLogin(QStringLiteral("ann%1").arg(m_tenants), {{tenant, Access::Supervisor}});
    m_login = std::make_unique<SqlLogin>(m_url, tenant);
  }

  void eventsMakeTheRow() {
    EventBatch batch;
    batch.create(text("EX-1"));
    batch.create(text("EX-2"), {{text("status"), text("resolved")}, {text("amount"), QJsonValue()}});
    batch.changeStatus(text("EX-1"), text("open"), text("analyzing")).createdAt = text("2026-03-02T09:00:00.123456Z");
    EventBatch::Event& many = batch.changeStatus(text("EX-1"), text("analyzing"), text("resolved"));
    many.createdAt = text("2026-03-02T10:00:00Z");
    many.actorId = std::nullopt;
    const QString owner = QString::fromUtf8("Zoë 'Z' \\ 日本");
    const auto change = [](const QJsonValue& from, const QJsonValue& to) {
      return QJsonObject{{text("from"), from}, {text("to"), to}};
    };
    const QJsonObject changes{{text("status"), change(text("analyzing"), text("resolved"))},
                              {text("amount"), change(text("1250.50"), text("-0.000000000000001"))},
                              {text("owner"), change(QJsonValue(), owner)},
                              {text("sla_deadline"), change(text("2026-03-05T17:00:00Z"), QJsonValue())},
                              {text("current_step"), change(QJsonValue(), 3)}};
    many.payload = QString::fromUtf8(QJsonDocument(QJsonObject{{text("changes"), changes}}).toJson());
    batch.add({.exceptionId = text("EX-1"), .createdAt = text("2026-03-01T00:00:00Z")});
    const SqlAnswer answer = batch.append(*m_login);
    QVERIFY2(answer.succeeded(), qPrintable(answer.message));
    QCOMPARE(answer.rows.size(), 5);
    const QStringList seqs{answer.rows[0][1], answer.rows[1][1], answer.rows[2][1], answer.rows[3][1],
                           answer.rows[4][1]};
    QCOMPARE(seqs, (QStringList{text("1"), text("1"), text("2"), text("3"), text("4")}));
    QCOMPARE(answer.rows[4][2], text("t"));

    checkRecord(*m_login, text("EX-1"));
    checkRecord(*m_login, text("EX-2"));
    const Exception row = readRow(*m_login, text("EX-1"));
    QCOMPARE(row.version, 3);
    QCOMPARE(row.status, Status::Resolved);
    QCOMPARE(toIsoText(*row.resolvedAt), text("2026-03-02T10:00:00Z"));
    QCOMPARE(toIsoText(row.updatedAt), text("2026-03-02T10:00:00Z"));
    QCOMPARE(*row.owner, owner);
    QCOMPARE(toIsoText(*readRow(*m_login, text("EX-2")).resolvedAt), text("2026-03-02T08:00:00Z"));

    EventBatch later;
    later.changeStatus(text("EX-1"), text("resolved"), text("open")).expectedVersion = 3;
    QVERIFY(later.append(*m_login).succeeded());
    checkRecord(*m_login, text("EX-1"));
    QVERIFY(!readRow(*m_login, text("EX-1")).resolvedAt);
  }

  void limitsOfTextsAreTheDatabasesToo_data() {
    QTest::addColumn<EventBatch::Event>("event");
    QTest::addColumn<QString>("problem"); // Empty: taken.
    const auto comment = [](const QString& payload) { return EventBatch::Event{.payload = payload}; };
    const auto nested = [](int arrays) {
      return QStringLiteral("{\"a\": %1%2}").arg(QString(arrays, u'['), QString(arrays, u']'));
    };
    const auto change = [](const char* to) {
      return EventBatch::Event{
          .eventType = text("OwnerAssigned"),
          .payload = QStringLiteral("{\"changes\": {\"owner\": {\"from\": null, \"to\": \"%1\"}}}").arg(text(to))};
    };
    const QString control = text("must not contain control characters");
    const QString deep = text("payload is nested deeper than 64 levels");
    QTest::newRow("as much as there may be")
        << comment(QStringLiteral("{\"a\":\"%1\"}").arg(QString(1048576 - 8, u'x'))) << QString();
    QTest::newRow("more") << comment(QStringLiteral("{\"a\":\"%1\"}").arg(QString(1048576 - 7, u'x')))
                          << text("payload has more than 1 MiB");
    QTest::newRow("as deep as it may be") << comment(nested(64)) << QString();
    QTest::newRow("deeper") << comment(nested(64).replace(text("[]"), text("[1]"))) << deep;
    QTest::newRow("deeper than any stack") << comment(nested(400'000)) << deep;
    QTest::newRow("brackets side by side, or in a text")
        << comment(text("{\"a\": [\"%1\", %2]}").arg(QString(100, u'['), QStringList(100, text("[]")).join(u',')))
        << QString();
    QTest::newRow("lines in a comment") << comment(text("{\"text\": \"one\\ntwo\\t\\u0007\"}")) << QString();
    QTest::newRow("a line in a field") << change("ann\\nbob") << control;
    QTest::newRow("an escape in a field") << change("ann\\u001b[31m") << control;
    QTest::newRow("DEL in a field") << change("ann\x7f") << control;
    QTest::newRow("NEL in a field") << change("ann\x85") << control;
    QTest::newRow("a backslash in a field") << change("ann\\\\n") << QString();
    QTest::newRow("in an id") << EventBatch::Event{.exceptionId = text("EX-1\x90")} << control;
    QTest::newRow("in a type") << EventBatch::Event{.eventType = text("a\x01.b")} << control;
    QTest::newRow("a byte order mark in a field")
        << EventBatch::Event{.eventType = text("OwnerAssigned"),
                             .payload = QString::fromUtf8(
                                 "{\"changes\": {\"owner\": {\"from\": null, \"to\": \"a\xEF\xBB\xBF\"}}}")}
        << text("owner must not contain control characters or byte order marks");
    QTest::newRow("in an actor's id") << EventBatch::Event{.actorId = text("ann\x0d")} << control;
  }
  void limitsOfTextsAreTheDatabasesToo() {
    QFETCH(EventBatch::Event, event);
    QFETCH(QString, problem);
    EventBatch first;
    first.create(text("EX-1"), {{text("owner"), QJsonValue()}});
    QVERIFY(first.append(*m_login).succeeded());
    EventBatch batch;
    batch.add(event);
    const SqlAnswer answer = batch.append(*m_login, false);
    QCOMPARE(answer.succeeded(), problem.isEmpty());
    QVERIFY2(answer.message.contains(problem), qPrintable(answer.message));
    QCOMPARE(answer.sqlState, problem.isEmpty() ? QString() : text("SN004"));
    if (problem.isEmpty()) {
      QCOMPARE(answer.rows.first()[2], text("t"));
      checkRecord(*m_login, text("EX-1"));
    }
  }

  void aStateHoldsNoControlCharacters() {
    EventBatch batch;
    batch.create(text("EX-1"), {{text("entity"), text("a\x0b")}});
    const SqlAnswer answer = batch.append(*m_login);
    QCOMPARE(answer.message, text("Event of EX-1: entity must not contain control characters or byte order marks."));
  }

  /// A login may set how a backslash in a text is read: what its session has not run by then is read so.
  void noSettingOfTheSessionChangesWhatIsTaken() {
    EventBatch first;
    first.create(text("EX-1"), {{text("owner"), QJsonValue()}});
    QVERIFY(first.append(*m_login).succeeded());
    const QString settings[] = {text("SET standard_conforming_strings = off"), text("SET transform_null_equals = on")};
    for (const QString& setting : settings) {
      SqlLogin login(m_url, m_login->run(text("SELECT current_setting('sentinai.tenant_id')")).value());
      QVERIFY(
          login.run(text("SELECT FROM sentinai.append_events('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', true)"))
              .succeeded());
      QVERIFY(login.run(setting).succeeded());
      EventBatch deep;
      deep.add({.payload = QString(text("{\"a\":")).repeated(70) + text("1") + QString(text("}")).repeated(70)});
      QCOMPARE(deep.append(login).sqlState, text("SN004"));
      EventBatch odd;
      odd.add({.eventType = text("Approved by the board")});
      QCOMPARE(odd.append(login).sqlState, text("SN004"));
      EventBatch control;
      control.add(
          {.eventType = text("OwnerAssigned"),
           .payload = text("{\"changes\": {\"owner\": {\"from\": null, \"to\": \"x\\u001b]0;OWNED\\u0007\"}}}")});
      QCOMPARE(control.append(login).sqlState, text("SN004"));
      EventBatch fit;
      fit.add({});
      QVERIFY(fit.append(login).succeeded());
    }
    checkRecord(*m_login, text("EX-1"));
  }

  void theHashFunctionIsTheClients() {
    EventBatch batch;
    batch.create(QString::fromUtf8("EX-ß"));
    batch.add({.exceptionId = QString::fromUtf8("EX-ß"),
               .eventType = QString::fromUtf8("vinst.Änderung/läuft"),
               .actorId = std::nullopt,
               .createdAt = text("1969-12-31T23:59:59.999999Z")});
    QVERIFY(batch.append(*m_login).succeeded());
    const SqlAnswer equal = m_login->run(
        text("SELECT bool_and(hash = sentinai.event_hash(prev_hash, tenant_id, exception_id, seq, event_id, "
             "event_type, actor_type, actor_id, created_at, recorded_at, payload::text)) "
             "FROM sentinai.exception_event"));
    QCOMPARE(equal.value(), text("t"));
    checkRecord(*m_login, QString::fromUtf8("EX-ß"));
  }

  void manyRandomBatchesReplay() {
    QRandomGenerator random(7);
    const QStringList statuses{text("open"), text("analyzing"), text("resolved"), text("escalated")};
    const QStringList owners{QString(), text("ann"), text("ben"), text("Group 7")};
    QHash<QString, Exception> states;
    for (int round = 0; round < 25; ++round) {
      EventBatch batch;
      const int size = random.bounded(1, 60);
      for (int i = 0; i < size; ++i) {
        const QString id = QStringLiteral("EX-%1").arg(random.bounded(12));
        Exception& state = states[id];
        const Instant at = fromEpochMicros(1'770'000'000'000'000 + random.bounded(1'000'000'000));
        ExceptionEvent event;
        event.exceptionId = id;
        event.createdAt = at;
        if (state.exceptionId.isEmpty()) {
          EventBatch::Event& created = batch.create(id, {{text("status"), statuses[random.bounded(4)]}});
          created.createdAt = toIsoText(at);
          event.eventType = *created.eventType;
          event.payload = created.payload->toUtf8();
          VERIFY_OK(applyEvent(state, event));
          continue;
        }
        ExceptionPatch patch;
        if (random.bounded(2) == 0) {
          patch.setStatus(*fromText<Status>(statuses[random.bounded(4)]));
        }
        if (random.bounded(3) == 0) {
          const QString owner = owners[random.bounded(4)];
          patch.setOwner(owner.isEmpty() ? std::nullopt : std::optional<QString>(owner));
        }
        const int version = state.version;
        event.eventType = text("AttributesChanged");
        event.payload = QJsonDocument(QJsonObject{{text("changes"), changesBetween(state, patch)}}).toJson();
        VERIFY_OK(applyEvent(state, event));
        batch.add({.exceptionId = id,
                   .eventType = event.eventType,
                   .payload = QString::fromUtf8(event.payload),
                   .createdAt = toIsoText(at),
                   .expectedVersion = version});
      }
      const SqlAnswer answer = batch.append(*m_login, round % 2 == 0);
      QVERIFY2(answer.succeeded(), qPrintable(answer.message));
      for (const QStringList& row : answer.rows) {
        QVERIFY2(row[3].isNull(), qPrintable(row[4]));
      }
    }
    for (auto it = states.begin(); it != states.end(); ++it) {
      checkRecord(*m_login, it.key());
      Exception row = readRow(*m_login, it.key());
      row.tenantId.clear();
      QVERIFY2(row == *it, qPrintable(it.key()));
    }
  }

  void appendingAgainChangesNothing() {
    EventBatch batch;
    batch.create(text("EX-1"));
    batch.changeStatus(text("EX-1"), text("open"), text("resolved"));
    QVERIFY(batch.append(*m_login).succeeded());
    for (const bool atomic : {true, false}) {
      const SqlAnswer again = batch.append(*m_login, atomic);
      QVERIFY2(again.succeeded(), qPrintable(again.message));
      QCOMPARE(again.rows[1].first(3), (QStringList{text("2"), text("2"), text("f")}));
    }
    QCOMPARE(count("exception_event"), text("2"));
    QCOMPARE(readRow(*m_login, text("EX-1")).version, 2);
  }

  void theSameEventTwiceInABatchIsOneEvent() {
    EventBatch batch;
    batch.create(text("EX-1"));
    EventBatch::Event comment;
    batch.add(comment);
    comment.payload = text(R"({ })"); // Equal as JSON.
    batch.add(comment);
    const SqlAnswer answer = batch.append(*m_login);
    QVERIFY2(answer.succeeded(), qPrintable(answer.message));
    QCOMPARE(answer.rows[1].first(3), (QStringList{text("2"), text("2"), text("t")}));
    QCOMPARE(answer.rows[2].first(3), (QStringList{text("3"), text("2"), text("f")}));
    QCOMPARE(count("exception_event"), text("2"));

    EventBatch other;
    comment.payload = text(R"({"text": "another"})");
    other.add(comment);
    QCOMPARE(other.append(*m_login).sqlState, text("SN001"));
    EventBatch both;
    comment.eventId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    both.add(comment);
    comment.payload = text("{}");
    both.add(comment);
    QCOMPARE(both.append(*m_login).sqlState, text("SN001"));
  }

  void refusals_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("payload");
    QTest::addColumn<QString>("sqlState");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* type, const char* payload, const char* state, const char* words) {
      QTest::newRow(name) << text(type) << text(payload) << text(state) << text(words);
    };
    row("stale value", "StatusChanged", R"({"changes": {"status": {"from": "resolved", "to": "open"}}})", "SN001",
        "status");
    row("stale absence", "OwnerAssigned", R"({"changes": {"owner": {"from": "ben", "to": "ann"}}})", "SN001", "owner");
    row("stale presence", "AttributesChanged", R"({"changes": {"amount": {"from": null, "to": "1"}}})", "SN001",
        "amount");
    row("from of another type", "AttributesChanged", R"({"changes": {"amount": {"from": 1250.5, "to": "1"}}})", "SN001",
        "amount");
    row("no from", "StatusChanged", R"({"changes": {"status": {"to": "resolved"}}})", "SN004", "status");
    row("no to", "StatusChanged", R"({"changes": {"status": {"from": "open"}}})", "SN004", "status");
    row("changes no object", "StatusChanged", R"({"changes": []})", "SN004", "changes");
    row("change no object", "StatusChanged", R"({"changes": {"status": "resolved"}})", "SN004", "status");
    row("unknown field", "AttributesChanged", R"({"changes": {"colour": {"from": null, "to": "red"}}})", "SN004",
        "colour");
    row("field of the system", "AttributesChanged", R"({"changes": {"version": {"from": 1, "to": 9}}})", "SN004",
        "version");
    row("unknown status", "StatusChanged", R"({"changes": {"status": {"from": "open", "to": "shut"}}})", "SN004",
        "open, analyzing");
    row("amount as a number", "AttributesChanged", R"({"changes": {"amount": {"from": "1250.5", "to": 7}}})", "SN004",
        "decimal");
    row("amount not a number", "AttributesChanged", R"({"changes": {"amount": {"from": "1250.5", "to": "NaN"}}})",
        "SN004", "decimal");
    row("amount too long", "AttributesChanged",
        R"({"changes": {"amount": {"from": "1250.5", "to": "1234567890123456789012345678901"}}})", "SN004", "decimal");
    row("currency", "AttributesChanged", R"({"changes": {"currency": {"from": "EUR", "to": "euro"}}})", "SN004",
        "4217");
    row("time", "AttributesChanged",
        R"({"changes": {"sla_deadline": {"from": "2026-03-05T17:00:00Z", "to": "tomorrow"}}})", "SN004", "8601");
    row("step", "AttributesChanged", R"({"changes": {"current_step": {"from": null, "to": 1.5}}})", "SN004", "whole");
    row("empty domain", "AttributesChanged", R"({"changes": {"domain": {"from": "Finance", "to": ""}}})", "SN004",
        "empty");
    row("null domain", "AttributesChanged", R"({"changes": {"domain": {"from": "Finance", "to": null}}})", "SN004",
        "text");
    row("no JSON", "CommentAdded", "{", "SN004", "JSON");
    row("no object", "CommentAdded", "[1]", "SN004", "object");
    row("NUL", "CommentAdded", R"({"text": "a\u0000b"})", "SN004", "u0000");
    row("half a surrogate pair", "CommentAdded", R"({"text": "\ud800"})", "SN004", "JSON");
    row("number beyond reason", "CommentAdded", R"({"n": 1e999999})", "SN004", "JSON");
    row("created again", "ExceptionCreated",
        R"({"state": {"domain": "d", "type": "t", "severity": "low", "status": "open", "source_system": "s",
            "entity": "", "amount": null, "currency": null, "sla_deadline": null, "owner": null,
            "current_playbook_id": null, "current_step": null}})",
        "SN001", "exists");
    row("created without state", "ExceptionCreated", "{}", "SN004", "state");
    row("created with part of a state", "ExceptionCreated", R"({"state": {"domain": "d"}})", "SN004", "every field");
    row("malformed type", "not a type", "{}", "SN004", "event_type");
    row("foreign type without a name", "source.", "{}", "SN004", "event_type");
  }
  void refusals() {
    QFETCH(QString, type);
    QFETCH(QString, payload);
    QFETCH(QString, sqlState);
    QFETCH(QString, words);
    EventBatch first;
    first.create(text("EX-1"));
    first.create(text("EX-2"));
    QVERIFY(first.append(*m_login).succeeded());
    const Exception before = readRow(*m_login, text("EX-1"));

    EventBatch batch;
    batch.add({.exceptionId = text("EX-2")});
    batch.add({.exceptionId = text("EX-1")});
    batch.add({.eventType = type, .payload = payload});
    const SqlAnswer atomic = batch.append(*m_login, true);
    QCOMPARE(atomic.sqlState, sqlState);
    QVERIFY2(atomic.message.contains(words), qPrintable(atomic.message));
    QCOMPARE(count("exception_event"), text("2"));

    // Each for itself: EX-2 gets its event, EX-1 none, and both of its events say why.
    const SqlAnswer each = batch.append(*m_login, false);
    QVERIFY2(each.succeeded(), qPrintable(each.message));
    QVERIFY(each.rows[0][3].isNull());
    QCOMPARE(each.rows[0][1], text("2"));
    const QString kind = sqlState == text("SN001") ? text("Conflict") : text("InvalidInput");
    QCOMPARE(each.rows[1][3], kind);
    QCOMPARE(each.rows[2][3], kind);
    QCOMPARE(each.rows[1][4], atomic.message);
    QVERIFY(each.rows[1][1].isNull());
    QCOMPARE(each.rows[1][2], text("f"));
    QCOMPARE(count("exception_event"), text("3"));
    QVERIFY(readRow(*m_login, text("EX-1")) == before);
    checkRecord(*m_login, text("EX-1"));
  }

  void aCreationIsJudgedFieldByField_data() {
    QTest::addColumn<QJsonObject>("state");
    QTest::addColumn<QString>("words");
    QTest::newRow("value") << QJsonObject{{text("amount"), text("much")}} << text("amount of EX-1 must be a decimal");
    QTest::newRow("first of two") << QJsonObject{{text("status"), text("shut")}, {text("domain"), 7}}
                                  << text("domain of EX-1 must be text");
    QTest::newRow("unknown field") << QJsonObject{{text("colour"), text("red")}}
                                   << text("colour of EX-1 is not a field");
  }
  void aCreationIsJudgedFieldByField() {
    QFETCH(QJsonObject, state);
    QFETCH(QString, words);
    EventBatch batch;
    batch.create(text("EX-1"), state);
    // What follows is held against it only where it could be.
    batch.add({.eventType = text("AttributesChanged"),
               .payload = text(R"({"changes": {"amount": {"from": "1250.5", "to": "1"}}})")});
    const SqlAnswer atomic = batch.append(*m_login);
    QCOMPARE(atomic.sqlState, text("SN004"));
    QVERIFY2(atomic.message.contains(words), qPrintable(atomic.message));
    batch.create(text("EX-2"));
    const SqlAnswer each = batch.append(*m_login, false);
    QVERIFY2(each.succeeded(), qPrintable(each.message));
    QCOMPARE(each.rows[1][4], atomic.message);
    QCOMPARE(count("exception"), text("1"));
  }

  void aChangeThatDoesNotFitIsNothingToChangeFrom() {
    EventBatch batch;
    batch.create(text("EX-1"));
    batch.add({.eventType = text("AttributesChanged"),
               .payload = text(R"({"changes": {"amount": {"from": "1250.5", "to": "much"}}})")});
    batch.add({.eventType = text("AttributesChanged"),
               .payload = text(R"({"changes": {"amount": {"from": "2", "to": "3"}}})")});
    const SqlAnswer answer = batch.append(*m_login);
    QCOMPARE(answer.sqlState, text("SN004"));
    QVERIFY2(answer.message.contains(text("decimal")), qPrintable(answer.message));
  }

  void anIdThatAnotherExceptionsEventHasIsRefused() {
    EventBatch first;
    const QString id = first.create(text("EX-1")).eventId;
    QVERIFY(first.append(*m_login).succeeded());
    EventBatch batch;
    batch.create(text("EX-2")).eventId = id;
    const SqlAnswer atomic = batch.append(*m_login);
    QCOMPARE(atomic.sqlState, text("SN001"));
    QVERIFY2(atomic.message.contains(text("another event has already")), qPrintable(atomic.message));
    batch.create(text("EX-3"));
    const SqlAnswer each = batch.append(*m_login, false);
    QVERIFY2(each.succeeded(), qPrintable(each.message));
    QCOMPARE(each.rows[0][3], text("Conflict"));
    QVERIFY(each.rows[1][3].isNull());
    QCOMPARE(count("exception"), text("2"));
    checkRecord(*m_login, text("EX-3"));
  }

  /// Also by statements that were planned while there was none.
  void exceptionsAreFoundOneByOne() {
    TestDatabase database(DatabaseUrl::Engine::PostgreSql);
    database.addTenant(text("desk"));
    SqlLogin login(database.addLogin(text("ann"), {{text("desk"), Access::Supervisor}}), text("desk"));
    int made = 0;
    const auto make = [&](int batches) {
      for (int i = 0; i < batches; ++i) {
        EventBatch batch;
        for (int k = 0; k < 300; ++k) {
          batch.create(QStringLiteral("EX-%1").arg(++made));
        }
        QVERIFY(batch.append(login).succeeded());
      }
    };
    const auto detours = [&login] {
      login.run(text("SELECT pg_stat_force_next_flush()"));
      return login
          .run(text("SELECT coalesce(sum(idx_scan), 0) FROM pg_stat_user_indexes "
                    "WHERE relname = 'exception' AND indexrelname <> 'exception_pkey'"))
          .value();
    };
    make(3);
    const QString before = detours();
    make(3);
    QCOMPARE(detours(), before);
    QCOMPARE(login.run(text("SELECT count(*) FROM sentinai.work_item")).value(), text("1800"));
  }

  void anExceptionMustExist() {
    EventBatch batch;
    batch.add({.exceptionId = text("EX-9")});
    QCOMPARE(batch.append(*m_login).sqlState, text("SN002"));
    EventBatch late;
    late.add({.exceptionId = text("EX-9")});
    late.create(text("EX-9"));
    QCOMPARE(late.append(*m_login).sqlState, text("SN002"));
    QCOMPARE(late.append(*m_login, false).rows[1][3], text("NotFound"));
    QCOMPARE(count("exception"), text("0"));
  }

  void theExpectedVersionMustBeTheVersion() {
    EventBatch batch;
    batch.create(text("EX-1"));
    batch.changeStatus(text("EX-1"), text("open"), text("analyzing")).expectedVersion = 1;
    batch.add({}).expectedVersion = 2;
    batch.changeStatus(text("EX-1"), text("analyzing"), text("open")).expectedVersion = 2;
    const SqlAnswer answer = batch.append(*m_login);
    QVERIFY2(answer.succeeded(), qPrintable(answer.message));
    EventBatch stale;
    stale.add({}).expectedVersion = 2;
    QCOMPARE(stale.append(*m_login).sqlState, text("SN001"));
  }

  void idsTimesAndListsAreChecked() {
    const auto refused = [this](EventBatch::Event event) {
      EventBatch batch;
      batch.add(std::move(event));
      return batch.append(*m_login).sqlState;
    };
    QCOMPARE(refused({.exceptionId = QString()}), text("SN004"));
    QCOMPARE(refused({.exceptionId = text("a\nb")}), text("SN004"));
    QCOMPARE(refused({.exceptionId = QString(129, QLatin1Char('x'))}), text("SN004"));
    QCOMPARE(refused({.eventType = std::nullopt}), text("SN004"));
    QCOMPARE(refused({.actorType = text("robot")}), text("SN004"));
    QCOMPARE(refused({.actorType = std::nullopt}), text("SN004"));
    QCOMPARE(refused({.actorId = QString(text(""))}), text("SN004"));
    QCOMPARE(refused({.payload = std::nullopt}), text("SN004"));
    QCOMPARE(refused({.createdAt = std::nullopt}), text("SN004"));
    QCOMPARE(refused({.createdAt = text("infinity")}), text("SN004"));
    QCOMPARE(m_login
                 ->run(text("SELECT * FROM sentinai.append_events(ARRAY[gen_random_uuid()], '{}', '{}', '{}', '{}', "
                            "'{}', '{}', '{}', true)"))
                 .sqlState,
             text("SN004"));
    const SqlAnswer none = EventBatch().append(*m_login);
    QVERIFY2(none.succeeded() && none.rows.isEmpty(), qPrintable(none.message));
  }

  void writersOfOneExceptionTakeTurns() {
    EventBatch first;
    first.create(text("EX-1"));
    QVERIFY(first.append(*m_login).succeeded());
    const QString tenant = QStringLiteral("tenant-%1").arg(m_tenants);
    const DatabaseUrl url =
        m_database->addLogin(QStringLiteral("ben%1").arg(m_tenants), {{tenant, Access::Supervisor}});
    std::atomic<int> failures = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
      writers.emplace_back([&] {
        SqlLogin login(url, tenant);
        for (int i = 0; i < 25; ++i) {
          EventBatch batch;
          batch.add({});
          batch.add({});
          failures += batch.append(login).succeeded() ? 0 : 1;
        }
      });
    }
    for (std::thread& writer : writers) {
      writer.join();
    }
    QCOMPARE(failures.load(), 0);
    QCOMPARE(count("exception_event"), text("201"));
    checkRecord(*m_login, text("EX-1"));
  }

  void twoCreatorsOfOneExceptionAreOneAndAConflict() {
    const QString tenant = QStringLiteral("tenant-%1").arg(m_tenants);
    const DatabaseUrl url =
        m_database->addLogin(QStringLiteral("ben%1").arg(m_tenants), {{tenant, Access::Supervisor}});
    for (int round = 0; round < 20; ++round) {
      std::array<SqlAnswer, 3> answers;
      std::vector<std::thread> creators;
      for (SqlAnswer& answer : answers) {
        creators.emplace_back([&answer, &url, &tenant, round] {
          SqlLogin login(url, tenant);
          EventBatch batch;
          batch.create(QStringLiteral("EX-%1").arg(round));
          batch.create(QStringLiteral("EY-%1").arg(round));
          answer = batch.append(login);
        });
      }
      for (std::thread& creator : creators) {
        creator.join();
      }
      QCOMPARE(std::count_if(answers.begin(), answers.end(), [](const SqlAnswer& a) { return a.succeeded(); }), 1);
      QCOMPARE(
          std::count_if(answers.begin(), answers.end(), [](const SqlAnswer& a) { return a.sqlState == text("SN001"); }),
          2);
    }
  }

  void oneEventSentByTwoIsWrittenOnce() {
    const QString tenant = QStringLiteral("tenant-%1").arg(m_tenants);
    const DatabaseUrl url =
        m_database->addLogin(QStringLiteral("ben%1").arg(m_tenants), {{tenant, Access::Supervisor}});
    for (int round = 0; round < 20; ++round) {
      EventBatch batch;
      batch.create(QStringLiteral("EX-%1").arg(round));
      std::array<SqlAnswer, 2> answers;
      std::vector<std::thread> senders;
      for (SqlAnswer& answer : answers) {
        senders.emplace_back([&answer, &url, &tenant, &batch] {
          SqlLogin login(url, tenant);
          answer = batch.append(login);
        });
      }
      for (std::thread& sender : senders) {
        sender.join();
      }
      QStringList appended;
      for (const SqlAnswer& answer : answers) {
        QVERIFY2(answer.succeeded(), qPrintable(answer.message));
        appended << answer.rows[0][2];
      }
      appended.sort();
      QCOMPARE(appended, (QStringList{text("f"), text("t")}));
    }
  }
};

QTEST_GUILESS_MAIN(AppendEventsTest)
#include "append_events_test.moc"
