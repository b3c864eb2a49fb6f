// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/rules/rule_error.h"

namespace sentinai {

QString RuleError::message() const {
  return path.isEmpty() ? reason : QStringLiteral("At %1: %2").arg(path, reason);
}

} // namespace sentinai
