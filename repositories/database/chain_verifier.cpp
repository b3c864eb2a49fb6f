// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/chain_verifier.h"

#include "repositories/database/event_hash.h"

namespace sentinai {

namespace {

/// What is wrong with `event` as the successor of the one with `seq` and `hash`; empty if nothing.
QString problemOf(const ExceptionEvent& event, qint64 previousSeq, const QByteArray& previousHash) {
  if (event.seq < 1) {
    return QStringLiteral("There can be no event of this number.");
  }
  if (event.seq <= previousSeq) {
    return QStringLiteral("There is another event of this number.");
  }
  if (event.seq != previousSeq + 1) {
    return QStringLiteral("Event %1 is missing.").arg(previousSeq + 1);
  }
  if (event.prevHash != previousHash) {
    return QStringLiteral("It does not follow from the event before it.");
  }
  if (event.hash != eventHash(event)) {
    return QStringLiteral("Its content does not match its hash.");
  }
  return {};
}

} // namespace

ChainVerifier::ChainVerifier()
    : m_hash(genesisHash()) {}

bool ChainVerifier::take(const ExceptionEvent& event) {
  if (!m_verdict.intact) {
    return false;
  }
  const QString problem = problemOf(event, m_seq, m_hash);
  if (!problem.isEmpty()) {
    m_verdict.intact = false;
    m_verdict.firstBadSeq = std::min(event.seq, m_seq + 1);
    m_verdict.problem = problem;
    return false;
  }
  m_seq = event.seq;
  m_hash = event.hash;
  ++m_verdict.events;
  return true;
}

} // namespace sentinai
