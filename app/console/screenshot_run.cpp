// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/screenshot_run.h"

#include "app/console/console_controller.h"
#include "views/import_wizard.h"
#include "views/main_window.h"
#include "views/page_widget.h"

#include <QAction>
#include <QDialog>
#include <QDir>
#include <QPainter>

namespace sentinai {

namespace {

constexpr QSize kSize{1440, 900};
constexpr std::chrono::minutes kLongestStep{5};

} // namespace

ScreenshotRun::ScreenshotRun(ConsoleController& controller, const QString& directory)
    : m_controller(controller)
    , m_directory(directory) {
  m_poll.setInterval(std::chrono::milliseconds{20});
  m_deadline.setSingleShot(true);
  m_deadline.setInterval(kLongestStep);
  connect(&m_poll, &QTimer::timeout, this, &ScreenshotRun::poll);
  connect(&m_deadline, &QTimer::timeout, this,
          [this] { Q_EMIT finished(tr("The screen “%1” did not finish loading.").arg(m_steps[m_index].screen)); });
}

void ScreenshotRun::start() {
  if (!QDir().mkpath(m_directory)) {
    Q_EMIT finished(tr("The folder “%1” cannot be created.").arg(m_directory));
    return;
  }
  connect(&m_controller, &ConsoleController::failed, this, &ScreenshotRun::finished);
  connect(&m_controller, &ConsoleController::choosingTenant, this, [this] {
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
      m_controller.theme().setMode(mode);
      const QString error = write(QStringLiteral("tenants"));
      if (!error.isEmpty()) {
        Q_EMIT finished(error);
        return;
      }
    }
    m_controller.openTenant(m_controller.tenants().front().tenantId);
  });
  connect(&m_controller, &ConsoleController::opened, this, [this] {
    if (!std::exchange(m_opened, true)) {
      plan();
      next();
    }
  });
  m_controller.start();
  m_controller.window().resize(kSize);
}

bool ScreenshotRun::pageIsReady() const {
  PageWidget* page = m_controller.window().currentPage();
  return page && !page->isLoading() && page->loadedAt().has_value();
}

void ScreenshotRun::addPage(const QString& screen, std::function<void()> enter) {
  m_steps.push_back({screen, std::move(enter), [this] { return pageIsReady(); }, {}});
}

void ScreenshotRun::plan() {
  MainWindow& window = m_controller.window();
  const auto goTo = [&window](const QString& page, const QString& argument) {
    return [&window, page, argument] { window.goTo({page, argument}); };
  };
  for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
    m_steps.push_back({{},
                       [this, mode] {
                         // What a person has left behind must not show in the pictures.
                         m_controller.theme().setMode(mode);
                         m_controller.timeFormat().setMode(TimeMode::Utc);
                         m_controller.window().resize(kSize);
                       },
                       [] { return true; },
                       {}});
    addPage(QStringLiteral("dashboard"), goTo(QStringLiteral("dashboard"), {}));
    addPage(QStringLiteral("exceptions"), goTo(QStringLiteral("exceptions"), {}));
    addPage(QStringLiteral("exceptions-filtered"),
            goTo(QStringLiteral("exceptions"), QStringLiteral("status:open,escalated severity:>=high")));
    addPage(QStringLiteral("exceptions-empty"),
            goTo(QStringLiteral("exceptions"), QStringLiteral("\"no exception is called this\"")));
    m_steps.push_back({{}, goTo(QStringLiteral("exceptions"), {}), [this] { return pageIsReady(); }, {}});
    addPage(QStringLiteral("exception"), [this, &window] {
      const ExceptionTableModel& table = m_controller.workspace()->exceptionTable();
      if (const Exception* first = table.exceptionAt(0)) {
        window.goTo({QStringLiteral("exception"), first->exceptionId});
      }
    });
    m_steps.push_back({QStringLiteral("import"), [this] { m_controller.workspace()->openImport({}); },
                       [&window] {
                         const auto* wizard = window.findChild<ImportWizard*>();
                         return wizard && wizard->isVisible();
                       },
                       [&window] { window.findChild<ImportWizard*>()->close(); }});
    m_steps.push_back({QStringLiteral("commands"),
                       [&window] { window.findChild<QAction*>(QStringLiteral("commands"))->trigger(); },
                       [&window] {
                         const auto* palette = window.findChild<QDialog*>(QStringLiteral("commandPalette"));
                         return palette && palette->isVisible();
                       },
                       [&window] { window.findChild<QDialog*>(QStringLiteral("commandPalette"))->reject(); }});
  }
}

void ScreenshotRun::next() {
  if (m_index == m_steps.size()) {
    Q_EMIT finished({});
    return;
  }
  m_steps[m_index].enter();
  m_deadline.start();
  m_poll.start();
}

void ScreenshotRun::poll() {
  const Step& step = m_steps[m_index];
  // Some times in a row: what has just arrived is laid out in between.
  if (!step.isReady()) {
    m_readyPolls = 0;
    return;
  }
  if (++m_readyPolls < 3) {
    return;
  }
  m_readyPolls = 0;
  m_poll.stop();
  m_deadline.stop();
  if (!step.screen.isEmpty()) {
    const QString error = write(step.screen);
    if (!error.isEmpty()) {
      Q_EMIT finished(error);
      return;
    }
  }
  if (step.leave) {
    step.leave();
  }
  ++m_index;
  next();
}

QString ScreenshotRun::write(const QString& screen) {
  MainWindow& window = m_controller.window();
  const QString file =
      QDir(m_directory)
          .filePath(QStringLiteral("%1-%2.png")
                        .arg(screen, m_controller.theme().isDark() ? QStringLiteral("dark") : QStringLiteral("light")));
  QPixmap picture = window.grab();
  for (QDialog* dialog : window.findChildren<QDialog*>()) {
    if (dialog->isVisible()) {
      // Where there is no window manager, nobody has placed it or drawn its frame.
      const QPixmap content = dialog->grab();
      QRect place(QPoint(0, 0), content.size());
      place.moveCenter(window.rect().center());
      QPainter painter(&picture);
      painter.drawPixmap(place.topLeft(), content);
      painter.setPen(m_controller.theme().colors().mutedText);
      painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
  }
  return picture.save(file, "PNG") ? QString() : tr("The file “%1” cannot be written.").arg(file);
}

} // namespace sentinai
