// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/sign_in_form.h"
#include "tests/support/await.h"
#include "tests/support/eventually.h"
#include "views/page_widget.h"
#include "views/state_panel.h"

#include <QCheckBox>
#include <QDirIterator>
#include <QRegularExpression>

using namespace sentinai;

/// Signing in on a real server that asks for passwords: with a keychain where the first argument says so, as
/// `dbus-run-session` and a Secret Service give one, else without.
class ConsoleSignInTest : public QObject {
  Q_OBJECT
public:
  explicit ConsoleSignInTest(bool keychain)
      : m_keychain(keychain) {}

private Q_SLOTS:
  void initTestCase() {
    m_fixture = std::make_unique<ConsoleFixture>(5, DatabaseUrl::Engine::PostgreSql);
    static const QRegularExpression password(QStringLiteral("password='([^']*)'"));
    m_password = password.match(m_fixture->login).captured(1);
    QVERIFY(!m_password.isEmpty());
    m_url = QString(m_fixture->login).remove(password).trimmed();
  }
  void cleanupTestCase() { m_fixture.reset(); }
  void cleanup() {
    if (m_fixture->console) {
      m_fixture->stop();
    }
  }

  void asksUntilThePasswordIsRight() {
    m_fixture->start(QStringLiteral("bank"), m_url);
    EVENTUALLY(dialog());
    QVERIFY(reason().contains(QStringLiteral("wants a password")));
    QVERIFY(!dialog()->findChild<QPushButton*>(QStringLiteral("signIn"))->isEnabled());
    QCOMPARE(remember()->isVisible(), m_keychain);
    QCOMPARE(dialog()->findChild<QLabel*>(QStringLiteral("noKeychain"))->isVisible(), !m_keychain);
    QCOMPARE(input()->echoMode(), QLineEdit::Password);
    enter(QStringLiteral("a wr0ng one"));
    EVENTUALLY(dialog() && reason().contains(QStringLiteral("refuses the password")));
    QVERIFY(input()->text().isEmpty());
    enter(m_password);
    EVENTUALLY(m_fixture->isSettled());
    QVERIFY(!dialog());
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::Done);
    m_fixture->stop();
    // It was kept nowhere.
    isInNoFile();
    m_fixture->start(QStringLiteral("bank"), m_url);
    EVENTUALLY(dialog());
  }

  void maybeNot() {
    m_fixture->start(QStringLiteral("bank"), m_url);
    EVENTUALLY(dialog());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    StatePanel& panel = m_fixture->window().startPanel();
    EVENTUALLY(panel.kind() == StatePanel::Kind::NoPermission);
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::NotPermitted);
    QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    EVENTUALLY(dialog());
  }

  void theKeychainKeepsIt() {
    if (!m_keychain) {
      return; // The dialog offers none, as tested above.
    }
    m_fixture->start(QStringLiteral("bank"), m_url);
    EVENTUALLY(dialog());
    remember()->setChecked(true);
    enter(m_password);
    EVENTUALLY(m_fixture->isSettled());
    // Written by now, or soon: the console needs no password once it is.
    EVENTUALLY(opensByItself());
    isInNoFile();
    m_fixture->stop();
    // A changed one is asked for, and takes the old one's place.
    setPassword(QStringLiteral("another s3cret"));
    m_fixture->start(QStringLiteral("bank"), m_url);
    EVENTUALLY(dialog() && reason().contains(QStringLiteral("refuses the password")));
    setPassword(m_password);
  }

private:
  [[nodiscard]] QDialog* dialog() { return SignInForm(*m_fixture).dialog(); }
  [[nodiscard]] QLineEdit* input() { return SignInForm(*m_fixture).input(); }
  [[nodiscard]] QCheckBox* remember() { return dialog()->findChild<QCheckBox*>(QStringLiteral("rememberPassword")); }
  [[nodiscard]] QString reason() { return SignInForm(*m_fixture).reason(); }
  void enter(const QString& password) { SignInForm(*m_fixture).enter(password); }

  /// Starts the console anew until it shows a page or asks.
  bool opensByItself() {
    m_fixture->stop();
    m_fixture->start(QStringLiteral("bank"), m_url);
    return QTest::qWaitFor([this] { return m_fixture->isSettled() || dialog(); }, kPatienceMs) && !dialog();
  }

  void setPassword(const QString& password) {
    m_fixture->database.executeBehindTheBack(QStringLiteral("ALTER ROLE \"%1\" PASSWORD '%2'")
                                                 .arg(m_fixture->database.roleName(QStringLiteral("ann")), password));
  }

  /// Settings, data and caches of this test.
  void isInNoFile() {
    QDirIterator files(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int seen = 0;
    while (files.hasNext()) {
      QFile file(files.next());
      if (file.open(QIODevice::ReadOnly)) {
        ++seen;
        QVERIFY2(!file.readAll().contains(m_password.toUtf8()), qPrintable(file.fileName()));
      }
    }
    QVERIFY(seen > 0);
  }

  bool m_keychain;
  std::unique_ptr<ConsoleFixture> m_fixture;
  QString m_url;
  QString m_password;
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const bool keychain = argc > 1 && QByteArray(argv[1]) == "keychain";
  ConsoleSignInTest test(keychain);
  return QTest::qExec(&test, keychain ? QStringList{application.arguments().front()} : application.arguments());
}

#include "console_sign_in_test.moc"
