// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/console_fixture.h"

#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "views/page_widget.h"

#include <QAction>
#include <QLineEdit>
#include <QTableView>
#include <stdexcept>

namespace sentinai {

ConsoleFixture::ConsoleFixture(int count, DatabaseUrl::Engine engine)
    : database(engine) {
  database.addTenant(QStringLiteral("bank"), QStringLiteral("Nordbank"));
  database.addTenant(QStringLiteral("clinic"), QStringLiteral("St. Anna"));
  const DatabaseUrl url = database.addLogin(QStringLiteral("ann"), {{QStringLiteral("bank"), Access::Supervisor},
                                                                    {QStringLiteral("clinic"), Access::Supervisor}});
  login = engine == DatabaseUrl::Engine::Sqlite ? url.displayText() : url.conninfo();
  repositories = openDatabase(url, {});
  const auto session = repositories->openSession(QStringLiteral("bank"));
  for (const Exception& exception : sampleExceptions(count)) {
    const Result<Exception> created = await(session->exceptions().create(exception, sampleUser(), {}, {}));
    if (!created) {
      throw std::runtime_error(created.error().message.toStdString());
    }
  }
  QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("sentinai"), QStringLiteral("console"));
  settings.clear();
}

void ConsoleFixture::start(const QString& tenantId, const QString& url) {
  ConsoleOptions options;
  options.database = url.isEmpty() ? login : url;
  if (!tenantId.isEmpty()) {
    options.tenantId = tenantId;
  }
  console = std::make_unique<ConsoleController>(options);
  console->start();
  // Shortcuts and completion belong to the window that has the keyboard.
  console->window().activateWindow();
  if (!QTest::qWaitForWindowActive(&console->window(), kPatienceMs)) {
    throw std::runtime_error("The window did not become active.");
  }
}

void ConsoleFixture::stop() {
  console->window().close();
  console.reset();
}

void ConsoleFixture::trigger(const QString& action) {
  find<QAction>(action)->trigger();
}

bool ConsoleFixture::isSettled() {
  const PageWidget* page = window().currentPage();
  return page && page->loadedAt() && !page->isLoading();
}

void ConsoleFixture::filter(const QString& line) {
  auto* edit = find<QLineEdit>(QStringLiteral("filterLine"));
  edit->setFocus();
  edit->selectAll();
  QTest::keyClick(edit, Qt::Key_Delete);
  QTest::keyClicks(edit, line);
  QTest::keyClick(edit, Qt::Key_Return);
}

QString ConsoleFixture::cell(int row, int column) {
  return find<QTableView>(QStringLiteral("exceptionsTable"))->model()->index(row, column).data().toString();
}

} // namespace sentinai
