// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/leased_work.h"
#include "app/ctl/exit_status.h"
#include "app/daemon/daemon.h"
#include "app/daemon/status_server.h"
#include "app/daemon/stop_signal.h"
#include "repositories/database/private_arguments.h"
#include "repositories/database/private_memory.h"
#include "repositories/open_database.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <QCoreApplication>
#include <QCoroTask>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QSysInfo>

using namespace sentinai;
using ctl::ExitStatus;

namespace {

struct Options {
  std::string database;
  std::vector<std::string> tenants;
  int workers = 2;
  int lease = 60; // seconds
  int grace = 60; // seconds
  bool once = false;
  std::string listen;
  std::string logFormat = "json";
};

/// Fails with what is to be said, and as what.
struct Failure {
  ExitStatus status;
  QString message;
};

Failure failureOf(const DbError& error) {
  return {ctl::exitStatusOf(error.kind),
          error.detail.isEmpty() ? error.message : error.message + QLatin1Char(' ') + error.detail};
}

Result<DatabaseUrl> urlOf(const Options& options) {
  return options.database.empty() ? DatabaseUrl::fromEnvironment(QProcessEnvironment::systemEnvironment())
                                  : DatabaseUrl::parse(QString::fromStdString(options.database));
}

bool isFile(const DatabaseUrl& url) {
  return url.engine() == DatabaseUrl::Engine::Sqlite;
}

tl::expected<std::unique_ptr<Database>, Failure> open(const DatabaseUrl& url, const Options& options) {
  if (isFile(url) && !QFileInfo::exists(url.sqlitePath())) {
    return tl::unexpected(
        Failure{ExitStatus::Unreachable, QStringLiteral("There is no database file %1.").arg(url.sqlitePath())});
  }
  Result<DatabaseOptions> settings = DatabaseOptions::fromEnvironment(QProcessEnvironment::systemEnvironment());
  if (!settings) {
    return tl::unexpected(failureOf(settings.error()));
  }
  settings->applicationName = QStringLiteral("sentinaid");
  settings->poolSize = std::max(settings->poolSize, options.workers);
  return openDatabase(url, *settings);
}

/// The tenants asked for, else $SENTINAI_TENANT; of an SQLite file else all active ones. Of a server they are to be
/// named: whoever runs another tenant there can make any login a member of it, which is not to decide whose playbooks
/// and tools run here, with this program's secrets.
tl::expected<QStringList, Failure> tenantsOf(Database& database, const DatabaseUrl& url, const Options& options) {
  QStringList ids;
  for (const std::string& id : options.tenants) {
    ids << QString::fromStdString(id);
  }
  if (ids.isEmpty() && qEnvironmentVariableIsSet("SENTINAI_TENANT")) {
    ids << qEnvironmentVariable("SENTINAI_TENANT");
  }
  ids.removeDuplicates();
  for (const QString& id : std::as_const(ids)) {
    if (const Result<Tenant> tenant = QCoro::waitFor(database.tenants().get(id, {})); !tenant) {
      return tl::unexpected(failureOf(tenant.error()));
    }
  }
  if (!ids.isEmpty()) {
    return ids;
  }
  if (!isFile(url)) {
    return tl::unexpected(
        Failure{ExitStatus::Usage, QStringLiteral("Name the tenants to work for: --tenant ID, several "
                                                  "times, or SENTINAI_TENANT.")});
  }
  TenantFilter active;
  active.statuses = {TenantStatus::Active};
  const auto page = QCoro::waitFor(database.tenants().list(active, kMaxPageSize, std::nullopt, {}));
  if (!page) {
    return tl::unexpected(failureOf(page.error()));
  }
  for (const Tenant& tenant : page->rows) {
    ids << tenant.tenantId;
  }
  if (ids.isEmpty()) {
    return tl::unexpected(Failure{ExitStatus::NotFound, QStringLiteral("The file holds no active tenant.")});
  }
  return ids;
}

/// Why the login cannot work the tenant. What agents write, only an agent's login may; an SQLite file knows no logins.
std::optional<Failure> refusal(Database& database, const QString& tenantId) {
  const Result<Health> health = QCoro::waitFor(database.health(tenantId, {}));
  if (!health) {
    return failureOf(health.error());
  }
  if (health->engine == QLatin1String("sqlite") || health->access == toText(Access::Agent)) {
    return std::nullopt;
  }
  return Failure{ExitStatus::NotPermitted,
                 QStringLiteral("Login %1 has no access agent to tenant %2. Use one of its own for the agents: have an "
                                "admin run `sentinaictl --tenant %2 member grant LOGIN --access agent`.")
                     .arg(health->login, tenantId)};
}

tl::expected<void, Failure> work(const Options& options, const DaemonLog& log) {
  const Result<DatabaseUrl> url = urlOf(options);
  if (!url) {
    return tl::unexpected(failureOf(url.error()));
  }
  auto database = open(*url, options);
  if (!database) {
    return tl::unexpected(database.error());
  }
  const auto tenants = tenantsOf(**database, *url, options);
  if (!tenants) {
    return tl::unexpected(tenants.error());
  }
  for (const QString& id : *tenants) {
    if (const auto refused = refusal(**database, id)) {
      return tl::unexpected(*refused);
    }
  }
  Worker::Options worker;
  worker.name = workerName();
  worker.lanes = options.workers;
  worker.lease = std::chrono::seconds(options.lease);
  worker.once = options.once;
  Daemon daemon(**database, *tenants, worker, log);
  StatusServer server(daemon.metrics());
  if (!options.listen.empty()) {
    if (const QString problem = server.listen(QString::fromStdString(options.listen)); !problem.isEmpty()) {
      return tl::unexpected(Failure{ExitStatus::Usage, problem});
    }
    log.write(DaemonLog::Level::Info, QStringLiteral("listening"), {{QStringLiteral("port"), server.port()}});
  }
  StopSignal signal;
  QObject::connect(&signal, &StopSignal::asked, &daemon,
                   [&daemon, &options] { daemon.stop(std::chrono::seconds(options.grace)); });
  QObject::connect(&daemon, &Daemon::finished, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
  daemon.start();
  QCoreApplication::exec();
  if (daemon.error()) {
    return tl::unexpected(failureOf(*daemon.error()));
  }
  return {};
}

} // namespace

int main(int argc, char** argv) {
  leaveNoCoreDump();
  PrivateArguments arguments(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("sentinaid"));
  QCoreApplication::setOrganizationName(QStringLiteral("SentinAI"));
  QCoreApplication::setApplicationVersion(QStringLiteral(SENTINAI_VERSION));

  Options options;
  CLI::App app{"Has the agents work what the tenants' queues hold.", "sentinaid"};
  app.set_version_flag("--version", SENTINAI_VERSION);
  app.add_option("--db", options.database,
                 "Database: sqlite:PATH, a libpq URI or conninfo (default: DATABASE_URL, DB_*, else the user's demo "
                 "file)");
  app.add_option("--tenant", options.tenants,
                 "Tenant, several times (default: SENTINAI_TENANT, else all active ones of an SQLite file)");
  app.add_option("--workers", options.workers, "Exceptions of a tenant worked at the same time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--lease", options.lease, "Seconds after which others take over what this one has lost")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--grace", options.grace, "Seconds after which what is in hand is abandoned, once asked to stop")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_flag("--once", options.once, "End when nothing is due");
  app.add_option("--listen", options.listen, "HOST:PORT on this computer, for /healthz and /metrics");
  app.add_option("--log-format", options.logFormat, "What standard error gets")
      ->check(CLI::IsMember({"json", "text"}))
      ->capture_default_str();
  app.failure_message([&arguments](const CLI::App* program, const CLI::Error& error) {
    return arguments.withoutPasswords(QString::fromStdString(CLI::FailureMessage::simple(program, error)))
        .toStdString();
  });
  try {
    app.parse(arguments.count(), arguments.pointers());
  } catch (const CLI::Success& success) {
    return app.exit(success) == 0 ? 0 : static_cast<int>(ExitStatus::Failed);
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return static_cast<int>(ExitStatus::Usage);
  }
  const DaemonLog log(options.logFormat == "text" ? DaemonLog::Format::Text : DaemonLog::Format::Json);
  log.takeMessages(); // Of the application's beginning too.
  const QCoreApplication application(argc, argv);
  const auto worked = work(options, log);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  if (!worked) {
    log.write(DaemonLog::Level::Error, QStringLiteral("cannot"),
              {{QStringLiteral("error"), arguments.withoutPasswords(worked.error().message)}});
    return static_cast<int>(worked.error().status);
  }
  return static_cast<int>(ExitStatus::Done);
}
