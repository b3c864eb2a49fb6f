// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_event_repository.h"

namespace sentinai {

/// Recomputes one exception's chain, event by event, from the raw rows.
class ChainVerifier {
public:
  ChainVerifier();

  /// The next event by seq. False from the first one on that does not fit.
  bool take(const ExceptionEvent& event);

  [[nodiscard]] const ChainVerdict& verdict() const { return m_verdict; }

private:
  ChainVerdict m_verdict;
  qint64 m_seq = 0;
  QByteArray m_hash;
};

} // namespace sentinai
