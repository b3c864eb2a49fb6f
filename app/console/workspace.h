// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection_state.h"
#include "models/dashboard_model.h"
#include "models/desktop_notices.h"
#include "models/exception_detail_model.h"
#include "models/exception_table_model.h"
#include "models/filter_value_source.h"
#include "models/live_updates.h"
#include "models/permissions.h"
#include "views/view_settings.h"

#include <QAction>
#include <QPointer>
#include <functional>

class QMessageBox;

namespace sentinai {

class DashboardPage;
class ExceptionDetailPage;
class ExceptionsPage;
class ImportModel;
class ImportWizard;
class MainWindow;
class Theme;

/// One tenant opened in the window: its session, the models over it, and the pages, wired together. Its looks are
/// restored when it opens and kept when it goes.
class Workspace : public QObject {
  Q_OBJECT
public:
  struct Frame {
    MainWindow& window;
    Theme& theme;
    TimeFormat& timeFormat;
    ConnectionState& connection;
  };

  /// `settingsScope` as ViewSettings::scopeOf(). Everything given must outlive the workspace.
  Workspace(Database& database, const Tenant& tenant, const QString& settingsScope, const Frame& frame);
  ~Workspace() override;

  [[nodiscard]] const Tenant& tenant() const { return m_tenant; }
  [[nodiscard]] const ExceptionTableModel& exceptionTable() const { return m_table; }
  [[nodiscard]] const DashboardModel& dashboard() const { return m_dashboard; }
  void saveLayout();

  /// Whether the workspace may go now. False while an import runs or changes are not saved: then the user is asked what
  /// is to become of them. `leave` is called later, if they would rather lose the changes, or once all are saved.
  [[nodiscard]] bool mayLeave(const std::function<void()>& leave);

  /// Shows the import wizard, with this file unless it is empty; or says why nothing may be imported.
  void openImport(const QString& path);

private:
  void addPages();
  void wire();
  void showFilter(const QString& line);
  void readAccess();
  void report(const DbError& error);
  void showAccess();
  [[nodiscard]] QString readOnlyReason() const; ///< Why nothing may be changed by anyone; empty: it may.
  void exceptionChanged(const Exception& row);
  void showUnsaved();
  void showDesktopNotice();
  void askToDiscard(const std::function<void()>& leave);

  Database& m_database;
  Tenant m_tenant;
  Frame m_frame;
  QString m_login;
  ViewSettings m_settings;
  std::unique_ptr<Session> m_session;
  Permissions m_permissions;
  ExceptionTableModel m_table;
  FilterValueSource m_values;
  ExceptionDetailModel m_detail;
  DashboardModel m_dashboard;
  LiveUpdates m_live;
  DesktopNotices m_notices;
  QString m_importRefusal; ///< Why nothing may be imported; empty: it may.
  CancelSource m_readTenant;
  QString m_unsavedId; ///< What the window's notice leads to.
  std::unique_ptr<QAction> m_importAction;
  std::unique_ptr<ImportModel> m_import; ///< While the wizard is open.
  QPointer<ImportWizard> m_wizard;
  QPointer<QMessageBox> m_ask; ///< What is to become of changes that are not saved.
  // Owned by the window; the destructor has it delete them, before the models go.
  ExceptionsPage* m_exceptionsPage = nullptr;
  ExceptionDetailPage* m_detailPage = nullptr;
  DashboardPage* m_dashboardPage = nullptr;
};

} // namespace sentinai
