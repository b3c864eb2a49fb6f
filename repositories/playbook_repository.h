// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/playbook.h"
#include "repositories/records/seen.h"

namespace sentinai {

class PlaybookRepository {
public:
  virtual ~PlaybookRepository() = default;

  [[nodiscard]] virtual Task<Playbook> get(int playbookId, CancelToken token) = 0; ///< NotFound.

  /// By name and version, newest version first; with `activeOnly` only active ones.
  [[nodiscard]] virtual Task<std::vector<Playbook>> list(bool activeOnly, CancelToken token) = 0;

  /// Version 1 of a new name, inactive. Conflict if the name exists; InvalidInput for a name as checkName() has it.
  [[nodiscard]] virtual Task<Playbook> create(QString name, QJsonObject conditions, CancelToken token) = 0;

  /// The next version of that playbook's name, with copies of its steps, inactive. NotFound.
  [[nodiscard]] virtual Task<Playbook> newVersion(int playbookId, QJsonObject conditions, CancelToken token) = 0;

  /// Activating one version deactivates the others of its name. NotFound; Conflict, which names both, where another
  /// version of that name is active than the one `seen`.
  [[nodiscard]] virtual Task<Playbook> setActive(int playbookId, bool active, CancelToken token,
                                                 Seen<int> seen = {}) = 0;
};

} // namespace sentinai
