// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/attack/attacked_database.h"
#include "tests/attack/intruder.h"
#include "tests/migrations/event_batch.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// The lines of tests/attack/NAME.attempts, split at `|` into `fields`; the last one is what is sent.
QList<QStringList> attemptsOf(const QString& name, int fields) {
  QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/tests/attack/%1.attempts").arg(name));
  if (!file.open(QIODevice::ReadOnly)) {
    throw std::runtime_error(qPrintable(file.fileName() + u" cannot be read"_s));
  }
  QList<QStringList> attempts;
  for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
    if (line.isEmpty() || line.startsWith(u'#')) {
      continue;
    }
    QStringList attempt;
    for (int i = 0; i + 1 < fields; ++i) {
      attempt << line.section(u'|', i, i).trimmed();
    }
    attempts << attempt + QStringList{line.section(u'|', fields - 1).trimmed()};
  }
  return attempts;
}

/// What PostgreSQL says to a mistake in the attempt, which refuses nothing: in its syntax, or a name that there is not.
const QStringList kMistakes{u"42601"_s, u"42P01"_s, u"42703"_s, u"42883"_s};

QString tenantOf(const QString& name) {
  return QStringList{u"adam"_s, u"sue"_s, u"ann"_s, u"bot"_s}.contains(name) ? u"bank"_s : u"clinic"_s;
}

} // namespace

/// What logins of their own, asked for their password by a real server, get by sending whatever SQL they like.
class AttackTest : public QObject {
  Q_OBJECT

  std::unique_ptr<AttackedDatabase> m_attacked;
  QSet<QString> m_tried;

  /// Sends the statements one after the other; the answers.
  [[nodiscard]] QList<Heard> attempt(const QString& who, const QString& sql) {
    Intruder intruder(m_attacked->url(who));
    if (who != u"nobody"_s && who != u"stale"_s) {
      (void)intruder.send(u"SET sentinai.tenant_id = '%1'"_s.arg(tenantOf(who)));
    }
    static const QRegularExpression tenant(u"\\{append:(\\w+):"_s);
    QList<Heard> heard;
    for (const QString& statement : sql.split(u" ;; "_s)) {
      if (const auto match = tenant.match(statement); match.hasMatch()) {
        heard << intruder.send(u"SELECT set_config('sentinai.tenant_id', '%1', false)"_s.arg(match.captured(1)));
      }
      heard << intruder.send(m_attacked->expanded(statement, who));
    }
    return heard;
  }

  static void addAttempts(const QString& file) {
    QTest::addColumn<QString>("who");
    QTest::addColumn<bool>("refused");
    QTest::addColumn<QString>("sql");
    for (const QStringList& attempt : attemptsOf(file, 2)) {
      const QString who = attempt[0].section(u' ', 0, 0);
      QTest::newRow(qPrintable(who + u": "_s + attempt[1])) << who << attempt[0].endsWith(u'!') << attempt[1];
    }
  }

private Q_SLOTS:
  void initTestCase() { m_attacked = std::make_unique<AttackedDatabase>(); }

