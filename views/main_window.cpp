// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/main_window.h"

#include "models/live_updates.h"
#include "models/safe_text.h"
#include "models/time_format.h"
#include "views/action_list.h"
#include "views/command_palette.h"
#include "views/connection_banner.h"
#include "views/navigation_bar.h"
#include "views/notice_banner.h"
#include "views/page_widget.h"
#include "views/shortcut_dialog.h"
#include "views/state_panel.h"
#include "views/status_strip.h"
#include "views/tenant_chooser.h"
#include "views/view_settings.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr QSize kDefaultSize{1280, 800};

} // namespace

MainWindow::MainWindow(Theme& theme, TimeFormat& timeFormat, QWidget* parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_timeFormat(timeFormat)
    , m_navigation(new NavigationBar(theme, this))
    , m_banner(new ConnectionBanner(theme, this))
    , m_notice(new NoticeBanner(theme, QStringLiteral("windowNotice"), this))
    , m_desktopNotice(new NoticeBanner(theme, QStringLiteral("desktopNotice"), this))
    , m_stack(new QStackedWidget(this))
    , m_startPanel(new StatePanel(theme, this))
    , m_chooser(new TenantChooser(theme, this))
    , m_strip(new StatusStrip(theme, this))
    , m_message(new QLabel(this))
    , m_palette(new CommandPalette(theme, this)) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowTitle(QApplication::applicationDisplayName());
  m_startPanel->setObjectName(QStringLiteral("startPanel"));
  m_stack->setObjectName(QStringLiteral("pages"));
  m_stack->addWidget(m_startPanel);
  m_stack->addWidget(m_chooser);

  auto* center = new QWidget(this);
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_banner);
  column->addWidget(m_notice);
  column->addWidget(m_desktopNotice);
  column->addWidget(m_stack, 1);
  auto* row = new QHBoxLayout(center);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(m_navigation);
  row->addLayout(column, 1);
  setCentralWidget(center);

  m_message->setObjectName(QStringLiteral("statusMessage"));
  m_message->setContentsMargins(Theme::kSpaceS, 0, 0, 0);
  statusBar()->setSizeGripEnabled(false);
  statusBar()->addWidget(m_message, 1);
  statusBar()->addPermanentWidget(m_strip);

  makeActions();
  setCurrentTenant(std::nullopt);
  showLive();
  connect(m_notice, &NoticeBanner::actionTriggered, this, &MainWindow::noticeActionTriggered);
  connect(m_chooser, &TenantChooser::chosen, this, &MainWindow::tenantChosen);
  resize(kDefaultSize);
  setMinimumSize(800, 520);
  setAcceptDrops(true);
  showHistory();
}

MainWindow::~MainWindow() = default;

QAction* MainWindow::addAction(QMenu* menu, const QString& objectName, const QString& text,
                               const QList<QKeySequence>& shortcuts, const std::function<void()>& act) {
  QAction* action = menu->addAction(text);
  action->setObjectName(objectName);
  action->setShortcuts(shortcuts);
  if (act) {
    connect(action, &QAction::triggered, this, act);
  }
  return action;
}

