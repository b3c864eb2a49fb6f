// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon/stop_signal.h"

#ifdef Q_OS_WIN
#include <windows.h>
#else
#include <QSocketNotifier>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace sentinai {

#ifdef Q_OS_WIN

namespace {

StopSignal* g_asked = nullptr;

BOOL WINAPI onControl(DWORD) {
  StopSignal* const one = std::exchange(g_asked, nullptr);
  if (one == nullptr) {
    return FALSE; // Asked again.
  }
  QMetaObject::invokeMethod(one, &StopSignal::asked, Qt::QueuedConnection);
  return TRUE;
}

} // namespace

StopSignal::StopSignal() {
  g_asked = this;
  SetConsoleCtrlHandler(onControl, TRUE);
}

StopSignal::~StopSignal() {
  SetConsoleCtrlHandler(onControl, FALSE);
  g_asked = nullptr;
}

#else

namespace {

constexpr std::array kSignals{SIGTERM, SIGINT};

std::array<int, 2> g_pipe{-1, -1}; ///< A handler may do little more than write.

void onSignal(int) {
  constexpr char byte = 1;
  [[maybe_unused]] const ssize_t written = write(g_pipe[1], &byte, 1);
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  for (const int signal : kSignals) {
    sigaction(signal, &action, nullptr);
  }
}

} // namespace

StopSignal::StopSignal() {
  if (pipe(g_pipe.data()) != 0) {
    return; // Signals then end the program at once, which loses nothing.
  }
  for (const int end : g_pipe) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  auto* notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
  connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
    notifier->setEnabled(false);
    handle(SIG_DFL);
    Q_EMIT asked();
  });
  handle(onSignal);
}

StopSignal::~StopSignal() {
  handle(SIG_DFL);
  for (int& end : g_pipe) {
    close(std::exchange(end, -1));
  }
}

#endif

} // namespace sentinai