  void theServerAsksForPasswords() {
    QCOMPARE(m_attacked->database()
                 .executeBehindTheBack(u"SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"_s)
                 .first()
                 .first(),
             u"0"_s);
    QString wrong = m_attacked->url(u"ann"_s).conninfo();
    wrong.replace(QRegularExpression(u"password='[^']*'"_s), u"password='guessed'"_s);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, Intruder(DatabaseUrl::parse(wrong).value()));
  }

  /// The secret is there to be found, and a change would show.
  void membersSeeAndChangeWhatIsTheirs() {
    QVERIFY(attempt(u"ann"_s, u"TABLE sentinai.exception"_s).last().text.contains(AttackedDatabase::kSecret));
    QVERIFY(attempt(u"sue"_s, u"TABLE sentinai.audit_log"_s).last().text.contains(AttackedDatabase::kSecret));
    const QString before = m_attacked->fingerprint();
    QCOMPARE(m_attacked->fingerprint(), before);
    for (const QString& who : {u"ann"_s, u"bot"_s}) {
      const QString actor = who == u"bot"_s ? u":agent:bot"_s : QString();
      const Heard heard = attempt(who, u"SELECT * FROM {append:bank:CommentAdded%1}"_s.arg(actor)).last();
      QVERIFY2(heard.sqlState.isEmpty(), qPrintable(heard.text));
    }
    QVERIFY(m_attacked->fingerprint() != before);
  }

  void outsiders_data() { addAttempts(u"outsiders"_s); }
  void outsiders() {
    QFETCH(QString, who);
    QFETCH(bool, refused);
    QFETCH(QString, sql);
    const QString before = m_attacked->fingerprint();
    const QList<Heard> answers = attempt(who, sql);
    for (const Heard& heard : answers) {
      QVERIFY2(!heard.text.contains(AttackedDatabase::kSecret), qPrintable(heard.text));
    }
    QVERIFY2(!refused || !answers.last().sqlState.isEmpty(), qPrintable(answers.last().text));
    for (const Heard& heard : answers) {
      QVERIFY2(!kMistakes.contains(heard.sqlState), qPrintable(heard.text));
    }
    QCOMPARE(m_attacked->fingerprint(), before);
    m_tried.insert(who + sql);
  }

  void insiders_data() { addAttempts(u"insiders"_s); }
  void insiders() {
    QFETCH(QString, who);
    QFETCH(QString, sql);
    const QString before = m_attacked->fingerprint();
    const QList<Heard> answers = attempt(who, sql);
    QCOMPARE(m_attacked->fingerprint(), before);
    for (const Heard& heard : answers) {
      QVERIFY2(!kMistakes.contains(heard.sqlState), qPrintable(heard.text));
    }
    m_tried.insert(who + sql);
  }

  void oracles_data() {
    QTest::addColumn<QStringList>("attempt");
    for (const QStringList& attempt : attemptsOf(u"oracles"_s, 4)) {
      QTest::newRow(qPrintable(attempt[0] + u": "_s + attempt[3])) << attempt;
    }
  }
  void oracles() {
    QFETCH(QStringList, attempt);
    const QString before = m_attacked->fingerprint();
    const auto ask = [&](const QString& object) {
      const QString named = m_attacked->expanded(object, attempt[0]);
      QList<Heard> answers = this->attempt(attempt[0], QString(attempt[3]).replace(u'$', named));
      for (Heard& heard : answers) {
        heard.text.replace(QRegularExpression(u"\\b%1\\b"_s.arg(QRegularExpression::escape(named))), u"$"_s);
      }
      return answers;
    };
    const QList<Heard> there = ask(attempt[1]);
    const QList<Heard> missing = ask(attempt[2]);
    QCOMPARE(there.size(), missing.size());
    for (qsizetype i = 0; i < there.size(); ++i) {
      QCOMPARE(there[i].text, missing[i].text);
      QCOMPARE(there[i].sqlState, missing[i].sqlState);
    }
    QCOMPARE(m_attacked->fingerprint(), before);
    m_tried.insert(attempt.join(u'|'));
  }

  /// Someone who holds a transaction open from before does not go on by it.
  void anEndedMembershipEndsAtOnce() {
    AttackedDatabase attacked;
    Intruder sue(attacked.url(u"sue"_s));
    Intruder held(attacked.url(u"sue"_s));
    for (Intruder* intruder : {&sue, &held}) {
      (void)intruder->send(u"SET sentinai.tenant_id = 'bank'"_s);
    }
    (void)held.send(u"BEGIN ISOLATION LEVEL REPEATABLE READ"_s);
    QVERIFY(held.send(u"SELECT * FROM sentinai.exception"_s).text.contains(AttackedDatabase::kSecret));
    (void)sue.send(u"PREPARE p AS SELECT * FROM sentinai.exception"_s);
    QVERIFY(sue.send(u"EXECUTE p"_s).text.contains(AttackedDatabase::kSecret));
    SqlLogin adam = attacked.login(u"adam"_s, u"bank"_s);
    QVERIFY(adam.run(u"SELECT sentinai.revoke_member($1)"_s, {attacked.expanded(u"{sue}"_s, {})}).succeeded());
    const QString before = attacked.fingerprint();
    QCOMPARE(sue.send(u"EXECUTE p"_s).text, QString());
    const QString append = attacked.expanded(u"SELECT * FROM {append:bank:CommentAdded}"_s, u"sue"_s);
    QCOMPARE(sue.send(append).sqlState, u"SN003"_s);
    QCOMPARE(held.send(append).sqlState, u"SN003"_s);
    (void)held.send(u"COMMIT"_s);
    QCOMPARE(attacked.fingerprint(), before);
  }

  /// Nor one who was an administrator.
  void anEndedAdministrationEndsAtOnce() {
    AttackedDatabase attacked;
    SqlLogin adam = attacked.login(u"adam"_s, u"bank"_s);
    QVERIFY(adam.run(u"SELECT sentinai.grant_member($1, 'admin')"_s, {attacked.expanded(u"{sue}"_s, {})}).succeeded());
    Intruder held(attacked.url(u"sue"_s));
    (void)held.send(u"SET sentinai.tenant_id = 'bank'"_s);
    (void)held.send(u"BEGIN ISOLATION LEVEL REPEATABLE READ"_s);
    QVERIFY(held.send(u"SELECT * FROM sentinai.exception"_s).text.contains(AttackedDatabase::kSecret));
    QVERIFY(adam.run(u"SELECT sentinai.revoke_member($1)"_s, {attacked.expanded(u"{sue}"_s, {})}).succeeded());
    const QString before = attacked.fingerprint();
    QCOMPARE(held.send(u"SELECT sentinai.set_tenant_status('bank', 'archived')"_s).sqlState, u"SN003"_s);
    (void)held.send(u"COMMIT"_s);
    QCOMPARE(attacked.fingerprint(), before);
  }

  void cleanupTestCase() {
    if (QCoreApplication::arguments().size() == 1) {
      QVERIFY2(m_tried.size() >= 150, qPrintable(u"only %1 distinct attempts"_s.arg(m_tried.size())));
    }
    m_attacked.reset();
  }
};

QTEST_GUILESS_MAIN(AttackTest)
#include "attack_test.moc"
