// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_log.h"

#include <QBuffer>
#include <cstdio>
#include <cstdlib>

namespace sentinai {

void mustHold(bool condition, const char* what) {
  if (!condition) {
    (void)std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
  }
}

FuzzLog readFuzzLog(const QByteArray& bytes, const std::function<std::unique_ptr<LogReader>(LogSource&)>& makeReader) {
  FuzzLog log;
  QBuffer buffer;
  buffer.setData(bytes);
  buffer.open(QIODevice::ReadOnly);
  const Result<std::unique_ptr<LogSource>> source = LogSource::open(buffer);
  if (!source) {
    mustHold(!source.error().message.isEmpty(), "a refusal has words");
    return log;
  }
  const std::unique_ptr<LogReader> reader = makeReader(**source);
  Result<Done> opened = reader->open();
  log.whole = opened.has_value();
  qsizetype steps = 0;
  while (opened) {
    const Result<LogReader::Step> step = reader->next();
    if (!step) {
      mustHold(!step.error().message.isEmpty(), "an error has words");
      log.whole = false;
      break;
    }
    if (*step == LogReader::Step::End) {
      break;
    }
    if (*step == LogReader::Step::Row) {
      log.rows.push_back(reader->row());
    } else {
      mustHold(!reader->reject().reason.isEmpty(), "a rejection has a reason");
      log.whole = false;
    }
    // Compressed input holds more than its bytes.
    mustHold(++steps <= bytes.size() * 1100 + 1, "reading comes to an end");
  }
  log.columns = reader->columns();
  return log;
}

} // namespace sentinai
