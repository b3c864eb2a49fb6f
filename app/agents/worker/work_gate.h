// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/completion.h"

#include <deque>

namespace sentinai {

/// Whom one process works at the same time: many items, or one alone, since what may end the process must not take along
/// what else is in hand. First come, first served. Of one thread.
class WorkGate {
public:
  /// Completes once the item may be worked; leave() must follow.
  [[nodiscard]] Completion<Done> enter(bool alone) {
    const Completion<Done> admitted;
    m_waiting.push_back({alone, admitted});
    admit();
    return admitted;
  }

  void leave() {
    --m_inside;
    m_alone = false;
    admit();
  }

private:
  struct Waiting {
    bool alone;
    Completion<Done> admitted;
  };
  std::deque<Waiting> m_waiting;
  int m_inside = 0;
  bool m_alone = false; ///< Who is inside wants to be alone.

  void admit() {
    while (!m_waiting.empty() && !m_alone && (m_inside == 0 || !m_waiting.front().alone)) {
      m_alone = m_waiting.front().alone;
      ++m_inside;
      m_waiting.front().admitted.complete(Done{});
      m_waiting.pop_front();
    }
  }
};

} // namespace sentinai
