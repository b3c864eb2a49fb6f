// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sentinai {

/// A program's arguments for its own eyes: a copy, while in the list of processes, where every user of the computer
/// reads along, passwords of database URLs are overwritten. To be made first of all in main().
class PrivateArguments {
public:
  PrivateArguments(int argc, char** argv);

  [[nodiscard]] int count() const { return static_cast<int>(m_texts.size()); }
  [[nodiscard]] char** pointers() { return m_pointers.data(); } ///< As main() gets them.

private:
  std::vector<std::string> m_texts;
  std::vector<char*> m_pointers;
};

} // namespace sentinai
