// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

#include <QTemporaryDir>

namespace sentinai {

/// A database full of generated exceptions, and a login that is an ordinary member of its tenants. Whatever fails
/// throws std::runtime_error.
class BenchData {
public:
  struct Options {
    qint64 rows = 10'000'000; ///< Exceptions, of which the first tenant has 60 % and the third 10 %.
    /// The owner's, of a database without our schema, which is taken out again in the end. Empty: a database of its own
    /// in the cluster that SENTINAI_TEST_POSTGRESQL names.
    QString ownerUrl;
    bool keep = false; ///< In such a cluster: use what an earlier run left, and leave it.
  };

  explicit BenchData(Options options);
  ~BenchData();
  Q_DISABLE_COPY_MOVE(BenchData)

  [[nodiscard]] const DatabaseUrl& memberUrl() const { return *m_memberUrl; }
  [[nodiscard]] static QString tenant() { return QStringLiteral("demo-1"); }
  [[nodiscard]] static QString smallTenant() { return QStringLiteral("demo-3"); }
  [[nodiscard]] qint64 rows() const { return m_options.rows; }
  [[nodiscard]] qint64 tenantRows() const { return m_tenantRows; }
  [[nodiscard]] qint64 smallTenantRows() const { return m_smallTenantRows; }
  [[nodiscard]] static Instant until(); ///< When the latest exception arose; it is the same in every run.
  static constexpr int kDays = 730;

  /// As the member, in the way the console opens it.
  [[nodiscard]] std::unique_ptr<Database> open() const;

private:
  void makeDatabase();
  void makeMember();
  void fill();
  void count();

  Options m_options;
  std::optional<DatabaseUrl> m_ownerUrl;
  std::optional<DatabaseUrl> m_memberUrl;
  QString m_member;
  QString m_databaseName; ///< Empty: somebody else's.
  bool m_filled = false;
  qint64 m_tenantRows = 0;
  qint64 m_smallTenantRows = 0;
};

} // namespace sentinai
