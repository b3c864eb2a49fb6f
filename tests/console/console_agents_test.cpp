// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_controller.h"
#include "tests/daemon/worked_log.h"
#include "tests/support/eventually.h"
#include "views/main_window.h"
#include "views/page_widget.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

constexpr int kIncidents = 30;

ConsoleOptions demoOptions() {
  ConsoleOptions options;
  options.demo = true;
  return options;
}

} // namespace

/// In the demo the agents work inside the console.
class ConsoleAgentsTest : public QObject {
  Q_OBJECT

  std::unique_ptr<WorkedLog> m_log;

private Q_SLOTS:
  void init() {
    m_log = std::make_unique<WorkedLog>(DatabaseUrl::Engine::Sqlite, kIncidents);
    const QString demo = DatabaseUrl::userDemo().sqlitePath();
    QDir().mkpath(QFileInfo(demo).path());
    QFile::remove(demo);
    // The very file: what the console does to the demo is seen through the other name.
    QVERIFY(QFile::link(m_log->database().ownerUrl().sqlitePath(), demo));
  }
  void cleanup() {
    m_log.reset();
    QFile::remove(DatabaseUrl::userDemo().sqlitePath());
  }

  void workTheDemo() {
    {
      ConsoleController console(demoOptions());
      console.start();
      EVENTUALLY_EQUAL(m_log->status(u"due"_s), 0);
      QCOMPARE(
          m_log->run({u"exception"_s, u"create"_s, uR"({"exception_id": "EX-new", "domain": "IT", "type": "Other"})"_s})
              .status,
          0);
      EVENTUALLY(m_log->run({u"event"_s, u"list"_s, u"EX-new"_s}).rows().size() > 3);
    }
    // Gone with the console, and nothing is left taken.
    QCOMPARE(m_log->status(u"taken"_s), 0);
    QCOMPARE(m_log->status(u"dead"_s), 0);
    QVERIFY(m_log->isIntact());
  }

  void leaveOtherFilesAlone() {
    ConsoleOptions options;
    options.database = m_log->adminUrl();
    ConsoleController console(options);
    QSignalSpy opened(&console, &ConsoleController::opened);
    console.start();
    EVENTUALLY(!opened.isEmpty());
    // Something later, which the console has noticed by now.
    EVENTUALLY(console.window().currentPage() != nullptr && console.window().currentPage()->loadedAt());
    QCOMPARE(m_log->status(u"due"_s), kIncidents);
  }
};

QTEST_MAIN(ConsoleAgentsTest)
#include "console_agents_test.moc"
