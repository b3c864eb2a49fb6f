// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "tests/ctl/ctl_fixture.h"
#include "tests/support/hostile_rows.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = u"bank"_s;
constexpr qsizetype kMuch = 250'000; ///< More than a person reads of a command's answer.

/// Whether a terminal would obey it.
bool isObeyed(const QByteArray& output) {
  const QString text = QString::fromUtf8(output);
  return text.toUtf8() != output || std::ranges::any_of(text, [](QChar c) {
           return (c < u' ' && c != u'\n') || (c >= u'\x7f' && c <= u'\x9f') || c == u'\u202e' || c == u'\u200b';
         });
}

} // namespace

/// Rows written past all checks, read by sentinaictl: whatever they hold, it neither crashes nor goes on without end,
/// and a terminal obeys none of it.
class CtlHostileTest : public CtlFixture {
  Q_OBJECT

private:
  void verifyDone(const CtlRun& done) {
    QVERIFY2(done.status >= 0, "crashed");
    QVERIFY2(done.output.size() < kMuch, QByteArray::number(done.output.size()));
    QVERIFY2(!isObeyed(done.output) && !isObeyed(done.errors), (done.errors + done.output).left(2000));
    QVERIFY2(done.errors.size() < kMuch, done.errors.left(2000));
  }

  [[nodiscard]] DatabaseUrl::Engine engine() { return database().engine(); }

private Q_SLOTS:
  void initTestCase() {
    makeDatabase(kTenant, Access::Supervisor);
    const DatabaseUrl login = database().addLogin(u"writer"_s, {{kTenant, Access::Supervisor}});
    writeHostileRows(database(), *openDatabase(login, {}), kTenant);
  }

  void whatIsLeftOutIsSaid() {
    QVERIFY(run({u"exception"_s, u"show"_s, kHugeFields}).output.contains("… (9990000 more characters)"));
  }

  void jsonIsWholeAndEscaped() {
    const CtlRun shown = run({u"--json"_s, u"exception"_s, u"show"_s, kHugeFields});
    QCOMPARE(shown.object().value("entity"_L1).toString().size(), kHostileLength);
    const CtlRun evil = run({u"--json"_s, u"exception"_s, u"show"_s, kEvilFields});
    QVERIFY2(!isObeyed(evil.output), evil.output);
    QVERIFY(evil.object().value("owner"_L1).toString().startsWith(u"@evil\x1b[31m\a\x9b\u202e\u200b"_s));
  }

