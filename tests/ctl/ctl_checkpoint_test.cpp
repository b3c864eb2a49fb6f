// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_fixture.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("bank");

QString exceptionJson(const QString& id) {
  return uR"({"exception_id": "%1", "domain": "Finance", "type": "CashBreak"})"_s.arg(id);
}

} // namespace

/// `sentinaictl event replay` and `sentinaictl checkpoint`: what they keep, and what they find.
class CtlCheckpointTest : public CtlFixture {
  Q_OBJECT

public:
  CtlCheckpointTest()
      : CtlFixture({u"--json"_s}) {}

private:
  void change(const QString& id, int version, const QString& owner) const {
    QCOMPARE(run({u"exception"_s, u"update"_s, id, u"--version"_s, QString::number(version), u"--set"_s,
                  u"owner="_s + owner})
                 .status,
             0);
  }

  /// Makes one where they are kept, under this name there; its path.
  [[nodiscard]] QString keepAs(const QString& name) const {
    const QFileInfo kept(run({u"checkpoint"_s, u"create"_s}).object().value("file"_L1).toString());
    const QString path = kept.dir().filePath(name);
    return QFile::rename(kept.filePath(), path) ? path : QString();
  }

  /// Of the checkpoint that is taken where none is named.
  [[nodiscard]] QString latest() const {
    return run({u"checkpoint"_s, u"verify"_s}).rows().back().value("source"_L1).toString();
  }

private Q_SLOTS:
  void init() { makeDatabase(kTenant, Access::Admin, u"First Bank"_s); }

  void replaysAndKeepsCheckpoints() {
    for (int i = 1; i <= 2; ++i) {
      QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-%1"_s.arg(i))}).status, 0);
    }
    QCOMPARE(run({u"exception"_s, u"update"_s, u"EX-2"_s, u"--version"_s, u"1"_s, u"--set"_s, u"owner=bob"_s}).status,
             0);
    const CtlRun now = run({u"event"_s, u"replay"_s, u"EX-2"_s});
    QCOMPARE(now.object(), run({u"exception"_s, u"show"_s, u"EX-2"_s}).object());
    const CtlRun then = run({u"event"_s, u"replay"_s, u"EX-2"_s, u"--seq"_s, u"1"_s});
    QVERIFY(then.object().value("owner"_L1).isNull());
    QCOMPARE(run({u"event"_s, u"replay"_s, u"EX-9"_s}).status, 4);
    QCOMPARE(run({u"event"_s, u"replay"_s}).status, 2);
    QCOMPARE(run({u"event"_s, u"replay"_s, u"--verify"_s}).status, 0);

    QCOMPARE(run({u"checkpoint"_s, u"verify"_s}).status, 4);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"new/kept.jsonl"_s);
    const CtlRun created = run({u"checkpoint"_s, u"create"_s, u"--output"_s, file});
    QCOMPARE(created.errors, QByteArray());
    QCOMPARE(created.object().value("number"_L1).toInt(), 1);
    QCOMPARE(created.object().value("events"_L1).toInt(), 3);
    QCOMPARE(run({u"checkpoint"_s, u"verify"_s, file}).status, 0);
    QCOMPARE(run({u"checkpoint"_s, u"verify"_s}).status, 0);

