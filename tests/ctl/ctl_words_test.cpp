// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// What sentinaictl says to people, besides what they asked for.
class CtlWordsTest : public CtlFixture {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { makeDatabase(u"bank"_s, Access::Analyst); }

  void mistakesOfUsageAreNamed_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("no command") << QStringList() << QByteArray("subcommand is required");
    QTest::newRow("unknown command") << QStringList{u"exceptoin"_s, u"list"_s} << QByteArray("\"exceptoin\"");
    QTest::newRow("unknown one of a group") << QStringList{u"exception"_s, u"lits"_s} << QByteArray("\"lits\"");
    QTest::newRow("unknown option") << QStringList{u"tenant"_s, u"list"_s, u"--al"_s} << QByteArray("--al");
    QTest::newRow("missing argument") << QStringList{u"exception"_s, u"show"_s} << QByteArray("ID is required");
  }
  void mistakesOfUsageAreNamed() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, named);
    const CtlRun refused = run(arguments);
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.errors.startsWith("sentinaictl: ") && refused.errors.contains(named) &&
                 refused.errors.endsWith("Run it with --help for what there is.\n") && refused.errors.count('\n') == 1,
             refused.errors.constData());
  }

  void mistakesOfUsageTellNoPassword_data() {
    QTest::addColumn<QStringList>("arguments");
    const QString url = u"postgresql://sue:s3cretpassw0rd@localhost:1/r4"_s;
    const QString words = u"host=localhost password=s3cretpassw0rd dbname=r4"_s;
    QTest::newRow("argument") << QStringList{u"health"_s, url};
    QTest::newRow("command") << QStringList{url};
    QTest::newRow("one dash") << QStringList{u"-db"_s, url, u"health"_s};
    QTest::newRow("one dash, joined") << QStringList{u"-db="_s + url, u"health"_s};
    QTest::newRow("mistyped option") << QStringList{u"--json"_s, u"--bd"_s, url, u"health"_s};
    QTest::newRow("mistyped option, joined") << QStringList{u"--bd="_s + url, u"health"_s};
    QTest::newRow("value of a flag") << QStringList{u"--json="_s + url, u"health"_s};
    QTest::newRow("value of a number") << QStringList{u"exception"_s, u"list"_s, u"--limit"_s, url};
    QTest::newRow("name of something") << QStringList{u"exception"_s, u"show"_s, url};
    QTest::newRow("driver's URL") << QStringList{u"health"_s,
                                                 u"Postgresql+psycopg2://sue:s3cretpassw0rd@localhost:1/r4"_s};
    QTest::newRow("marks in the password") << QStringList{u"health"_s, u"postgres://sue:p@ss/s3cretpassw0rd@h/r4"_s};
    QTest::newRow("keywords") << QStringList{u"health"_s, words};
    QTest::newRow("keywords, one dash, joined") << QStringList{u"-db="_s + words, u"health"_s};
    QTest::newRow("keywords, mistyped option") << QStringList{u"--bd="_s + words, u"health"_s};
    QTest::newRow("keywords of their own")
        << QStringList{u"--db"_s, u"host=localhost"_s, u"password=s3cretpassw0rd"_s, u"health"_s};
    QTest::newRow("both, one longer") << QStringList{u"health"_s, u"password=s3"_s, u"password=s3cretpassw0rd"_s};
  }
  void mistakesOfUsageTellNoPassword() {
    QFETCH(QStringList, arguments);
    const CtlRun refused = run(arguments);
    QVERIFY2(refused.status == 2 || refused.status == 4, refused.errors.constData());
    QVERIFY2(refused.errors.startsWith("sentinaictl: "), refused.errors.constData());
    QVERIFY2(!(refused.output + refused.errors).contains("cretpassw0rd"), refused.errors.constData());
  }

  void emptyListsSaySo() {
    const CtlRun people = run({u"exception"_s, u"list"_s});
    QCOMPARE(people.status, 0);
    QCOMPARE(people.output, QByteArray());
    QCOMPARE(people.errors, QByteArray("none\n"));
    const CtlRun programs = run({u"--json"_s, u"exception"_s, u"list"_s});
    QCOMPARE(programs.output + programs.errors, QByteArray());
  }

  void reasonsAreWhole() {
    if (!onPostgreSql()) {
      return; // Whoever has the file may do everything.
    }
    const CtlRun privileges = run({u"member"_s, u"privileges"_s});
    QVERIFY2(privileges.output.contains("to tenant bank; login ") && privileges.output.contains(" has analyst."),
             privileges.output.constData());
    const CtlRun refused = run({u"pack"_s, u"publish"_s, u"finance"_s});
    QCOMPARE(refused.status, 6);
    QVERIFY2(refused.errors.contains("sentinai_admin"), refused.errors.constData());
    const CtlRun lines = CtlRun::of(u"host=/nowhere,/nowhere-else user=ann"_s, {u"health"_s});
    QCOMPARE(lines.status, 3);
    QVERIFY2(lines.errors.contains("\n  ") && !lines.errors.contains("\\u000a"), lines.errors.constData());
  }

  void exportsGoWhereverTheyCanBeWritten() {
    const CtlRun there = run({u"export"_s, u"exceptions"_s});
    QVERIFY(!there.output.isEmpty());
    for (const QString& device : {u"-"_s, u"/dev/stdout"_s}) {
      const CtlRun exported = run({u"export"_s, u"exceptions"_s, u"--output"_s, device});
      QCOMPARE(exported.status, 0);
      QCOMPARE(exported.output, there.output);
    }
    const QTemporaryDir folder;
    QCOMPARE(run({u"export"_s, u"exceptions"_s, u"--output"_s, folder.path()}).status, 7);
  }
};

QTEST_GUILESS_MAIN(CtlWordsTest)
#include "ctl_words_test.moc"
