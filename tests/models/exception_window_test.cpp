// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QSignalSpy>
#include <QTest>

using namespace sentinai;

namespace {

constexpr int kMany = 30'000;

/// EX-0000001 is the oldest; each was created a second after the one before.
QString idOf(int number) {
  return QStringLiteral("EX-%1").arg(number, 7, 10, QLatin1Char('0'));
}

} // namespace

/// The table over a list of many pages, in a file that others change meanwhile.
class ExceptionWindowTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_file = std::make_unique<TestDatabase>(DatabaseUrl::Engine::Sqlite);
    m_file->addTenant(QStringLiteral("bank"));
    insert(1, kMany);
    m_database = openDatabase(m_file->ownerUrl(), {});
    m_session = m_database->openSession(QStringLiteral("bank"));
    m_model = std::make_unique<ExceptionTableModel>(m_session->exceptions(), m_time);
  }

  void cleanup() {
    m_model.reset();
    m_session.reset();
    m_database.reset();
    m_file.reset();
  }

  void theLengthIsRefinedWhileRowsAreShown() {
    std::vector<std::pair<int, std::optional<RowCount>>> seen;
    connect(m_model.get(), &ExceptionTableModel::stateChanged, this,
            [&] { seen.emplace_back(m_model->rowCount(), m_model->total()); });
    m_model->setFilter({});
    EVENTUALLY(isMeasured() && settled());
    QCOMPARE(m_model->rowCount(), kMany);
    // Never fewer again, and not more than is known.
    QVERIFY(std::is_sorted(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first < b.first; }));
    QVERIFY(std::any_of(seen.begin(), seen.end(), [](const auto& moment) {
      return moment.second == std::optional(RowCount{10'000, false});
    }));
  }

  void jumpsToAnyDepth() {
    open();
    for (const int row : {kMany - 1, 15'000, 4'999, 5'000, 5'001, 29'799, 29'800, 1, 20'123}) {
      show(row, std::min(row + 30, kMany - 1));
      expectRows(row, std::min(row + 30, kMany - 1));
    }
    QCOMPARE(m_model->rowCount(), kMany);
    QCOMPARE(m_model->rowOf(idOf(kMany - 20'123)), 20'123);
  }

  void scrollsBackAndForthInBoundedMemory() {
    open();
    for (int row = 0; row < kMany - 40; row += 170) {
      show(row, row + 40);
      expectRows(row, row + 40);
    }
    QVERIFY(m_model->loadedRows([](int) { return true; }).size() <= RowWindow<Exception>::kMostPages * kWindowPage);
    for (int row = kMany - 40; row >= 0; row -= 190) {
      show(row, row + 39);
      expectRows(row, row + 39);
    }
    QVERIFY(m_model->loadedRows([](int) { return true; }).size() <= RowWindow<Exception>::kMostPages * kWindowPage);
    QCOMPARE(m_model->rowCount(), kMany);
  }

  void theLatestPlaceWins() {
    open();
    for (int row = 2'000; row < 28'000; row += 1'000) {
      m_model->setVisibleRows(row, row + 30);
    }
    EVENTUALLY(settled());
    expectRows(27'000, 27'030);
    for (int row = 2'000; row < 26'000; row += 1'000) {
      QVERIFY(!m_model->isLoaded(row)); // Was on view only in passing.
    }
  }

  void everySortReachesEveryDepth() {
    open();
    for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
      m_model->sort(column, Qt::AscendingOrder);
      EVENTUALLY(isMeasured() && settled());
      QCOMPARE(m_model->rowCount(), kMany);
      for (const int row : {kMany - 10, 12'345, 25'001}) {
        show(row, row + 5);
        const Result<Page<Exception>> truth =
            await(m_session->exceptions().list({{}, m_model->sortOrder(), 6, {}, {}, row}, {}));
        VERIFY_OK(truth);
        for (int i = 0; i < 6; ++i) {
          QCOMPARE(m_model->exceptionAt(row + i)->exceptionId, truth->rows[static_cast<std::size_t>(i)].exceptionId);
        }
      }
    }
  }

  void pagesThatDoNotJoinAreReadAgain() {
    open();
    show(1'000, 1'030);
    execute(QStringLiteral("DELETE FROM exception WHERE exception_id = '%1'").arg(idOf(kMany - 700)));
    // Back to the start, from where the rows behind the gone one have other numbers.
    for (int row = 980; row >= 0; row -= 70) {
      show(row, row + 30);
    }
    QStringList ids;
    for (int row = 0; row < 1'000; row += 20) {
      show(row, row + 19);
      for (int i = 0; i < 20; ++i) {
        ids.append(m_model->exceptionAt(row + i)->exceptionId);
      }
    }
    QCOMPARE(ids, truth(1'000));
  }

  void aListThatHasBecomeShorterEndsWhereItDoes() {
    open();
    execute(QStringLiteral("DELETE FROM exception WHERE exception_id <= '%1'").arg(idOf(1'500)));
    m_model->setVisibleRows(kMany - 20, kMany - 1);
    EVENTUALLY(m_model->rowCount() == kMany - 1'500 &&
               m_model->total() == std::optional(RowCount{kMany - 1'500, true}));
    show(m_model->rowCount() - 20, m_model->rowCount() - 1);
    expectRows(m_model->rowCount() - 20, m_model->rowCount() - 1);
  }

  void aListThatHasBecomeLongerIsReachedToItsEnd() {
    execute(QStringLiteral("DELETE FROM exception WHERE exception_id <= '%1'").arg(idOf(700)));
    open();
    QCOMPARE(m_model->rowCount(), kMany - 700);
    insert(1, 700);
    // The end, as far as it is known; and on.
    m_model->setVisibleRows(m_model->rowCount() - 20, m_model->rowCount() - 1);
    EVENTUALLY(m_model->rowCount() == kMany && settled());
    show(kMany - 20, kMany - 1);
    expectRows(kMany - 20, kMany - 1);
    EVENTUALLY(m_model->total() == std::optional(RowCount{kMany, true}));
  }

  void aListThatHasBecomeEmptySaysSo() {
    open();
    execute(QStringLiteral("DELETE FROM exception"));
    m_model->reload();
    EVENTUALLY(settled() && m_model->state() == ExceptionTableModel::State::Empty);
    QCOMPARE(m_model->rowCount(), 0);
    insert(1, 300);
    m_model->reload();
    EVENTUALLY(settled() && m_model->state() == ExceptionTableModel::State::Ready);
    QCOMPARE(m_model->rowCount(), 300);
  }

  void changesOfOthersAreShownWhereTheyStand() {
    open();
    show(12'000, 12'040);
    QStringList changed;
    for (int number = 1; number <= kMany; number += 50) {
      changed.append(idOf(number));
    }
    execute(QStringLiteral("UPDATE exception SET version = 2, entity = 'changed', created_at = 1 WHERE exception_id "
                           "LIKE 'EX-_____01' OR exception_id LIKE 'EX-_____51'"));
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy news(m_model.get(), &ExceptionTableModel::newRowsChanged);
    m_model->showChanges(changed, 3);
    m_model->showChanges({changed.first()}, 4);
    QCOMPARE(m_model->newRows(), 7);
    QCOMPARE(news.count(), 2);
    // EX-0017951 is row 12,049, which is loaded without being on view; it stays there.
    const int row = kMany - 17'951;
    EVENTUALLY(m_model->exceptionAt(row)->entity == QStringLiteral("changed"));
    QCOMPARE(m_model->exceptionAt(row)->exceptionId, idOf(17'951));
    QVERIFY(m_model->index(row, 0).data(ExceptionTableModel::ChangedRole).toBool());
    QVERIFY(!m_model->index(row - 1, 0).data(ExceptionTableModel::ChangedRole).toBool());
    for (const QList<QVariant>& change : changes) {
      QCOMPARE(change.at(0).toModelIndex().row(), change.at(1).toModelIndex().row()); // No two are neighbours.
    }
    EVENTUALLY(!m_model->index(row, 0).data(ExceptionTableModel::ChangedRole).toBool());
    QCOMPARE(resets.count(), 0);
    QCOMPARE(m_model->rowCount(), kMany);

    m_model->reload();
    QCOMPARE(m_model->newRows(), 0);
    EVENTUALLY(isMeasured() && settled());
  }

  void neighboursThatChangedAreOneRange() {
    open();
    execute(QStringLiteral("UPDATE exception SET version = 2 WHERE exception_id > '%1'").arg(idOf(kMany - 40)));
    QStringList changed;
    for (int number = kMany - 45; number <= kMany; ++number) {
      changed.append(idOf(number));
    }
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->showChanges(changed, 0);
    EVENTUALLY(changes.count() > 0);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes.first().at(0).toModelIndex().row(), 0);
    QCOMPARE(changes.first().at(1).toModelIndex().row(), 39);
  }

  void aChangeOfARowThatIsUnderWayIsNotMissed() {
    open();
    m_model->setVisibleRows(20'000, 20'030);
    execute(QStringLiteral("UPDATE exception SET version = 2, entity = 'changed' WHERE exception_id = '%1'")
                .arg(idOf(kMany - 20'010)));
    m_model->showChanges({idOf(kMany - 20'010)}, 0);
    EVENTUALLY(settled() && m_model->exceptionAt(20'010)->entity == QStringLiteral("changed"));
  }

  void resyncKeepsThePlace() {
    open();
    show(17'000, 17'030);
    const QString id = m_model->exceptionAt(17'010)->exceptionId;
    insert(kMany + 1, kMany + 5); // At the top.
    execute(QStringLiteral("UPDATE exception SET version = 2, entity = 'changed' WHERE exception_id = '%1'").arg(id));
    m_model->resync();
    QVERIFY(m_model->isShown()); // Without a moment in between.
    QCOMPARE(m_model->exceptionAt(17'010)->exceptionId, id);
    EVENTUALLY(isMeasured() && settled() && m_model->total()->value == kMany + 5);
    QCOMPARE(m_model->firstVisibleRow(), 17'000);
    QCOMPARE(m_model->exceptionAt(m_model->rowOf(id))->entity, QStringLiteral("changed"));
    QCOMPARE(m_model->rowCount(), kMany + 5);
    show(0, 30);
    QCOMPARE(m_model->exceptionAt(0)->exceptionId, idOf(kMany + 5));
  }

  void findsDates() {
    open();
    QSignalSpy found(m_model.get(), &ExceptionTableModel::createdFound);
    const auto look = [&](qint64 second) {
      found.clear();
      m_model->findCreated(fromEpochMicros(second * 1'000'000));
      EVENTUALLY(found.count() == 1);
    };
    QVERIFY(m_model->isSortedByCreation());
    look(20'001); // The latest first: EX-0020000 is the first one before it.
    QCOMPARE(found.first().first().toInt(), kMany - 20'000);
    look(1);
    QCOMPARE(found.first().first().toInt(), kMany); // There is none.
    look(99'999);
    QCOMPARE(found.first().first().toInt(), 0);

    m_model->setSortOrder({ExceptionField::CreatedAt, Qt::AscendingOrder});
    ExceptionFilter some;
    some.created.from = fromEpochMicros(1'000'000'000);
    m_model->setFilter(some);
    EVENTUALLY(isMeasured() && settled());
    look(2'000);
    QCOMPARE(found.first().first().toInt(), 1'000);
    look(5);
    QCOMPARE(found.first().first().toInt(), 0);

    // The latest wins.
    found.clear();
    m_model->findCreated(fromEpochMicros(3'000'000'000));
    m_model->findCreated(fromEpochMicros(4'000'000'000));
    EVENTUALLY(found.count() > 0);
    QCOMPARE(found.first().first().toInt(), 3'000);
    m_model->setSortOrder({ExceptionField::Owner, Qt::AscendingOrder});
    QVERIFY(!m_model->isSortedByCreation());
  }

  /// There the lists' lengths and places come from the rollup, and no landmarks.
  void reachesEveryDepthOnPostgreSqlAsWell() {
    constexpr int kRows = 2'400;
    TestDatabase file(DatabaseUrl::Engine::PostgreSql);
    file.addTenant(QStringLiteral("bank"));
    const DatabaseUrl url = file.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor}});
    const auto database = openDatabase(url, {});
    const auto session = database->openSession(QStringLiteral("bank"));
    std::vector<NewExceptionEvent> creations;
    for (const Exception& exception : sampleExceptions(kRows)) {
      creations.push_back(sampleCreation(exception));
    }
    VERIFY_OK(await(session->events().appendBatch(std::move(creations), {})));
    ExceptionTableModel model(session->exceptions(), m_time);
    model.setFilter({});
    for (const ExceptionSort sort : {ExceptionSort(), ExceptionSort{ExceptionField::Severity, Qt::AscendingOrder},
                                     ExceptionSort{ExceptionField::Owner, Qt::DescendingOrder},
                                     ExceptionSort{ExceptionField::Amount, Qt::AscendingOrder}}) {
      model.setSortOrder(sort);
      const Result<Page<Exception>> truth = await(session->exceptions().list({{}, sort, kMaxPageSize, {}, {}, 0}, {}));
      VERIFY_OK(truth);
      QCOMPARE(truth->rows.size(), std::size_t{kRows});
      for (const int row : {0, kRows - 1, 1'500, 1'300, 1'310, 900, 0, 2'100}) {
        model.setVisibleRows(row, row);
        EVENTUALLY(!model.isLoading() && !model.isCounting() && model.rowCount() == kRows);
        const auto loaded = model.loadedRows([](int) { return true; });
        for (const int there : loaded) {
          QCOMPARE(model.exceptionAt(there)->exceptionId, truth->rows[static_cast<std::size_t>(there)].exceptionId);
        }
        QVERIFY(model.isLoaded(row));
      }
    }
  }

private:
  void execute(const QString& sql) { (void)m_file->executeBehindTheBack(sql); }

  void insert(int first, int last) {
    execute(QStringLiteral("INSERT INTO exception (tenant_id, exception_id, domain, type, severity, status, "
                           "source_system, entity, created_at, updated_at) WITH RECURSIVE n (i) AS (SELECT %1 UNION "
                           "ALL SELECT i + 1 FROM n WHERE i < %2) SELECT 'bank', printf('EX-%07d', i), "
                           "CASE i % 3 WHEN 0 THEN 'IT' WHEN 1 THEN 'Finance' ELSE 'Claims' END, 'Outage', "
                           "CASE i % 4 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' WHEN 2 THEN 'high' ELSE 'critical' END, "
                           "CASE i % 2 WHEN 0 THEN 'open' ELSE 'analyzing' END, 'Epic', 'entity ' || (i % 977), "
                           "i * 1000000, i * 1000000 FROM n")
                .arg(first)
                .arg(last));
  }

  void open() {
    m_model->setFilter({});
    EVENTUALLY(isMeasured() && settled());
  }

  void show(int first, int last) {
    m_model->setVisibleRows(first, last);
    EVENTUALLY(settled());
    QVERIFY(m_model->isShown());
  }

  void expectRows(int first, int last) {
    for (int row = first; row <= last; ++row) {
      QCOMPARE(m_model->exceptionAt(row)->exceptionId, idOf(kMany - row));
    }
  }

  QStringList truth(int rows) {
    QStringList ids;
    const auto page = await(m_session->exceptions().list({{}, m_model->sortOrder(), rows, {}, {}, 0}, {}));
    for (const Exception& row : page.value().rows) {
      ids.append(row.exceptionId);
    }
    return ids;
  }

  [[nodiscard]] bool isMeasured() const { return m_model->total() && m_model->total()->exact; }
  [[nodiscard]] bool settled() const { return !m_model->isLoading() && !m_model->isCounting(); }

  std::unique_ptr<TestDatabase> m_file;
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  TimeFormat m_time;
  std::unique_ptr<ExceptionTableModel> m_model;
};

QTEST_GUILESS_MAIN(ExceptionWindowTest)
#include "exception_window_test.moc"
