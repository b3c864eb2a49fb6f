// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboard_model.h"
#include "models/filter_expression.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace sentinai {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using State = DashboardModel::State;

const QString kTenant = QStringLiteral("bank");

Instant at(const char* iso) {
  return *parseIsoText(QString::fromLatin1(iso));
}

DashboardPeriod custom(QDate from, QDate to) {
  DashboardPeriod period;
  period.preset = DashboardPeriod::Preset::Custom;
  period.from = from;
  period.to = to;
  return period;
}

DashboardPeriod preset(DashboardPeriod::Preset chosen) {
  DashboardPeriod period;
  period.preset = chosen;
  return period;
}

/// A tenant of its own on SQLite, and the model over it.
struct Desk {
  TestDatabase files{DatabaseUrl::Engine::Sqlite};
  std::unique_ptr<Database> database;
  std::unique_ptr<Session> session;
  TimeFormat timeFormat;
  std::unique_ptr<DashboardModel> model;

  Desk() {
    files.addTenant(kTenant);
    database = openDatabase(files.addLogin(QStringLiteral("ann"), {{kTenant, Access::Supervisor}}), {});
    session = database->openSession(kTenant);
    model = std::make_unique<DashboardModel>(session->dashboard(), session->exceptions(), timeFormat);
  }

  /// False if the database refuses it.
  [[nodiscard]] bool add(Exception exception) {
    exception.tenantId = kTenant;
    return await(session->exceptions().create(std::move(exception), sampleUser(), QUuid(), CancelToken())).has_value();
  }

  [[nodiscard]] bool addAt(const QString& id, Instant createdAt) {
    Exception exception = sampleException(id);
    exception.createdAt = createdAt;
    return add(std::move(exception));
  }

  [[nodiscard]] std::vector<FigureTableModel*> tables() const {
    return {model->keyFigures(), model->byStatus(), model->bySeverity(),  model->byDomain(),   model->trend(),
            model->ageing(),     model->sla(),      model->topEntities(), model->topSources(), model->byOwner()};
  }
};

/// Exceptions of the last 30 days in every state, with deadlines on both sides of now, some resolved by hand.
void fill(Desk& desk, int count) {
  const Instant now = currentInstant();
  const auto shift = now - (sampleInstant() + days(30));
  int number = 0;
  for (Exception exception : sampleExceptions(count)) {
    exception.createdAt += shift;
    exception.slaDeadline.reset();
    if (number % 3 != 0) {
      exception.slaDeadline = now + minutes((number % 60 - 20) * 45);
    }
    const QString id = exception.exceptionId;
    const bool resolve = number % 5 == 0 && exception.status != Status::Resolved;
    ++number;
    QVERIFY(desk.add(std::move(exception)));
    if (resolve) {
      ExceptionUpdate update;
      update.exceptionId = id;
      update.expectedVersion = 1;
      update.patch.setStatus(Status::Resolved);
      update.actor = sampleUser();
      VERIFY_OK(await(desk.session->exceptions().update(update, CancelToken())));
    }
  }
  // Whatever the hour, and even if midnight passes meanwhile, today has one.
  QVERIFY(desk.addAt(QStringLiteral("EX-NOW"), now));
  QVERIFY(desk.addAt(QStringLiteral("EX-SOON"), now + hours(1)));
}

} // namespace

class DashboardModelTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase() { m_filled.reset(); }
  void everyNumberEqualsTheCountOfItsDrillDown_data();
  void everyNumberEqualsTheCountOfItsDrillDown();
  void theTrendFollowsTheDaysOfTheZone();
  void theLatestRequestWins();
  void figuresStayWhileOthersAreAskedFor();
  void withoutExceptionsItIsEmpty();
  void noneIsAnAnswerOfItsOwnRequestOnly();
  void whatIsRestoredIsAskedForLater();
  void anUnreachableDatabaseIsAnError();
  void domainsFillTheFilter();

private:
  std::unique_ptr<Desk> m_filled;
};

void DashboardModelTest::initTestCase() {
  m_filled = std::make_unique<Desk>();
  fill(*m_filled, 240);
}

void DashboardModelTest::everyNumberEqualsTheCountOfItsDrillDown_data() {
  QTest::addColumn<DashboardPeriod>("period");
  QTest::addColumn<ExceptionFilter>("filter");
  using Preset = DashboardPeriod::Preset;
  const ExceptionFilter none;
  ExceptionFilter narrow;
  narrow.domains = {QStringLiteral("Finance")};
  narrow.severities = {Severity::High, Severity::Critical};
  ExceptionFilter unowned;
  unowned.unowned = true;
  unowned.statuses = {Status::Open, Status::Resolved};
  QTest::newRow("today") << preset(Preset::Today) << none;
  QTest::newRow("7 days") << preset(Preset::Week) << none;
  QTest::newRow("30 days") << preset(Preset::Month) << none;
  QTest::newRow("90 days") << preset(Preset::Quarter) << none;
  QTest::newRow("all") << preset(Preset::All) << none;
  QTest::newRow("a domain and two severities") << preset(Preset::Month) << narrow;
  QTest::newRow("unassigned, some statuses") << preset(Preset::All) << unowned;
}

