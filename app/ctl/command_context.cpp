// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command_context.h"

#include "repositories/open_database.h"

#include <QFileInfo>

namespace sentinai::ctl {

DatabaseUrl CommandContext::url() const {
  if (!databaseText.empty()) {
    return valueOrFail(DatabaseUrl::parse(QString::fromStdString(databaseText)));
  }
  return valueOrFail(DatabaseUrl::fromEnvironment(QProcessEnvironment::systemEnvironment()));
}

Database& CommandContext::database() {
  if (!m_database) {
    const DatabaseUrl target = url();
    if (target.engine() == DatabaseUrl::Engine::Sqlite && !QFileInfo::exists(target.sqlitePath())) {
      throw CommandError(
          ExitStatus::Unreachable,
          QStringLiteral("There is no database file %1. Make the demo with `sentinaictl demo create %1`, or an "
                         "empty one with `sentinaictl --db sqlite:%1 migrate up`.")
              .arg(target.sqlitePath()));
    }
    DatabaseOptions options = valueOrFail(DatabaseOptions::fromEnvironment(QProcessEnvironment::systemEnvironment()));
    options.applicationName = QStringLiteral("sentinaictl");
    m_database = openDatabase(target, options);
  }
  return *m_database;
}

QString CommandContext::tenantId() {
  if (!tenantText.empty()) {
    return QString::fromStdString(tenantText);
  }
  const QString fromEnvironment = qEnvironmentVariable("SENTINAI_TENANT");
  if (!fromEnvironment.isEmpty()) {
    return fromEnvironment;
  }
  constexpr int kListed = 20;
  const Page<Tenant> tenants = await(database().tenants().list({}, kListed, std::nullopt, {}));
  if (tenants.rows.size() == 1) {
    return tenants.rows.front().tenantId;
  }
  if (tenants.rows.empty()) {
    throw CommandError(
        ExitStatus::NotFound,
        QStringLiteral("This login is a member of no tenant. Create one with `sentinaictl tenant create ID "
                       "--name NAME`, or have an admin run `sentinaictl member grant %1 --access analyst`.")
            .arg(database().login()));
  }
  QStringList ids;
  for (const Tenant& tenant : tenants.rows) {
    ids << tenant.tenantId;
  }
  throw CommandError(
      ExitStatus::Usage,
      QStringLiteral("There are several tenants; name one with --tenant: %1").arg(ids.join(QStringLiteral(", "))));
}

Session& CommandContext::session() {
  if (!m_session) {
    const QString id = tenantId();
    await(database().tenants().get(id, {}));
    m_session = database().openSession(id);
  }
  return *m_session;
}

Actor CommandContext::actor() {
  const QString login = database().login();
  return {ActorType::User, login.isEmpty() ? std::nullopt : std::optional(login)};
}

Output& CommandContext::output() {
  if (!m_output) {
    m_output.emplace(json);
  }
  return *m_output;
}

} // namespace sentinai::ctl
