// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace sentinai {

/// What a kept checkpoint has of one exception's chain.
struct ChainMark {
  static constexpr qsizetype kBytes = 8; ///< Of each event's hash: enough to name the first one that is another.

  QString exceptionId;
  qint64 seq = 0;   ///< Of the last event; 0: none.
  QByteArray hash;  ///< Of the last event, 32 bytes.
  QByteArray marks; ///< The first kBytes of every event's hash, by seq.

  friend bool operator==(const ChainMark&, const ChainMark&) = default;
};

} // namespace sentinai
