// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/workspace.h"

#include "models/import_model.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "views/dashboard_page.h"
#include "views/exception_detail_page.h"
#include "views/exceptions_page.h"
#include "views/import_wizard.h"
#include "views/main_window.h"
#include "views/notice_banner.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

namespace sentinai {

namespace {

const QString kDashboard = QStringLiteral("dashboard");
const QString kExceptions = QStringLiteral("exceptions");
const QString kException = QStringLiteral("exception");
const QString kDetailState = QStringLiteral("detail/state");
const QString kPage = QStringLiteral("window/page");
constexpr qsizetype kMostListed = 10;

} // namespace

Workspace::Workspace(Database& database, const Tenant& tenant, const QString& settingsScope, const Frame& frame)
    : m_database(database)
    , m_tenant(tenant)
    , m_frame(frame)
    , m_login(database.login())
    , m_settings(settingsScope)
    , m_session(database.openSession(tenant.tenantId))
    , m_permissions(m_session->members())
    , m_table(m_session->exceptions(), frame.timeFormat)
    , m_values(m_session->exceptions())
    , m_detail(m_session->exceptions(), m_session->events(), Actor{ActorType::User, m_login}, frame.timeFormat)
    , m_dashboard(m_session->dashboard(), m_session->exceptions(), frame.timeFormat)
    , m_live(m_session->changes(), m_table, m_detail, m_dashboard)
    , m_notices(m_session->changes(), m_session->events())
    , m_importAction(std::make_unique<QAction>(tr("&Import a log …"), &frame.window)) {
  frame.connection.setTenant(tenant.tenantId);
  frame.window.setCurrentTenant(tenant);
  frame.window.restoreLayout(m_settings);
  addPages();
  wire();
  showAccess();
  m_permissions.refresh();
  const QString page = m_settings.value(kPage, kDashboard).toString();
  frame.window.goTo(page == kExceptions ? Location{kExceptions, m_exceptionsPage->filter().line()}
                                        : Location{kDashboard, {}});
  m_live.start();
}

Workspace::~Workspace() {
  delete m_ask;
  delete m_wizard;
  m_frame.window.setLiveUpdates(nullptr);
  m_frame.window.setCloseGuard({});
  m_frame.window.removePages();
}

void Workspace::addPages() {
  MainWindow& window = m_frame.window;
  m_dashboardPage = new DashboardPage(m_dashboard, m_frame.theme, m_frame.timeFormat, &window);
  m_exceptionsPage = new ExceptionsPage(m_table, m_values, m_frame.theme, m_frame.timeFormat, m_login, &window);
  m_detailPage = new ExceptionDetailPage(m_detail, m_frame.timeFormat, m_frame.theme, &window);
  m_dashboardPage->restoreLayout(m_settings);
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
  window->setCloseGuard([this, window] { return mayLeave([window] { window->close(); }); });
  connect(m_importAction.get(), &QAction::triggered, this, [this] { openImport({}); });
  connect(window, &MainWindow::fileDropped, this, &Workspace::openImport);
  connect(m_dashboardPage, &DashboardPage::importRequested, this, [this] { openImport({}); });
  connect(m_exceptionsPage, &ExceptionsPage::importRequested, this, [this] { openImport({}); });
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
  connect(&m_detail, &ExceptionDetailModel::savingChanged, this, &Workspace::showUnsaved);
  connect(&m_detail, &ExceptionDetailModel::stateChanged, this, &Workspace::showUnsaved);
  connect(window, &MainWindow::pageShown, this, &Workspace::showUnsaved);
  connect(window, &MainWindow::noticeActionTriggered, this, [this, window] {
    window->goTo({kException, m_unsavedId});
  });
  NoticeBanner* notice = &window->desktopNotice();
  connect(&m_notices, &DesktopNotices::changed, this, &Workspace::showDesktopNotice);
  connect(notice, &NoticeBanner::secondActionTriggered, &m_notices, &DesktopNotices::dismiss);
  connect(notice, &NoticeBanner::actionTriggered, this, [this, window] {
    const QString exceptionId = m_notices.waiting().front().exceptionId;
    m_notices.dismiss();
    window->goTo({kException, exceptionId});
  });
  connect(&m_table, &ExceptionTableModel::failed, this, &Workspace::report);
  connect(&m_detail, &ExceptionDetailModel::failed, this, &Workspace::report);
  connect(&m_values, &FilterValueSource::failed, this, [this](FilterField, const DbError& error) { report(error); });
  connect(&m_permissions, &Permissions::changed, this, &Workspace::showAccess);
  window->setLiveUpdates(&m_live);
  connect(window, &MainWindow::pageShown, this, [this, window] {
    m_live.setShown(window->currentPage() == m_dashboardPage, window->currentPage() == m_detailPage);
  });
  connect(connection, &ConnectionState::recovered, &m_live, &LiveUpdates::retryNow);
  connect(connection, &ConnectionState::recovered, this, [window] {
    if (PageWidget* page = window->currentPage()) {
      page->refresh();
    }
  });
  connect(connection, &ConnectionState::changed, this, [this, connection] {
    showAccess();
    // What may be done here changes while the tenant is open, as the health of the database does.
    if (connection->state() == ConnectionState::State::Connected && connection->nextTry()) {
      readAccess();
    }
  });
  connect(window, &MainWindow::closing, this, &Workspace::saveLayout);
  connect(window, &MainWindow::layoutReset, this, [this] { m_settings.clear(); });
}

void Workspace::showFilter(const QString& line) {
  m_exceptionsPage->setFilter(FilterExpression::parse(line).value_or(FilterExpression()));
}

void Workspace::report(const DbError& error) {
  m_frame.connection.report(error);
  if (error.kind == DbError::Kind::PermissionDenied) {
    m_frame.connection.retryNow(); // Its answer has the access read too.
  }
}

void Workspace::readAccess() {
  m_permissions.refresh();
  QCoro::connect(m_database.tenants().get(m_tenant.tenantId, m_readTenant.restart()), this,
                 [this](Result<Tenant> tenant) {
                   if (tenant && tenant->status != m_tenant.status) {
                     m_tenant.status = tenant->status;
                     showAccess();
                   }
                 });
}

QString Workspace::readOnlyReason() const {
  if (m_tenant.status == TenantStatus::Suspended) {
    return tr("This tenant is suspended: its exceptions can be read, not changed.");
  }
  if (m_tenant.status == TenantStatus::Archived) {
    return tr("This tenant is archived: its exceptions can be read, not changed.");
  }
  if (m_frame.connection.health() && m_frame.connection.health()->readOnly) {
    return tr("This database is read-only: its exceptions can be read, not changed.");
  }
  return {};
}

void Workspace::showAccess() {
  const std::optional<Health>& health = m_frame.connection.health();
  const bool told = health && health->tenantId == m_tenant.tenantId && health->access;
  const std::optional<Access> access = told ? fromText<Access>(*health->access) : std::nullopt;
  m_permissions.setAccess(access);
  // The login of an agent may not write as a person.
  m_detail.setActor({access == Access::Agent ? ActorType::Agent : ActorType::User, m_login});
  const QString readOnly = readOnlyReason();
  const EditRefusals edit = readOnly.isEmpty() ? m_permissions.edit() : EditRefusals::all(readOnly);
  m_importRefusal = readOnly.isEmpty() ? m_permissions.importing() : readOnly;
  m_detail.setRefusals(edit);
  m_dashboardPage->setImportRefusal(m_importRefusal);
  m_exceptionsPage->setImportRefusal(m_importRefusal);
  m_importAction->setEnabled(m_importRefusal.isEmpty());
  m_importAction->setToolTip(m_importRefusal.isEmpty() ? tr("Import exceptions and their events from a CSV or XES log")
                                                       : plainToolTip(m_importRefusal));
  m_importAction->setStatusTip(m_importRefusal.isEmpty() ? m_importAction->toolTip() : m_importRefusal);
}

void Workspace::exceptionChanged(const Exception& row) {
  m_table.showSaved(row);
  m_table.recount();
  m_dashboard.refresh();
}

void Workspace::openImport(const QString& path) {
  if (!m_wizard && !m_importRefusal.isEmpty()) {
    auto* box = new QMessageBox(QMessageBox::Information, tr("Import a Log"), m_importRefusal, QMessageBox::Ok,
                                &m_frame.window);
    box->setObjectName(QStringLiteral("importRefused"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
    return;
  }
  if (!m_wizard) {
    m_import = std::make_unique<ImportModel>(m_database, m_tenant.tenantId, m_frame.timeFormat);
    m_wizard = new ImportWizard(*m_import, m_frame.theme, &m_frame.window);
    connect(m_import.get(), &ImportModel::imported, this, [this] {
      m_exceptionsPage->refresh();
      m_dashboard.refresh();
      if (m_import->error()) {
        report(*m_import->error());
      }
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

void Workspace::showUnsaved() {
  // The page of an exception says itself what is the matter with it.
  const bool pageSaysIt =
      m_frame.window.currentPage() == m_detailPage && m_detail.state() == ExceptionDetailModel::State::Ready;
  std::vector<ExceptionDetailModel::Unsaved> problems;
  for (ExceptionDetailModel::Unsaved& unsaved : m_detail.unsaved()) {
    if (!unsaved.problem.isEmpty() && !(pageSaysIt && unsaved.exceptionId == m_detail.exceptionId())) {
      problems.push_back(std::move(unsaved));
    }
  }
  if (problems.empty()) {
    m_frame.window.showNotice({});
    return;
  }
  const ExceptionDetailModel::Unsaved& first = problems.front();
  m_unsavedId = first.exceptionId;
  QString text = tr("Not saved in %1: %2").arg(visibleLine(first.exceptionId), visibleLine(first.problem));
  if (first.actions > 1) {
    text += QLatin1Char(' ') + tr("Waiting behind it: %1").arg(first.actions - 1);
  }
  if (problems.size() > 1) {
    text += QLatin1Char(' ') + tr("Exceptions with changes that are not saved: %1").arg(problems.size());
  }
  m_frame.window.showNotice(text, tr("Show"));
}

void Workspace::showDesktopNotice() {
  NoticeBanner& banner = m_frame.window.desktopNotice();
  if (m_notices.waiting().empty()) {
    banner.hide();
    return;
  }
  const DesktopNotices::Notice& first = m_notices.waiting().front();
  QString text = QStringLiteral("%1: %2").arg(visibleLine(first.exceptionId), first.text);
  if (m_notices.waiting().size() > 1) {
    text += QLatin1Char(' ') + tr("Notices behind it: %1").arg(m_notices.waiting().size() - 1);
  }
  banner.showNotice(text, tr("Show"), tr("Dismiss"));
  QApplication::alert(&m_frame.window);
}

bool Workspace::mayLeave(const std::function<void()>& leave) {
  if (m_wizard && m_import->activity() == ImportModel::Activity::Importing) {
    m_wizard->raise();
    m_wizard->close(); // It asks first.
    return false;
  }
  if (m_detail.unsaved().empty()) {
    return true;
  }
  askToDiscard(leave);
  return false;
}

void Workspace::askToDiscard(const std::function<void()>& leave) {
  delete m_ask; // Of another wish to leave.
  QStringList lines;
  qsizetype actions = 0;
  for (const ExceptionDetailModel::Unsaved& unsaved : m_detail.unsaved()) {
    actions += unsaved.actions;
    lines << QStringLiteral("%1: %2").arg(visibleLine(unsaved.exceptionId),
                                          unsaved.problem.isEmpty() ? tr("being saved") : visibleLine(unsaved.problem));
  }
  if (lines.size() > kMostListed) {
    lines = lines.first(kMostListed) << QStringLiteral("…");
  }
  m_ask =
      new QMessageBox(QMessageBox::Warning, tr("Changes that are not saved"),
                      tr("Changes that are not saved yet: %1").arg(actions), QMessageBox::NoButton, &m_frame.window);
  m_ask->setObjectName(QStringLiteral("unsavedAsk"));
  m_ask->setAttribute(Qt::WA_DeleteOnClose);
  m_ask->setTextFormat(Qt::PlainText);
  m_ask->setInformativeText(lines.join(QLatin1Char('\n')));
  QPushButton* discard = m_ask->addButton(tr("Discard and Leave"), QMessageBox::DestructiveRole);
  discard->setObjectName(QStringLiteral("unsavedDiscard"));
  QPushButton* stay = m_ask->addButton(tr("Stay"), QMessageBox::RejectRole);
  stay->setObjectName(QStringLiteral("unsavedStay"));
  m_ask->setDefaultButton(stay);
  // Leaving ends this workspace, so not from in here.
  const auto leaveSoon = [window = &m_frame.window, leave] {
    QMetaObject::invokeMethod(window, leave, Qt::QueuedConnection);
  };
  connect(discard, &QPushButton::clicked, this, [this, leaveSoon] {
    m_detail.discardUnsaved();
    leaveSoon();
  });
  // Once all is saved, there is nothing left to ask.
  connect(&m_detail, &ExceptionDetailModel::savingChanged, m_ask, [this, leaveSoon] {
    if (m_ask->isVisible() && m_detail.unsaved().empty()) {
      m_ask->close();
      leaveSoon();
    }
  });
  m_ask->open();
}

void Workspace::saveLayout() {
  m_frame.window.saveLayout(m_settings);
  m_dashboardPage->saveLayout(m_settings);
  m_exceptionsPage->saveLayout(m_settings);
  m_settings.setValue(kDetailState, m_detailPage->saveState());
  if (const auto location = m_frame.window.location()) {
    m_settings.setValue(kPage, location->page == kDashboard ? kDashboard : kExceptions);
  }
  m_settings.sync();
}

} // namespace sentinai
