// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/navigation_history.h"

namespace sentinai {

void NavigationHistory::push(const Location& location) {
  if (current() == location) {
    return;
  }
  if (!m_locations.empty()) {
    m_locations.resize(m_index + 1);
  }
  m_locations.push_back(location);
  if (m_locations.size() > kLimit) {
    m_locations.erase(m_locations.begin());
  }
  m_index = m_locations.size() - 1;
}

void NavigationHistory::clear() {
  m_locations.clear();
  m_index = 0;
}

std::optional<Location> NavigationHistory::current() const {
  return m_locations.empty() ? std::nullopt : std::optional(m_locations[m_index]);
}

std::optional<Location> NavigationHistory::back() {
  if (!canGoBack()) {
    return std::nullopt;
  }
  --m_index;
  return current();
}

std::optional<Location> NavigationHistory::forward() {
  if (!canGoForward()) {
    return std::nullopt;
  }
  ++m_index;
  return current();
}

} // namespace sentinai
