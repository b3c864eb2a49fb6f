// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/import_report.h"

namespace sentinai::ctl {

/// How far something is, on standard error: one line rewritten in place on a terminal; elsewhere a line each time if
/// `verbose`, else nothing.
class ProgressLine {
public:
  explicit ProgressLine(bool verbose);
  ~ProgressLine() { end(); }
  Q_DISABLE_COPY_MOVE(ProgressLine)

  /// `what` stands before the figures; empty: the phase alone.
  void show(const QString& what, const ImportProgress& progress);

  void show(const QString& text);

  /// Ends the line, so that what follows starts on one of its own.
  void end();

private:
  bool m_terminal;
  bool m_verbose;
  bool m_open = false;
};

} // namespace sentinai::ctl