void MainWindow::makeActions() {
  m_fileMenu = menuBar()->addMenu(tr("&File"));
  m_tenantMenu = m_fileMenu->addMenu(tr("Switch &tenant"));
  m_tenantMenu->setObjectName(QStringLiteral("tenantMenu"));
  m_fileEnd = m_fileMenu->addSeparator();
  addAction(m_fileMenu, QStringLiteral("quit"), tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });

  m_goMenu = menuBar()->addMenu(tr("&Go"));
  m_goEnd = m_goMenu->addSeparator();
  m_back = addAction(m_goMenu, QStringLiteral("back"), tr("&Back"), {QKeySequence(Qt::ALT | Qt::Key_Left)}, [this] {
    if (const auto place = m_history.back()) {
      display(*place);
    }
  });
  m_forward =
      addAction(m_goMenu, QStringLiteral("forward"), tr("&Forward"), {QKeySequence(Qt::ALT | Qt::Key_Right)}, [this] {
        if (const auto place = m_history.forward()) {
          display(*place);
        }
      });
  addAction(m_goMenu, QStringLiteral("stepBack"), tr("&Close or go back"), {QKeySequence(Qt::Key_Escape)},
            [this] { stepBack(); });
  m_goMenu->addSeparator();
  addAction(m_goMenu, QStringLiteral("commands"), tr("Co&mmand palette …"), {QKeySequence(Qt::CTRL | Qt::Key_K)},
            [this] { openPalette(); });

  m_pageMenu = menuBar()->addMenu(tr("&Page"));
  m_pageMenu->setObjectName(QStringLiteral("pageMenu"));
  connect(m_pageMenu, &QMenu::aboutToShow, this, &MainWindow::fillPageMenu);

  QMenu* view = menuBar()->addMenu(tr("&View"));
  addAction(view, QStringLiteral("refresh"), tr("&Refresh"), {QKeySequence(Qt::Key_F5)}, [this] { refreshPage(); });
  addAction(view, QStringLiteral("focusFilter"), tr("&Filter …"), {QKeySequence(Qt::CTRL | Qt::Key_F)}, [this] {
    if (currentPage()) {
      currentPage()->focusFilter();
    }
  });
  m_pauseLive = addAction(view, QStringLiteral("pauseLive"), {}, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                          [this] { m_live->setPaused(m_live->state() != LiveUpdates::State::Paused); });
  view->addSeparator();
  makeThemeMenu(view->addMenu(tr("&Theme")));
  makeTimeMenu(view->addMenu(tr("T&imes")));
  view->addSeparator();
  QAction* full = addAction(view, QStringLiteral("fullScreen"), tr("F&ull screen"), {QKeySequence(Qt::Key_F11)}, {});
  full->setCheckable(true);
  connect(full, &QAction::toggled, this,
          [this](bool on) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on)); });
  addAction(view, QStringLiteral("resetLayout"), tr("Reset &layout"), {}, [this] { resetLayout(); });

  QMenu* help = menuBar()->addMenu(tr("&Help"));
  addAction(help, QStringLiteral("shortcuts"), tr("&Keyboard shortcuts"),
            {QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)}, [this] { openShortcuts(); });
  addAction(help, QStringLiteral("about"), tr("&About"), {}, [this] { openAbout(); });
}

void MainWindow::makeThemeMenu(QMenu* menu) {
  m_themes = new QActionGroup(this);
  const auto add = [&](const QString& name, const QString& text, ThemeMode mode) {
    QAction* action = addAction(menu, name, text, {}, [this, mode] { m_theme.setMode(mode); });
    action->setCheckable(true);
    action->setData(static_cast<int>(mode));
    m_themes->addAction(action);
  };
  add(QStringLiteral("themeSystem"), tr("As the &system"), ThemeMode::System);
  add(QStringLiteral("themeLight"), tr("&Light"), ThemeMode::Light);
  add(QStringLiteral("themeDark"), tr("&Dark"), ThemeMode::Dark);
  const auto check = [this] { m_themes->actions().at(static_cast<int>(m_theme.mode()))->setChecked(true); };
  connect(&m_theme, &Theme::changed, this, check);
  check();
}

void MainWindow::makeTimeMenu(QMenu* menu) {
  m_times = new QActionGroup(this);
  const auto add = [&](const QString& name, const QString& text, const QKeySequence& shortcut, TimeMode mode) {
    QAction* action = addAction(menu, name, text, {shortcut}, [this, mode] { m_timeFormat.setMode(mode); });
    action->setCheckable(true);
    action->setData(static_cast<int>(mode));
    m_times->addAction(action);
  };
  add(QStringLiteral("timeLocal"), tr("&Local time"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_L), TimeMode::Local);
  add(QStringLiteral("timeUtc"), tr("&UTC"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_U), TimeMode::Utc);
  add(QStringLiteral("timeRelative"), tr("&Relative"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_R),
      TimeMode::Relative);
  const auto check = [this] { m_times->actions().at(static_cast<int>(m_timeFormat.mode()))->setChecked(true); };
  connect(&m_timeFormat, &TimeFormat::changed, this, check);
  check();
}

void MainWindow::addPage(const Page& page) {
  m_pages.push_back(page);
  m_stack->addWidget(page.widget);
  connect(page.widget, &PageWidget::statusMessage, this, [this, widget = page.widget](const QString& text) {
    if (widget == currentPage()) {
      m_message->setText(text);
    }
  });
  connect(page.widget, &PageWidget::settled, this, &MainWindow::showAge);
  if (page.navigationText.isEmpty()) {
    return;
  }
  auto* action = new QAction(page.navigationText, this);
  action->setObjectName(QStringLiteral("go_%1").arg(page.key));
  action->setShortcut(page.shortcut);
  m_goMenu->insertAction(m_goEnd, action);
  m_pageActions.push_back(action);
  connect(action, &QAction::triggered, this, [this, key = page.key, argument = page.argument] {
    goTo({key, argument ? argument() : QString()});
  });
  m_navigation->addPage(action, page.key, page.iconName);
}

void MainWindow::addTool(QAction* action, const QString& text, const QString& iconName) {
  m_navigation->addTool(action, text, iconName);
}

