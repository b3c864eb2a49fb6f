// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/in_parallel.h"

#include "repositories/database/completion.h"

#include <QThreadPool>
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

namespace sentinai {

namespace {

constexpr std::size_t kWorthIt = 64; ///< Handing over takes longer than a few.
constexpr std::size_t kAtOnce = 16;  ///< Taken by a thread at a time, so that all end together.

struct Work {
  std::function<void(std::size_t)> act;
  std::size_t count = 0;
  std::atomic<std::size_t> next = 0;
  std::atomic<int> working = 0;
  std::mutex mutex;
  std::exception_ptr thrown; ///< The first one; guarded by `mutex`.
  Completion<Done> done;

  void takePart() {
    try {
      for (std::size_t from = next.fetch_add(kAtOnce); from < count; from = next.fetch_add(kAtOnce)) {
        for (std::size_t i = from; i < std::min(from + kAtOnce, count); ++i) {
          act(i);
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      thrown = thrown ? thrown : std::current_exception();
      next = count; // Nobody wants the rest.
    }
    if (--working == 0) {
      done.complete(Done{});
    }
  }
};

/// Of its own, so that nobody waits here for what takes long.
QThreadPool& threads() {
  static QThreadPool pool;
  return pool;
}

} // namespace

Task<Done> inParallel(std::size_t count, std::function<void(std::size_t)> act) {
  if (count < kWorthIt) {
    for (std::size_t i = 0; i < count; ++i) {
      act(i);
    }
    co_return Done{};
  }
  const auto work = std::make_shared<Work>();
  work->act = std::move(act);
  work->count = count;
  work->working = threads().maxThreadCount();
  for (int i = threads().maxThreadCount(); i > 0; --i) {
    threads().start([work] { work->takePart(); });
  }
  Result<Done> done = co_await work->done;
  if (work->thrown) {
    std::rethrow_exception(work->thrown);
  }
  co_return done;
}

} // namespace sentinai
