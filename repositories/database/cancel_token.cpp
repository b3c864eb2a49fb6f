// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/cancel_token.h"

#include <map>
#include <mutex>

namespace sentinai {

namespace detail {
struct CancelState {
  // Recursive: a callback may ask isCancelled() or register further callbacks.
  std::recursive_mutex mutex;
  bool cancelled = false;
  quint64 nextId = 1;
  std::map<quint64, std::function<void()>> callbacks;

  // Callbacks run under the lock, so that Registration's destructor can promise that none is running.
  void cancel() {
    const std::lock_guard lock(mutex);
    if (std::exchange(cancelled, true)) {
      return;
    }
    while (!callbacks.empty()) {
      const auto callback = std::move(callbacks.begin()->second);
      callbacks.erase(callbacks.begin());
      callback();
    }
  }
};
} // namespace detail

CancelToken::Registration& CancelToken::Registration::operator=(Registration&& other) noexcept {
  if (this != &other) {
    release();
    m_state = std::move(other.m_state);
    m_id = other.m_id;
  }
  return *this;
}

CancelToken::Registration::~Registration() {
  release();
}

void CancelToken::Registration::release() {
  if (m_state) {
    const std::lock_guard lock(m_state->mutex);
    m_state->callbacks.erase(m_id);
  }
  m_state.reset();
}

bool CancelToken::isCancelled() const {
  if (!m_state) {
    return false;
  }
  const std::lock_guard lock(m_state->mutex);
  return m_state->cancelled;
}

CancelToken::Registration CancelToken::onCancel(std::function<void()> callback) const {
  Registration registration;
  if (!m_state) {
    return registration;
  }
  const std::lock_guard lock(m_state->mutex);
  if (m_state->cancelled) {
    callback();
    return registration;
  }
  registration.m_state = m_state;
  registration.m_id = m_state->nextId++;
  m_state->callbacks.emplace(registration.m_id, std::move(callback));
  return registration;
}

CancelSource::CancelSource()
    : m_state(std::make_shared<detail::CancelState>()) {}

CancelSource::~CancelSource() {
  cancel();
}

CancelSource& CancelSource::operator=(CancelSource&& other) noexcept {
  if (this != &other) {
    cancel();
    m_state = std::move(other.m_state);
  }
  return *this;
}

void CancelSource::cancel() {
  if (m_state) {
    m_state->cancel();
  }
}

CancelToken CancelSource::restart() {
  cancel();
  m_state = std::make_shared<detail::CancelState>();
  return token();
}

} // namespace sentinai