void MainWindow::removePages() {
  m_navigation->clearPages();
  for (QAction* action : m_pageActions) {
    delete action;
  }
  m_pageActions.clear();
  for (const Page& page : m_pages) {
    m_stack->removeWidget(page.widget);
    delete page.widget;
  }
  m_pages.clear();
  m_history.clear();
  m_message->clear();
  showNotice({});
  m_desktopNotice->hide();
  showHistory();
  showAge();
}

PageWidget* MainWindow::currentPage() const {
  return qobject_cast<PageWidget*>(m_stack->currentWidget());
}

void MainWindow::goTo(const Location& location) {
  m_history.push(location);
  display(location);
}

void MainWindow::noteArgument(const QString& pageKey, const QString& argument) {
  if (m_history.current() && m_history.current()->page == pageKey) {
    m_history.push({pageKey, argument});
    showHistory();
  }
}

void MainWindow::display(const Location& location) {
  const auto page = std::find_if(m_pages.begin(), m_pages.end(), [&](const Page& p) { return p.key == location.page; });
  if (page == m_pages.end()) {
    return;
  }
  m_message->clear();
  const bool wasThere = page->widget->focusWidget() != nullptr;
  m_stack->setCurrentWidget(page->widget);
  if (page->show) {
    page->show(location.argument);
  }
  m_navigation->setCurrent(page->parentKey.isEmpty() ? page->key : page->parentKey);
  // Keyboard first: what one came for has the focus, or what had it when the page was left; not the button one pressed,
  // nor what the stack takes for the first widget of the page.
  if (!wasThere || !page->widget->isAncestorOf(focusWidget())) {
    page->widget->setFocus(Qt::OtherFocusReason);
  }
  showHistory();
  showAge();
  Q_EMIT pageShown();
}

void MainWindow::showHistory() {
  m_back->setEnabled(m_history.canGoBack());
  m_back->setToolTip(m_history.canGoBack() ? tr("Back") : tr("There is nothing to go back to"));
  m_forward->setEnabled(m_history.canGoForward());
  m_forward->setToolTip(m_history.canGoForward() ? tr("Forward") : tr("There is nothing to go forward to"));
}

void MainWindow::stepBack() {
  if (currentPage() && currentPage()->goBack()) {
    return;
  }
  m_back->trigger();
}

void MainWindow::refreshPage() {
  if (currentPage()) {
    currentPage()->refresh();
  }
}

void MainWindow::fillPageMenu() {
  m_pageMenu->clear();
  if (currentPage()) {
    m_pageMenu->addActions(currentPage()->actions());
  }
  if (m_pageMenu->isEmpty()) {
    m_pageMenu->addAction(tr("This page has no commands of its own"))->setEnabled(false);
  }
}

void MainWindow::openPalette() {
  fillPageMenu();
  std::vector<CommandPalette::Command> commands;
  for (const ListedAction& listed : listActions(*menuBar())) {
    commands.push_back({listed.action, listed.path()});
  }
  m_palette->openWith(std::move(commands));
}

