// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/progress_line.h"

#include "app/ctl/terminal.h"

#include <cstdio>

namespace sentinai::ctl {

namespace {
constexpr int kStandardError = 2; // Its file descriptor, on every system.
}

ProgressLine::ProgressLine(bool verbose)
    : m_terminal(isTerminal(kStandardError))
    , m_verbose(verbose) {}

void ProgressLine::show(const QString& what, const ImportProgress& progress) {
  const bool checking = progress.phase == ImportProgress::Phase::Checking;
  const double share = progress.bytesTotal > 0
                           ? 100.0 * static_cast<double>(progress.bytesRead) / static_cast<double>(progress.bytesTotal)
                           : 0.0;
  const QString name = what.isEmpty() ? QString() : what + QStringLiteral(": ");
  show(name + QString::asprintf("%s %lld rows, %.0f %%, %.0f rows/s, %lld rejected",
                                checking ? "checking" : "importing", static_cast<long long>(progress.rows), share,
                                progress.rowsPerSecond, static_cast<long long>(progress.rejected)));
}

void ProgressLine::show(const QString& text) {
  if (!m_terminal && !m_verbose) {
    return;
  }
  std::fprintf(stderr, m_terminal ? "\r%s\033[K" : "%s\n", text.toUtf8().constData());
  m_open = m_terminal;
}

void ProgressLine::end() {
  if (m_open) {
    std::fputc('\n', stderr);
    m_open = false;
  }
}

} // namespace sentinai::ctl
