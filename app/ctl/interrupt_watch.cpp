// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/interrupt_watch.h"

#ifdef Q_OS_UNIX

#include <array>
#include <csignal>
#include <unistd.h>

namespace sentinai::ctl {

namespace {

std::array<int, 2> ends{-1, -1}; // Of a pipe: all that a signal handler may do is write.

void tell(int /*signal*/) {
  const char byte = 1;
  [[maybe_unused]] const ssize_t written = write(ends[1], &byte, 1);
}

} // namespace

InterruptWatch::InterruptWatch() {
  if (pipe(ends.data()) != 0) {
    return;
  }
  m_notifier = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
  QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
    m_notifier->setEnabled(false);
    m_source.cancel();
  });
  struct sigaction action {};
  action.sa_handler = tell;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
}

InterruptWatch::~InterruptWatch() {
  if (m_notifier) {
    signal(SIGINT, SIG_DFL);
    m_notifier.reset();
    close(ends[0]);
    close(ends[1]);
  }
}

} // namespace sentinai::ctl

#else

namespace sentinai::ctl {

InterruptWatch::InterruptWatch() = default;
InterruptWatch::~InterruptWatch() = default;

} // namespace sentinai::ctl

#endif
