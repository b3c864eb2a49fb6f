// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/view_facts.h"

namespace sentinai {

namespace {

constexpr int kRows = 8;
constexpr int kTop = 5;

/// The filter's unresolved ones; those that are not asked for by status stay out. Empty: it has none.
std::vector<Status> unresolvedOf(const ExceptionFilter& filter) {
  std::vector<Status> statuses =
      filter.statuses.empty() ? std::vector{Status::Open, Status::Analyzing, Status::Escalated} : filter.statuses;
  std::erase(statuses, Status::Resolved);
  return statuses;
}

Task<std::vector<Exception>> foremost(Session* session, ExceptionFilter filter, ExceptionSort sort, CancelToken token) {
  ExceptionQuery query;
  query.filter = std::move(filter);
  query.sort = sort;
  query.limit = kRows;
  Result<Page<Exception>> page = co_await session->exceptions().list(query, token);
  if (!page) {
    co_return failure(page.error());
  }
  co_return std::move(page->rows);
}

} // namespace

Task<ViewFacts> retrieveView(Session* session, ExceptionFilter filter, Instant now, CancelToken token) {
  ViewFacts facts;
  facts.now = now;
  DashboardQuery query;
  query.filter = filter;
  query.now = now;
  query.topCount = kTop;
  Result<DashboardFigures> figures = co_await session->dashboard().figures(query, token);
  if (!figures) {
    co_return failure(figures.error());
  }
  facts.figures = std::move(*figures);

  struct Wanted {
    std::vector<Exception>* rows;
    ExceptionFilter filter;
    ExceptionSort sort;
  };
  ExceptionFilter unresolved = filter;
  unresolved.statuses = unresolvedOf(filter);
  ExceptionFilter due = unresolved;
  due.sla.from = due.sla.from.value_or(fromEpochMicros(0)); // Whatever has a deadline.
  std::vector<Wanted> wanted;
  if (!unresolved.statuses.empty()) {
    wanted = {{&facts.due, due, {ExceptionField::SlaDeadline, Qt::AscendingOrder}},
              {&facts.severe, unresolved, {ExceptionField::Severity, Qt::DescendingOrder}},
              {&facts.oldest, unresolved, {ExceptionField::CreatedAt, Qt::AscendingOrder}}};
  }
  wanted.push_back({&facts.newest, filter, {ExceptionField::CreatedAt, Qt::DescendingOrder}});
  for (const Wanted& part : wanted) {
    Result<std::vector<Exception>> rows = co_await foremost(session, part.filter, part.sort, token);
    if (!rows) {
      co_return failure(rows.error());
    }
    *part.rows = std::move(*rows);
    for (const Exception& exception : *part.rows) {
      facts.sources.add(exception);
    }
  }
  co_return facts;
}

} // namespace sentinai
