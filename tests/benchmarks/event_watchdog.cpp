// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/event_watchdog.h"

#include <QMetaEnum>
#include <QPointer>
#include <algorithm>
#include <ctime>

namespace sentinai {

namespace {

constexpr std::size_t kKept = 10;

/// Processor time of this thread.
std::chrono::microseconds threadTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(time.tv_sec) +
                                                               std::chrono::nanoseconds(time.tv_nsec));
}

} // namespace

EventWatchdog::EventWatchdog(int& argc, char** argv)
    : QApplication(argc, argv) {
  m_heart.setTimerType(Qt::PreciseTimer);
  m_heart.setInterval(1);
  connect(&m_heart, &QTimer::timeout, this, [this] {
    const Clock::time_point now = Clock::now();
    m_longestSilence =
        std::max(m_longestSilence, std::chrono::duration_cast<std::chrono::microseconds>(now - m_lastBeat));
    m_lastBeat = now;
  });
}

void EventWatchdog::watch() {
  m_longest.clear();
  m_longestByCpu = Stall();
  m_longestSilence = {};
  m_lastBeat = Clock::now();
  m_watching = true;
  m_heart.start();
}

void EventWatchdog::stop() {
  m_watching = false;
  m_heart.stop();
}

bool EventWatchdog::notify(QObject* receiver, QEvent* event) {
  if (!m_watching || m_depth > 0) {
    return QApplication::notify(receiver, event);
  }
  ++m_depth;
  // Named before: the event may delete its receiver.
  const char* className = receiver->metaObject()->className();
  const QString objectName = receiver->objectName();
  const QEvent::Type type = event->type();
  const Clock::time_point start = Clock::now();
  const std::chrono::microseconds cpuStart = threadTime();
  const bool handled = QApplication::notify(receiver, event);
  Stall stall;
  stall.cpu = threadTime() - cpuStart;
  stall.wall = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  --m_depth;
  const bool isLong = m_longest.size() < kKept || stall.wall > m_longest.back().wall;
  if (isLong || stall.cpu > m_longestByCpu.cpu) {
    stall.what = QStringLiteral("%1 to %2 %3")
                     .arg(QString::fromLatin1(QMetaEnum::fromType<QEvent::Type>().valueToKey(type)),
                          QString::fromLatin1(className), objectName)
                     .trimmed();
    note(std::move(stall));
  }
  return handled;
}

void EventWatchdog::note(Stall stall) {
  if (stall.cpu > m_longestByCpu.cpu) {
    m_longestByCpu = stall;
  }
  const auto place = std::ranges::find_if(m_longest, [&](const Stall& kept) { return kept.wall < stall.wall; });
  m_longest.insert(place, std::move(stall));
  if (m_longest.size() > kKept) {
    m_longest.pop_back();
  }
}

} // namespace sentinai
