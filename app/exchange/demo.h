// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/import_report.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"
#include "repositories/records/instant.h"

#include <functional>

namespace sentinai {

/// The demo's only tenant.
[[nodiscard]] QString demoTenantId();

struct DemoReport {
  bool created = false; ///< false: a complete demo was there already and has been left alone.
  qint64 cases = 0;
  qint64 events = 0; ///< ExceptionCreated included.
};

using DemoProgress = std::function<void(const QString& log, const ImportProgress& progress)>;

/// Makes the demo database at `path`: the bundled real logs (resources/demo/ATTRIBUTION.md), replayed up to a moment at
/// which much was under way and moved in time by whole weeks, so that this moment is `now`. The same `now` gives the
/// same cases and events.
///
/// It is written beside `path` under the name `path`.partial and renamed when complete, so that a run that is killed
/// leaves nothing half done. Conflict where another file is at `path`, or another process is making the demo there.
/// `progress` is called on the calling thread.
[[nodiscard]] Task<DemoReport> createDemo(QString path, Instant now, DemoProgress progress, CancelToken token);

} // namespace sentinai
