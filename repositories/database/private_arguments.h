// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <utility>
#include <vector>

namespace sentinai {

/// A program's arguments for its own eyes: a copy, while in the list of processes, where every user of the computer
/// reads along, passwords of databases are overwritten. To be made first of all in main().
class PrivateArguments {
public:
  PrivateArguments(int argc, char** argv);

  [[nodiscard]] int count() const { return static_cast<int>(m_texts.size()); }
  [[nodiscard]] char** pointers() { return m_pointers.data(); } ///< As main() gets them.

  /// A message that may repeat an argument, as one about a mistake in them does, with the passwords left out.
  [[nodiscard]] QString withoutPasswords(QString message) const;

private:
  void hidePassword(char* argument, const QString& whole, qsizetype from);

  std::vector<std::string> m_texts;
  std::vector<char*> m_pointers;
  std::vector<std::pair<QString, QString>> m_hidden; ///< What tells a password, to its argument's end, and as shown.
};

} // namespace sentinai
