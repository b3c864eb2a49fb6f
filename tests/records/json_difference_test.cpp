// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/json_difference.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// What leads from one pack to another, by path.
class JsonDifferenceTest : public QObject {
  Q_OBJECT

  static QStringList paths(const char* before, const char* after) {
    QStringList paths;
    for (const PackDifference& one :
         jsonDifference(QJsonDocument::fromJson(before).object(), QJsonDocument::fromJson(after).object())) {
      paths << one.path;
    }
    return paths;
  }

private Q_SLOTS:
  void namesTheInnermostPlaces() {
    QCOMPARE(paths("{}", "{}"), QStringList());
    QCOMPARE(paths(R"({"a":1,"b":{"c":[1,2]}})", R"({"b":{"c":[1,2]},"a":1.0})"), QStringList());
    QCOMPARE(paths(R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":3}})"), QStringList{u"/a/c"_s});
    QCOMPARE(paths(R"({"a":[1,2,3]})", R"({"a":[1,5]})"), (QStringList{u"/a/1"_s, u"/a/2"_s}));
    QCOMPARE(paths(R"({"a":1})", R"({"a":{"b":1}})"), QStringList{u"/a"_s});
    QCOMPARE(paths(R"({"a":1})", R"({"a":"1"})"), QStringList{u"/a"_s});
    QCOMPARE(paths(R"({})", R"({"x/y":1,"m~n":1})"), (QStringList{u"/m~0n"_s, u"/x~1y"_s}));
  }

  void addedAndRemovedAreUndefinedOnOneSide() {
    const std::vector<PackDifference> difference = jsonDifference({{u"gone"_s, QJsonValue::Null}}, {{u"new"_s, true}});
    QCOMPARE(difference, (std::vector<PackDifference>{{u"/gone"_s, QJsonValue::Null, QJsonValue::Undefined},
                                                      {u"/new"_s, QJsonValue::Undefined, true}}));
  }
};

QTEST_GUILESS_MAIN(JsonDifferenceTest)
#include "json_difference_test.moc"
