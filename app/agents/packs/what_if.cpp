// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/what_if.h"

namespace sentinai {

Task<WhatIfReport> whatIf(Session* session, EffectivePack active, EffectivePack candidate, Instant since,
                          std::function<void(const WhatIfChange&)> sink,
                          std::function<void(const Exception&, const DbError&)> undecided, CancelToken token) {
  WhatIfReport report;
  const auto examine = [&](const std::vector<Exception>& rows) -> Result<Done> {
    for (const Exception& exception : rows) {
      const Result<PackDecision> before = active.decide(exception, QJsonValue(), exception.createdAt);
      const Result<PackDecision> after = candidate.decide(exception, QJsonValue(), exception.createdAt);
      ++report.examined;
      if (!before || !after) {
        ++report.undecided;
        undecided(exception, before ? after.error() : before.error());
        continue;
      }
      if (*before == *after) {
        continue;
      }
      ++report.changed;
      if (before->triage.severity != after->triage.severity) {
        ++report.severities[toText(before->triage.severity) + QStringLiteral(" → ") + toText(after->triage.severity)];
      }
      sink({exception, *before, *after});
    }
    return Done{};
  };
  ExceptionFilter filter;
  filter.domains = {candidate.pack.domain()};
  filter.created.from = since;
  const Result<Done> read = co_await session->exceptions().stream(filter, {}, examine, token);
  if (!read) {
    co_return failure(read.error());
  }
  co_return report;
}

} // namespace sentinai
