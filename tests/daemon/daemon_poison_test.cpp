// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/work_repository.h"
#include "tests/daemon/daemon_process.h"
#include "tests/daemon/worked_log.h"
#include "tests/support/eventually.h"
#include "tests/support/http_test_thread.h"

#include <QJsonDocument>
#include <QTest>
#include <QTimer>
#include <atomic>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

constexpr int kIncidents = 12;

DatabaseUrl::Engine engineUnderTest() {
  return qEnvironmentVariable("SENTINAI_TEST_ENGINE") == "sqlite"_L1 ? DatabaseUrl::Engine::Sqlite
                                                                     : DatabaseUrl::Engine::PostgreSql;
}

/// A tool's server that takes its time. The first incident that it is called for is poison once that is asked for:
/// whoever calls for it has to be killed.
class PoisonServer {
public:
  [[nodiscard]] QString url() const { return m_server.url(u"/roster"_s); }
  void poisonFirst() {
    m_server.run([this] { m_poisons = true; });
  }
  [[nodiscard]] int poisonings() const { return m_poisonings; }
  [[nodiscard]] QString poison() {
    QString poison;
    m_server.run([this, &poison] { poison = m_poison; });
    return poison;
  }

private:
  bool m_poisons = false; ///< Of the server's thread, as the next.
  QString m_poison;
  std::atomic<int> m_poisonings = 0;
  HttpTestThread m_server{[this](QTcpSocket* socket, const HttpTestServer::Request& request) {
    constexpr std::chrono::milliseconds kItsTime{300};
    const QString incident = QJsonDocument::fromJson(request.body).object().value("incident"_L1).toString();
    m_poison = m_poisons && m_poison.isEmpty() ? incident : m_poison;
    if (m_poison == incident) {
      ++m_poisonings;
    } else {
      QTimer::singleShot(kItsTime, socket, [socket] { HttpTestServer::answer(socket, 200); });
    }
  }};
};

} // namespace

/// An exception that ends whoever works it.
class DaemonPoisonTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void takesNothingAlong() {
    PoisonServer server;
    const WorkedLog undisturbed(engineUnderTest(), kIncidents, server.url());
    QCOMPARE(DaemonProcess(undisturbed.agentUrl(), {u"--once"_s, u"--workers"_s, u"4"_s}).waitForEnd(), 0);
    server.poisonFirst();
    const WorkedLog log(engineUnderTest(), kIncidents, server.url());
    int kills = 0;
    for (;; ++kills) {
      EVENTUALLY(log.status(u"due"_s) > 0); // What the last one held is free.
      const int before = server.poisonings();
      DaemonProcess daemon(log.agentUrl(), {u"--workers"_s, u"4"_s, u"--lease"_s, u"1"_s});
      EVENTUALLY(server.poisonings() > before || log.isIdle());
      if (server.poisonings() == before) {
        break;
      }
      daemon.kill();
    }
    QVERIFY2(kills <= WorkRepository::kMostLost, qPrintable(QString::number(kills)));
    QCOMPARE(log.status(u"dead"_s), 1);
    const QJsonObject dead = log.run({u"work"_s, u"dead-letters"_s}).rows().constFirst();
    QCOMPARE(dead.value("exception_id"_L1).toString(), server.poison());
    const auto ofOthers = [&server](QStringList content) {
      content.removeIf([poison = server.poison()](const QString& event) { return event.startsWith(poison); });
      return content;
    };
    QCOMPARE(ofOthers(log.content()), ofOthers(undisturbed.content()));
    QVERIFY(log.isIntact());
  }
};

QTEST_GUILESS_MAIN(DaemonPoisonTest)
#include "daemon_poison_test.moc"
