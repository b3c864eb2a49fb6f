// SPDX-License-Identifier: GPL-3.0-or-later

// A migration runner of its own process, for tests that kill it or start several: migrate_probe up|down N URL.
// Says `ready`, waits for a line, migrates, and writes a line for each file; the exit status is 1 on failure.

#include "repositories/open_migrator.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace sentinai;

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  const QStringList arguments = QCoreApplication::arguments();
  QTextStream out(stdout);
  QTextStream in(stdin);
  const Result<DatabaseUrl> url = DatabaseUrl::parse(arguments.value(3));
  if (!url) {
    out << url.error().message << Qt::endl;
    return 1;
  }
  const Result<std::unique_ptr<Migrator>> migrator = openMigrator(*url);
  if (!migrator) {
    out << migrator.error().message << Qt::endl;
    return 1;
  }
  out << "ready" << Qt::endl;
  in.readLine();
  const int to = arguments.value(2).toInt();
  const auto progress = [&out](const MigrationStatus& status) { out << status.version << Qt::endl; };
  const Result<std::vector<int>> done =
      arguments.value(1) == QLatin1String("up") ? (*migrator)->up(to, progress) : (*migrator)->down(to, progress);
  if (!done) {
    out << toText(done.error().kind) << ": " << done.error().message << ' ' << done.error().detail << Qt::endl;
    return 1;
  }
  return 0;
}
