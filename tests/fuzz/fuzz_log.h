// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_reader.h"
#include "app/exchange/log_source.h"

#include <functional>

namespace sentinai {

/// A log as far as it could be read.
struct FuzzLog {
  QStringList columns;
  std::vector<LogRow> rows;
  bool whole = false; ///< Without an error and a rejected row.
};

/// Reads bytes through a whole reader, as an import does. An error must have words; more rows than bytes are a fault.
[[nodiscard]] FuzzLog readFuzzLog(const QByteArray& bytes,
                                  const std::function<std::unique_ptr<LogReader>(LogSource&)>& makeReader);

/// Ends the program, which libFuzzer reports, unless the condition holds.
void mustHold(bool condition, const char* what);

} // namespace sentinai
