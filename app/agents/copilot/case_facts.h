// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/source_list.h"
#include "repositories/database/session.h"

namespace sentinai {

/// A case like the one asked about, and how it was resolved.
struct SimilarCase {
  SimilarException found;
  std::optional<ExceptionEvent> suggestion; ///< The last one before it was resolved.
  std::optional<ExceptionEvent> resolution; ///< The event that resolved it.
};

/// What the co-pilot looks at for a question about an exception: all of it bounded.
struct CaseFacts {
  Instant now{};
  Exception exception;
  std::vector<ExceptionEvent>
      timeline;                     ///< By time; where there are more, the first and the last ones. None of its own.
  qint64 events = 0;                ///< All that there are.
  std::vector<SimilarCase> similar; ///< The most alike first.
  std::vector<Exception> entityHistory; ///< Others of the same entity, newest first.
  RowCount entityCount;                 ///< All others of it.
  std::vector<Exception> entityDue;     ///< Unresolved others of it with a deadline, the nearest first.
  SourceList sources;                   ///< Numbers for all of these.
};

/// `session` must outlive the call. NotFound where the tenant has no such exception.
[[nodiscard]] Task<CaseFacts> retrieveCase(Session* session, QString exceptionId, Instant now, CancelToken token);

} // namespace sentinai