    // Without the events the row that they made is as wrong as the chain is short.
    database().executeBehindTheBack(
        u"DELETE FROM %1 WHERE exception_id = 'EX-2' AND seq = 2"_s.arg(database().table(u"exception_event"_s)));
    QCOMPARE(run({u"event"_s, u"replay"_s, u"--verify"_s}).status, 1);
    const CtlRun found = run({u"checkpoint"_s, u"verify"_s, file});
    QCOMPARE(found.status, 1);
    QCOMPARE(found.rows().front().value("exception_id"_L1).toString(), u"EX-2"_s);
    QCOMPARE(found.rows().front().value("first_bad_seq"_L1).toInt(), 2);
    QCOMPARE(found.rows().back().value("holds"_L1).toBool(), false);
    QCOMPARE(run({u"checkpoint"_s, u"verify"_s}).status, 1);
  }

  void theLatestIsThatOfTheLatestMoment() {
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    const QStringList ofTheirTimes{
        u"2026-03-01T120000Z.jsonl"_s,        u"2026-03-01T120000.000001Z.jsonl"_s, u"2026-03-01T120000.250Z.jsonl"_s,
        u"2026-03-01T120000.250001Z.jsonl"_s, u"2026-03-01T120001Z.jsonl"_s,
    };
    for (const QString& name : ofTheirTimes) {
      const QString path = keepAs(name);
      QVERIFY(!path.isEmpty());
      QCOMPARE(latest(), path);
    }
  }

  void aFilesCheckpointsAreFoundWhateverPathLeadsToIt() {
    if (onPostgreSql()) {
      return;
    }
    QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(u"EX-1"_s)}).status, 0);
    const QString path = keepAs(u"2026-03-01T120000Z.jsonl"_s);
    QCOMPARE(latest(), path);
    const QFileInfo file(database().ownerUrl().sqlitePath());
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(file.path()));
    const CtlRun relative = runAs(u"sqlite:"_s + file.fileName(), {u"checkpoint"_s, u"verify"_s});
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(relative.rows().back().value("source"_L1).toString(), path);
    const QTemporaryDir folder;
    const QString link = folder.filePath(u"link.db"_s);
    QVERIFY(QFile::link(file.filePath(), link));
    const CtlRun linked = runAs(u"sqlite:"_s + link, {u"checkpoint"_s, u"verify"_s});
    QCOMPARE(linked.rows().back().value("source"_L1).toString(), path);
  }

  void tamperedHashesAreNamed() {
    struct Forgery {
      QString column;
      int kept;   ///< So many of its bytes stay …
      int length; ///< … and zeros are put behind them, up to this length.
      int seq;
    };
    const QList<Forgery> forgeries{
        {u"hash"_s, 0, 32, 1},  {u"hash"_s, 0, 32, 2},      {u"hash"_s, 0, 32, 3},
        {u"hash"_s, 8, 32, 2},                        // What a checkpoint keeps of it is as it was.
        {u"hash"_s, 8, 32, 3},  {u"hash"_s, 7, 7, 2}, // Shorter than that.
        {u"hash"_s, 8, 8, 3},   {u"hash"_s, 0, 0, 1},       {u"hash"_s, 0, 0, 2},
        {u"hash"_s, 32, 40, 2}, {u"prev_hash"_s, 0, 32, 2},
    };
    QStringList wrong;
    for (qsizetype i = 0; i <= forgeries.size(); ++i) {
      const QString id = u"EX-%1"_s.arg(i + 10);
      QCOMPARE(run({u"exception"_s, u"create"_s, exceptionJson(id)}).status, 0);
      change(id, 1, u"bob"_s);
      change(id, 2, u"ann"_s);
      if (i < forgeries.size()) {
        wrong << u"%1 at %2"_s.arg(id).arg(forgeries[i].seq);
      }
    }
    QVERIFY(!keepAs(u"2026-03-01T120000Z.jsonl"_s).isEmpty());

    if (onPostgreSql()) {
      database().executeBehindTheBack(
          u"ALTER TABLE sentinai.exception_event DROP CONSTRAINT exception_event_hash_check"_s);
    }
    for (qsizetype i = 0; i < forgeries.size(); ++i) {
      const Forgery& forgery = forgeries[i];
      const QString table = database().table(u"exception_event"_s);
      const QString where = u"WHERE exception_id = 'EX-%1' AND seq = %2"_s.arg(i + 10).arg(forgery.seq);
      const QString hex = (onPostgreSql() ? u"encode(%1, 'hex')"_s : u"hex(%1)"_s).arg(forgery.column);
      const QString was = database().executeBehindTheBack(u"SELECT %1 FROM %2 %3"_s.arg(hex, table, where))[0][0];
      const QString forged = was.first(2 * forgery.kept).leftJustified(2 * forgery.length, u'0');
      const QString bytes = (onPostgreSql() ? u"'\\x%1'::bytea"_s : u"X'%1'"_s).arg(forged);
      database().executeBehindTheBack(u"UPDATE %1 SET %2 = %3 %4"_s.arg(table, forgery.column, bytes, where));
    }

    for (const QString& command : {u"event"_s, u"checkpoint"_s}) {
      const CtlRun found = run({command, u"verify"_s});
      QVERIFY2(found.status == 1, found.errors.constData());
      QStringList broken;
      for (const QJsonObject& row : found.rows()) {
        if (row.contains("intact"_L1) && !row.value("intact"_L1).toBool()) {
          broken
              << u"%1 at %2"_s.arg(row.value("exception_id"_L1).toString()).arg(row.value("first_bad_seq"_L1).toInt());
        }
      }
      QCOMPARE(broken, wrong);
    }
  }
};

QTEST_GUILESS_MAIN(CtlCheckpointTest)
#include "ctl_checkpoint_test.moc"
