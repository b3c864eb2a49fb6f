// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/completion.h"
#include "repositories/database/database_url.h"
#include "repositories/sqlite/sqlite_worker_pool.h"

namespace sentinai {

/// A database file and the threads that work on it: one writes, others read, so that a reader never stands behind a
/// long write (WAL).
class SqliteStore {
public:
  enum class Lane : quint8 { Read, Write };

  SqliteStore(const QString& path, const DatabaseOptions& options);

  /// Does `work(SqliteConnection&)`, which returns a T or throws SqliteFailure, on a thread of the lane. Completes on
  /// the calling thread; with Cancelled as soon as one of the tokens is cancelled, unless a write had been committed
  /// by then. `work` may outlive the caller and must hold what it needs by value.
  template <typename T, typename Work>
  [[nodiscard]] Task<T> run(Lane lane, Work work, CancelToken token, CancelToken session,
                            SqliteJob::Schema schema = SqliteJob::Schema::Current) {
    Completion<T> completion;
    auto job = std::make_shared<SqliteJob>(
        [completion, work = std::move(work)](SqliteConnection& db) { completion.complete(work(db)); },
        [completion](DbError error) { completion.complete(failure(std::move(error))); }, schema);
    if (token.isCancelled() || session.isCancelled()) {
      job->cancel();
    } else {
      (lane == Lane::Read ? m_readers : m_writer).post(job);
    }
    return finish(std::move(completion), std::move(job), lane, std::move(token), std::move(session));
  }

  /// Cancels everything under way and waits for the threads.
  void close();

  [[nodiscard]] SqliteWorkerPool::Figures figures() const;
  [[nodiscard]] const QString& path() const { return m_path; }
  [[nodiscard]] const QString& login() const { return m_login; } ///< The operating system's user.
  [[nodiscard]] const QString& application() const { return m_application; }

private:
  QString m_path;
  QString m_login;
  QString m_application;
  SqliteWorkerPool m_writer;
  SqliteWorkerPool m_readers;

  template <typename T>
  static Task<T> finish(Completion<T> completion, std::shared_ptr<SqliteJob> job, Lane lane, CancelToken token,
                        CancelToken session) {
    const CancelToken::Registration ofToken = token.onCancel([job] { job->cancel(); });
    const CancelToken::Registration ofSession = session.onCancel([job] { job->cancel(); });
    Result<T> result = co_await completion;
    // A result that nobody wants any more is dropped even where it was faster; but a write that was done is told.
    if (lane == Lane::Read && (token.isCancelled() || session.isCancelled())) {
      SqliteInterrupt interrupt;
      interrupt.cancel();
      co_return failure(interrupt.error());
    }
    co_return result;
  }
};

} // namespace sentinai