void DashboardModelTest::everyNumberEqualsTheCountOfItsDrillDown() {
  QFETCH(DashboardPeriod, period);
  QFETCH(ExceptionFilter, filter);
  Desk& desk = *m_filled;
  std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
  for (FigureTableModel* table : desk.tables()) {
    testers.push_back(
        std::make_unique<QAbstractItemModelTester>(table, QAbstractItemModelTester::FailureReportingMode::QtTest));
  }
  desk.model->setPeriod(period);
  desk.model->setFilter(filter);
  desk.model->refresh();
  EVENTUALLY(!desk.model->isLoading());
  QVERIFY2(!desk.model->error(), qPrintable(desk.model->error().value_or(DbError()).message));
  QVERIFY(desk.model->figures().total > 0);

  int compared = 0;
  for (const FigureTableModel* table : desk.tables()) {
    for (int row = 0; row < table->rowCount(); ++row) {
      for (int column = 1; column < table->columnCount(); ++column) {
        const QModelIndex index = table->index(row, column);
        const bool isSpan = table == desk.model->keyFigures() && row == DashboardModel::MedianToResolve;
        const std::optional<ExceptionFilter> drillDown = table->drillDown(index);
        if (!drillDown || isSpan) {
          continue;
        }
        const Result<RowCount> count = await(desk.session->exceptions().count(*drillDown, 100000, CancelToken()));
        VERIFY_OK(count);
        QVERIFY2(count->value == index.data(FigureTableModel::ValueRole).toLongLong(),
                 qPrintable(QStringLiteral("%1, %2: the list has %3")
                                .arg(table->title(), table->sentence(index))
                                .arg(count->value)));
        // The list takes a filter as a line that people can edit: that line, too, must mean the same.
        const FilterExpression line = FilterExpression::fromFilter(*drillDown, desk.timeFormat.zone());
        const tl::expected<FilterExpression, FilterError> parsed = FilterExpression::parse(line.line());
        QVERIFY2(parsed.has_value(), qPrintable(line.line()));
        const FilterContext later{QStringLiteral("ann"), currentInstant() + hours(1), desk.timeFormat.zone()};
        const Result<RowCount> listed =
            await(desk.session->exceptions().count(parsed->toFilter(later), 100000, CancelToken()));
        VERIFY_OK(listed);
        QVERIFY2(
            listed->value == count->value,
            qPrintable(
                QStringLiteral("%1 lists %2 instead of %3").arg(line.line()).arg(listed->value).arg(count->value)));
        ++compared;
      }
    }
  }
  QVERIFY(compared > 20); // Status, severity, SLA and age have rows in any period.
  const QModelIndex median = desk.model->keyFigures()->index(DashboardModel::MedianToResolve, 1);
  QCOMPARE(median.data(FigureTableModel::ValueRole).toLongLong(),
           desk.model->figures().medianSecondsToResolve.value_or(0));
}

void DashboardModelTest::theTrendFollowsTheDaysOfTheZone() {
  // The test runs in Europe/Berlin, where 29 March 2026 lasts from 23:00 UTC to 22:00 UTC.
  QCOMPARE(TimeFormat().zone().id(), QByteArrayLiteral("Europe/Berlin"));
  Desk desk;
  QVERIFY(desk.addAt(QStringLiteral("EX-1"), at("2026-03-28T22:59:59.999999Z")));
  QVERIFY(desk.addAt(QStringLiteral("EX-2"), at("2026-03-28T23:00:00Z")));
  QVERIFY(desk.addAt(QStringLiteral("EX-3"), at("2026-03-29T21:59:59.999999Z")));
  QVERIFY(desk.addAt(QStringLiteral("EX-4"), at("2026-03-29T22:00:00Z")));
  const auto opened = [&desk] {
    QStringList texts;
    for (int row = 0; row < desk.model->trend()->rowCount(); ++row) {
      texts << desk.model->trend()->index(row, 1).data().toString();
    }
    return texts.join(QLatin1Char(' '));
  };
  desk.model->setPeriod(custom({2026, 3, 28}, {2026, 3, 30}));
  EVENTUALLY_EQUAL(desk.model->state(), State::Ready);
  QCOMPARE(opened(), QStringLiteral("1 2 1"));

  desk.timeFormat.setMode(TimeMode::Utc);
  EVENTUALLY_EQUAL(opened(), QStringLiteral("2 2 0"));

  desk.model->setPeriod(custom({2026, 3, 30}, {2026, 3, 30}));
  EVENTUALLY_EQUAL(desk.model->state(), State::Empty);
}

