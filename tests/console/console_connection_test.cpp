// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/console_fixture.h"
#include "tests/support/breakable_link.h"
#include "tests/support/eventually.h"
#include "views/connection_banner.h"
#include "views/page_widget.h"
#include "views/state_panel.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace sentinai;

/// The console on PostgreSQL, over a network that fails.
class ConsoleConnectionTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_fixture = std::make_unique<ConsoleFixture>(30, DatabaseUrl::Engine::PostgreSql); }
  void cleanupTestCase() { m_fixture.reset(); }
  void cleanup() {
    if (m_fixture->console) {
      m_fixture->stop();
    }
  }

  void losesTheConnectionAndComesBack() {
    BreakableLink link(serverHost(), 5432);
    const quint16 port = link.serverPort();
    m_fixture->start(QStringLiteral("bank"), through(port));
    EVENTUALLY(m_fixture->isSettled());
    m_fixture->trigger(QStringLiteral("go_exceptions"));
    EVENTUALLY(m_fixture->isSettled() && table()->model()->rowCount() == 30);
    EVENTUALLY(label("statusConnection") == QStringLiteral("Connected"));
    EVENTUALLY(label("statusLive") == QStringLiteral("Live"));
    QVERIFY(label("statusLogin").endsWith(QStringLiteral("Supervisor")));
    QVERIFY(label("statusEnvironment").startsWith(QStringLiteral("PostgreSQL 127.0.0.1/")));
    auto* banner = m_fixture->find<QFrame>(QStringLiteral("connectionBanner"));
    QVERIFY(!banner->isVisible());

    link.close();
    link.breakAll();
    m_fixture->trigger(QStringLiteral("refresh"));
    EVENTUALLY(banner->isVisible());
    QCOMPARE(table()->model()->rowCount(), 30); // What is loaded stays readable.
    QVERIFY(table()->isVisible());
    QCOMPARE(label("statusConnection"), QStringLiteral("Connection lost"));
    EVENTUALLY(label("statusLive") == QStringLiteral("Not live"));
    auto* retry = m_fixture->find<QPushButton>(QStringLiteral("connectionRetry"));
    EVENTUALLY(retry->isEnabled());
    QVERIFY(label("connectionCountdown").contains(QRegularExpression(QStringLiteral("\\d"))));

    const std::optional<Instant> before = m_fixture->window().currentPage()->loadedAt();
    QVERIFY(link.listen(QHostAddress::LocalHost, port));
    QTest::mouseClick(retry, Qt::LeftButton);
    EVENTUALLY(!banner->isVisible());
    EVENTUALLY(m_fixture->isSettled() && m_fixture->window().currentPage()->loadedAt() > before);
    QCOMPARE(label("statusConnection"), QStringLiteral("Connected"));
    EVENTUALLY(label("statusLive") == QStringLiteral("Live"));
  }

  void anUnreachableServerIsToldAtTheStart() {
    BreakableLink link(serverHost(), 5432);
    const quint16 port = link.serverPort();
    link.close();
    m_fixture->start(QStringLiteral("bank"), through(port));
    StatePanel& panel = m_fixture->window().startPanel();
    EVENTUALLY(panel.kind() == StatePanel::Kind::Error);
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::Unreachable);
    QVERIFY(link.listen(QHostAddress::LocalHost, port));
    QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("stateAction")), Qt::LeftButton);
    EVENTUALLY(m_fixture->isSettled());
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::Done);
  }

  void aLoginWithoutATenantIsToldWhatToDo() {
    const DatabaseUrl stranger = m_fixture->database.addLogin(QStringLiteral("mallory"), {});
    m_fixture->start({}, stranger.conninfo());
    StatePanel& panel = m_fixture->window().startPanel();
    EVENTUALLY(panel.kind() == StatePanel::Kind::NoPermission);
    QVERIFY2(panel.accessibleDescription().contains(QStringLiteral("member grant")),
             qPrintable(panel.accessibleName() + panel.accessibleDescription()));
    QCOMPARE(m_fixture->console->exitCode(), ExitCode::NotPermitted);
  }

private:
  /// The folder of the cluster's socket.
  [[nodiscard]] QString serverHost() const {
    static const QRegularExpression host(QStringLiteral("host='?([^' ]+)"));
    return host.match(m_fixture->login).captured(1);
  }

  /// The login's connection string by way of a local port; what comes later in it counts.
  [[nodiscard]] QString through(quint16 port) const {
    return QStringLiteral("%1 host=127.0.0.1 port=%2").arg(m_fixture->login).arg(port);
  }

  QTableView* table() { return m_fixture->find<QTableView>(QStringLiteral("exceptionsTable")); }
  QString label(const char* name) { return m_fixture->find<QLabel>(QLatin1String(name))->text(); }

  std::unique_ptr<ConsoleFixture> m_fixture;
};

QTEST_MAIN(ConsoleConnectionTest)
#include "console_connection_test.moc"
