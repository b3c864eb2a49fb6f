// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/merge_patch.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sentinai;

/// JSON Merge Patch, by the cases of RFC 7396's appendix.
class MergePatchTest : public QObject {
  Q_OBJECT

  static QJsonValue json(const char* text) {
    return QJsonDocument::fromJson(QByteArray("[") + text + "]").array().at(0);
  }

private Q_SLOTS:
  void mergesAsTheStandardShows_data() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("wanted");
    const auto add = [](const char* target, const char* patch, const char* wanted) {
      QTest::addRow("%s by %s", target, patch) << QByteArray(target) << QByteArray(patch) << QByteArray(wanted);
    };
    add(R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})");
    add(R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})");
    add(R"({"a":"b"})", R"({"a":null})", R"({})");
    add(R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})");
    add(R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})");
    add(R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})");
    add(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})");
    add(R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})");
    add(R"(["a","b"])", R"(["c","d"])", R"(["c","d"])");
    add(R"({"a":"b"})", R"(["c"])", R"(["c"])");
    add(R"({"a":"foo"})", R"(null)", R"(null)");
    add(R"({"a":"foo"})", R"("bar")", R"("bar")");
    add(R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})");
    add(R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})");
    add(R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})");
  }

  void mergesAsTheStandardShows() {
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, patch);
    QFETCH(const QByteArray, wanted);
    QCOMPARE(mergePatch(json(target), json(patch)), json(wanted));
  }
};

QTEST_GUILESS_MAIN(MergePatchTest)
#include "merge_patch_test.moc"
