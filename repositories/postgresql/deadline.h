// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QTimer>
#include <chrono>
#include <functional>

namespace sentinai {

/// A moment at which something is due unless it is moved or cleared before, as most are: that costs no more than a
/// look at the clock, since the timer below runs on and finds out by itself. Of one thread, which runs an event loop.
class Deadline {
public:
  explicit Deadline(std::function<void()> due)
      : m_due(std::move(due)) {
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { onTimeout(); });
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(std::chrono::milliseconds fromNow) { set(QDeadlineTimer(fromNow)); }
  void set(QDeadlineTimer moment) {
    m_moment = moment;
    if (!m_moment.isForever() && (!m_timer.isActive() || m_moment < m_wakeUp)) {
      start();
    }
  }
  void clear() { m_moment = QDeadlineTimer(QDeadlineTimer::Forever); }

  /// As set(), unless something is due before.
  void setIfSooner(QDeadlineTimer moment) {
    if (moment < m_moment) {
      set(moment);
    }
  }

private:
  void start() {
    m_wakeUp = m_moment;
    m_timer.start(static_cast<int>(std::max<qint64>(0, m_moment.remainingTime())));
  }

  void onTimeout() {
    if (m_moment.isForever()) {
      return;
    }
    if (!m_moment.hasExpired()) {
      start();
      return;
    }
    clear();
    m_due();
  }

  std::function<void()> m_due;
  QDeadlineTimer m_moment{QDeadlineTimer::Forever};
  QDeadlineTimer m_wakeUp{QDeadlineTimer::Forever}; ///< When the timer fires, where it is active.
  QTimer m_timer;
};

} // namespace sentinai
