// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"

#include <vector>

namespace sentinai {

/// The same changes of the same exceptions whenever they are asked for, ids and times included, in batches that belong
/// one after the other: the first ones create the exceptions, each of the others changes many.
class BulkChanges {
public:
  static constexpr int kExceptions = 400;
  static constexpr int kBatches = 64;
  static constexpr int kBatchSize = 80; ///< Events of different exceptions.

  [[nodiscard]] static QString exceptionId(int number);
  [[nodiscard]] static std::vector<NewExceptionEvent> batch(int number);
};

} // namespace sentinai
