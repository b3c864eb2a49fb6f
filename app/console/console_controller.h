// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_options.h"
#include "app/console/worker_thread.h"
#include "app/console/workspace.h"
#include "app/keychain/keychain.h"
#include "models/time_format.h"
#include "views/theme.h"

namespace sentinai {

/// Opens the database and a tenant of it in the window, step by step and without ever blocking: what is under way, what
/// went wrong and what to do about it shows in the window itself.
class ConsoleController : public QObject {
  Q_OBJECT
public:
  explicit ConsoleController(ConsoleOptions options);
  ~ConsoleController() override;

  void start(); ///< Shows the window.

  [[nodiscard]] MainWindow& window() { return *m_window; }
  [[nodiscard]] Theme& theme() { return m_theme; }
  [[nodiscard]] TimeFormat& timeFormat() { return m_timeFormat; }
  [[nodiscard]] Workspace* workspace() { return m_workspace.get(); }
  [[nodiscard]] const std::vector<Tenant>& tenants() const { return m_tenants; }
  void openTenant(const QString& tenantId);

  /// Done, or why the last attempt to open failed.
  [[nodiscard]] ExitCode exitCode() const { return m_exitCode; }

Q_SIGNALS:
  void opened();         ///< A tenant is open.
  void choosingTenant(); ///< There are several, and none was asked for.
  void failed(const QString& message);

private:
  void open();
  void makeDemo();
  void openDatabaseAt(const DatabaseUrl& url, const std::optional<QString>& password = {});
  void takeHealth(Result<Health> health);
  void signIn(const DbError& reason);
  void askForPassword(const DbError& reason, bool canRemember);
  void rememberPassword();
  void listTenants(std::optional<QString> after);
  void takeTenants(Result<Page<Tenant>> page);
  void chooseTenant();
  void fail(ExitCode code, bool permission, const QString& title, const QString& text,
            const QString& secondAction = {});
  void fail(const QString& title, const DbError& error, const QString& secondAction = {});
  void failWithoutTenant();
  void secondAction();
  void closeDatabase();
  [[nodiscard]] QString scopeOf(const QString& tenantId) const;
  void showEnvironment();

  ConsoleOptions m_options;
  Theme m_theme;
  TimeFormat m_timeFormat;
  std::unique_ptr<MainWindow> m_window;
  Keychain m_keychain{QStringLiteral("sentinai-console")};
  std::optional<DatabaseUrl> m_url; ///< As named, without a password that was asked for or kept.
  bool m_triedKeychain = false;
  std::optional<QString> m_toRemember; ///< A password that goes to the keychain if it is right.
  std::unique_ptr<Database> m_database;
  std::unique_ptr<ConnectionState> m_connection;
  std::unique_ptr<Workspace> m_workspace;
  std::unique_ptr<WorkerThread> m_agents; ///< In the demo.
  std::vector<Tenant> m_tenants;
  CancelSource m_opening;
  ExitCode m_exitCode = ExitCode::Done;
};

} // namespace sentinai
