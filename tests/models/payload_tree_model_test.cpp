// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/payload_tree_model.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace sentinai;

namespace {

QJsonObject object(const char* json) {
  return QJsonDocument::fromJson(json).object();
}

QString cell(const PayloadTreeModel& model, const QModelIndex& row, int column) {
  return model.index(row.row(), column, row.parent()).data().toString();
}

} // namespace

class PayloadTreeModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void showsNamesValuesAndTypes() {
    PayloadTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setValue(object(R"({"amount":"12.50","list":[1,true,null],"nested":{"a":{"b":"c"}}})"));

    QCOMPARE(model.rowCount(), 3);
    const QModelIndex amount = model.index(0, 0);
    QCOMPARE(cell(model, amount, PayloadTreeModel::Name), QStringLiteral("amount"));
    QCOMPARE(cell(model, amount, PayloadTreeModel::Value), QStringLiteral("12.50"));
    QCOMPARE(cell(model, amount, PayloadTreeModel::Type), QStringLiteral("text"));
    QVERIFY(!model.hasChildren(amount));

    const QModelIndex list = model.index(1, 0);
    QCOMPARE(model.rowCount(list), 3);
    QCOMPARE(cell(model, model.index(0, 0, list), PayloadTreeModel::Type), QStringLiteral("number"));
    QCOMPARE(cell(model, model.index(1, 0, list), PayloadTreeModel::Value), QStringLiteral("true"));
    QCOMPARE(cell(model, model.index(2, 0, list), PayloadTreeModel::Value), QStringLiteral("null"));

    const QModelIndex deepest = model.index(0, 0, model.index(0, 0, model.index(2, 0)));
    QCOMPARE(cell(model, deepest, PayloadTreeModel::Value), QStringLiteral("c"));
    QCOMPARE(deepest.data(PayloadTreeModel::Path).toString(), QStringLiteral("/nested/a/b"));
    QCOMPARE(model.index(2, 0).data(PayloadTreeModel::FullText).toString(),
             QStringLiteral("{\n    \"a\": {\n        \"b\": \"c\"\n    }\n}"));
  }

  void replacesWhatItShows() {
    PayloadTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setValue(object(R"({"a":{"b":1}})"));
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    model.setValue(QJsonArray{1, 2});
    QCOMPARE(model.rowCount(), 2);
    model.setValue(QStringLiteral("alone"));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(cell(model, model.index(0, 0), PayloadTreeModel::Value), QStringLiteral("alone"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
  }

  void cutsLongTextForShowButNotForCopying() {
    PayloadTreeModel model;
    const QString text(100'000, QLatin1Char('x'));
    model.setValue(QJsonObject{{QStringLiteral("big"), text}});
    const QString shown = cell(model, model.index(0, 0), PayloadTreeModel::Value);
    QVERIFY(shown.size() < PayloadTreeModel::kMaxShown + 100);
    QVERIFY(shown.contains(QStringLiteral("99600 more characters")));
    QCOMPARE(model.index(0, 0).data(PayloadTreeModel::FullText).toString(), text);
  }

  void showsHostileTextAsItIs() {
    PayloadTreeModel model;
    model.setValue(QJsonObject{{QStringLiteral("<b>n</b>"), QStringLiteral("<a href='x'>\u202Egnp</a>\n")}});
    QCOMPARE(cell(model, model.index(0, 0), PayloadTreeModel::Name), QStringLiteral("<b>n</b>"));
    QCOMPARE(cell(model, model.index(0, 0), PayloadTreeModel::Value), QStringLiteral("<a href='x'>⟨U+202E⟩gnp</a>␊"));
    const QString toolTip = model.index(0, PayloadTreeModel::Value).data(Qt::ToolTipRole).toString();
    QVERIFY(!toolTip.contains(QStringLiteral("<a")));
  }
};

QTEST_APPLESS_MAIN(PayloadTreeModelTest)
#include "payload_tree_model_test.moc"
