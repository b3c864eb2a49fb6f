// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"

namespace sentinai {

/// The playbook that is to run, as it was looked at.
struct ActionPlaybook {
  int playbookId = 0;
  QString contentHash;          ///< PlaybookDefinition::contentHash()
  std::optional<int> stepOrder; ///< Of the step, where only that is asked for.
};

/// What an approval is bound to, SHA-256 in hexadecimal: another action, another playbook or step of it, and the same
/// after the exception, the playbook or a tool that it calls has changed, has another.
[[nodiscard]] QString actionHash(const Exception& exception, const QString& action,
                                 const std::optional<ActionPlaybook>& playbook);

} // namespace sentinai
