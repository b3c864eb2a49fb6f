// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

/// Why a person may not change exceptions, for people, by what they would do; empty: they may.
struct EditRefusals {
  QString change; ///< Status, severity and the other attributes.
  QString assign; ///< The owner.
  QString comment;

  /// Nothing may be done, for one reason.
  [[nodiscard]] static EditRefusals all(const QString& reason) { return {reason, reason, reason}; }

  /// The reason why nothing may be done; empty where something may, or the reasons differ.
  [[nodiscard]] QString common() const { return change == assign && assign == comment ? change : QString(); }

  friend bool operator==(const EditRefusals&, const EditRefusals&) = default;
};

} // namespace sentinai
