// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/call_ending.h"
#include "app/agents/tools/http_request.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

#include <QDeadlineTimer>

namespace sentinai {

/// What one request may take.
struct HttpLimits {
  qint64 maxResponseBytes = 0;
  bool allowsPrivateAddresses = false;
};

/// Sends a request once, to addresses that were looked at before (AddressKind), and follows redirects within the same
/// scheme, host and port. Always completes with a value, by `deadline` or when cancelled at the latest.
[[nodiscard]] QCoro::Task<CallEnding> exchangeHttp(HttpRequest request, HttpLimits limits, QDeadlineTimer deadline,
                                                   CancelToken token);

} // namespace sentinai
