// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>

namespace sentinai {

/// The random numbers of this round of `./dev faults`, the same in every run of it; those of the first round where
/// there are no rounds. Tests that kill something take the moments from them.
[[nodiscard]] inline QRandomGenerator faultRandom() {
  bool isNumber = false;
  const int round = qEnvironmentVariableIntValue("SENTINAI_FAULT_ROUND", &isNumber);
  return QRandomGenerator(isNumber ? static_cast<quint32>(round) : 1U);
}

} // namespace sentinai
