// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QFile>
#include <QTimer>
#include <chrono>

namespace sentinai {

/// An application that watches its own event loop: how long each event keeps the GUI thread, by the clock, and how much
/// of that is its own doing: computing, or blocked on something. The rest is waiting for a processor that others use,
/// which on a busy machine may be most of it (Linux; elsewhere all counts as its own).
class EventWatchdog : public QApplication {
  Q_OBJECT
public:
  struct Stall {
    std::chrono::microseconds wall{};
    std::chrono::microseconds own{};
    QString what; ///< The event and its receiver.
  };

  EventWatchdog(int& argc, char** argv);

  /// Forgets what was measured so far and starts to watch.
  void watch();
  void stop();

  /// The events that took longest by the clock, the worst first, at most ten.
  [[nodiscard]] const std::vector<Stall>& longest() const { return m_longest; }
  [[nodiscard]] const Stall& longestOwn() const { return m_longestOwn; }

  /// The longest time between two beats of a timer that wants to fire every millisecond: whatever kept the loop.
  [[nodiscard]] std::chrono::microseconds longestSilence() const { return m_longestSilence; }

  /// The same of all such times: the one that no more than `share` of them lie below.
  [[nodiscard]] std::chrono::microseconds silence(double share) const;

  bool notify(QObject* receiver, QEvent* event) override;

private:
  using Clock = std::chrono::steady_clock;

  void note(Stall stall);
  [[nodiscard]] std::chrono::microseconds waitedForProcessor() const;

  bool m_watching = false;
  int m_depth = 0;
  QTimer m_heart;
  Clock::time_point m_lastBeat;
  std::chrono::microseconds m_longestSilence{};
  std::vector<std::chrono::microseconds> m_silences;
  std::vector<Stall> m_longest;
  Stall m_longestOwn;
  QFile m_schedule; ///< The kernel's account of this thread.
};

} // namespace sentinai
