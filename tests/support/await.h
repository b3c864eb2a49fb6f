// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

namespace sentinai {

/// Runs the event loop until the task is done. For tests and command-line programs; the console never waits.
template <typename T>
[[nodiscard]] T await(QCoro::Task<T> task) {
  return QCoro::waitFor(task);
}

} // namespace sentinai
