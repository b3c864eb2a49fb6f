// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_id.h"
#include "tests/sqlite/sqlite_file.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QTest>

using namespace sentinai;

class SqliteEngineTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyRepositoryWorksOnAFileMadeByThePlainMigrations();
  void whatTheChecksRuleOutIsNamed();
};

void SqliteEngineTest::everyRepositoryWorksOnAFileMadeByThePlainMigrations() {
  const SqliteFile file;
  const std::unique_ptr<Database> database = file.open();
  const std::unique_ptr<Session> bank = database->openSession(QStringLiteral("bank"));

  const Exception sample = sampleException();
  const auto created = await(bank->exceptions().create(sample, sampleUser(), {}, {}));
  VERIFY_OK(created);
  QCOMPARE(created->tenantId, QStringLiteral("bank"));
  QCOMPARE(created->amount, sample.amount);
  QCOMPARE(created->slaDeadline, sample.slaDeadline);

  ExceptionUpdate update;
  update.exceptionId = sample.exceptionId;
  update.expectedVersion = created->version;
  update.patch.setStatus(Status::Resolved).setOwner(QStringLiteral("ann"));
  update.comment = QStringLiteral("paid");
  update.actor = sampleUser();
  const auto updated = await(bank->exceptions().update(update, {}));
  VERIFY_OK(updated);
  QCOMPARE(updated->version, 3);
  QVERIFY(updated->resolvedAt.has_value());

  const auto timeline = await(bank->events().timeline(sample.exceptionId, {}, {}));
  VERIFY_OK(timeline);
  QCOMPARE(timeline->rows.size(), 4u);
  const auto verdict = await(bank->events().verifyChain(sample.exceptionId, {}));
  VERIFY_OK(verdict);
  QVERIFY(verdict->intact);
  const auto replayed = await(bank->events().stateAfter(sample.exceptionId, 4, {}));
  VERIFY_OK(replayed);
  QVERIFY(*replayed == *updated);

  const auto pack = await(bank->domainPacks().createVersion(QStringLiteral("Finance"), {}, {}));
  VERIFY_OK(pack);
  VERIFY_OK(await(bank->domainPacks().activate(QStringLiteral("Finance"), 1, {})));
  VERIFY_OK(await(bank->policyPacks().createVersion(QStringLiteral("bank"), {}, {})));
  const auto playbook = await(bank->playbooks().create(QStringLiteral("settle"), {}, {}));
  VERIFY_OK(playbook);
  PlaybookStep step;
  step.playbookId = playbook->playbookId;
  step.name = QStringLiteral("call");
  const auto first = await(bank->playbookSteps().create(step, {}));
  VERIFY_OK(first);
  const auto second = await(bank->playbookSteps().create(step, {}));
  VERIFY_OK(second);
  const auto reordered =
      await(bank->playbookSteps().reorder(playbook->playbookId, {second->stepId, first->stepId}, {}));
  VERIFY_OK(reordered);
  QCOMPARE(reordered->front().stepId, second->stepId);
  ToolDefinition tool;
  tool.name = QStringLiteral("mail");
  VERIFY_OK(await(bank->tools().create(tool, {})));
  VERIFY_OK(await(bank->members().grant(QStringLiteral("ann"), Access::Analyst, {})));
  const auto audit = await(bank->audit().list(50, {}, {}));
  VERIFY_OK(audit);
  QCOMPARE(audit->rows.front().objectType, QStringLiteral("tenant_member"));
  QCOMPARE(audit->rows.front().login, database->login());
  QCOMPARE(audit->rows.back().login, QString());

  DashboardQuery query;
  query.now = sampleInstant();
  const auto figures = await(bank->dashboard().figures(query, {}));
  VERIFY_OK(figures);
  QCOMPARE(figures->total, 1);
  QCOMPARE(figures->byStatus.at(Status::Resolved), 1);
  const auto health = await(database->health(QStringLiteral("bank"), {}));
  VERIFY_OK(health);
  QVERIFY(health->upToDate());
  QVERIFY(health->poolOpen >= 2);
  const auto clinic = database->openSession(QStringLiteral("clinic"));
  VERIFY_ERROR(await(clinic->exceptions().get(sample.exceptionId, {})), NotFound);
}

void SqliteEngineTest::whatTheChecksRuleOutIsNamed() {
  const SqliteFile file;
  const std::unique_ptr<Database> database = file.open();
  const std::unique_ptr<Session> bank = database->openSession(QStringLiteral("bank"));
  const Exception sample = sampleException();
  VERIFY_OK(await(bank->exceptions().create(sample, sampleUser(), {}, {})));
  file.execute(QStringLiteral("PRAGMA ignore_check_constraints = ON; DROP TRIGGER exception_event_no_update; "
                              "UPDATE exception SET status = 'HIDDEN'; "
                              "UPDATE exception_event SET actor_type = 'NOBODY' WHERE seq = 1"));
  const auto row = await(bank->exceptions().get(sample.exceptionId, {}));
  VERIFY_ERROR(row, Internal);
  QVERIFY(row.error().detail.contains(
      QStringLiteral("\"status\" of exception %1 holds a value that does not fit").arg(sample.exceptionId)));
  const auto timeline = await(bank->events().timeline(sample.exceptionId, {}, {}));
  VERIFY_ERROR(timeline, Internal);
  QVERIFY(timeline.error().detail.contains(
      QStringLiteral("\"actor_type\" of exception %1, event 1 holds").arg(sample.exceptionId)));
}

QTEST_GUILESS_MAIN(SqliteEngineTest)
#include "sqlite_engine_test.moc"
