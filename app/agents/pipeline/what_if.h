// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"

#include <functional>

namespace sentinai {

/// What the agents write about an exception when they first see it: the members of their events that say what they
/// decided and why. Empty where an agent would write none.
struct WhatIfDecision {
  QJsonObject triage;     ///< Of TriageCompleted: severity, sla_deadline, rule, rationale.
  QJsonObject policy;     ///< Of PolicyEvaluated: outcome, rules, reasons, playbook.
  QJsonObject resolution; ///< Of ResolutionSuggested: summary, rule, confidence, rationale.

  friend bool operator==(const WhatIfDecision&, const WhatIfDecision&) = default;
};

/// One exception about which a candidate would decide otherwise.
struct WhatIfChange {
  Exception exception; ///< As intake opened it.
  WhatIfDecision before;
  WhatIfDecision after;
};

struct WhatIfReport {
  qint64 examined = 0;
  qint64 changed = 0;
  qint64 undecided = 0;                 ///< About which one of the packs comes to no decision.
  std::map<QString, qint64> severities; ///< `medium → high`: how many.

  friend bool operator==(const WhatIfReport&, const WhatIfReport&) = default;
};

/// Has the agents decide by both packs, with the tenant's active playbooks, about the exceptions of their domain that
/// arose at or after `since`, newest first: each as intake opened it, before anybody knew more. Reads only, a part at a
/// time, so that memory does not grow with their number. `sink` gets each that would be decided otherwise, `undecided`
/// each that a pack comes to no decision about, as it is now, and why; both on the thread of the call. `session` must
/// outlive the call.
[[nodiscard]] Task<WhatIfReport> whatIf(Session* session, EffectivePack active, EffectivePack candidate, Instant since,
                                        std::function<void(const WhatIfChange&)> sink,
                                        std::function<void(const Exception&, const DbError&)> undecided,
                                        CancelToken token);

} // namespace sentinai
