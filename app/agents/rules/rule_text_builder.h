// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule_workspace.h"

#include <QString>

namespace sentinai {

/// A text put together within the memory that its workspace has left.
class RuleTextBuilder {
public:
  explicit RuleTextBuilder(RuleWorkspace& workspace)
      : m_workspace(workspace) {}

  void add(QStringView part) {
    m_workspace.spendOnText(part.size());
    // It is held twice for a moment: here, and where it is kept.
    const auto bytes = static_cast<qint64>(sizeof(char16_t)) * (m_text.size() + part.size());
    if (bytes * 2 > m_workspace.memoryLeft()) {
      m_workspace.reserve(bytes * 2);
    }
    m_text += part;
  }

  [[nodiscard]] QStringView finish() { return m_workspace.keep(m_text); }

private:
  RuleWorkspace& m_workspace;
  QString m_text;
};

} // namespace sentinai
