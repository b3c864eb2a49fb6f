// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <functional>

namespace sentinai {

/// A tenant to load rows into; made where it does not exist.
struct BulkTenant {
  QString id;
  QString name;
};

/// Loads whole exceptions with their timelines past the policies, as only the schema's owner can, and leaves the
/// database as if the events had been appended one by one. Blocking: for command-line programs and worker threads.
///
/// Everything from begin() to commit() is one transaction under locks that keep everybody else out of both tables. What
/// ends it early, be it the death of the process, leaves the database as it was. It trusts the rows: their hashes must
/// chain, and each exception must be what replaying its events gives.
class BulkLoad {
public:
  virtual ~BulkLoad() = default;

  using Rows = std::function<QByteArray()>;             ///< The next encoded rows; empty: there are no more.
  using Progress = std::function<void(const QString&)>; ///< Called before each step that takes long, with its name.

  /// Adds a row to `rows` as copyExceptions() and copyEvents() take them. Usable from any thread at any time.
  virtual void encode(QByteArray& rows, const Exception& exception) const = 0;
  virtual void encode(QByteArray& rows, const ExceptionEvent& event) const = 0;

  /// Starts, for about `exceptions` rows: makes the tenants where they are missing, and `member`, a login, an admin of
  /// each; without one named, the only login that has the group role of admins. PermissionDenied unless this login is
  /// the schema's owner, NotFound for a login that does not exist, InvalidInput for one that cannot log in or where one
  /// must be named, Conflict where a tenant has exceptions already.
  [[nodiscard]] virtual Result<Done> begin(const std::vector<BulkTenant>& tenants, const QString& member,
                                           qint64 exceptions) = 0;

  /// The login that is a member of the tenants now.
  [[nodiscard]] virtual QString member() const = 0;

  /// Each once, in this order.
  [[nodiscard]] virtual Result<Done> copyExceptions(const Rows& next) = 0;
  [[nodiscard]] virtual Result<Done> copyEvents(const Rows& next) = 0;

  /// Puts indexes, constraints, triggers and policies back, recounts what is counted, and commits; then brings the
  /// planner's figures up to date. ConnectionLost while committing leaves open whether it has.
  [[nodiscard]] virtual Result<Done> commit(const Progress& progress) = 0;
};

} // namespace sentinai
