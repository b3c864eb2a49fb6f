// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/workspace.h"

#include "models/import_model.h"
#include "models/time_format.h"
#include "views/dashboard_page.h"
#include "views/exception_detail_page.h"
#include "views/exceptions_page.h"
#include "views/import_wizard.h"
#include "views/main_window.h"

namespace sentinai {

namespace {

const QString kDashboard = QStringLiteral("dashboard");
const QString kExceptions = QStringLiteral("exceptions");
const QString kException = QStringLiteral("exception");
const QString kDetailState = QStringLiteral("detail/state");
const QString kPage = QStringLiteral("window/page");

} // namespace

Workspace::Workspace(Database& database, const Tenant& tenant, const QString& settingsScope, const Frame& frame)
    : m_database(database)
    , m_tenant(tenant)
    , m_frame(frame)
    , m_login(database.login())
    , m_settings(settingsScope)
    , m_session(database.openSession(tenant.tenantId))
    , m_table(m_session->exceptions(), frame.timeFormat)
    , m_values(m_session->exceptions())
    , m_detail(m_session->exceptions(), m_session->events(), Actor{ActorType::User, m_login}, frame.timeFormat)
    , m_dashboard(m_session->dashboard(), m_session->exceptions(), frame.timeFormat)
    , m_importAction(std::make_unique<QAction>(tr("&Import a log …"), &frame.window)) {
  frame.connection.setTenant(tenant.tenantId);
  frame.window.setCurrentTenant(tenant);
  frame.window.restoreLayout(m_settings);
  addPages();
  wire();
  showAccess();
  const QString page = m_settings.value(kPage, kDashboard).toString();
  frame.window.goTo(page == kExceptions ? Location{kExceptions, m_exceptionsPage->filter().line()}
                                        : Location{kDashboard, {}});
}

Workspace::~Workspace() {
  delete m_wizard;
  m_frame.window.setCloseGuard({});
  m_frame.window.removePages();
}

void Workspace::addPages() {
  MainWindow& window = m_frame.window;
  m_dashboardPage = new DashboardPage(m_dashboard, m_frame.theme, m_frame.timeFormat, &window);
  m_exceptionsPage = new ExceptionsPage(m_table, m_values, m_frame.theme, m_frame.timeFormat, m_login, &window);
  m_detailPage = new ExceptionDetailPage(m_detail, m_frame.timeFormat, m_frame.theme, &window);
  m_exceptionsPage->restoreLayout(m_settings);
  m_detailPage->restoreState(m_settings.value(kDetailState).toByteArray());

  MainWindow::Page dashboard;
  dashboard.key = kDashboard;
  dashboard.widget = m_dashboardPage;
  dashboard.navigationText = tr("&Dashboard");
  dashboard.iconName = QStringLiteral("dashboard");
  dashboard.shortcut = QKeySequence(Qt::CTRL | Qt::Key_1);
  window.addPage(dashboard);

  MainWindow::Page exceptions;
  exceptions.key = kExceptions;
  exceptions.widget = m_exceptionsPage;
  exceptions.show = [this](const QString& line) { showFilter(line); };
  exceptions.argument = [this] { return m_exceptionsPage->filter().line(); };
  exceptions.navigationText = tr("&Exceptions");
  exceptions.iconName = QStringLiteral("exceptions");
  exceptions.shortcut = QKeySequence(Qt::CTRL | Qt::Key_2);
  window.addPage(exceptions);

  MainWindow::Page detail;
  detail.key = kException;
  detail.parentKey = kExceptions;
  detail.widget = m_detailPage;
  detail.show = [this](const QString& exceptionId) { m_detailPage->open(exceptionId); };
  window.addPage(detail);
}

void Workspace::wire() {
  MainWindow* window = &m_frame.window;
  m_importAction->setObjectName(QStringLiteral("importLog"));
  m_importAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
  window->addFileAction(m_importAction.get());
  window->addTool(m_importAction.get(), tr("Import"), QStringLiteral("import"));
  window->setCloseGuard([this] { return mayLeave(); });
  connect(m_importAction.get(), &QAction::triggered, this, [this] { openImport({}); });
  connect(window, &MainWindow::fileDropped, this, &Workspace::openImport);
  connect(m_dashboardPage, &DashboardPage::importRequested, m_importAction.get(), &QAction::trigger);
  connect(m_exceptionsPage, &ExceptionsPage::importRequested, m_importAction.get(), &QAction::trigger);
  ConnectionState* connection = &m_frame.connection;
  const auto openException = [window](const QString& exceptionId) { window->goTo({kException, exceptionId}); };
  connect(m_exceptionsPage, &ExceptionsPage::openException, this, openException);
  connect(m_detailPage, &ExceptionDetailPage::openExceptionRequested, this, openException);
  connect(m_exceptionsPage, &ExceptionsPage::filterChanged, this,
          [window](const FilterExpression& filter) { window->noteArgument(kExceptions, filter.line()); });
  connect(m_dashboardPage, &DashboardPage::showExceptions, this, [this, window](const ExceptionFilter& filter) {
    const auto expression = FilterExpression::fromFilter(filter, m_frame.timeFormat.zone());
    m_exceptionsPage->askFor(expression);
    window->goTo({kExceptions, expression.line()});
  });
  connect(&m_detail, &ExceptionDetailModel::changed, this, &Workspace::exceptionChanged);
  connect(&m_table, &ExceptionTableModel::failed, connection, &ConnectionState::report);
  connect(&m_values, &FilterValueSource::failed, connection,
          [connection](FilterField, const DbError& error) { connection->report(error); });
  connect(connection, &ConnectionState::recovered, this, [window] {
    if (PageWidget* page = window->currentPage()) {
      page->refresh();
    }
  });
  connect(connection, &ConnectionState::changed, this, &Workspace::showAccess);
  connect(window, &MainWindow::closing, this, &Workspace::saveLayout);
  connect(window, &MainWindow::layoutReset, this, [this] { m_settings.clear(); });
}

void Workspace::showFilter(const QString& line) {
  m_exceptionsPage->setFilter(FilterExpression::parse(line).value_or(FilterExpression()));
}

void Workspace::showAccess() {
  QString reason;
  if (m_tenant.status == TenantStatus::Suspended) {
    reason = tr("This tenant is suspended: its exceptions can be read, not changed.");
  } else if (m_frame.connection.health() && m_frame.connection.health()->readOnly) {
    reason = tr("This database is read-only: its exceptions can be read, not changed.");
  }
  if (m_detail.readOnlyReason() != reason) {
    m_detail.setReadOnlyReason(reason);
  }
  m_importAction->setEnabled(reason.isEmpty());
  m_importAction->setToolTip(reason.isEmpty() ? tr("Import exceptions and their events from a CSV or XES log")
                                              : reason);
  m_importAction->setStatusTip(m_importAction->toolTip());
}

void Workspace::exceptionChanged(const Exception& row) {
  m_table.showSaved(row);
  m_table.recount();
  m_dashboard.refresh();
}

void Workspace::openImport(const QString& path) {
  if (!m_wizard) {
    m_import = std::make_unique<ImportModel>(m_database, m_tenant.tenantId, m_frame.timeFormat);
    m_wizard = new ImportWizard(*m_import, m_frame.theme, &m_frame.window);
    connect(m_import.get(), &ImportModel::imported, this, [this] {
      m_exceptionsPage->refresh();
      m_dashboard.refresh();
    });
    connect(m_wizard, &ImportWizard::showImported, this, [this] { m_frame.window.goTo({kExceptions, {}}); });
    connect(m_wizard, &QDialog::finished, m_wizard, &QObject::deleteLater);
  }
  m_wizard->show();
  m_wizard->raise();
  m_wizard->activateWindow();
  if (!path.isEmpty() && m_import->activity() != ImportModel::Activity::Importing) {
    m_wizard->openFile(path);
  }
}

bool Workspace::mayLeave() {
  if (!m_wizard || m_import->activity() != ImportModel::Activity::Importing) {
    return true;
  }
  m_wizard->raise();
  m_wizard->close(); // It asks first.
  return false;
}

void Workspace::saveLayout() {
  m_frame.window.saveLayout(m_settings);
  m_exceptionsPage->saveLayout(m_settings);
  m_settings.setValue(kDetailState, m_detailPage->saveState());
  if (const auto location = m_frame.window.location()) {
    m_settings.setValue(kPage, location->page == kDashboard ? kDashboard : kExceptions);
  }
  m_settings.sync();
}

} // namespace sentinai
