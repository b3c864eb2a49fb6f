// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/exception_state.h"
#include "repositories/records/actor.h"

#include <QJsonObject>
#include <QUuid>

namespace sentinai {

/// A log row as its mapping reads it: what it says about its case, and the event it becomes.
struct MappedRow {
  qint64 line = 0;
  QString caseId;
  QString tenant;         ///< Empty unless the mapping takes the tenant from the log.
  qint64 number = 0;      ///< Of the row within its case, from 1.
  qint64 lastNumber = 0;  ///< The number of the case's last usable row.
  bool isNumbered = true; ///< eventId follows from the number, not from a column.
  bool opensCase = false; ///< The first row of its case that this run could use.
  QUuid createdId;        ///< Of the case's ExceptionCreated.
  QUuid eventId;
  QString eventType;
  Actor actor;
  Instant at{};         ///< When the event happened.
  Instant createdAt{};  ///< When the case arose, as this row has it.
  ExceptionPatch patch; ///< What the row says about the exception; fields it is silent about are not in it.
  QJsonObject source;   ///< What the mapping does not use, for payload.source.

  friend bool operator==(const MappedRow&, const MappedRow&) = default;
};

/// A shift of the whole log in time, for the demo: rows after `until` are left out, and the rest moved by `shift`.
struct Replay {
  Instant until{};
  std::chrono::microseconds shift{};

  friend bool operator==(const Replay&, const Replay&) = default;
};

} // namespace sentinai
