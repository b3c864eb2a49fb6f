// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"

#include <functional>

namespace sentinai {

/// One exception about which a candidate would decide otherwise.
struct WhatIfChange {
  Exception exception;
  PackDecision before;
  PackDecision after;
};

struct WhatIfReport {
  qint64 examined = 0;
  qint64 changed = 0;
  qint64 undecided = 0;                 ///< About which one of the packs comes to no decision.
  std::map<QString, qint64> severities; ///< `medium → high`: how many.

  friend bool operator==(const WhatIfReport&, const WhatIfReport&) = default;
};

/// Asks both packs about the exceptions of their domain that arose at or after `since`, newest first, each at the time
/// when it arose. Reads only. `sink` gets each that would be decided otherwise, `undecided` each that a pack comes to
/// no decision about, and why; both on the thread of the call. `session` must outlive the call.
[[nodiscard]] Task<WhatIfReport> whatIf(Session* session, EffectivePack active, EffectivePack candidate, Instant since,
                                        std::function<void(const WhatIfChange&)> sink,
                                        std::function<void(const Exception&, const DbError&)> undecided,
                                        CancelToken token);

} // namespace sentinai
