// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"
#include "repositories/records/work_item.h"

#include <QStringList>

namespace sentinai {

/// What came of one item of work.
struct WorkReport {
  QString exceptionId;
  QString domain;
  QStringList events;           ///< Types of what was written.
  std::optional<Instant> again; ///< When it is looked at again, where that is known.
  std::optional<DbError> error;
  std::optional<WorkErrorClass> errorClass; ///< With an error.
  bool lost = false;                        ///< Somebody else has it by now: nothing was told.
  bool cutShort = false;                    ///< By abandon(), before it was done.
  std::optional<DbError> untold;            ///< Why the queue could not be told: it is worked again.
  std::chrono::milliseconds took{};
};

} // namespace sentinai
