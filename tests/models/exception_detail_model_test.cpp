// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_detail_model.h"

#include "repositories/open_database.h"
#include "tests/models/detail_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <sqlite3.h>

using namespace sentinai;
using State = ExceptionDetailModel::State;

class ExceptionDetailModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<DetailFixture>();
    m_model = std::make_unique<ExceptionDetailModel>(m_fixture->ann->exceptions(), m_fixture->ann->events(),
                                                     sampleUser(QStringLiteral("ann")), m_time);
    (void)m_fixture->create(sampleException(kId));
  }

  void cleanup() {
    m_model.reset();
    m_fixture.reset();
  }

  void loadsTheRowItsTimelineAndItsChain() {
    QCOMPARE(m_model->state(), State::Empty);
    m_model->load(kId);
    QCOMPARE(m_model->state(), State::Loading);
    EVENTUALLY(m_model->state() == State::Ready);
    QCOMPARE(m_model->exception()->entity, QStringLiteral("Müller & Söhne GmbH"));
    EVENTUALLY(m_model->timeline().rowCount() == 1);
    EVENTUALLY(m_model->chain().state() == ChainCheck::State::Intact);
    QCOMPARE(m_model->chain().text(), QStringLiteral("Chain verified · 1 event"));
  }

  void saysWhenThereIsNoSuchException() {
    m_model->load(QStringLiteral("EX-none"));
    EVENTUALLY(m_model->state() == State::NotFound);
    QVERIFY(!m_model->exception());
    QVERIFY(!m_model->errorText().isEmpty());
  }

  void theLatestLoadWins() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    m_model->load(kId);
    m_model->load(QStringLiteral("EX-other"));
    EVENTUALLY(m_model->state() == State::Ready);
    QCOMPARE(m_model->exception()->exceptionId, QStringLiteral("EX-other"));
  }

  void eachActionIsAnEvent() {
    loadReady();
    QSignalSpy changed(m_model.get(), &ExceptionDetailModel::changed);
    m_model->changeStatus(Status::Analyzing);
    QVERIFY(m_model->isSaving());
    EVENTUALLY(changed.size() == 1);
    QCOMPARE(m_model->exception()->status, Status::Analyzing);
    QCOMPARE(m_model->exception()->version, 2);
    QVERIFY(!m_model->isSaving());

    m_model->changeSeverity(Severity::Critical);
    EVENTUALLY(changed.size() == 2);
    m_model->assignOwner(QStringLiteral("ann"));
    EVENTUALLY(changed.size() == 3);
    QCOMPARE(m_model->editAttributes({{QStringLiteral("entity"), QStringLiteral("ACME")}}, *m_model->exception()),
             QString());
    EVENTUALLY(changed.size() == 4);
    m_model->addComment(QStringLiteral("  called them \n"));
    EVENTUALLY(changed.size() == 5);

    QCOMPARE(m_fixture->eventTypes(kId).mid(1),
             (QStringList{QStringLiteral("StatusChanged"), QStringLiteral("SeverityChanged"),
                          QStringLiteral("OwnerAssigned"), QStringLiteral("AttributesChanged"),
                          QStringLiteral("CommentAdded")}));
    QCOMPARE(m_model->exception()->owner, std::optional(QStringLiteral("ann")));
    QCOMPARE(m_model->exception()->entity, QStringLiteral("ACME"));
    EVENTUALLY(m_model->timeline().rowCount() == 6 && m_model->timeline().eventAt(5));
    EVENTUALLY(m_model->chain().state() == ChainCheck::State::Intact && m_model->chain().verdict().events == 6);
    QCOMPARE(m_model->timeline().eventAt(5)->actor, sampleUser(QStringLiteral("ann")));
  }

  void actionsInQuickSuccessionFollowOneAnother() {
    loadReady();
    QSignalSpy changed(m_model.get(), &ExceptionDetailModel::changed);
    m_model->changeStatus(Status::Escalated);
    m_model->changeSeverity(Severity::Low);
    m_model->addComment(QStringLiteral("urgent"));
    EVENTUALLY(changed.size() == 3);
    QVERIFY(!m_model->conflict());
    QCOMPARE(m_model->exception()->status, Status::Escalated);
    QCOMPARE(m_model->exception()->severity, Severity::Low);
  }

  void whatChangesNothingIsNoAction() {
    loadReady();
    m_model->changeStatus(Status::Open);
    m_model->addComment(QStringLiteral("   "));
    QVERIFY(!m_model->isSaving());
    QCOMPARE(m_model->editAttributes({{QStringLiteral("domain"), QStringLiteral("Finance")}}, *m_model->exception()),
             QString());
    QVERIFY(!m_model->isSaving());
  }

  void refusesAttributesThatDoNotFit() {
    loadReady();
    QVERIFY(m_model->editAttributes({{QStringLiteral("amount"), QStringLiteral("much")}}, *m_model->exception())
                .contains(QStringLiteral("amount")));
    QVERIFY(!m_model->isSaving());
  }

  void aConflictShowsTheirsAndYours() {
    loadReady();
    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    m_model->changeStatus(Status::Analyzing);
    EVENTUALLY(m_model->conflict().has_value());
    QVERIFY(!m_model->isSaving());
    const EditConflict& conflict = *m_model->conflict();
    QCOMPARE(conflict.changedBy, std::optional(sampleUser(QStringLiteral("bob"))));
    QCOMPARE(conflict.fields.size(), 1U);
    const EditConflict::Field expected{QStringLiteral("status"), QStringLiteral("open"), QStringLiteral("escalated"),
                                       QStringLiteral("analyzing"), true};
    QCOMPARE(conflict.fields.front(), expected);
    QCOMPARE(m_model->exception()->status, Status::Escalated);
    QCOMPARE(m_fixture->eventTypes(kId).size(), 2);
  }

  void keepingYoursAppliesItOnTop() {
    aConflictShowsTheirsAndYours();
    QSignalSpy changed(m_model.get(), &ExceptionDetailModel::changed);
    m_model->keepYours();
    EVENTUALLY(changed.size() == 1);
    QVERIFY(!m_model->conflict());
    QCOMPARE(m_model->exception()->status, Status::Analyzing);
    QCOMPARE(m_model->exception()->version, 3);
    QCOMPARE(m_fixture->eventTypes(kId).size(), 3);
  }

  void takingTheirsDropsYours() {
    aConflictShowsTheirsAndYours();
    m_model->takeTheirs();
    QVERIFY(!m_model->conflict());
    QCOMPARE(m_model->exception()->status, Status::Escalated);
    m_model->changeSeverity(Severity::Low);
    EVENTUALLY(m_model->exception()->severity == Severity::Low);
    QCOMPARE(m_fixture->eventTypes(kId).size(), 3);
  }

  void aConflictInAnotherFieldIsShownToo() {
    loadReady();
    (void)m_fixture->bobSetsStatus(kId, Status::Resolved);
    m_model->assignOwner(QStringLiteral("ann"));
    EVENTUALLY(m_model->conflict().has_value());
    QCOMPARE(m_model->conflict()->fields.size(), 2U);
    QVERIFY(m_model->conflict()->fields[0].mine); // owner
    QVERIFY(!m_model->conflict()->fields[1].mine);
    QCOMPARE(m_model->conflict()->fields[1].column, QStringLiteral("status"));
  }

  void aCommentConflictsWithNothing() {
    loadReady();
    (void)m_fixture->bobSetsStatus(kId, Status::Escalated);
    QSignalSpy saved(m_model.get(), &ExceptionDetailModel::commentSaved);
    m_model->addComment(QStringLiteral("still here"));
    EVENTUALLY(saved.size() == 1);
    QVERIFY(!m_model->conflict());
    QCOMPARE(m_fixture->eventTypes(kId).last(), QStringLiteral("CommentAdded"));
  }

  void aWishThatTheyFulfilledNeedsNoChoice() {
    loadReady();
    (void)m_fixture->bobSetsStatus(kId, Status::Analyzing);
    m_model->changeStatus(Status::Analyzing);
    EVENTUALLY(!m_model->isSaving());
    QVERIFY(!m_model->conflict());
    QVERIFY(!m_model->saveFailure());
    QCOMPARE(m_model->exception()->version, 2);
    QCOMPARE(m_fixture->eventTypes(kId).size(), 2);
  }

  void saysWhyASaveWasRefused() {
    loadReady();
    m_fixture->setTenantStatus(TenantStatus::Suspended);
    m_model->changeStatus(Status::Analyzing);
    EVENTUALLY(m_model->saveFailure().has_value());
    QVERIFY(!m_model->saveFailure()->retryable);
    QVERIFY(!m_model->saveFailure()->text.isEmpty());
    QCOMPARE(m_model->exception()->status, Status::Open);
    m_model->discardSave();
    QVERIFY(!m_model->saveFailure());
    QCOMPARE(m_fixture->eventTypes(kId).size(), 1);
  }

  /// Somebody else holds the file for longer than a statement may take; then they let go.
  void tryingAgainDoesItOnce() {
    DatabaseOptions impatient;
    impatient.statementTimeout = std::chrono::milliseconds{200};
    const std::unique_ptr<Database> opened = openDatabase(m_fixture->database.ownerUrl(), impatient);
    const std::unique_ptr<Session> session = opened->openSession(QStringLiteral("bank"));
    ExceptionDetailModel model(session->exceptions(), session->events(), sampleUser(QStringLiteral("ann")), m_time);
    model.load(kId);
    EVENTUALLY(model.state() == State::Ready);

    sqlite3* other = nullptr;
    QCOMPARE(sqlite3_open(m_fixture->database.ownerUrl().sqlitePath().toUtf8().constData(), &other), SQLITE_OK);
    QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    model.changeStatus(Status::Resolved);
    EVENTUALLY(model.saveFailure().has_value());
    QVERIFY(model.saveFailure()->retryable);
    QCOMPARE(model.exception()->status, Status::Open);
    model.retrySave();
    EVENTUALLY(!model.isSaving());
    QVERIFY(model.saveFailure().has_value());

    QCOMPARE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(other);
    model.retrySave();
    EVENTUALLY(model.exception()->status == Status::Resolved);
    QVERIFY(!model.saveFailure());
    QCOMPARE(m_fixture->eventTypes(kId).size(), 2);
  }

  /// What is wrong with one exception holds up no other, and giving it up loses nothing else.
  void aFailedSaveHoldsUpItsOwnExceptionOnly() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    loadReady();
    m_fixture->setTenantStatus(TenantStatus::Suspended);
    m_model->changeStatus(Status::Analyzing);
    EVENTUALLY(m_model->saveFailure().has_value());
    m_model->addComment(QStringLiteral("why it waits"));
    QCOMPARE(m_model->unsavedActions(), 2);
    m_fixture->setTenantStatus(TenantStatus::Active);

    QSignalSpy saved(m_model.get(), &ExceptionDetailModel::commentSaved);
    m_model->load(QStringLiteral("EX-other"));
    QVERIFY(!m_model->saveFailure());
    EVENTUALLY(m_model->state() == State::Ready);
    m_model->addComment(QStringLiteral("about the other"));
    EVENTUALLY(saved.size() == 1);
    QCOMPARE(saved.front().front().toString(), QStringLiteral("EX-other"));
    QCOMPARE(m_fixture->eventTypes(QStringLiteral("EX-other")).last(), QStringLiteral("CommentAdded"));
    QCOMPARE(m_model->unsaved().size(), 1U);
    QCOMPARE(m_model->unsaved().front().exceptionId, kId);
    QCOMPARE(m_model->unsaved().front().actions, 2);
    QVERIFY(m_model->unsaved().front().problem.contains(QStringLiteral("suspended")));

    loadReady();
    QVERIFY(m_model->saveFailure().has_value());
    m_model->discardSave();
    EVENTUALLY(saved.size() == 2);
    QVERIFY(m_model->unsaved().empty());
    QCOMPARE(m_fixture->eventTypes(kId),
             (QStringList{QStringLiteral("ExceptionCreated"), QStringLiteral("CommentAdded")}));
  }

  void takingTheirsGoesOnWithWhatWaited() {
    aConflictShowsTheirsAndYours();
    QSignalSpy saved(m_model.get(), &ExceptionDetailModel::commentSaved);
    m_model->addComment(QStringLiteral("after all"));
    QCOMPARE(m_model->unsavedActions(), 2);
    m_model->takeTheirs();
    EVENTUALLY(saved.size() == 1);
    QCOMPARE(m_model->exception()->status, Status::Escalated);
    QVERIFY(m_model->unsaved().empty());
  }

  void whatIsNotSavedCanBeGivenUp() {
    loadReady();
    m_fixture->setTenantStatus(TenantStatus::Suspended);
    m_model->changeStatus(Status::Analyzing);
    EVENTUALLY(m_model->saveFailure().has_value());
    m_model->addComment(QStringLiteral("gone"));
    m_model->discardUnsaved();
    QVERIFY(m_model->unsaved().empty());
    QVERIFY(!m_model->saveFailure());
    QCOMPARE(m_fixture->eventTypes(kId).size(), 1);
  }

  void knowsWhenTheRowWasRead() {
    QVERIFY(!m_model->loadedAt());
    loadReady();
    EVENTUALLY(!m_model->isLoading());
    const std::optional<Instant> first = m_model->loadedAt();
    QVERIFY(first.has_value());

    // Looking at other events does not make the row any newer.
    EventFilter filter;
    filter.eventTypes = {QStringLiteral("CommentAdded")};
    m_model->timeline().setFilter(filter);
    EVENTUALLY(m_model->timeline().isSettled());
    QCOMPARE(m_model->loadedAt(), first);

    m_model->refresh();
    QVERIFY(m_model->isLoading());
    QCOMPARE(m_model->state(), State::Ready);
    EVENTUALLY(!m_model->isLoading());
    QVERIFY(*m_model->loadedAt() > *first);
    m_model->load(QStringLiteral("EX-none"));
    EVENTUALLY(m_model->state() == State::NotFound);
    QVERIFY(!m_model->loadedAt());
  }

  void aReadOnlyPageSendsNothing() {
    loadReady();
    m_model->setRefusals(EditRefusals::all(QStringLiteral("The tenant is suspended.")));
    m_model->changeStatus(Status::Analyzing);
    m_model->addComment(QStringLiteral("x"));
    QVERIFY(!m_model->isSaving());
    QCOMPARE(m_model->editAttributes({{QStringLiteral("entity"), QStringLiteral("x")}}, *m_model->exception()),
             QStringLiteral("The tenant is suspended."));
  }

  void namesTheFirstBadEvent() {
    m_fixture->addComments(kId, 5);
    (void)m_fixture->database.executeBehindTheBack(
        QStringLiteral("UPDATE %1 SET payload = '{\"text\":\"never said\"}' WHERE seq = 3")
            .arg(m_fixture->database.table(QStringLiteral("exception_event"))));
    loadReady();
    EVENTUALLY(m_model->chain().state() == ChainCheck::State::Broken);
    QCOMPARE(m_model->chain().verdict().firstBadSeq, std::optional<qint64>(3));
    QVERIFY(m_model->chain().text().startsWith(QStringLiteral("Chain broken at event 3")));
  }

  void findsSimilarOnesWithTheirOutcome() {
    Exception similar = sampleException(QStringLiteral("EX-like"));
    similar.status = Status::Resolved;
    (void)m_fixture->create(similar);
    QAbstractItemModelTester tester(&m_model->similar(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    loadReady();
    EVENTUALLY(m_model->similar().state() == SimilarExceptionsModel::State::Ready);
    QCOMPARE(m_model->similar().rowCount(), 1);
    const QModelIndex row = m_model->similar().index(0, SimilarExceptionsModel::Outcome);
    QVERIFY(row.data().toString().startsWith(QStringLiteral("Resolved in")));
    QCOMPARE(row.data(SimilarExceptionsModel::ExceptionIdRole).toString(), QStringLiteral("EX-like"));
  }

  void suggestsOwnersSoFar() {
    Exception owned = sampleException(QStringLiteral("EX-owned"));
    owned.owner = QStringLiteral("Carla");
    (void)m_fixture->create(owned);
    QSignalSpy found(m_model.get(), &ExceptionDetailModel::ownersFound);
    m_model->requestOwners(QStringLiteral("car"));
    EVENTUALLY(found.size() == 1);
    QCOMPARE(found.front().front().toStringList(), QStringList{QStringLiteral("Carla")});
  }

  void leavingThePageDoesNotStopASave() {
    (void)m_fixture->create(sampleException(QStringLiteral("EX-other")));
    loadReady();
    QSignalSpy changed(m_model.get(), &ExceptionDetailModel::changed);
    m_model->changeStatus(Status::Resolved);
    m_model->load(QStringLiteral("EX-other"));
    EVENTUALLY(changed.size() == 1);
    EVENTUALLY(m_model->state() == State::Ready);
    QCOMPARE(m_model->exception()->exceptionId, QStringLiteral("EX-other"));
    QCOMPARE(m_model->exception()->status, Status::Open);
    QCOMPARE(m_fixture->eventTypes(kId).last(), QStringLiteral("StatusChanged"));
  }

private:
  void loadReady() {
    m_model->load(kId);
    EVENTUALLY(m_model->state() == State::Ready);
  }

  const QString kId = QStringLiteral("EX-1");
  TimeFormat m_time;
  std::unique_ptr<DetailFixture> m_fixture;
  std::unique_ptr<ExceptionDetailModel> m_model;
};

QTEST_GUILESS_MAIN(ExceptionDetailModelTest)
#include "exception_detail_model_test.moc"