  void aPayloadThatIsNoneIsShownAsText() {
    const CtlRun listed = run({u"--json"_s, u"event"_s, u"list"_s, kBadPayloads});
    QVERIFY2(!isObeyed(listed.output), "control characters");
    const QList<QJsonObject> events = listed.rows();
    QCOMPARE(events.size(), hostileEvents(engine()));
    QCOMPARE(events[1].value("data"_L1)["comment"_L1].toString().size(), kHostileLength);
    for (const int deep : {3, 4}) {
      QCOMPARE(events[deep].value("datacontenttype"_L1).toString(), u"text/plain"_s);
      QVERIFY(events[deep].value("data"_L1).toString().size() >= 20'000);
    }
    if (!onPostgreSql()) {
      QVERIFY(events[9].value("data"_L1).toString().startsWith(u"no JSON\x1b[31m"_s));
    }
  }

  void theWholeRecordIsGoneThrough() {
    for (const auto& [command, bad] : {std::pair{QStringList{u"event"_s, u"verify"_s}, kBadPayloads},
                                       std::pair{QStringList{u"event"_s, u"replay"_s, u"--verify"_s}, kHugeFields}}) {
      const CtlRun checked = run(QStringList{u"--json"_s} + command);
      QVERIFY2(checked.status == 1, checked.errors.left(2000));
      const QList<QJsonObject> rows = checked.rows();
      QCOMPARE(rows.size(), hostileExceptions(engine()));
      QVERIFY(std::ranges::any_of(rows, [&bad = bad](const QJsonObject& row) {
        return row.value("exception_id"_L1) == bad && !row.value("intact"_L1).toBool();
      }));
    }
    for (const auto& [what, format] : {std::pair{u"exceptions"_s, u"csv"_s}, std::pair{u"exceptions"_s, u"jsonl"_s},
                                       std::pair{u"events"_s, u"json"_s}, std::pair{u"events"_s, u"xes"_s}}) {
      const CtlRun done = run({u"export"_s, what, u"--format"_s, format, u"--output"_s, u"/dev/null"_s});
      QVERIFY2(done.status == 0, done.errors.left(2000));
    }
    // But for the two that have another domain now.
    const QStringList ofOneDomain{u"export"_s, u"exceptions"_s, u"--domain"_s, u"Finance"_s, u"--format"_s, u"jsonl"_s};
    QCOMPARE(run(ofOneDomain).output.count('\n'), hostileExceptions(engine()) - 2);
    const CtlRun events = run({u"export"_s, u"events"_s, u"--format"_s, u"jsonl"_s});
    QCOMPARE(events.output.count('\n'), hostileExceptions(engine()) + hostileEvents(engine()) - 1);
  }

  void anExportToATerminalIsNotObeyed() {
    for (const QString& format : {u"csv"_s, u"jsonl"_s, u"xes"_s}) {
      const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
      QVERIFY(terminal >= 0 && ::grantpt(terminal) == 0 && ::unlockpt(terminal) == 0);
      QProcess process;
      QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
      environment.insert(u"DATABASE_URL"_s, url());
      process.setProcessEnvironment(environment);
      process.setStandardOutputFile(QString::fromLocal8Bit(::ptsname(terminal)), QIODevice::Append);
      process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + u"/sentinaictl"_s,
                    {u"export"_s, u"exceptions"_s, u"--search"_s, u"evil"_s, u"--format"_s, format});
      QVERIFY(process.waitForFinished(60'000));
      QByteArray shown(1 << 16, 0);
      shown.truncate(::read(terminal, shown.data(), static_cast<size_t>(shown.size())));
      ::close(terminal);
      QCOMPARE(process.exitCode(), 0);
      QVERIFY2(shown.contains("evil") && !isObeyed(shown.replace("\r\n", "\n")), shown);
    }
  }

  /// The last one, since some of these commands write.
  void whatIsForPeopleIsShort_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    const auto add = [](const QStringList& arguments, int status = 0) {
      QTest::newRow(qPrintable(arguments.join(u' ').left(60))) << arguments << status;
    };
    add({u"exception"_s, u"list"_s, u"--limit"_s, u"20"_s});
    for (const QString& field : {u"entity"_s, u"owner:desc"_s, u"exception_id"_s, u"type:desc"_s}) {
      add({u"exception"_s, u"list"_s, u"--limit"_s, u"3"_s, u"--sort"_s, field});
    }
    add({u"exception"_s, u"list"_s, u"--search"_s, u"evil"_s});
    add({u"summary"_s});
    add({u"event"_s, u"verify"_s, kBadPayloads}, 1);
    add({u"event"_s, u"replay"_s, kBadPayloads});
    add({u"event"_s, u"replay"_s, u"--verify"_s, kBadPayloads}); // None of them changes anything.
    add({u"ask"_s, kBadPayloads, u"What happened?"_s});
    for (const QString& id : {kHugeFields, kManyLines, kEvilFields}) {
      add({u"exception"_s, u"show"_s, id});
      add({u"exception"_s, u"similar"_s, id});
      add({u"event"_s, u"list"_s, id});
      add({u"event"_s, u"verify"_s, id}, 1);
      add({u"event"_s, u"replay"_s, u"--verify"_s, id}, 1);
      add({u"ask"_s, id, u"What happened?"_s});
      add({u"ask"_s, id, u"Which are similar?"_s});
    }
    add({u"event"_s, u"list"_s, kBadPayloads});
    add({u"exception"_s, u"show"_s, QString(100'000, u'y')});
    add({u"exception"_s, u"show"_s, QString(100'001, u'y')}, 4);
    add({u"checkpoint"_s, u"create"_s}, 1);
    add({u"agent"_s, u"run"_s});
  }

  void whatIsForPeopleIsShort() {
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    const CtlRun done = run(arguments);
    verifyDone(done);
    QVERIFY2(done.status == status, done.errors.left(2000));
  }
};

QTEST_GUILESS_MAIN(CtlHostileTest)

#include "ctl_hostile_test.moc"
