// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>
#include <memory>
#include <vector>

namespace sentinai {

struct PgResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};

/// A result of libpq, cleared with its owner.
using PgResult = std::unique_ptr<PGresult, PgResultDeleter>;

/// The results of the statements of one request, in their order.
using PgResults = std::vector<PgResult>;

/// Whether a statement changes anything. It decides what a connection that breaks under it means: a read can be asked
/// again, a write may have happened.
enum class PgIntent : unsigned char { Read, Write };

} // namespace sentinai
