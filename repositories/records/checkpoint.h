// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QByteArray>
#include <QString>

namespace sentinai {

/// One row of `checkpoint`: what the heads of all chains of a tenant were at some moment.
struct Checkpoint {
  int number = 0;        ///< 1, 2, 3 … within the tenant.
  Instant at{};          ///< Events recorded until then are in it.
  qint64 exceptions = 0; ///< That had events by then …
  qint64 events = 0;     ///< … and how many of them.
  QByteArray root;       ///< 32 bytes; see checkpoint_root.h.
  Instant createdAt{};
  QString createdBy; ///< The login.

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

} // namespace sentinai
