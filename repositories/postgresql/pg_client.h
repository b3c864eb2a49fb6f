// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/completion.h"
#include "repositories/postgresql/pg_decode.h"
#include "repositories/postgresql/pg_pools.h"
#include "repositories/records/page.h"

#include <atomic>

namespace sentinai {

/// One tenant's way to the database: a statement in, decoded records out. Shared by the repositories of a session.
/// Usable from any thread; each call completes on the thread that made it.
class PgClient {
public:
  PgClient(std::shared_ptr<PgPools> pools, QString tenantId)
      : m_pools(std::move(pools))
      , m_tenantId(std::move(tenantId)) {}

  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }

  /// `decode(const PGresult*) -> Result<T>` runs on the I/O thread and must own what it uses.
  template <typename T>
  [[nodiscard]] Task<T> run(PgIntent intent, SqlStatement statement, std::function<Result<T>(const PGresult*)> decode,
                            CancelToken token) {
    return await(submit<T>(intent, std::move(statement), std::move(decode), token));
  }

  /// Every row of a reading statement.
  template <typename T, typename Read>
  [[nodiscard]] Task<std::vector<T>> rows(SqlStatement statement, Read read, CancelToken token) {
    return run<std::vector<T>>(
        PgIntent::Read, std::move(statement),
        [read = std::move(read)](const PGresult* result) { return readRows(result, read); }, std::move(token));
  }

  /// The only row; NotFound with `notFound` where there is none.
  template <typename T, typename Read>
  [[nodiscard]] Task<T> one(PgIntent intent, SqlStatement statement, Read read, QString notFound, CancelToken token) {
    return run<T>(
        intent, std::move(statement),
        [read = std::move(read), notFound = std::move(notFound)](const PGresult* result) {
          return readOne(result, read, notFound);
        },
        std::move(token));
  }

  /// The number that a counting statement found, which stops at `limit` + 1.
  [[nodiscard]] Task<RowCount> count(SqlStatement statement, qint64 limit, CancelToken token) {
    return one<RowCount>(
        PgIntent::Read, std::move(statement),
        [limit](PgRow& row) {
          const auto found = row.next<qint64>();
          return RowCount{std::min(found, limit), found <= limit};
        },
        {}, std::move(token));
  }

  /// An operation that ends before it reaches the database.
  template <typename T>
  [[nodiscard]] static Task<T> refuse(DbError error) {
    co_return failure(std::move(error));
  }
  template <typename T>
  [[nodiscard]] static Task<T> refuse(DbError::Kind kind, QString message) {
    co_return failure(kind, std::move(message));
  }

  /// From now on every call, pending ones included, completes with Cancelled.
  void close() {
    m_closed = true;
    m_pools->cancelOwner(m_tenantId, this);
  }

private:
  template <typename T>
  Completion<T> submit(PgIntent intent, SqlStatement statement, std::function<Result<T>(const PGresult*)> decode,
                       const CancelToken& token) {
    Completion<T> completion;
    if (m_closed) {
      completion.complete(failure(pg_error::cancelled()));
      return completion;
    }
    auto finish = [completion, decode = std::move(decode)](Result<PgResult> result) {
      completion.complete(result ? decode(result->get()) : Result<T>(failure(std::move(result.error()))));
    };
    m_pools->submit(m_tenantId, std::make_shared<PgJob>(std::move(statement), intent, this, std::move(finish)), token);
    return completion;
  }

  template <typename T>
  static Task<T> await(Completion<T> completion) {
    Result<T> result = co_await completion;
    co_return result;
  }

  std::shared_ptr<PgPools> m_pools;
  QString m_tenantId;
  std::atomic<bool> m_closed = false;
};

} // namespace sentinai
