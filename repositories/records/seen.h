// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>

namespace sentinai {

/// What an editor saw of something before they changed it, so that they do not undo unawares what somebody else did
/// meanwhile. By default they have not looked, and whatever is there is changed.
template <typename T>
class Seen {
public:
  Seen() = default;
  Seen(T value) // NOLINT(google-explicit-constructor): a value is what they saw
      : m_looked(true)
      , m_value(std::move(value)) {}

  /// They saw that there is none.
  [[nodiscard]] static Seen none() {
    Seen seen;
    seen.m_looked = true;
    return seen;
  }

  [[nodiscard]] bool looked() const { return m_looked; }
  [[nodiscard]] const std::optional<T>& value() const { return m_value; } ///< Empty: none, or not looked.

  /// Whether they may go on where this is `present`.
  [[nodiscard]] bool fits(const std::optional<T>& present) const { return !m_looked || m_value == present; }

private:
  bool m_looked = false;
  std::optional<T> m_value;
};

} // namespace sentinai
