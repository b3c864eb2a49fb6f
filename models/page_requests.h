// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"

#include <optional>
#include <vector>

namespace sentinai {

/// Which pages are asked for, and in which order: the latest wish counts. Few are under way at a time, and a cancelled
/// one counts until its answer has come, so that a fast scroll does not heap up requests.
class PageRequests {
public:
  static constexpr std::size_t kMostUnderWay = 2;

  struct Request {
    quint64 id = 0;
    int page = 0;
    CancelToken token;
  };

  /// These in place of what was wanted before, the most urgent first. What is under way and not among them is
  /// cancelled.
  void want(std::vector<int> pages);

  /// The next to send; absent where none is left or enough are under way.
  [[nodiscard]] std::optional<Request> next();

  /// The answer to a request is here, whichever. Gives its page, or nothing where it had been cancelled.
  [[nodiscard]] std::optional<int> finish(quint64 id);

  void cancelAll(); ///< And nothing more is wanted.

  /// Whether an answer that is still of use is under way or wanted.
  [[nodiscard]] bool isBusy() const;
  /// Whether any answer is to come, of use or not.
  [[nodiscard]] bool isIdle() const { return m_underWay.empty(); }

private:
  struct UnderWay {
    quint64 id = 0;
    int page = 0;
    bool cancelled = false;
    CancelSource source;
  };

  std::vector<int> m_wanted;
  std::vector<UnderWay> m_underWay;
  quint64 m_lastId = 0;
};

} // namespace sentinai
