// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/pipeline/intake_agent.h"
#include "repositories/database/session.h"

namespace sentinai {

struct RawRecord {
  qint64 line = 0; ///< Where it stands in its file, from 1.
  QJsonObject content;
};

/// A record that cannot be used.
struct RefusedRecord {
  RawRecord record;
  QString reason;
};

struct IntakeOutcome {
  qint64 opened = 0;   ///< Exceptions.
  qint64 repeated = 0; ///< Records of exceptions that were taken in from this source before.
  std::vector<RefusedRecord> refused;
};

/// Takes records in, each for itself, in as few transactions as there are calls. Of records with the same id the first
/// opens the exception, those behind it repeat it. Doing it again opens nothing, also while another does the same.
/// `session` and `agent` must outlive the call. The errors of ExceptionEventRepository::appendEach() but those of
/// single records.
[[nodiscard]] Task<IntakeOutcome> takeIn(Session* session, const IntakeAgent* agent, std::vector<RawRecord> records,
                                         CancelToken token);

} // namespace sentinai
