// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QMetaObject>
#include <QObject>
#include <coroutine>
#include <memory>
#include <mutex>

namespace sentinai {

/// Hands one Result from the thread that produces it to the coroutine that awaits it, which resumes on its own thread
/// through that thread's event loop. Copies share the same hand-over.
///
///   Completion<int> completion;
///   worker.post([completion] { completion.complete(42); });
///   Result<int> result = co_await completion;
template <typename T>
class Completion {
public:
  Completion()
      : m_state(std::make_shared<State>()) {}

  /// Any thread. The first call counts, later ones are ignored; so "finished" and "cancelled" may race.
  void complete(Result<T> result) const {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->result) {
      return;
    }
    m_state->result.emplace(std::move(result));
    if (m_state->waiter) {
      m_state->resumeLater();
    }
  }

  [[nodiscard]] bool isComplete() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->result.has_value();
  }

  /// One coroutine may await it, once.
  auto operator co_await() const {
    struct Awaiter {
      std::shared_ptr<State> state;

      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> handle) {
        const std::lock_guard lock(state->mutex);
        state->waiter = handle;
        state->context = std::make_unique<QObject>();
        if (state->result) {
          state->resumeLater();
        }
      }
      Result<T> await_resume() {
        const std::lock_guard lock(state->mutex);
        state->context.release()->deleteLater(); // It is delivering the event that brought us here.
        return std::move(*state->result);
      }
    };
    return Awaiter{m_state};
  }

private:
  struct State {
    std::mutex mutex;
    std::optional<Result<T>> result;
    std::coroutine_handle<> waiter;
    std::unique_ptr<QObject> context; ///< Lives in the awaiting thread.

    void resumeLater() {
      QMetaObject::invokeMethod(
          context.get(), [handle = waiter] { handle.resume(); }, Qt::QueuedConnection);
    }
  };
  std::shared_ptr<State> m_state;
};

} // namespace sentinai
