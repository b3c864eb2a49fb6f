// SPDX-License-Identifier: GPL-3.0-or-later

// Writes migrations/*/schema.manifest anew from freshly migrated databases: ./dev cluster
// build/dev/bin/tests/write_manifests

#include "tests/migrations/migration_target_of.h"

#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

using namespace sentinai;

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  for (const DatabaseUrl::Engine engine : {DatabaseUrl::Engine::PostgreSql, DatabaseUrl::Engine::Sqlite}) {
    const TestDatabase database(engine);
    const QStringList lines = catalogueOf(database.ownerUrl());
    QFile file(migrationFolder(engine) + QStringLiteral("/schema.manifest"));
    if (!file.open(QIODevice::WriteOnly)) {
      QTextStream(stderr) << "cannot write " << file.fileName() << Qt::endl;
      return 1;
    }
    file.write(lines.join(QLatin1Char('\n')).toUtf8() + '\n');
    QTextStream(stdout) << file.fileName() << ": " << lines.size() << " lines" << Qt::endl;
  }
  return 0;
}
