// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_result.h"

#include <functional>

namespace sentinai {

/// What a connection is asked to do at one time; always one transaction. Results are binary.
struct PgRequest {
  enum class Kind : quint8 {
    Statements, ///< The statements one after the other, in one round trip; all of them or, where one fails, none.
    Snapshot,   ///< The same for reading statements, which all see the database as of one moment.
    Stream,     ///< One reading statement, whose rows go to `chunk`, kRowsPerChunk at a time.
    CopyIn      ///< One COPY … FROM STDIN, fed by `source`.
  };

  static constexpr int kRowsPerChunk = 1000;

  Kind kind = Kind::Statements;
  PgIntent intent = PgIntent::Read;
  std::vector<SqlStatement> statements;
  /// Takes the next rows. False: no more of them until PgConnection::resume(). An error ends the request. I/O thread.
  std::function<Result<bool>(const PGresult*)> chunk;
  /// Gives the next bytes; none: that was all. An error takes everything back. Called when the connection can take
  /// more. I/O thread.
  std::function<Result<QByteArray>()> source;
};

} // namespace sentinai
