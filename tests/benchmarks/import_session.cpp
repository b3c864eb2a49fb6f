// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/import_session.h"

#include "views/main_window.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>

namespace sentinai {

namespace {

constexpr std::chrono::milliseconds kPoll{20};
constexpr std::chrono::milliseconds kBetweenUses{400};
constexpr QSize kWindow{1440, 900};

} // namespace

ImportSession::ImportSession(DatabaseUrl::Engine engine, QString log)
    : m_database(engine)
    , m_log(std::move(log)) {
  const QString tenant = QStringLiteral("bench");
  m_database.addTenant(tenant);
  ConsoleOptions options;
  const DatabaseUrl url = m_database.addLogin(QStringLiteral("ann"), {{tenant, Access::Supervisor}});
  options.database =
      engine == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite:") + url.sqlitePath() : url.conninfo();
  options.tenantId = tenant;
  m_controller = std::make_unique<ConsoleController>(options);
  connect(m_controller.get(), &ConsoleController::failed, this, &ImportSession::failed);
  connect(m_controller.get(), &ConsoleController::opened, this, [this] {
    m_controller->window().resize(kWindow);
    m_poll.start();
  });
  m_poll.setInterval(kPoll);
  m_user.setInterval(kBetweenUses);
  connect(&m_poll, &QTimer::timeout, this, &ImportSession::step);
  connect(&m_user, &QTimer::timeout, this, &ImportSession::useConsole);
}

ImportSession::~ImportSession() = default;

void ImportSession::start() {
  m_controller->start();
}

void ImportSession::import() {
  m_user.start();
  m_poll.start();
}

QString ImportSession::result() const {
  return m_wizard->findChild<QLabel*>(QStringLiteral("importRunHeadline"))->text();
}

QAbstractButton* ImportSession::button(const char* name) const {
  return m_wizard->findChild<QAbstractButton*>(QString::fromLatin1(name));
}

void ImportSession::step() {
  MainWindow& window = m_controller->window();
  if (m_steps == 0) {
    window.findChild<QAction*>(QStringLiteral("importLog"))->trigger();
    m_wizard = window.findChild<QDialog*>(QStringLiteral("importWizard"));
    auto* path = m_wizard->findChild<QLineEdit*>(QStringLiteral("importPath"));
    path->setText(m_log);
    Q_EMIT path->returnPressed();
    ++m_steps;
    return;
  }
  // Steps 1 and 2 lead to the mapping and on to the check, 3 to the import, 4 waits for its end.
  QAbstractButton* next = button("importNext");
  if (m_steps <= 3 && next->isEnabled()) {
    const bool isMapped = m_steps == 2;
    if (isMapped && !m_user.isActive()) {
      m_poll.stop();
      Q_EMIT ready();
      return;
    }
    next->click();
    ++m_steps;
  } else if (m_steps == 4 && button("importBack")->isEnabled()) {
    m_poll.stop();
    m_user.stop();
    Q_EMIT finished();
  }
}

void ImportSession::useConsole() {
  MainWindow& window = m_controller->window();
  switch (m_uses++ % 6) {
  case 0:
    window.goTo({QStringLiteral("exceptions"), {}});
    break;
  case 1:
  case 2:
    if (auto* table = window.findChild<QTableView*>(QStringLiteral("exceptionsTable"))) {
      table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() * (m_uses % 6 - 1) / 2);
    }
    break;
  case 4:
    window.goTo({QStringLiteral("dashboard"), {}});
    break;
  default:
    window.findChild<QAction*>(QStringLiteral("refresh"))->trigger();
    break;
  }
}

} // namespace sentinai
