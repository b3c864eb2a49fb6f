// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"

#include <QSocketNotifier>

namespace sentinai::ctl {

/// While it lives, Ctrl+C cancels its token instead of ending the program, once: pressed again it ends the program. At
/// most one at a time; needs an event loop. Where there are no Unix signals the token is never cancelled.
class InterruptWatch {
public:
  InterruptWatch();
  ~InterruptWatch();
  Q_DISABLE_COPY_MOVE(InterruptWatch)

  [[nodiscard]] CancelToken token() const { return m_source.token(); }

private:
  CancelSource m_source;
  std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace sentinai::ctl