void MainWindow::openShortcuts() {
  fillPageMenu();
  std::vector<ShortcutDialog::Entry> entries;
  for (const ListedAction& listed : listActions(*menuBar())) {
    if (!listed.action->shortcut().isEmpty()) {
      entries.push_back({listed.groups.value(0), listed.name,
                         QKeySequence::listToString(listed.action->shortcuts(), QKeySequence::NativeText)
                             .replace(QLatin1String("; "), QLatin1String(", "))});
    }
  }
  auto* dialog = new ShortcutDialog(entries, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void MainWindow::openAbout() {
  auto* box = new QMessageBox(this);
  box->setObjectName(QStringLiteral("aboutBox"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(tr("About"));
  box->setText(QStringLiteral("%1 %2").arg(QApplication::applicationDisplayName(), QApplication::applicationVersion()));
  box->setInformativeText(tr("Free software under the GNU General Public License, version 3 or later."));
  box->open();
}

void MainWindow::showAge() {
  m_strip->setLoadedAt(currentPage() ? currentPage()->loadedAt() : std::nullopt);
}

void MainWindow::showStartPanel() {
  m_stack->setCurrentWidget(m_startPanel);
  showAge();
}

void MainWindow::showTenantChooser(const QString& preferredId) {
  m_stack->setCurrentWidget(m_chooser);
  m_chooser->setTenants(m_tenants, preferredId);
}

void MainWindow::setTenants(const std::vector<Tenant>& tenants) {
  m_tenants = tenants;
  m_tenantMenu->clear();
  m_tenantMenu->setEnabled(tenants.size() > 1);
  m_tenantMenu->menuAction()->setToolTip(tenants.size() > 1 ? QString() : tr("You are a member of one tenant only"));
  for (const Tenant& tenant : tenants) {
    QAction* action = m_tenantMenu->addAction(plainLabel(tenant.name));
    action->setObjectName(QStringLiteral("tenant_%1").arg(tenant.tenantId));
    action->setToolTip(plainToolTip(tenant.name));
    action->setCheckable(true);
    action->setChecked(tenant.tenantId == m_tenantId);
    // The tick follows the tenant that is open, not the click.
    connect(action, &QAction::triggered, this, [this, action, id = tenant.tenantId] {
      action->setChecked(id == m_tenantId);
      if (id != m_tenantId) {
        Q_EMIT tenantChosen(id);
      }
    });
  }
}

void MainWindow::setCurrentTenant(const std::optional<Tenant>& tenant) {
  m_tenantId = tenant ? tenant->tenantId : QString();
  const QString name = tenant ? tenant->name : QString();
  m_navigation->setTenant(name);
  m_strip->setTenant(name);
  setWindowTitle(tenant ? QStringLiteral("%1 – %2").arg(visibleLine(name), QApplication::applicationDisplayName())
                        : QApplication::applicationDisplayName());
  for (QAction* action : m_tenantMenu->actions()) {
    action->setChecked(action->objectName() == QStringLiteral("tenant_%1").arg(m_tenantId));
  }
}

void MainWindow::setEnvironment(const QString& text, const QString& detail) {
  m_strip->setEnvironment(text, detail);
}

void MainWindow::setConnection(ConnectionState* connection) {
  m_strip->setConnection(connection);
  m_banner->setConnection(connection);
}

void MainWindow::setLiveUpdates(LiveUpdates* live) {
  if (m_live) {
    m_live->disconnect(this);
  }
  m_live = live;
  if (live) {
    connect(live, &LiveUpdates::stateChanged, this, &MainWindow::showLive);
  }
  m_strip->setLiveUpdates(live);
  showLive();
}

void MainWindow::showLive() {
  const bool paused = m_live && m_live->state() == LiveUpdates::State::Paused;
  m_pauseLive->setText(paused ? tr("Resume &live updates") : tr("Pause &live updates"));
  m_pauseLive->setEnabled(m_live != nullptr);
  m_pauseLive->setToolTip(m_live ? m_pauseLive->text().remove(QLatin1Char('&')) : tr("No tenant is open"));
}

void MainWindow::showNotice(const QString& text, const QString& action) {
  if (text.isEmpty()) {
    m_notice->hide();
  } else {
    m_notice->showNotice(text, action);
  }
}

void MainWindow::saveLayout(ViewSettings& settings) const {
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  settings.setValue(QStringLiteral("window/theme"), static_cast<int>(m_theme.mode()));
  settings.setValue(QStringLiteral("window/time"), static_cast<int>(m_timeFormat.mode()));
}

void MainWindow::restoreLayout(const ViewSettings& settings) {
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  m_theme.setMode(static_cast<ThemeMode>(std::clamp(settings.value(QStringLiteral("window/theme"), 0).toInt(), 0, 2)));
  m_timeFormat.setMode(
      static_cast<TimeMode>(std::clamp(settings.value(QStringLiteral("window/time"), 0).toInt(), 0, 2)));
}

void MainWindow::resetLayout() {
  if (!isMaximized() && !isFullScreen()) {
    resize(kDefaultSize);
  }
  m_theme.setMode(ThemeMode::System);
  m_timeFormat.setMode(TimeMode::Local);
  for (const Page& page : m_pages) {
    page.widget->resetLayout();
  }
  Q_EMIT layoutReset();
}

void MainWindow::addFileAction(QAction* action) {
  m_fileMenu->insertAction(m_fileEnd, action);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (m_mayClose && !m_mayClose()) {
    event->ignore();
    return;
  }
  Q_EMIT closing();
  QMainWindow::closeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  QWidget* const focus = focusWidget();
  if (event->key() != Qt::Key_F10 || event->modifiers() != Qt::ShiftModifier || focus == nullptr) {
    QMainWindow::keyPressEvent(event);
    return;
  }
  // Many keyboards have no menu key, and Qt leaves this one to the platform, of which X11 does nothing about it.
  const QPoint place = focus->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
  QContextMenuEvent menu(QContextMenuEvent::Keyboard, place, focus->mapToGlobal(place));
  QCoreApplication::sendEvent(focus, &menu);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.first().isLocalFile() && !m_pages.empty()) {
    event->acceptProposedAction();
  }
}

void MainWindow::dropEvent(QDropEvent* event) {
  Q_EMIT fileDropped(event->mimeData()->urls().first().toLocalFile());
  event->acceptProposedAction();
}

} // namespace sentinai
