// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_controller.h"

#include "app/exchange/demo.h"
#include "repositories/open_database.h"
#include "views/main_window.h"
#include "views/sign_in_dialog.h"
#include "views/state_panel.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QUrl>

namespace sentinai {

namespace {

constexpr int kTenantPage = 500;

ExitCode exitCodeOf(DbError::Kind kind) {
  switch (kind) {
  case DbError::Kind::ConnectionLost:
  case DbError::Kind::Timeout:
    return ExitCode::Unreachable;
  case DbError::Kind::NotFound:
    return ExitCode::NotFound;
  case DbError::Kind::PermissionDenied:
    return ExitCode::NotPermitted;
  case DbError::Kind::InvalidInput:
    return ExitCode::BadInput;
  default:
    return ExitCode::Failed;
  }
}

/// "host/database" of a libpq URI or conninfo.
QString serverName(const QString& text) {
  const QUrl url(text);
  if (url.scheme().startsWith(QLatin1String("postgres"))) {
    return QStringLiteral("%1%2").arg(url.host().isEmpty() ? QStringLiteral("local") : url.host(), url.path());
  }
  const auto value = [&text](const QString& keyword) {
    const QRegularExpression pattern(QStringLiteral("(?:^|\\s)%1\\s*=\\s*'?([^'\\s]+)").arg(keyword));
    QString found;
    for (auto match = pattern.globalMatch(text); match.hasNext();) {
      found = match.next().captured(1); // As in libpq, what comes later counts.
    }
    return found;
  };
  const QString host = value(QStringLiteral("host"));
  const QString database = value(QStringLiteral("dbname"));
  return QStringLiteral("%1/%2").arg(host.isEmpty() || host.startsWith(QLatin1Char('/')) ? QStringLiteral("local")
                                                                                         : host,
                                     database.isEmpty() ? QStringLiteral("?") : database);
}

/// The server wants a password and has none or a wrong one: PostgreSQL's invalid_password.
bool isPasswordWanted(const DbError& error) {
  return error.kind == DbError::Kind::PermissionDenied && error.sqlState == QLatin1String("28P01");
}

/// A login that holds no access at all may not even read the schema: PostgreSQL's insufficient_privilege.
bool isStranger(const DbError& error) {
  return error.kind == DbError::Kind::PermissionDenied && error.sqlState == QLatin1String("42501");
}

} // namespace

ConsoleController::ConsoleController(ConsoleOptions options)
    : m_options(std::move(options))
    , m_window(std::make_unique<MainWindow>(m_theme, m_timeFormat)) {
  connect(m_window.get(), &MainWindow::tenantChosen, this, &ConsoleController::openTenant);
  connect(&m_window->startPanel(), &StatePanel::actionTriggered, this, &ConsoleController::open);
  connect(&m_window->startPanel(), &StatePanel::secondActionTriggered, this, &ConsoleController::secondAction);
  m_window->setEnvironment(tr("No database"), {});
}

ConsoleController::~ConsoleController() {
  closeDatabase();
  // What was under way has completed, but may not have been told: no event loop will do so any more.
  QCoreApplication::sendPostedEvents();
}

void ConsoleController::closeDatabase() {
  m_opening.cancel();
  m_agents.reset();
  m_workspace.reset();
  m_window->setConnection(nullptr);
  m_connection.reset();
  m_database.reset();
}

void ConsoleController::start() {
  m_window->show();
  open();
}

void ConsoleController::open() {
  m_exitCode = ExitCode::Done;
  m_triedKeychain = false;
  m_toRemember.reset();
  m_window->showStartPanel();
  Result<DatabaseUrl> url = m_options.demo ? DatabaseUrl::userDemo()
                            : m_options.database
                                ? DatabaseUrl::parse(*m_options.database)
                                : DatabaseUrl::fromEnvironment(QProcessEnvironment::systemEnvironment());
  if (!url) {
    fail(tr("The database is not named properly"), url.error(), tr("Open the demo"));
    return;
  }
  if (m_options.demo && !QFileInfo::exists(url->sqlitePath())) {
    makeDemo();
    return;
  }
  openDatabaseAt(*url);
}

void ConsoleController::makeDemo() {
  closeDatabase();
  const QString path = DatabaseUrl::userDemo().sqlitePath();
  StatePanel* panel = &m_window->startPanel();
  panel->showState(StatePanel::Kind::Loading, tr("Preparing the demo from real incident logs …"),
                   tr("This happens once and takes a minute or so."));
  const CancelToken token = m_opening.restart();
  if (!QDir().mkpath(QFileInfo(path).absolutePath())) {
    fail(ExitCode::Failed, false, tr("The demo could not be made"),
         tr("The folder %1 cannot be created. Check who may write there.").arg(QFileInfo(path).absolutePath()));
    return;
  }
  const auto showProgress = [panel, token](const QString& log, const ImportProgress& progress) {
    if (token.isCancelled()) {
      return;
    }
    const QLocale locale;
    const bool reading = progress.phase == ImportProgress::Phase::Checking;
    const qint64 done = reading ? progress.bytesRead : progress.rows;
    const qint64 total = reading ? progress.bytesTotal : progress.rowsTotal;
    const QString rows = locale.toString(progress.rows);
    panel->setProgress(total > 0 ? static_cast<int>(done * 1000 / total) : -1,
                       reading ? tr("%1: reading, %2 rows").arg(log, rows)
                               : tr("%1: %2 of %3 rows, %4 a second")
                                     .arg(log, rows, locale.toString(progress.rowsTotal),
                                          locale.toString(static_cast<qint64>(progress.rowsPerSecond))));
  };
  QCoro::connect(createDemo(path, currentInstant(), showProgress, token), this,
                 [this, token](Result<DemoReport> report) {
                   if (token.isCancelled()) {
                     return;
                   }
                   if (!report) {
                     fail(tr("The demo could not be made"), report.error());
                     return;
                   }
                   openDatabaseAt(DatabaseUrl::userDemo());
                 });
}

void ConsoleController::openDatabaseAt(const DatabaseUrl& url, const std::optional<QString>& password) {
  closeDatabase();
  m_url = url;
  Result<DatabaseOptions> options = DatabaseOptions::fromEnvironment(QProcessEnvironment::systemEnvironment());
  if (!options) {
    fail(tr("The database settings are not understood"), options.error());
    return;
  }
  options->applicationName = QStringLiteral("sentinai-console");
  m_window->startPanel().showState(StatePanel::Kind::Loading, tr("Opening the database …"), url.displayText());
  m_database = openDatabase(password ? url.withPassword(*password) : url, *options);
  m_connection = std::make_unique<ConnectionState>(*m_database);
  showEnvironment();
  const CancelToken token = m_opening.restart();
  QCoro::connect(m_database->health({}, token), this, [this, token](Result<Health> health) {
    if (!token.isCancelled()) {
      takeHealth(std::move(health));
    }
  });
}

void ConsoleController::takeHealth(Result<Health> health) {
  if (!health && isPasswordWanted(health.error()) && !m_options.screenshotDirectory) {
    signIn(health.error());
    return;
  }
  if (health || isStranger(health.error())) {
    rememberPassword();
  }
  if (!health && isStranger(health.error())) {
    failWithoutTenant();
    return;
  }
  if (!health) {
    const bool missing =
        m_url->engine() == DatabaseUrl::Engine::Sqlite && health.error().kind == DbError::Kind::NotFound;
    fail(missing ? tr("There is no such file") : tr("The database cannot be reached"), health.error(),
         tr("Open the demo"));
    return;
  }
  if (!health->upToDate()) {
    const bool older = health->schemaVersion < health->latestSchemaVersion;
    const QString versions = tr("It has version %1, this program works with version %2.")
                                 .arg(health->schemaVersion)
                                 .arg(health->latestSchemaVersion);
    fail(ExitCode::Failed, false,
         older ? tr("The database needs to be brought up to date") : tr("The database is newer than this program"),
         older ? tr("%1 Run “sentinaictl migrate up” as its owner, then try again.").arg(versions)
               : tr("%1 Install a newer console.").arg(versions),
         tr("Open the demo"));
    return;
  }
  m_connection->start();
  m_window->setConnection(m_connection.get());
  m_tenants.clear();
  listTenants(std::nullopt);
}

void ConsoleController::signIn(const DbError& reason) {
  m_toRemember.reset();
  const CancelToken token = m_opening.token();
  m_keychain.read(m_url->displayText(), [this, token, reason](const Keychain::Found& found) {
    if (token.isCancelled()) {
      return;
    }
    if (found.password && !std::exchange(m_triedKeychain, true)) {
      openDatabaseAt(*m_url, found.password);
    } else {
      askForPassword(reason, found.available);
    }
  });
}

void ConsoleController::askForPassword(const DbError& reason, bool canRemember) {
  auto* const dialog = new SignInDialog(m_url->displayText(), reason.message, canRemember, m_theme, m_window.get());
  connect(dialog, &SignInDialog::submitted, this, [this](const QString& password, bool remember) {
    m_toRemember = remember ? std::optional(password) : std::nullopt;
    openDatabaseAt(*m_url, password);
  });
  connect(dialog, &QDialog::rejected, this,
          [this, reason] { fail(tr("You are not signed in"), reason, tr("Open the demo")); });
  dialog->open();
}

void ConsoleController::rememberPassword() {
  if (const std::optional<QString> password = std::exchange(m_toRemember, std::nullopt)) {
    m_keychain.write(m_url->displayText(), *password, [this](const QString& problem) {
      if (!problem.isEmpty()) {
        m_window->showNotice(
            tr("The keychain did not take the password, so it will be asked for again: %1").arg(problem));
      }
    });
  }
}

void ConsoleController::listTenants(std::optional<QString> after) {
  const CancelToken token = m_opening.token();
  QCoro::connect(m_database->tenants().list({}, kTenantPage, std::move(after), token), this,
                 [this, token](Result<Page<Tenant>> page) {
                   if (!token.isCancelled()) {
                     takeTenants(std::move(page));
                   }
                 });
}

void ConsoleController::takeTenants(Result<Page<Tenant>> page) {
  if (!page) {
    fail(tr("The tenants cannot be listed"), page.error());
    return;
  }
  m_tenants.insert(m_tenants.end(), page->rows.begin(), page->rows.end());
  if (page->next) {
    listTenants(page->next);
    return;
  }
  m_window->setTenants(m_tenants);
  chooseTenant();
}

void ConsoleController::chooseTenant() {
  if (m_tenants.empty()) {
    failWithoutTenant();
    return;
  }
  if (m_options.tenantId) {
    openTenant(*m_options.tenantId);
    return;
  }
  if (m_tenants.size() == 1) {
    openTenant(m_tenants.front().tenantId);
    return;
  }
  m_window->showTenantChooser(ViewSettings(scopeOf({})).value(QStringLiteral("tenant")).toString());
  Q_EMIT choosingTenant();
}

void ConsoleController::failWithoutTenant() {
  fail(ExitCode::NotPermitted, true, tr("You are not a member of any tenant"),
       tr("The login “%1” has no access yet. Ask an administrator to run “sentinaictl --tenant ID member grant %1 "
          "--access analyst”, then try again.")
           .arg(m_database->login()),
       tr("Open the demo"));
}

void ConsoleController::openTenant(const QString& tenantId) {
  const auto tenant = std::find_if(m_tenants.begin(), m_tenants.end(),
                                   [&](const Tenant& candidate) { return candidate.tenantId == tenantId; });
  if (tenant == m_tenants.end()) {
    fail(ExitCode::NotFound, true, tr("There is no tenant “%1” for you").arg(tenantId),
         tr("It does not exist, or the login “%1” is no member of it. Leave out --tenant to choose among yours.")
             .arg(m_database->login()));
    return;
  }
  if (m_workspace && !m_workspace->mayLeave([this, tenantId] { openTenant(tenantId); })) {
    return;
  }
  if (m_workspace) {
    m_workspace->saveLayout();
    m_workspace.reset();
    m_agents.reset();
  }
  ViewSettings(scopeOf({})).setValue(QStringLiteral("tenant"), tenantId);
  m_workspace = std::make_unique<Workspace>(*m_database, *tenant, scopeOf(tenantId),
                                            Workspace::Frame{*m_window, m_theme, m_timeFormat, *m_connection});
  if (*m_url == DatabaseUrl::userDemo() && !m_options.screenshotDirectory) {
    m_agents = std::make_unique<WorkerThread>(*m_url, tenantId);
    m_agents->start(QThread::LowPriority);
  }
  Q_EMIT opened();
}

void ConsoleController::fail(ExitCode code, bool permission, const QString& title, const QString& text,
                             const QString& secondAction) {
  m_exitCode = code;
  m_window->startPanel().showState(permission ? StatePanel::Kind::NoPermission : StatePanel::Kind::Error, title, text,
                                   tr("Try again"), m_options.demo ? QString() : secondAction);
  m_window->showStartPanel();
  Q_EMIT failed(QStringLiteral("%1. %2").arg(title, text));
}

void ConsoleController::fail(const QString& title, const DbError& error, const QString& secondAction) {
  fail(exitCodeOf(error.kind), error.kind == DbError::Kind::PermissionDenied, title, error.message, secondAction);
}

void ConsoleController::secondAction() {
  m_options.demo = true;
  m_options.tenantId.reset();
  open();
}

QString ConsoleController::scopeOf(const QString& tenantId) const {
  return ViewSettings::scopeOf(m_url->displayText(), m_database->login(), tenantId);
}

void ConsoleController::showEnvironment() {
  const QString detail = m_url->displayText();
  if (m_url->engine() == DatabaseUrl::Engine::PostgreSql) {
    m_window->setEnvironment(tr("PostgreSQL %1").arg(serverName(detail)), detail);
  } else if (*m_url == DatabaseUrl::userDemo()) {
    m_window->setEnvironment(tr("Demo file"), detail);
  } else {
    m_window->setEnvironment(tr("SQLite %1").arg(QFileInfo(m_url->sqlitePath()).fileName()), detail);
  }
}

} // namespace sentinai
