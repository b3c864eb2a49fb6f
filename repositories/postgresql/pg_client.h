// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_decode.h"
#include "repositories/postgresql/pg_pools.h"
#include "repositories/postgresql/pg_row_stream.h"
#include "repositories/records/page.h"

#include <atomic>

namespace sentinai {

/// One tenant's way to the database: a statement in, decoded records out. Shared by the repositories of a session.
/// Usable from any thread; each call completes on the thread that made it.
class PgClient {
public:
  template <typename T>
  using Decode = std::function<Result<T>(const PGresult*)>;
  template <typename T>
  using Sink = std::function<Result<Done>(std::vector<T>)>;

  PgClient(std::shared_ptr<PgPools> pools, QString tenantId, PgPatience patience = PgPatience::Wait)
      : m_pools(std::move(pools))
      , m_tenantId(std::move(tenantId))
      , m_patience(patience) {}

  /// Reads that find no server, or whose statement a replica ends in favour of what it has to replay, are asked of
  /// `primary` instead.
  PgClient(std::shared_ptr<PgPools> replica, std::shared_ptr<PgClient> primary)
      : m_pools(std::move(replica))
      , m_tenantId(primary->tenantId())
      , m_patience(PgPatience::Elsewhere)
      , m_primary(std::move(primary)) {}

  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }

  /// `decode` runs on the I/O thread and must own what it uses.
  template <typename T>
  [[nodiscard]] Task<T> run(PgIntent intent, SqlStatement statement, Decode<T> decode, CancelToken token) {
    PgRequest request;
    request.intent = intent;
    request.statements.push_back(m_primary ? statement : std::move(statement));
    Completion<T> completion = submit<T>(
        std::move(request), [decode](const PgResults& results) { return decode(results.front().get()); }, token);
    if (!m_primary) {
      return await(std::move(completion));
    }
    return orPrimary<T>(std::move(completion), m_primary, intent, std::move(statement), std::move(decode),
                        std::move(token));
  }

  /// The results of several reading statements, which take one round trip and see the database as of one moment.
  template <typename T>
  [[nodiscard]] Task<T> runTogether(std::vector<SqlStatement> statements,
                                    std::function<Result<T>(const PgResults&)> decode, CancelToken token) {
    PgRequest request;
    request.kind = PgRequest::Kind::Snapshot;
    request.statements = std::move(statements);
    return await(submit<T>(std::move(request), std::move(decode), token));
  }

  /// Every row of a reading statement, in parts: decoded by `read` on the I/O thread, given to `sink` on the thread of
  /// the call. The next rows come only as the sink takes them, so memory does not grow with their number; all are of
  /// one moment. An error that the sink returns ends it.
  template <typename T, typename Read>
  [[nodiscard]] Task<Done> stream(SqlStatement statement, Read read, Sink<T> sink, CancelToken token) {
    if (!m_primary) {
      return streamHere<T>(std::move(statement), std::move(read), std::move(sink), std::move(token));
    }
    const auto hasBegun = std::make_shared<bool>(false);
    Sink<T> watched = [hasBegun, sink](std::vector<T> part) {
      *hasBegun = true;
      return sink(std::move(part));
    };
    return streamOrPrimary<T>(streamHere<T>(statement, read, std::move(watched), token), hasBegun, m_primary,
                              std::move(statement), std::move(read), std::move(sink), std::move(token));
  }

