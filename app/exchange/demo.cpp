// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo.h"

#include "app/exchange/importer.h"
#include "app/exchange/mapping_json.h"
#include "repositories/database/completion.h"
#include "repositories/open_database.h"
#include "repositories/open_migrator.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QThreadPool>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerDemo() {
  Q_INIT_RESOURCE(demo);
}

namespace sentinai {

namespace {
using namespace std::chrono;

constexpr char kTenantName[] = "SentinAI Demo";

/// One of the demo's logs, and the latest moment it is replayed to.
struct DemoLog {
  QString title;
  QString file;
  QString mapping;
  Instant latest;
  QMap<Severity, seconds> slaAfter;
};

std::vector<DemoLog> demoLogs() {
  return {{QStringLiteral("ServiceNow incidents"),
           QStringLiteral(":/sentinai/demo/incident_event_log.csv.gz"),
           QStringLiteral("servicenow"),
           Instant{sys_days{year{2016} / May / 13}},
           {{Severity::Critical, hours{8}},
            {Severity::High, hours{2 * 24}},
            {Severity::Medium, hours{14 * 24}},
            {Severity::Low, hours{30 * 24}}}},
          {QStringLiteral("Expense declarations"),
           QStringLiteral(":/sentinai/demo/bpic2020_domestic_declarations.xes.gz"),
           QStringLiteral("bpic2020"),
           Instant{sys_days{year{2018} / July / 15}},
           {{Severity::Medium, hours{21 * 24}}}}};
}

/// Ends at the last moment before `latest` that has the weekday and hour of `now`: nights and weekends stay quiet.
Replay replayFor(Instant latest, Instant now) {
  constexpr microseconds week = days{7};
  microseconds past = (now - latest) % week;
  if (past > microseconds{0}) {
    past -= week;
  }
  const Instant until = latest + past;
  return {until, now - until};
}

tl::unexpected<DbError> conflict(const QString& message) {
  return failure(DbError::Kind::Conflict, message);
}

void removeDatabase(const QString& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    QFile::remove(path + QLatin1String(suffix));
  }
}

/// The schema, made on a pool thread.
Task<Done> migrate(DatabaseUrl url) {
  Completion<Done> migrated;
  QThreadPool::globalInstance()->start([migrated, url] {
    Result<std::unique_ptr<Migrator>> migrator = openMigrator(url);
    if (!migrator) {
      migrated.complete(failure(std::move(migrator.error())));
      return;
    }
    const Result<std::vector<int>> applied = (*migrator)->up(std::nullopt, [](const MigrationStatus&) {});
    if (!applied) {
      migrated.complete(failure(applied.error()));
      return;
    }
    migrated.complete(Done{});
  });
  Result<Done> result = co_await migrated;
  co_return result;
}

/// Whether the file is a demo that has been completed.
Task<bool> isDemo(QString path, CancelToken token) {
  const std::unique_ptr<Database> database = openDatabase(DatabaseUrl::sqliteFile(path), DatabaseOptions());
  Result<Tenant> tenant = co_await database->tenants().get(demoTenantId(), token);
  if (!tenant && tenant.error().kind == DbError::Kind::Cancelled) {
    co_return failure(std::move(tenant.error()));
  }
  co_return tenant && tenant->name == QLatin1String(kTenantName);
}

Task<DemoReport> fill(QString path, Instant now, DemoProgress progress, CancelToken token) {
  const DatabaseUrl url = DatabaseUrl::sqliteFile(path);
  Result<Done> migrated = co_await migrate(url);
  if (!migrated) {
    co_return failure(std::move(migrated.error()));
  }
  const std::unique_ptr<Database> database = openDatabase(url, DatabaseOptions());
  Result<Tenant> tenant = co_await database->tenants().create(demoTenantId(), QString::fromLatin1(kTenantName), token);
  if (!tenant) {
    co_return failure(std::move(tenant.error()));
  }
  DemoReport report;
  report.created = true;
  const std::vector<DemoLog> logs = demoLogs();
  for (const DemoLog& log : logs) {
    Result<Mapping> mapping = loadMapping(log.mapping);
    if (!mapping) {
      co_return failure(std::move(mapping.error()));
    }
    mapping->slaAfter = log.slaAfter;
    ImportOptions options;
    options.replay = replayFor(log.latest, now);
    if (progress) {
      options.progress = [progress, title = log.title](const ImportProgress& state) { progress(title, state); };
    }
    Result<ImportReport> imported =
        co_await importLog(database.get(), demoTenantId(), log.file, std::move(*mapping), std::move(options), token);
    if (!imported) {
      co_return failure(std::move(imported.error()));
    }
    report.cases += imported->casesCreated;
    report.events += imported->casesCreated + imported->eventsAppended;
  }
  co_return report;
}
} // namespace

QString demoTenantId() {
  return QStringLiteral("demo");
}

Task<DemoReport> createDemo(QString path, Instant now, DemoProgress progress, CancelToken token) {
  registerDemo();
  if (!QDir().mkpath(QFileInfo(path).absolutePath())) {
    co_return failure(DbError::Kind::InvalidInput,
                      QCoreApplication::translate("Import", "Cannot make the folder of %1.").arg(path));
  }
  QLockFile lock(path + QStringLiteral(".lock"));
  lock.setStaleLockTime(0);
  if (!lock.tryLock()) {
    co_return conflict(
        QCoreApplication::translate("Import", "Another process is making the demo at %1. Wait until it is done.")
            .arg(path));
  }
  if (QFileInfo::exists(path)) {
    Result<bool> ours = co_await isDemo(path, token);
    if (!ours) {
      co_return failure(std::move(ours.error()));
    }
    if (!*ours) {
      co_return conflict(QCoreApplication::translate(
                             "Import", "%1 exists and is no demo database. Choose another path or move the file away.")
                             .arg(path));
    }
    co_return DemoReport();
  }
  const QString partial = path + QStringLiteral(".partial");
  removeDatabase(partial);
  Result<DemoReport> report = co_await fill(partial, now, std::move(progress), token);
  if (!report) {
    removeDatabase(partial);
    co_return failure(std::move(report.error()));
  }
  if (QFileInfo(partial + QStringLiteral("-wal")).size() > 0 || !QFile::rename(partial, path)) {
    co_return failure(DbError::Kind::Internal,
                      QCoreApplication::translate("Import", "Cannot complete %1; is it open elsewhere?").arg(path));
  }
  co_return report;
}

} // namespace sentinai
