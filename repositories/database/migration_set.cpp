// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/migration_set.h"

#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>

namespace sentinai {

namespace {

Result<QByteArray> readText(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(DbError::Kind::Internal, QStringLiteral("The migration file %1 is missing.").arg(path));
  }
  // A checkout may have turned LF into CRLF; neither the checksum nor the database shall notice.
  return file.readAll().replace("\r\n", "\n");
}

} // namespace

QString Migration::fullName() const {
  return QStringLiteral("%1_%2").arg(version, 4, 10, QLatin1Char('0')).arg(name);
}

const Migration* MigrationSet::find(int version) const {
  return version >= 1 && version <= latest() ? &m_migrations[static_cast<std::size_t>(version) - 1] : nullptr;
}

Result<MigrationSet> MigrationSet::load(const QString& folder) {
  static const QRegularExpression pattern(QStringLiteral("^(\\d{4})_([a-z0-9_]+)\\.up\\.sql$"));
  MigrationSet set;
  const QDir directory(folder);
  const QStringList names = directory.entryList({QStringLiteral("*.up.sql")}, QDir::Files, QDir::Name);
  for (const QString& fileName : names) {
    const QRegularExpressionMatch match = pattern.match(fileName);
    if (!match.hasMatch() || match.capturedView(1).toInt() != set.latest() + 1) {
      return failure(DbError::Kind::Internal,
                     QStringLiteral("%1 is not the migration that follows number %2.").arg(fileName).arg(set.latest()));
    }
    Migration migration;
    migration.version = set.latest() + 1;
    migration.name = match.captured(2);
    Result<QByteArray> up = readText(directory.filePath(fileName));
    Result<QByteArray> down = readText(directory.filePath(migration.fullName() + QStringLiteral(".down.sql")));
    if (!up || !down) {
      return failure(up ? down.error() : up.error());
    }
    migration.up = std::move(*up);
    migration.down = std::move(*down);
    migration.checksum =
        QString::fromLatin1(QCryptographicHash::hash(migration.up, QCryptographicHash::Sha256).toHex());
    set.m_migrations.push_back(std::move(migration));
  }
  if (set.m_migrations.empty()) {
    return failure(DbError::Kind::Internal, QStringLiteral("There are no migrations in %1.").arg(folder));
  }
  Result<QByteArray> ledger = readText(directory.filePath(QStringLiteral("ledger.sql")));
  if (!ledger) {
    return failure(ledger.error());
  }
  set.m_ledger = std::move(*ledger);
  const Result<QByteArray> manifest = readText(directory.filePath(QStringLiteral("schema.manifest")));
  if (!manifest) {
    return failure(manifest.error());
  }
  set.m_manifest = QString::fromUtf8(*manifest).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  return set;
}

} // namespace sentinai
