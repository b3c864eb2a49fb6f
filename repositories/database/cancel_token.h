// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <functional>
#include <memory>

namespace sentinai {

namespace detail {
struct CancelState;
}

/// Tells an operation that its result is no longer wanted. Cheap to copy; usable from any thread. A default-constructed
/// token is never cancelled.
class CancelToken {
public:
  /// Keeps a callback registered for as long as it lives. After its destructor has returned, the callback neither runs
  /// nor will run.
  class Registration {
  public:
    Registration() = default;
    Registration(Registration&&) noexcept = default;
    Registration& operator=(Registration&& other) noexcept;
    ~Registration();

  private:
    friend class CancelToken;
    std::shared_ptr<detail::CancelState> m_state;
    quint64 m_id = 0;
    void release();
  };

  CancelToken() = default;

  [[nodiscard]] bool isCancelled() const;

  /// Calls `callback` once when cancelled, on the cancelling thread; at once, on this thread, if that has happened.
  /// The callback must not throw and must not destroy its own Registration.
  [[nodiscard]] Registration onCancel(std::function<void()> callback) const;

private:
  friend class CancelSource;
  explicit CancelToken(std::shared_ptr<detail::CancelState> state)
      : m_state(std::move(state)) {}
  std::shared_ptr<detail::CancelState> m_state;
};

/// Owner of the decision to cancel. Cancels on destruction too, so that a dialog or model that goes away takes its
/// requests with it.
class CancelSource {
public:
  CancelSource();
  ~CancelSource();
  CancelSource(CancelSource&&) noexcept = default;
  CancelSource& operator=(CancelSource&& other) noexcept;

  [[nodiscard]] CancelToken token() const { return CancelToken(m_state); }
  void cancel(); ///< Idempotent.

  /// Cancels what was asked for so far and starts afresh: "the latest request wins".
  [[nodiscard]] CancelToken restart();

private:
  std::shared_ptr<detail::CancelState> m_state;
};

} // namespace sentinai