void DashboardModelTest::theLatestRequestWins() {
  Desk desk;
  QVERIFY(desk.addAt(QStringLiteral("EX-OLD"), currentInstant() - days(20)));
  QVERIFY(desk.addAt(QStringLiteral("EX-NEW"), currentInstant() - hours(60)));
  using Preset = DashboardPeriod::Preset;
  desk.model->refresh();
  for (const Preset each : {Preset::All, Preset::Today, Preset::Month, Preset::Quarter, Preset::Week}) {
    desk.model->setPeriod(preset(each));
  }
  int answers = 0;
  connect(desk.model.get(), &DashboardModel::changed, this, [&] { answers += desk.model->isLoading() ? 0 : 1; });
  EVENTUALLY(!desk.model->isLoading());
  QCOMPARE(desk.model->figures().total, 1);
  QCOMPARE(answers, 1);
  // Whatever was cancelled has answered by the time a later question is answered.
  VERIFY_OK(await(desk.session->exceptions().count({}, 10, CancelToken())));
  QCOMPARE(answers, 1);
  QCOMPARE(desk.model->figures().total, 1);
}

void DashboardModelTest::figuresStayWhileOthersAreAskedFor() {
  Desk desk;
  QVERIFY(desk.addAt(QStringLiteral("EX-1"), currentInstant() - days(20)));
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->state(), State::Ready);
  const DashboardQuery before = desk.model->query();
  QCOMPARE(desk.model->loadedAt(), std::optional(before.now));

  desk.model->setPeriod(preset(DashboardPeriod::Preset::Today));
  QVERIFY(desk.model->isLoading());
  QCOMPARE(desk.model->state(), State::Ready);
  QCOMPARE(desk.model->figures().total, 1);
  QCOMPARE(desk.model->keyFigures()->drillDown(desk.model->keyFigures()->index(DashboardModel::All, 1)),
           std::optional(before.filter));
  EVENTUALLY_EQUAL(desk.model->state(), State::Empty);
}

void DashboardModelTest::withoutExceptionsItIsEmpty() {
  Desk desk;
  QCOMPARE(desk.model->state(), State::Loading);
  QVERIFY(!desk.model->loadedAt());
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->state(), State::Empty);
  QVERIFY(desk.model->loadedAt());
  QVERIFY(desk.model->byStatus()->isEmpty());
}

void DashboardModelTest::noneIsAnAnswerOfItsOwnRequestOnly() {
  Desk desk;
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->state(), State::Empty);
  // That nothing was created in one period says nothing of another.
  desk.model->setPeriod(preset(DashboardPeriod::Preset::Quarter));
  QCOMPARE(desk.model->state(), State::Loading);
  EVENTUALLY_EQUAL(desk.model->state(), State::Empty);

  (void)desk.files.executeBehindTheBack(
      QStringLiteral("ALTER TABLE %1 RENAME TO elsewhere").arg(desk.files.table(QStringLiteral("exception"))));
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->state(), State::Error);
  QVERIFY(desk.model->error());
  QVERIFY(!desk.model->loadedAt());
}

void DashboardModelTest::whatIsRestoredIsAskedForLater() {
  Desk desk;
  QVERIFY(desk.addAt(QStringLiteral("EX-OLD"), currentInstant() - days(80)));
  desk.model->restore(preset(DashboardPeriod::Preset::Quarter), {});
  QVERIFY(!desk.model->isLoading());
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->state(), State::Ready);
  QCOMPARE(desk.model->figures().total, 1);
}

void DashboardModelTest::anUnreachableDatabaseIsAnError() {
  QTemporaryDir directory;
  const Result<DatabaseUrl> url =
      DatabaseUrl::parse(QStringLiteral("sqlite:%1").arg(directory.filePath(QStringLiteral("absent.db"))));
  VERIFY_OK(url);
  const std::unique_ptr<Database> database = openDatabase(*url, {});
  const std::unique_ptr<Session> session = database->openSession(kTenant);
  TimeFormat timeFormat;
  DashboardModel model(session->dashboard(), session->exceptions(), timeFormat);
  model.refresh();
  EVENTUALLY_EQUAL(model.state(), State::Error);
  QCOMPARE(model.error()->kind, DbError::Kind::NotFound);
  QVERIFY(!model.error()->message.isEmpty());
}

void DashboardModelTest::domainsFillTheFilter() {
  Desk desk;
  for (const QString& domain : {QStringLiteral("Trade"), QStringLiteral("Claims"), QStringLiteral("Trade")}) {
    Exception exception = sampleException(QUuid::createUuid().toString(QUuid::WithoutBraces));
    exception.domain = domain;
    QVERIFY(desk.add(std::move(exception)));
  }
  desk.model->refresh();
  EVENTUALLY_EQUAL(desk.model->domains(), (QStringList{QStringLiteral("Claims"), QStringLiteral("Trade")}));
}

} // namespace sentinai

QTEST_GUILESS_MAIN(sentinai::DashboardModelTest)
#include "dashboard_model_test.moc"
