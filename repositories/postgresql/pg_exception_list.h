// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_repository.h"
#include "repositories/postgresql/pg_client.h"

namespace sentinai {

// Lists of exceptions, each read by the way that is quick for its filter and its order, also where nothing matches.
//
// PostgreSQL's planner takes a filter's matches to be spread evenly over the order asked for. They are not: what is
// open is recent, and what IT reports has no amount. So it would at times read millions of rows in the list's order to
// find one that matches. Instead:
// - What shares domain, status and severity is a range of an index in (almost) every order. The rollup tells which such
//   groups match; the page is merged from them.
// - Otherwise two ways race: to read a stretch of the list in its order and keep what matches, or to read what matches
//   some part of the filter and sort it. Each may go further in turn, until one has led to the page.

/// Where one way of reading gives way to another.
struct ExceptionListLimits {
  qint64 fewRows = 10'000;         ///< So many are read and sorted without ado.
  qint64 stretchRows = 2'500;      ///< So many are first read in the list's order in the hope for a page of matches.
  qint64 longestStretch = 160'000; ///< The last stretch has at least as many.
  qint64 stretchedRows = 120'000;  ///< So many may be merged to a stretch of some groups.
  qint64 farRows = 1'000;          ///< To pass over more than these, their place is looked up first.
  std::size_t groups = 256;        ///< More are not merged.
  qint64 mergedRows = 20'000;      ///< So many may be read to merge a page even where fewer match.
};

/// A page. As ExceptionRepository::list().
[[nodiscard]] Task<Page<Exception>> listExceptions(std::shared_ptr<PgClient> client, ExceptionQuery query,
                                                   CancelToken token, ExceptionListLimits limits = {});

/// How many match, as ExceptionRepository::count(): exact where the rollup knows, whatever the limit.
[[nodiscard]] Task<RowCount> countExceptions(std::shared_ptr<PgClient> client, ExceptionFilter filter, qint64 limit,
                                             CancelToken token);

/// As ExceptionRepository::outline(): without landmarks where a row is found by the rollup.
[[nodiscard]] Task<ListOutline> outlineExceptions(std::shared_ptr<PgClient> client, ExceptionFilter filter,
                                                  ExceptionSort sort, CancelToken token);

} // namespace sentinai
