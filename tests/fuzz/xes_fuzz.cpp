// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/xes_reader.h"
#include "tests/fuzz/fuzz_log.h"

using namespace sentinai;

/// Any bytes as XES.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  const FuzzLog log = readFuzzLog(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)),
                                  [](LogSource& source) { return std::make_unique<XesReader>(source); });
  for (const LogRow& row : log.rows) {
    mustHold(row.values.size() <= static_cast<std::size_t>(log.columns.size()), "each value has a column");
  }
  return 0;
}
