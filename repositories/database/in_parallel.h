// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <functional>

namespace sentinai {

/// Calls `act` with each number below `count`, on as many threads as there are processors, while the calling thread
/// goes on; where they are too few to be worth it, before it returns. Several threads call `act` at a time, each with
/// another number, in any order. Completes once all calls have returned, on the calling thread, whose event loop must
/// run. The first exception that `act` throws is then thrown here; what had not been begun by then is left out.
[[nodiscard]] Task<Done> inParallel(std::size_t count, std::function<void(std::size_t)> act);

} // namespace sentinai
