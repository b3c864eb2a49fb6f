// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/import_stall.h"

#include "tests/benchmarks/import_rate.h"
#include "tests/benchmarks/import_session.h"

#include <cstdio>

namespace sentinai {

namespace {

constexpr double kLongestStall = 50;

double milliseconds(std::chrono::microseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

} // namespace

BenchFigures measureImportStall(EventWatchdog& application, DatabaseUrl::Engine engine, bool verbose) {
  QString failure;
  const auto fail = [&failure](const QString& why) {
    failure = why;
    QApplication::exit(1);
  };
  ImportSession session(engine, serviceNowLog());
  QObject::connect(&session, &ImportSession::failed, &session, fail);
  QObject::connect(
      &session, &ImportSession::ready, &session,
      [&] {
        application.watch();
        session.import();
      },
      Qt::QueuedConnection);
  QObject::connect(&session, &ImportSession::finished, &session, [&application] {
    application.stop();
    QApplication::exit(0);
  });
  session.start();
  if (QApplication::exec() != 0) {
    throw std::runtime_error(failure.toStdString());
  }
  if (verbose) {
    for (const EventWatchdog::Stall& stall : application.longest()) {
      std::fprintf(stderr, "%8.1f ms, %.1f ms of them its own: %s\n", milliseconds(stall.wall), milliseconds(stall.own),
                   qPrintable(stall.what));
    }
  }
  const QString name = QStringLiteral("console.%1.").arg(engineName(engine));
  return {{name + QStringLiteral("longest_stall"), milliseconds(application.longestSilence()), QStringLiteral("ms"),
           kLongestStall, session.result()},
          {name + QStringLiteral("longest_event"), milliseconds(application.longest().front().wall),
           QStringLiteral("ms"), kLongestStall, application.longest().front().what},
          {name + QStringLiteral("longest_own_stall"), milliseconds(application.longestOwn().own), QStringLiteral("ms"),
           kLongestStall, application.longestOwn().what}};
}

} // namespace sentinai
