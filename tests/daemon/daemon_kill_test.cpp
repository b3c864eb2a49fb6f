// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/daemon_process.h"
#include "tests/daemon/worked_log.h"
#include "tests/support/eventually.h"
#include "tests/support/http_test_thread.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

constexpr int kKills = 20;

DatabaseUrl::Engine engineUnderTest() {
  return qEnvironmentVariable("SENTINAI_TEST_ENGINE") == "sqlite"_L1 ? DatabaseUrl::Engine::Sqlite
                                                                     : DatabaseUrl::Engine::PostgreSql;
}

/// As many as last for all the kills.
int incidents() {
  return engineUnderTest() == DatabaseUrl::Engine::Sqlite ? 1000 : 240;
}

int runOnce(const WorkedLog& log, int workers) {
  return DaemonProcess(log.agentUrl(), {u"--once"_s, u"--workers"_s, QString::number(workers)}).waitForEnd();
}

qsizetype worked(DaemonProcess& daemon) {
  qsizetype count = 0;
  for (const QJsonObject& entry : daemon.log()) {
    count += entry.value("event"_L1) == "worked"_L1 ? 1 : 0;
  }
  return count;
}

} // namespace

/// However many workers there are, and whatever happens to them: each exception is worked once, and the same comes of
/// it.
class DaemonKillTest : public QObject {
  Q_OBJECT

  HttpTestThread m_tool{
      [](QTcpSocket* socket, const HttpTestServer::Request&) { HttpTestServer::answer(socket, 200); }};
  qsizetype m_calls = 0; ///< Of the tool, in earlier runs.
  std::unique_ptr<WorkedLog> m_undisturbed;
  QStringList m_content; ///< What one worker writes that nothing happens to.

  [[nodiscard]] QString toolUrl() const { return m_tool.url(u"/roster"_s); }

  /// How often the tool has been called since this was asked last, counted as it should: each key once.
  [[nodiscard]] qsizetype calls() {
    QSet<QByteArray> keys;
    const QList<HttpTestServer::Request> requests = m_tool.requests();
    for (; m_calls < requests.size(); ++m_calls) {
      keys.insert(requests[m_calls].headers.value("idempotency-key"));
    }
    return keys.size();
  }

  [[nodiscard]] QMap<QString, int> types() const {
    QMap<QString, int> types;
    for (const QString& event : m_content) {
      ++types[event.section(u' ', 3, 3)];
    }
    return types;
  }

private Q_SLOTS:
  void initTestCase() {
    m_undisturbed = std::make_unique<WorkedLog>(engineUnderTest(), incidents(), toolUrl());
    QCOMPARE(m_undisturbed->status(u"due"_s), incidents());
    QCOMPARE(runOnce(*m_undisturbed, 1), 0);
    m_content = m_undisturbed->content();
  }
  void cleanupTestCase() { m_undisturbed.reset(); }

  void oneWorksAll() {
    QCOMPARE(m_undisturbed->status(u"due"_s), 0);
    QCOMPARE(m_undisturbed->status(u"taken"_s), 0);
    QCOMPARE(m_undisturbed->status(u"dead"_s), 0);
    QVERIFY(m_undisturbed->isIntact());
    const QMap<QString, int> types = this->types();
    for (const QString& type :
         {u"ExceptionNormalized"_s, u"TriageCompleted"_s, u"PolicyEvaluated"_s, u"ResolutionSuggested"_s}) {
      QCOMPARE(types.value(type), incidents());
    }
    const int approved = types.value(u"ResolutionApproved"_s);
    QVERIFY(approved > incidents() / 2);
    QCOMPARE(types.value(u"PlaybookStarted"_s), approved);
    QCOMPARE(types.value(u"PlaybookStepCompleted"_s), 3 * approved);
    QCOMPARE(types.value(u"PlaybookCompleted"_s), approved);
    QCOMPARE(types.value(u"ToolCalled"_s), approved);
    QCOMPARE(calls(), approved);
    // Something of what was resolved before is evidence.
    QVERIFY(std::ranges::any_of(m_content, [](const QString& event) {
      return event.contains(u" ResolutionSuggested "_s) && event.contains(u"\"evidence\":[{"_s);
    }));
  }

  void eightWorkTheSame() {
    const WorkedLog log(engineUnderTest(), incidents(), toolUrl());
    QCOMPARE(runOnce(log, 8), 0);
    QCOMPARE(log.content(), m_content);
    QCOMPARE(calls(), types().value(u"ToolCalled"_s));
  }

  void killedTwentyTimesTheyWorkTheSame() {
    const WorkedLog log(engineUnderTest(), incidents(), toolUrl());
    QRandomGenerator random(7);
    const auto patient = [](DaemonProcess& daemon, int items) { EVENTUALLY(worked(daemon) >= items); };
    for (int kill = 0; kill < kKills; ++kill) {
      DaemonProcess one(log.agentUrl(), {u"--workers"_s, u"2"_s, u"--lease"_s, u"1"_s});
      DaemonProcess other(log.agentUrl(), {u"--workers"_s, u"2"_s, u"--lease"_s, u"1"_s});
      patient(one, random.bounded(1, 5));
      one.kill();
      patient(other, random.bounded(1, 5));
      other.kill();
    }
    QVERIFY(log.status(u"due"_s) + log.status(u"taken"_s) > 0);
    EVENTUALLY(runOnce(log, 2) == 0 && log.isIdle());
    QCOMPARE(log.status(u"dead"_s), 0);
    QCOMPARE(log.content(), m_content);
    QCOMPARE(calls(), types().value(u"ToolCalled"_s));
    QVERIFY(log.isIntact());
  }
};

QTEST_GUILESS_MAIN(DaemonKillTest)
#include "daemon_kill_test.moc"
