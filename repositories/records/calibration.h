// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace sentinai {

/// How often an agent was right where it was about so sure: its decisions in one domain whose stated confidence lies in
/// one tenth.
struct CalibrationRow {
  QString agent;
  QString domain;
  std::optional<int> tenth;         ///< 0: below 0.1, …, 9: from 0.9 on. Absent: it stated no confidence.
  qint64 judged = 0;                ///< Decisions whose outcome is known.
  qint64 confirmed = 0;             ///< Of these, those that held.
  qint64 confidenceThousandths = 0; ///< The sum of what was stated, in thousandths.

  friend bool operator==(const CalibrationRow&, const CalibrationRow&) = default;
};

} // namespace sentinai
