// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/chain_walk.h"

#include "repositories/database/chain_verifier.h"
#include "repositories/database/exception_state.h"

namespace sentinai::ctl {

std::optional<WalkedChain> ChainWalk::next() {
  const ExceptionEvent* event = peek();
  if (event == nullptr || (m_only && event->exceptionId != *m_only)) {
    return std::nullopt;
  }
  WalkedChain chain;
  chain.exceptionId = event->exceptionId;
  ChainVerifier verifier;
  for (; event != nullptr && event->exceptionId == chain.exceptionId; event = peek()) {
    verifier.take(*event);
    // A tampered event may say anything of itself.
    if (event->hash.size() >= ChainMark::kBytes && chain.marks.size() / ChainMark::kBytes + 1 == event->seq) {
      chain.marks += event->hash.first(ChainMark::kBytes);
    }
    if (event->recordedAt <= m_until) {
      chain.kept.seq = event->seq;
      chain.kept.hash = event->hash;
    }
    if (chain.replayProblem.isEmpty()) {
      if (const Result<Done> applied = applyEvent(chain.state, *event); !applied) {
        chain.replayProblem = applied.error().message;
      }
    }
    ++m_place;
  }
  chain.verdict = verifier.verdict();
  chain.kept.exceptionId = chain.exceptionId;
  chain.kept.marks = chain.marks.first(
      std::clamp<qsizetype>(chain.kept.seq, 0, chain.marks.size() / ChainMark::kBytes) * ChainMark::kBytes);
  return chain;
}

const ExceptionEvent* ChainWalk::peek() {
  constexpr int kPage = 2000;
  if (m_place == m_page.size() && !m_atEnd) {
    m_page = await(m_context.session().events().chains(m_position, kPage, {}));
    m_place = 0;
    m_atEnd = m_page.size() < kPage;
    for (const ExceptionEvent& event : m_page) {
      m_position.pass(event);
    }
  }
  return m_place < m_page.size() ? &m_page[m_place] : nullptr;
}

} // namespace sentinai::ctl
