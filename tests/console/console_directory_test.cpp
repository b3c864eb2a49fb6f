// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/sign_in_form.h"
#include "tests/support/directory_server.h"
#include "tests/support/eventually.h"
#include "tests/support/own_cluster.h"
#include "views/page_widget.h"
#include "views/state_panel.h"

#include <QRegularExpression>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Signing in on a server that has an LDAP directory judge the password, and says no more than that a login is refused.
class ConsoleDirectoryTest : public QObject {
  Q_OBJECT

  const QString m_password = u"known to the directory"_s;
  DirectoryServer m_directory{m_password.toUtf8()};
  std::unique_ptr<OwnCluster> m_cluster;
  std::unique_ptr<ConsoleFixture> m_fixture;
  std::unique_ptr<SignInForm> m_form;

  /// The console's connection string with this password.
  [[nodiscard]] QString urlWith(const QString& password) const {
    static const QRegularExpression own(u"password='[^']*'"_s);
    return QString(m_fixture->login).replace(own, u"password='%1'"_s.arg(password));
  }

private Q_SLOTS:
  void initTestCase() {
    m_cluster = std::make_unique<OwnCluster>();
    qputenv("SENTINAI_TEST_POSTGRESQL", m_cluster->adminConninfo().toUtf8());
    m_fixture = std::make_unique<ConsoleFixture>(5, DatabaseUrl::Engine::PostgreSql);
    m_form = std::make_unique<SignInForm>(*m_fixture);
    m_cluster->setAccess("local all all ldap ldapserver=127.0.0.1 ldapport=" + QByteArray::number(m_directory.port()) +
                         " ldapprefix=\"cn=\"\n");
  }
  void cleanupTestCase() {
    m_cluster->setAccess("local all all scram-sha-256\n");
    m_form.reset();
    m_fixture.reset();
    m_cluster.reset();
  }
  void cleanup() { m_fixture->stop(); }

  void aWrongPasswordIsAskedForAgain() {
    m_fixture->start(u"bank"_s, urlWith(u"an old one"_s));
    EVENTUALLY(m_form->dialog() && m_form->reason().contains(u"refuses the password"_s));
    m_form->enter(u"another wrong one"_s);
    EVENTUALLY(m_form->dialog() && m_form->reason().contains(u"refuses the password"_s) &&
               m_form->input()->text().isEmpty());
    m_form->enter(m_password);
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::Done);
  }

  void aRightOneThatIsOfNoUseIsNot() {
    const QString role = m_fixture->database.roleName(u"ann"_s);
    m_cluster->execute(u"ALTER ROLE \"%1\" NOLOGIN"_s.arg(role));
    m_fixture->start(u"bank"_s, urlWith(m_password));
    const StatePanel& panel = m_fixture->window().startPanel();
    EVENTUALLY(m_form->dialog() || panel.kind() == StatePanel::Kind::NoPermission);
    QVERIFY(!m_form->dialog());
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::NotPermitted);
    m_cluster->execute(u"ALTER ROLE \"%1\" LOGIN"_s.arg(role));
  }

  void noEntryForTheLoginIsNotAboutItsPassword() {
    m_cluster->setAccess("local all all reject\n");
    m_fixture->start(u"bank"_s, urlWith(m_password));
    const StatePanel& panel = m_fixture->window().startPanel();
    EVENTUALLY(m_form->dialog() || panel.kind() == StatePanel::Kind::NoPermission);
    QVERIFY(!m_form->dialog());
  }
};

QTEST_MAIN(ConsoleDirectoryTest)
#include "console_directory_test.moc"
