// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

namespace sentinai {

/// A place in the program: a page and what it shows, e.g. {"exceptions", "status:open"}.
struct Location {
  QString page;
  QString argument;

  friend bool operator==(const Location&, const Location&) = default;
};

/// Where one has been, as in a browser. A value.
class NavigationHistory {
public:
  static constexpr std::size_t kLimit = 200; ///< Older places are forgotten.

  void push(const Location& location); ///< Forgets what was ahead; the same place again is no step.
  void clear();

  [[nodiscard]] std::optional<Location> current() const;
  [[nodiscard]] bool canGoBack() const { return m_index > 0; }
  [[nodiscard]] bool canGoForward() const { return m_index + 1 < m_locations.size(); }
  std::optional<Location> back(); ///< The place gone to; empty if there is none.
  std::optional<Location> forward();

private:
  std::vector<Location> m_locations;
  std::size_t m_index = 0;
};

} // namespace sentinai