  /// Runs `COPY … FROM STDIN`; returns the number of rows. `source` gives the next bytes in the form that the statement
  /// names (PgCopyRows writes the binary one), none at the end; an error takes everything back. It is called on the I/O
  /// thread whenever the connection can take more, and must not wait.
  [[nodiscard]] Task<qint64> copyIn(QString statement, std::function<Result<QByteArray>()> source, CancelToken token) {
    PgRequest request;
    request.kind = PgRequest::Kind::CopyIn;
    request.intent = PgIntent::Write;
    request.statements.push_back({std::move(statement), {}});
    request.source = std::move(source);
    return await(submit<qint64>(
        std::move(request),
        [](const PgResults& results) -> Result<qint64> {
          return QByteArray(PQcmdTuples(results.front().get())).toLongLong();
        },
        token));
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
  /// Ends a stream when its receiver goes, or its token says so.
  struct Stop {
    std::shared_ptr<CancelSource> source;
    std::shared_ptr<CancelToken::Registration> chained;
  };

  template <typename T>
  Completion<T> submit(PgRequest request, std::function<Result<T>(const PgResults&)> decode, const CancelToken& token) {
    Completion<T> completion;
    if (m_closed) {
      completion.complete(failure(pg_error::cancelled()));
      return completion;
    }
    auto finish = [completion, decode = std::move(decode)](Result<PgResults> results) {
      completion.complete(results ? decode(*results) : Result<T>(failure(std::move(results.error()))));
    };
    m_pools->submit(m_tenantId, std::make_shared<PgJob>(std::move(request), this, m_patience, std::move(finish)),
                    token);
    return completion;
  }

  template <typename T, typename Read>
  Task<Done> streamHere(SqlStatement statement, Read read, Sink<T> sink, CancelToken token) {
    const auto rows = std::make_shared<PgRowStream<T>>();
    if (m_closed) {
      rows->end(pg_error::cancelled());
      return drain<T>(rows, {}, std::move(sink), nullptr);
    }
    PgRequest request;
    request.kind = PgRequest::Kind::Stream;
    request.statements.push_back(std::move(statement));
    request.chunk = [rows, read = std::move(read)](const PGresult* result) -> Result<bool> {
      Result<std::vector<T>> part = readRows(result, read);
      if (!part) {
        return failure(std::move(part.error()));
      }
      return part->empty() || rows->put(*std::move(part));
    };
    const auto stop = std::make_shared<CancelSource>();
    auto job = std::make_shared<PgJob>(std::move(request), this, m_patience, [rows](Result<PgResults> result) {
      rows->end(result ? std::nullopt : std::optional(std::move(result.error())));
    });
    std::function<void()> goOn = [pools = m_pools, tenantId = m_tenantId, weak = std::weak_ptr(job)] {
      pools->resume(tenantId, weak);
    };
    const auto chained = std::make_shared<CancelToken::Registration>(token.onCancel([stop] { stop->cancel(); }));
    m_pools->submit(m_tenantId, std::move(job), stop->token());
    return drain<T>(rows, std::move(goOn), std::move(sink), std::make_shared<Stop>(Stop{stop, chained}));
  }

  template <typename T>
  static Task<T> await(Completion<T> completion) {
    Result<T> result = co_await completion;
    co_return result;
  }

  template <typename T>
  static Task<T> orPrimary(Completion<T> completion, std::shared_ptr<PgClient> primary, PgIntent intent,
                           SqlStatement statement, Decode<T> decode, CancelToken token) {
    Result<T> result = co_await completion;
    if (result || !isForPrimary(result.error())) {
      co_return result;
    }
    Task<T> again = primary->run<T>(intent, std::move(statement), std::move(decode), std::move(token));
    result = co_await again;
    co_return result;
  }

  [[nodiscard]] static bool isForPrimary(const DbError& error) {
    return error.kind == DbError::Kind::ConnectionLost || error.sqlState == QLatin1String("40001");
  }

  template <typename T, typename Read>
  static Task<Done> streamOrPrimary(Task<Done> first, std::shared_ptr<bool> hasBegun, std::shared_ptr<PgClient> primary,
                                    SqlStatement statement, Read read, Sink<T> sink, CancelToken token) {
    Result<Done> done = co_await first;
    if (done || *hasBegun || !isForPrimary(done.error())) {
      co_return done;
    }
    Task<Done> again = primary->stream<T>(std::move(statement), std::move(read), std::move(sink), std::move(token));
    done = co_await again;
    co_return done;
  }

  template <typename T>
  static Task<Done> drain(std::shared_ptr<PgRowStream<T>> rows, std::function<void()> goOn, Sink<T> sink,
                          std::shared_ptr<Stop> stop) {
    const std::shared_ptr<Stop> untilDone = std::move(stop);
    for (;;) {
      Completion<std::vector<T>> next = rows->take(goOn);
      Result<std::vector<T>> part = co_await next;
      if (!part) {
        co_return failure(std::move(part.error()));
      }
      if (part->empty()) {
        co_return Done{};
      }
      Result<Done> taken = sink(*std::move(part));
      if (!taken) {
        co_return taken;
      }
    }
  }

  std::shared_ptr<PgPools> m_pools;
  QString m_tenantId;
  PgPatience m_patience;
  std::shared_ptr<PgClient> m_primary;
  std::atomic<bool> m_closed = false;
};

} // namespace sentinai
