// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/completion.h"

#include <deque>

namespace sentinai {

/// Who in one process may take from the queue: one after the other, so that whoever has taken what may end the process
/// can keep the rest from taking anything, and wait until they hold nothing that would be lost with it. Of one thread.
class WorkGate {
public:
  /// Completes when it is the caller's turn to take, first come, first served. pass() must follow.
  [[nodiscard]] Completion<Done> turn() {
    const Completion<Done> turn;
    m_waiting.push_back(turn);
    next();
    return turn;
  }
  void pass() {
    m_isTaken = false;
    next();
  }

  void hold() { ++m_holding; } ///< What was taken, beyond the turn. letGo() must follow.
  void letGo() {
    --m_holding;
    tellWhoIsAlone();
  }

  /// For whoever has the turn: completes once nobody else holds anything.
  [[nodiscard]] Completion<Done> alone() {
    m_alone = Completion<Done>();
    tellWhoIsAlone();
    return m_alone;
  }

private:
  std::deque<Completion<Done>> m_waiting;
  Completion<Done> m_alone;
  bool m_isTaken = false; ///< The turn.
  int m_holding = 0;

  void next() {
    if (!m_isTaken && !m_waiting.empty()) {
      m_isTaken = true;
      m_waiting.front().complete(Done{});
      m_waiting.pop_front();
    }
  }
  void tellWhoIsAlone() const {
    if (m_holding == 0) {
      m_alone.complete(Done{});
    }
  }
};

} // namespace sentinai
