// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/chain_check.h"

#include "models/safe_text.h"

#include <QLocale>

namespace sentinai {

ChainCheck::ChainCheck(ExceptionEventRepository& events, QObject* parent)
    : QObject(parent)
    , m_events(events) {}

void ChainCheck::set(State state) {
  m_state = state;
  Q_EMIT changed();
}

void ChainCheck::reset() {
  ++m_generation;
  m_cancel.cancel();
  m_verdict = {};
  m_errorText.clear();
  set(State::Unchecked);
}

void ChainCheck::start(const QString& exceptionId) {
  const quint64 generation = ++m_generation;
  m_verdict = {};
  m_errorText.clear();
  const CancelToken token = m_cancel.restart();
  set(State::Checking);
  QCoro::connect(m_events.verifyChain(exceptionId, token), this, [this, generation](Result<ChainVerdict> verdict) {
    if (generation != m_generation) {
      return;
    }
    if (!verdict) {
      m_errorText = verdict.error().message;
      set(State::Failed);
      return;
    }
    m_verdict = *verdict;
    set(m_verdict.intact ? State::Intact : State::Broken);
  });
}

QString ChainCheck::text() const {
  switch (m_state) {
  case State::Unchecked:
    return tr("Chain not checked");
  case State::Checking:
    return tr("Checking chain …");
  case State::Intact:
    return m_verdict.events == 1 ? tr("Chain verified · 1 event")
                                 : tr("Chain verified · %1 events").arg(QLocale().toString(m_verdict.events));
  case State::Broken:
    return m_verdict.firstBadSeq ? tr("Chain broken at event %1: %2")
                                       .arg(QLocale().toString(*m_verdict.firstBadSeq), visibleLine(m_verdict.problem))
                                 : tr("Chain broken: %1").arg(visibleLine(m_verdict.problem));
  case State::Failed:
    return tr("Chain could not be checked: %1").arg(visibleLine(m_errorText));
  }
  Q_UNREACHABLE();
}

} // namespace sentinai
