// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/event_watchdog.h"
#include "tests/benchmarks/import_rate.h"
#include "tests/benchmarks/import_session.h"
#include "tests/support/eventually.h"

#include <QSignalSpy>
#include <QTest>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr auto kLongestStall = 50ms;
constexpr int kLongestImport = 110'000;

} // namespace

/// The console stays at hand while it imports a log of 120,000 rows. Stalls are counted without the time in which other
/// programs had the processors, so that a busy machine does not fail the test.
class ConsoleStallTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theEventLoopNeverStallsWhileALogIsImported() {
    auto& watchdog = *static_cast<EventWatchdog*>(qApp);
    ImportSession session(DatabaseUrl::Engine::Sqlite, serviceNowLog());
    QString problem;
    connect(&session, &ImportSession::failed, this, [&problem](const QString& why) { problem = why; });
    QSignalSpy ready(&session, &ImportSession::ready);
    QSignalSpy finished(&session, &ImportSession::finished);
    session.start();
    QTRY_VERIFY2_WITH_TIMEOUT(!ready.isEmpty() || !problem.isEmpty(), "the console did not open", kPatienceMs);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    watchdog.watch();
    session.import();
    QVERIFY(finished.wait(kLongestImport));
    watchdog.stop();
    QVERIFY2(session.result().contains(QStringLiteral("20,769 exceptions and 119,998 events")),
             qPrintable(session.result()));
    const EventWatchdog::Stall& worst = watchdog.longestOwn();
    QVERIFY2(worst.own <= kLongestStall,
             qPrintable(QStringLiteral("%1 ms: %2").arg(worst.own.count() / 1000).arg(worst.what)));
  }
};

} // namespace sentinai

int main(int argc, char** argv) {
  sentinai::EventWatchdog application(argc, argv);
  sentinai::ConsoleStallTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "console_stall_test.moc"
