// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/completion.h"

#include <QThreadPool>
#include <functional>

namespace sentinai {

/// Runs `work` on a thread of the pool and completes on the calling one. What `work` refers to must outlive it: hand it
/// values.
template <typename T>
[[nodiscard]] Task<T> runInBackground(std::function<Result<T>()> work) {
  Completion<T> completion;
  QThreadPool::globalInstance()->start([completion, work = std::move(work)] { completion.complete(work()); });
  Result<T> result = co_await completion;
  co_return result;
}

} // namespace sentinai
