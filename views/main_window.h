// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/navigation_history.h"
#include "repositories/records/tenant.h"
#include "views/theme.h"

#include <QMainWindow>
#include <functional>

class QActionGroup;
class QLabel;
class QStackedWidget;

namespace sentinai {

class CommandPalette;
class ConnectionBanner;
class ConnectionState;
class LiveUpdates;
class NavigationBar;
class NoticeBanner;
class PageWidget;
class StatePanel;
class StatusStrip;
class TenantChooser;
class TimeFormat;
class ViewSettings;

/// The frame around the pages: navigation, menus, history, commands, status. It knows pages only as PageWidgets; which
/// there are, and how they belong together, is said by whoever calls addPage().
class MainWindow : public QMainWindow {
  Q_OBJECT
public:
  /// References must outlive the window.
  MainWindow(Theme& theme, TimeFormat& timeFormat, QWidget* parent = nullptr);
  ~MainWindow() override;

  struct Page {
    QString key; ///< What a Location names it by.
    PageWidget* widget = nullptr;
    std::function<void(const QString& argument)> show; ///< Makes the page show what a Location says; may be empty.
    QString navigationText;                            ///< Empty: not in the navigation; reached from other pages.
    QString iconName;
    QKeySequence shortcut;
    std::function<QString()> argument; ///< What the page shows now, for its Location; may be empty.
    QString parentKey;                 ///< The page whose place in the navigation is marked; empty: its own.
  };

  void addPage(const Page& page); ///< The window owns the widget.

  /// Something to do that stands among the pages but opens beside them, e.g. an import. `action` stays the caller's;
  /// removePages() takes it away.
  void addTool(QAction* action, const QString& text, const QString& iconName);

  void removePages(); ///< Deletes them, and forgets the history.

  void goTo(const Location& location); ///< A new step in the history.
  /// The page at hand shows something else now, of its own accord: a step in the history too.
  void noteArgument(const QString& pageKey, const QString& argument);
  [[nodiscard]] std::optional<Location> location() const { return m_history.current(); }
  [[nodiscard]] PageWidget* currentPage() const;

  /// Puts an action into the File menu, for as long as it exists; the caller keeps it.
  void addFileAction(QAction* action);

  /// Asked before the window closes: false keeps it open, and whoever says so tells the user why.
  void setCloseGuard(std::function<bool()> mayClose) { m_mayClose = std::move(mayClose); }

  /// In place of the pages until there are any: opening, an error, or the choice of a tenant.
  [[nodiscard]] StatePanel& startPanel() { return *m_startPanel; }
  void showStartPanel();
  void showTenantChooser(const QString& preferredId);

  void setTenants(const std::vector<Tenant>& tenants); ///< To choose among.
  void setCurrentTenant(const std::optional<Tenant>& tenant);
  void setEnvironment(const QString& text, const QString& detail);
  void setConnection(ConnectionState* connection); ///< Null: none yet.
  void setLiveUpdates(LiveUpdates* live);          ///< Null: none yet.

  /// What needs attention whatever page is shown, above it, with a way to it; an empty text takes it away.
  void showNotice(const QString& text, const QString& action = {});

  /// What a playbook says, below that, for whoever opened the tenant to show; removePages() takes it away.
  [[nodiscard]] NoticeBanner& desktopNotice() { return *m_desktopNotice; }

  void saveLayout(ViewSettings& settings) const; ///< Window, theme and time mode.
  void restoreLayout(const ViewSettings& settings);

Q_SIGNALS:
  void tenantChosen(const QString& tenantId);
  void pageShown(); ///< Another page, or another argument of the same.
  void noticeActionTriggered();
  void layoutReset();
  void fileDropped(const QString& path); ///< A file of the disk, onto the window.
  void closing();

protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  void makeActions();
  void makeThemeMenu(QMenu* menu);
  void makeTimeMenu(QMenu* menu);
  QAction* addAction(QMenu* menu, const QString& objectName, const QString& text, const QList<QKeySequence>& shortcuts,
                     const std::function<void()>& act);
  void display(const Location& location);
  void showHistory();
  void stepBack();
  void refreshPage();
  void openPalette();
  void openShortcuts();
  void openAbout();
  void fillPageMenu();
  void showAge();
  void showLive();
  void resetLayout();

  Theme& m_theme;
  TimeFormat& m_timeFormat;
  NavigationHistory m_history;
  std::vector<Page> m_pages;
  std::vector<QAction*> m_pageActions;
  std::vector<Tenant> m_tenants;
  QString m_tenantId;

  NavigationBar* m_navigation;
  ConnectionBanner* m_banner;
  NoticeBanner* m_notice;
  NoticeBanner* m_desktopNotice;
  QStackedWidget* m_stack;
  StatePanel* m_startPanel;
  TenantChooser* m_chooser;
  StatusStrip* m_strip;
  QLabel* m_message;
  CommandPalette* m_palette;
  std::function<bool()> m_mayClose;
  QMenu* m_fileMenu = nullptr;
  QAction* m_fileEnd = nullptr; ///< Further actions are put before this separator.
  QMenu* m_goMenu = nullptr;
  QMenu* m_pageMenu = nullptr;
  QMenu* m_tenantMenu = nullptr;
  QAction* m_goEnd = nullptr; ///< Page actions are put before this separator.
  QAction* m_back = nullptr;
  QAction* m_forward = nullptr;
  QAction* m_pauseLive = nullptr;
  LiveUpdates* m_live = nullptr;
  QActionGroup* m_themes = nullptr;
  QActionGroup* m_times = nullptr;
};

} // namespace sentinai
