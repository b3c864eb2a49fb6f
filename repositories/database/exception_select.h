// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/database/sql_statement.h"
#include "repositories/exception_event_repository.h"
#include "repositories/records/event_query.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

// Filters, sorts and keyset cursors as SQL, once for both engines.
//
// PostgreSQL's row-level security adds the tenant by itself; SQLite's statements name it.

/// The columns of a row as every statement below returns them, in this order:
/// exception_id, domain, type, severity, status, source_system, entity, amount, currency, sla_deadline, owner,
/// current_playbook_id, current_step, version, created_at, updated_at, resolved_at.
[[nodiscard]] const QString& exceptionColumns();

/// exception_id, event_id, seq, event_type, actor_type, actor_id, payload, created_at, recorded_at, prev_hash, hash;
/// payload as text.
[[nodiscard]] const QString& eventColumns(SqlDialect dialect);

/// How PostgreSQL looks for text: by the index over all rows, or in each row that it reads for other reasons.
enum class SearchBy : quint8 { Index, EachRow };

/// The condition that `filter` stands for, fit to follow WHERE. Text search is sentinai.search_exceptions(text[]) on
/// PostgreSQL, or by the column search_text; on SQLite the function sentinai_matches(words, columns …) that
/// SqliteDatabase registers.
[[nodiscard]] QString exceptionCondition(SqlBinder& binder, const QString& tenantId, const ExceptionFilter& filter,
                                         SearchBy search = SearchBy::Index);

/// A page and one row more, which tells whether another page follows. InvalidInput for a limit out of range or a
/// cursor that belongs to another sort.
///
/// `matches`, for SQLite only: the ids of all that match the filter, where they are few and known. Then the page is
/// picked from these rows; otherwise by the sort's index, which for a filter that matches little reads all rows.
[[nodiscard]] Result<SqlStatement> exceptionListStatement(SqlDialect dialect, const QString& tenantId,
                                                          const ExceptionQuery& query,
                                                          const std::optional<QStringList>& matches = {});

/// The same as text, of the rows of `table` (a name or what stands for one behind FROM) that fit `condition`, with
/// these columns. The query's filter does not count. InvalidInput as above.
[[nodiscard]] Result<QString> exceptionListText(SqlBinder& binder, const QString& table, const QString& columns,
                                                const QString& condition, const ExceptionQuery& query);

/// All rows that match, in order.
[[nodiscard]] SqlStatement exceptionStreamStatement(SqlDialect dialect, const QString& tenantId,
                                                    const ExceptionFilter& filter, const ExceptionSort& sort);

/// The ids of up to `limit` exceptions that match, in no particular order.
[[nodiscard]] SqlStatement exceptionIdsStatement(SqlDialect dialect, const QString& tenantId,
                                                 const ExceptionFilter& filter, qint64 limit);

/// One number: the matches, counted up to `limit` + 1.
[[nodiscard]] SqlStatement exceptionCountStatement(SqlDialect dialect, const QString& tenantId,
                                                   const ExceptionFilter& filter, qint64 limit);

/// The rows between one landmark of an outline and the next.
inline constexpr int kLandmarkGap = 5000;

/// A row of exceptionOutlineStatement(): exceptionColumns(), then the part of the list (those without a value of the
/// sort come in a part of their own), and the row's place there, counted from 1.
struct OutlinePlace {
  Exception row;
  int phase = 0;
  qint64 place = 0;
};

/// Every kLandmarkGap-th row and the last one of the whole list, in order. Reads all matches.
[[nodiscard]] SqlStatement exceptionOutlineStatement(SqlDialect dialect, const QString& tenantId,
                                                     const ExceptionFilter& filter, const ExceptionSort& sort);

[[nodiscard]] ListOutline exceptionOutline(const std::vector<OutlinePlace>& places, const ExceptionSort& sort);

/// The place of a row in a list of that order.
[[nodiscard]] QString exceptionCursor(const Exception& row, const ExceptionSort& sort);

/// The place of an event in its exception's timeline.
[[nodiscard]] QString timelineCursor(const ExceptionEvent& event);

/// Makes the page of what exceptionListStatement() returned.
[[nodiscard]] Page<Exception> exceptionPage(std::vector<Exception> rows, const ExceptionQuery& query);

/// A page of events and one more; of one exception by (created_at, seq), else of the tenant by
/// (created_at, exception_id, seq).
[[nodiscard]] Result<SqlStatement> eventListStatement(SqlDialect dialect, const QString& tenantId,
                                                      const std::optional<QString>& exceptionId,
                                                      const EventQuery& query);

[[nodiscard]] SqlStatement eventCountStatement(SqlDialect dialect, const QString& tenantId,
                                               const std::optional<QString>& exceptionId, const EventFilter& filter,
                                               qint64 limit);

/// Pairs of event_type and actor_id.
[[nodiscard]] SqlStatement eventVocabularyStatement(SqlDialect dialect, const QString& tenantId,
                                                    const QString& exceptionId);

[[nodiscard]] EventVocabulary eventVocabulary(const std::vector<std::pair<QString, std::optional<QString>>>& pairs);

[[nodiscard]] Page<ExceptionEvent> eventPage(std::vector<ExceptionEvent> rows,
                                             const std::optional<QString>& exceptionId, const EventQuery& query);

/// The words of a free-text filter: split at white space, case folded.
[[nodiscard]] QStringList searchWords(const QString& text);

} // namespace sentinai
