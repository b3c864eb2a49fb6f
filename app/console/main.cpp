// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_controller.h"
#include "app/console/screenshot_run.h"
#include "app/console/translations.h"
#include "repositories/database/private_memory.h"
#include "views/main_window.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

int main(int argc, char** argv) {
  using namespace sentinai;
  leaveNoCoreDump();
  PrivateArguments arguments(argc, argv);
  const auto parsed = ConsoleOptions::parse(arguments);
  if (const auto* code = std::get_if<ExitCode>(&parsed)) {
    return static_cast<int>(*code);
  }
  const ConsoleOptions options = std::get<ConsoleOptions>(parsed);
  if (options.screenshotDirectory && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  // Ours have been taken out of the arguments; Qt needs the program's name only.
  int applicationArguments = 1;
  QApplication application(applicationArguments, argv);
  QApplication::setApplicationName(QStringLiteral("sentinai-console"));
  QApplication::setApplicationDisplayName(QStringLiteral("SentinAI Operations Console"));
  QApplication::setApplicationVersion(QStringLiteral(SENTINAI_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("sentinai-console"));
  const Translations translations{QLocale()};

  ConsoleController controller(options);
  if (!options.screenshotDirectory) {
    controller.start();
    const int status = QApplication::exec();
    return controller.exitCode() == ExitCode::Done ? status : static_cast<int>(controller.exitCode());
  }
  ScreenshotRun run(controller, *options.screenshotDirectory);
  QObject::connect(
      &run, &ScreenshotRun::finished, &application,
      [&controller](const QString& error) {
        if (!error.isEmpty()) {
          std::fprintf(stderr, "sentinai-console: %s\n", qPrintable(error));
          const ExitCode code = controller.exitCode();
          QApplication::exit(static_cast<int>(code == ExitCode::Done ? ExitCode::Failed : code));
          return;
        }
        QApplication::exit(0);
      },
      Qt::QueuedConnection);
  QTimer::singleShot(0, &run, &ScreenshotRun::start);
  return QApplication::exec();
}
