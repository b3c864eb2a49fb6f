// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_job.h"

namespace sentinai {

SqliteJob::SqliteJob(Work work, Fail fail, Schema schema)
    : m_work(std::move(work))
    , m_fail(std::move(fail))
    , m_schema(schema) {}

void SqliteJob::cancel() {
  m_interrupt.cancel();
  if (!m_claimed.exchange(true)) {
    m_fail(m_interrupt.error());
  }
}

bool SqliteJob::begin(std::chrono::milliseconds timeLimit) {
  if (m_claimed.exchange(true)) {
    return false;
  }
  m_interrupt.start(timeLimit);
  return true;
}

void SqliteJob::run(const std::function<SqliteConnection&(SqliteInterrupt&)>& provide) {
  try {
    m_work(provide(m_interrupt));
  } catch (const SqliteFailure& failure) {
    m_fail(failure.error());
  }
}

} // namespace sentinai
