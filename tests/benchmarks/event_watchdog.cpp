// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/event_watchdog.h"

#include <QMetaEnum>
#include <QThread>
#include <algorithm>
#include <array>
#include <unistd.h>

namespace sentinai {

namespace {

constexpr std::size_t kKept = 10;

} // namespace

EventWatchdog::EventWatchdog(int& argc, char** argv)
    : QApplication(argc, argv)
    , m_schedule(QStringLiteral("/proc/thread-self/schedstat")) {
  (void)m_schedule.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
  m_heart.setTimerType(Qt::PreciseTimer);
  m_heart.setInterval(1);
  connect(&m_heart, &QTimer::timeout, this, [this] {
    const Clock::time_point now = Clock::now();
    m_silences.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - m_lastBeat));
    m_longestSilence = std::max(m_longestSilence, m_silences.back());
    m_lastBeat = now;
  });
}

void EventWatchdog::watch() {
  m_longest.clear();
  m_longestOwn = Stall();
  m_longestSilence = {};
  m_silences.clear();
  m_lastBeat = Clock::now();
  m_watching = true;
  m_heart.start();
}

void EventWatchdog::stop() {
  m_watching = false;
  m_heart.stop();
}

std::chrono::microseconds EventWatchdog::silence(double share) const {
  if (m_silences.empty()) {
    return {};
  }
  std::vector<std::chrono::microseconds> sorted = m_silences;
  std::ranges::sort(sorted);
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return sorted[std::min(place, sorted.size() - 1)];
}

std::chrono::microseconds EventWatchdog::waitedForProcessor() const {
  // "computed waited slices", in nanoseconds; empty where the system has no such account.
  std::array<char, 128> text{};
  const auto length = ::pread(m_schedule.handle(), text.data(), text.size() - 1, 0);
  const QByteArray account(text.data(), static_cast<qsizetype>(std::max<ssize_t>(0, length)));
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::nanoseconds(account.split(' ').value(1).toLongLong()));
}

bool EventWatchdog::notify(QObject* receiver, QEvent* event) {
  // Events of other threads come by here too.
  if (QThread::currentThread() != thread() || !m_watching || m_depth > 0) {
    return QApplication::notify(receiver, event);
  }
  ++m_depth;
  // Named before: the event may delete its receiver.
  const char* className = receiver->metaObject()->className();
  const QString objectName = receiver->objectName();
  const QEvent::Type type = event->type();
  const Clock::time_point start = Clock::now();
  const std::chrono::microseconds waitedBefore = waitedForProcessor();
  const bool handled = QApplication::notify(receiver, event);
  Stall stall;
  stall.wall = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  stall.own = stall.wall - std::min(stall.wall, waitedForProcessor() - waitedBefore);
  --m_depth;
  const bool isLong = m_longest.size() < kKept || stall.wall > m_longest.back().wall;
  if (isLong || stall.own > m_longestOwn.own) {
    stall.what = QStringLiteral("%1 to %2 %3")
                     .arg(QString::fromLatin1(QMetaEnum::fromType<QEvent::Type>().valueToKey(type)),
                          QString::fromLatin1(className), objectName)
                     .trimmed();
    note(std::move(stall));
  }
  return handled;
}

void EventWatchdog::note(Stall stall) {
  if (stall.own > m_longestOwn.own) {
    m_longestOwn = stall;
  }
  const auto place = std::ranges::find_if(m_longest, [&](const Stall& kept) { return kept.wall < stall.wall; });
  m_longest.insert(place, std::move(stall));
  if (m_longest.size() > kKept) {
    m_longest.pop_back();
  }
}

} // namespace sentinai
