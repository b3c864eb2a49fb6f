// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command_context.h"
#include "app/exchange/chain_mark.h"

#include <vector>

namespace sentinai::ctl {

/// One exception's chain, recomputed while it was read.
struct WalkedChain {
  QString exceptionId;
  ChainVerdict verdict;
  QByteArray marks;      ///< As ChainMark has them, of all events up to the first that is missing.
  ChainMark kept;        ///< What was recorded until the walk's moment.
  Exception state;       ///< What replaying the events gives …
  QString replayProblem; ///< … or why they cannot be replayed.
};

/// Goes through all chains of the tenant, by exception. What is written meanwhile may or may not be seen.
class ChainWalk {
public:
  /// `until` is the moment that `kept` stands for.
  ChainWalk(CommandContext& context, Instant until)
      : m_context(context)
      , m_until(until) {}

  /// The chain of one exception only.
  ChainWalk(CommandContext& context, Instant until, QString exceptionId)
      : m_context(context)
      , m_until(until)
      , m_only(std::move(exceptionId))
      , m_position{*m_only} {}

  [[nodiscard]] std::optional<WalkedChain> next();

private:
  [[nodiscard]] const ExceptionEvent* peek();

  CommandContext& m_context;
  Instant m_until;
  std::optional<QString> m_only;
  std::vector<ExceptionEvent> m_page;
  std::size_t m_place = 0;
  EventPosition m_position;
  bool m_atEnd = false;
};

} // namespace sentinai::ctl
