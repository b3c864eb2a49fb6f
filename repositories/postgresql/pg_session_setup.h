// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_result.h"
#include "repositories/postgresql/pg_settings.h"

namespace sentinai {

/// What a session or a transaction is set to before it serves a tenant: tenant, time limit, time zone, name, encoding
/// and how plans are made.
class PgSessionSetup {
public:
  PgSessionSetup(const QString& tenantId, const DatabaseOptions& options);

  /// How a session turned out to be.
  struct Facts {
    QString login;
    bool pooled = false; ///< Something stands between that gives out server connections: nothing set will last.
    bool inRecovery = false;
    bool readOnly = false;

    [[nodiscard]] bool haveRole(PgRole wanted) const; ///< Whether the server is one of those that were asked for.
  };

  /// Two statements for one transaction: sets everything, for the session or, where it is pooled, for the transaction
  /// only, and reads it back. `processId` is what the other side calls itself: a pooler gives a number of its own.
  [[nodiscard]] std::vector<SqlStatement> statements(int processId) const;

  /// Internal where anything reads back otherwise than it was set.
  [[nodiscard]] Result<Facts> check(const PGresult* readBack) const;

  /// Sets everything for the transaction it is run in.
  [[nodiscard]] SqlStatement forTransaction() const;

  /// The same without parameters, for where there can be none.
  [[nodiscard]] QByteArray forTransactionAsText(PGconn* connection) const;

private:
  struct Setting {
    const char* name;
    QString value;
  };
  [[nodiscard]] SqlStatement setAll(const QString& isLocal, std::vector<SqlValue> values) const;

  std::vector<Setting> m_settings;
  Pooling m_pooling;
};

} // namespace sentinai
