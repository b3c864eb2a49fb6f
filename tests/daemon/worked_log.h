// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ctl/ctl_run.h"
#include "tests/support/test_database.h"

namespace sentinai {

/// A database into which the first incidents of the bundled log have been taken in raw, with the starter pack for IT
/// and a playbook active: what agents have to work; behind the history of others of that log, which have been resolved.
/// Whatever fails throws std::runtime_error.
class WorkedLog {
public:
  /// With a URL the playbook calls it, as a tool, with the incident in between.
  WorkedLog(DatabaseUrl::Engine engine, int incidents, const QString& toolUrl = {});

  [[nodiscard]] TestDatabase& database() { return m_database; }
  [[nodiscard]] const QString& adminUrl() const { return m_adminUrl; }
  [[nodiscard]] const QString& agentUrl() const { return m_agentUrl; }

  /// sentinaictl --json, as an admin of the tenant.
  [[nodiscard]] CtlRun run(const QStringList& arguments, const QByteArray& input = {}) const;

  /// A member of `work status`.
  [[nodiscard]] int status(const QString& member) const;

  /// Whether nothing is due or taken, at one moment: a lease that ends between two looks would be neither.
  [[nodiscard]] bool isIdle() const;

  /// Every event by exception and seq, without the times at which it was written: id, type, actor and payload.
  [[nodiscard]] QStringList content() const;

  /// Whether nothing of the record is broken, and every row is what its events make it.
  [[nodiscard]] bool isIntact() const;

private:
  TestDatabase m_database;
  QString m_adminUrl;
  QString m_agentUrl;
};

} // namespace sentinai
