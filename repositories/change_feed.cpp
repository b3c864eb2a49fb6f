// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/change_feed.h"

namespace sentinai {

void ChangeFeed::start() {
  if (!std::exchange(m_started, true)) {
    begin();
    if (m_paused) {
      hold();
    }
  }
}

void ChangeFeed::pause() {
  if (std::exchange(m_paused, true)) {
    return;
  }
  if (m_started) {
    hold();
  }
  Q_EMIT stateChanged();
}

void ChangeFeed::resume() {
  if (!std::exchange(m_paused, false)) {
    return;
  }
  if (m_started) {
    go();
  }
  Q_EMIT stateChanged();
  if (std::exchange(m_missed, false)) {
    Q_EMIT resync();
  }
}

void ChangeFeed::tell(const ChangeSet& changes) {
  if (changes.isEmpty()) {
    return;
  }
  if (m_paused) {
    m_missed = true;
  } else {
    Q_EMIT changed(changes);
  }
}

void ChangeFeed::tellResync() {
  if (m_paused) {
    m_missed = true;
  } else {
    Q_EMIT resync();
  }
}

void ChangeFeed::setState(Mode mode, bool up, const QString& problem) {
  if (mode != m_mode || up != m_up || problem != m_problem) {
    m_mode = mode;
    m_up = up;
    m_problem = problem;
    Q_EMIT stateChanged();
  }
}

} // namespace sentinai
