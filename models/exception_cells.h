// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

#include <QCoreApplication>

namespace sentinai {

class TimeFormat;

/// The columns of the exceptions table.
enum class ExceptionColumn : int {
  Id,
  Severity,
  Status,
  Domain,
  Type,
  Entity,
  Source,
  Amount,
  Sla, ///< Time left to the deadline.
  Owner,
  Age,
  Updated,
  Created
};

/// What the cells of an exception say.
class ExceptionCells {
  Q_DECLARE_TR_FUNCTIONS(sentinai::ExceptionCells)
public:
  /// `timeFormat` must outlive it; `now` is what ages and times left are measured against.
  ExceptionCells(const TimeFormat& timeFormat, Instant now)
      : m_timeFormat(timeFormat)
      , m_now(now) {}

  void setNow(Instant now) { m_now = now; }
  [[nodiscard]] Instant now() const { return m_now; }

  [[nodiscard]] QString displayText(const Exception& exception, ExceptionColumn column) const;
  [[nodiscard]] QString copyText(const Exception& exception, ExceptionColumn column) const;
  [[nodiscard]] QString toolTip(const Exception& exception, ExceptionColumn column) const;
  [[nodiscard]] QString filterTerm(const Exception& exception, ExceptionColumn column) const;
  [[nodiscard]] QString spokenRow(const Exception& exception) const; ///< The row as one sentence.

private:
  const TimeFormat& m_timeFormat;
  Instant m_now;
};

} // namespace sentinai
