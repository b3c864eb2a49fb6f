// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QStringList>

namespace sentinai {

/// Which exceptions have got new events, each id once, in no order.
struct ChangeSet {
  QStringList changed; ///< With an event other than their creation.
  QStringList created; ///< New ones. One that has been changed since is in both lists.

  [[nodiscard]] bool isEmpty() const { return changed.isEmpty() && created.isEmpty(); }

  friend bool operator==(const ChangeSet&, const ChangeSet&) = default;
};

} // namespace sentinai

Q_DECLARE_METATYPE(sentinai::ChangeSet)
