// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/completion.h"

#include <deque>
#include <functional>

namespace sentinai {

/// The decoded rows of a Stream on their way from the I/O thread to their receiver: at most kAhead parts, beyond which
/// the connection is told to wait.
template <typename T>
class PgRowStream {
public:
  using Part = std::vector<T>;

  static constexpr std::size_t kAhead = 2;

  /// I/O thread. Whether the connection may go on.
  [[nodiscard]] bool put(Part part) {
    const std::lock_guard lock(m_mutex);
    if (m_taker) {
      std::exchange(m_taker, {})->complete(std::move(part));
    } else {
      m_parts.push_back(std::move(part));
    }
    m_isWaiting = m_parts.size() >= kAhead;
    return !m_isWaiting;
  }

  /// I/O thread, once: there are no further parts, or why.
  void end(std::optional<DbError> error) {
    const std::lock_guard lock(m_mutex);
    m_end = error ? Result<Part>(failure(*std::move(error))) : Result<Part>(Part());
    if (m_taker) {
      std::exchange(m_taker, {})->complete(*m_end);
    }
  }

  /// The next part; an empty one after the last. One call at a time. `goOn` is called if the connection waits.
  [[nodiscard]] Completion<Part> take(const std::function<void()>& goOn) {
    Completion<Part> next;
    bool waits = false;
    {
      const std::lock_guard lock(m_mutex);
      if (!m_parts.empty()) {
        next.complete(std::move(m_parts.front()));
        m_parts.pop_front();
      } else if (m_end) {
        next.complete(*m_end);
      } else {
        m_taker = next;
      }
      waits = m_isWaiting && m_parts.size() < kAhead;
      m_isWaiting = m_isWaiting && !waits;
    }
    if (waits) {
      goOn();
    }
    return next;
  }

private:
  std::mutex m_mutex;
  std::deque<Part> m_parts;
  std::optional<Result<Part>> m_end;
  std::optional<Completion<Part>> m_taker;
  bool m_isWaiting = false;
};

} // namespace sentinai
