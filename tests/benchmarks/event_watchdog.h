// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QTimer>
#include <chrono>

namespace sentinai {

/// An application that watches its own event loop: how long each event keeps the GUI thread, by the clock and by the
/// processor time the thread itself has used. The clock also counts waiting for a processor that others are using; the
/// processor time does not, but overlooks a thread that blocks.
class EventWatchdog : public QApplication {
  Q_OBJECT
public:
  struct Stall {
    std::chrono::microseconds wall{};
    std::chrono::microseconds cpu{};
    QString what; ///< The event and its receiver.
  };

  EventWatchdog(int& argc, char** argv);

  /// Forgets what was measured so far and starts to watch.
  void watch();
  void stop();

  /// The events that took longest by the clock, the worst first, at most ten.
  [[nodiscard]] const std::vector<Stall>& longest() const { return m_longest; }
  [[nodiscard]] Stall longestByCpu() const { return m_longestByCpu; }

  /// The longest time between two beats of a timer that wants to fire every millisecond: whatever kept the loop.
  [[nodiscard]] std::chrono::microseconds longestSilence() const { return m_longestSilence; }

  bool notify(QObject* receiver, QEvent* event) override;

private:
  using Clock = std::chrono::steady_clock;

  void note(Stall stall);

  bool m_watching = false;
  int m_depth = 0;
  QTimer m_heart;
  Clock::time_point m_lastBeat;
  std::chrono::microseconds m_longestSilence{};
  std::vector<Stall> m_longest;
  Stall m_longestByCpu;
};

} // namespace sentinai
