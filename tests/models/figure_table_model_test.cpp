// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/figure_table_model.h"
#include "models/filter_narrowing.h"
#include "tests/support/check.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace sentinai {

namespace {

FigureTable statusTable(qint64 open, qint64 resolved) {
  FigureTable table{QStringLiteral("Status"), {{QStringLiteral("Exceptions")}}, {}};
  for (const auto& [name, status, count] : {std::tuple(QStringLiteral("Open"), Status::Open, open),
                                            std::tuple(QStringLiteral("Resolved"), Status::Resolved, resolved)}) {
    FigureRow row;
    row.name = name;
    row.status = status;
    row.cells = {{count, QString::number(count), FilterNarrowing({}).toStatuses({status}).filter()}};
    table.rows.push_back(row);
  }
  return table;
}

FigureTable trendTable() {
  FigureTable table{QStringLiteral("Day"), {{QStringLiteral("Opened")}, {QStringLiteral("Resolved")}}, {}};
  FigureRow row;
  row.name = QStringLiteral("1 Mar");
  row.detail = QStringLiteral("1 March 2026");
  row.cells = {{3, QStringLiteral("3"), ExceptionFilter()}, {1, QStringLiteral("1"), std::nullopt}};
  table.rows = {row};
  return table;
}

} // namespace

class FigureTableModelTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void namesComeFirstThenValues();
  void otherNumbersKeepTheRows();
  void otherNamesResetIt();
  void sentencesSayAllOrOneValue();
  void toolTipsHoldNoMarkup();
  void narrowingNeverWidens();
};

void FigureTableModelTest::namesComeFirstThenValues() {
  FigureTableModel model(QStringLiteral("By status"));
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  QVERIFY(model.isEmpty());
  model.setTable(statusTable(4, 7));
  QCOMPARE(model.rowCount(), 2);
  QCOMPARE(model.columnCount(), 2);
  QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Status"));
  QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("Resolved"));
  QCOMPARE(model.index(1, 1).data().toString(), QStringLiteral("7"));
  QCOMPARE(model.index(1, 1).data(FigureTableModel::ValueRole).toLongLong(), 7);
  QCOMPARE(model.index(1, 0).data(FigureTableModel::StatusRole).toInt(), static_cast<int>(Status::Resolved));
  QCOMPARE(model.drillDown(model.index(1, 0))->statuses, std::vector{Status::Resolved});
  QVERIFY(!model.isEmpty());
  model.setTable(statusTable(0, 0));
  QVERIFY(model.isEmpty());
}

void FigureTableModelTest::otherNumbersKeepTheRows() {
  FigureTableModel model(QStringLiteral("By status"));
  model.setTable(statusTable(4, 7));
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
  const QPersistentModelIndex kept = model.index(1, 1);
  model.setTable(statusTable(5, 8));
  QCOMPARE(resets.size(), 0);
  QCOMPARE(changes.size(), 1);
  QCOMPARE(kept.data().toString(), QStringLiteral("8"));
  model.setTable(statusTable(5, 8));
  QCOMPARE(changes.size(), 1);
}

void FigureTableModelTest::otherNamesResetIt() {
  FigureTableModel model(QStringLiteral("Any"));
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.setTable(statusTable(4, 7));
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  model.setTable(trendTable());
  QCOMPARE(resets.size(), 1);
  QCOMPARE(model.columnCount(), 3);
  model.setTable(FigureTable());
  QCOMPARE(model.rowCount(), 0);
}

void FigureTableModelTest::sentencesSayAllOrOneValue() {
  FigureTableModel model(QStringLiteral("Trend"));
  model.setTable(trendTable());
  QCOMPARE(model.sentence(model.index(0, 0)), QStringLiteral("1 March 2026, Opened: 3, Resolved: 1"));
  QCOMPARE(model.sentence(model.index(0, 2)), QStringLiteral("1 March 2026, Resolved: 1"));
  QCOMPARE(model.drillDownTitle(model.index(0, 1)), QStringLiteral("Opened: 1 March 2026"));
  QVERIFY(model.drillDown(model.index(0, 1)));
  QVERIFY(!model.drillDown(model.index(0, 2)));
  // A row of two values leads nowhere by its name: it would have to choose.
  QVERIFY(!model.drillDown(model.index(0, 0)));
}

void FigureTableModelTest::toolTipsHoldNoMarkup() {
  FigureTableModel model(QStringLiteral("Entities"));
  FigureTable table = statusTable(1, 1);
  table.rows[0].name = QStringLiteral("<img src=x>");
  model.setTable(table);
  QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<img")));
}

void FigureTableModelTest::narrowingNeverWidens() {
  ExceptionFilter filter;
  filter.statuses = {Status::Resolved};
  filter.domains = {QStringLiteral("IT"), QStringLiteral("Finance")};
  filter.owners = {QStringLiteral("ann")};
  QVERIFY(!FilterNarrowing(filter).toUnresolved().filter());
  QVERIFY(!FilterNarrowing(filter).toDomain(QStringLiteral("Health")).filter());
  QVERIFY(!FilterNarrowing(filter).toOwner(QString()).filter());
  QCOMPARE(FilterNarrowing(filter).toDomain(QStringLiteral("IT")).filter()->domains, QStringList{QStringLiteral("IT")});
  QCOMPARE(FilterNarrowing(filter).toOwner(QStringLiteral("ann")).filter()->owners, filter.owners);

  const Instant noon = *parseIsoText(u"2026-03-02T12:00:00Z");
  const auto hour = std::chrono::hours(1);
  filter.created = {noon, noon + 4 * hour};
  QCOMPARE(FilterNarrowing(filter).toCreated({noon - hour, noon + hour}).filter()->created,
           (TimeRange{noon, noon + hour}));
  QVERIFY(!FilterNarrowing(filter).toCreated({noon + 4 * hour, {}}).filter());
}

} // namespace sentinai

QTEST_GUILESS_MAIN(sentinai::FigureTableModelTest)
#include "figure_table_model_test.moc"
