// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/bulk_load.h"
#include "repositories/database/database_url.h"

#include <chrono>

namespace sentinai {

/// What to generate. The same options but for `member` and `threads` give the same rows, to the byte.
struct GenerateOptions {
  qint64 exceptions = 0;         ///< From 1 to 1,000,000,000.
  double eventsPerException = 1; ///< The average, from 1 (only ExceptionCreated, with the final state) to 50.
  quint64 seed = 1;
  int tenants = 3; ///< From 1 to 100: demo-1, demo-2, …; the first has 60 % of the exceptions, each next one less.
  int days = 730;  ///< Over which the exceptions arose, from 1 to 3650.
  Instant until{}; ///< When that span ends. Nothing is later.
  QString member;  ///< The login that becomes an admin of the tenants; empty: the only one with the admins' group role.
  int threads = 2;
};

struct GenerateProgress {
  QString stage; ///< What is being done, e.g. "exceptions" or "building exception_owner_idx".
  qint64 done = 0;
  qint64 total = 0; ///< Rows of this stage; 0 where it does not count any.
  double rowsPerSecond = 0;
};

struct GenerateReport {
  struct Tenant {
    QString id;
    qint64 exceptions = 0;
  };
  std::vector<Tenant> tenants;
  qint64 exceptions = 0;
  qint64 events = 0;
  QString member;
  std::chrono::milliseconds duration{};
};

/// Fills a migrated PostgreSQL database, as the schema's owner, with exceptions and events like those of a bank, a
/// hospital and an IT department. Either all of it or nothing is there afterwards. Blocking. Memory does not grow with
/// the number of rows. `progress` is called on the calling thread.
///
/// InvalidInput for options outside their range, and on SQLite; else as BulkLoad says.
[[nodiscard]] Result<GenerateReport> generateDemo(const DatabaseUrl& url, const GenerateOptions& options,
                                                  const std::function<void(const GenerateProgress&)>& progress);

} // namespace sentinai
