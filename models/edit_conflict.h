// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/actor.h"
#include "repositories/records/exception.h"

#include <QJsonValue>
#include <vector>

namespace sentinai {

/// An edit met an exception that somebody else has changed meanwhile.
struct EditConflict {
  /// One field that they changed or that you wish to change.
  struct Field {
    QString column;
    QJsonValue before; ///< As you saw it.
    QJsonValue theirs; ///< As it is now.
    QJsonValue yours;  ///< What you want it to be; equals `theirs` where you left the field alone.
    bool mine = false; ///< Whether you wish to change it.

    friend bool operator==(const Field&, const Field&) = default;
  };

  Exception theirs; ///< The exception as it is now.
  std::vector<Field> fields;
  QString comment;                ///< Yours, to be added with the edit.
  std::optional<Actor> changedBy; ///< Who made the latest of their changes, if the timeline tells.
  std::optional<Instant> changedAt;
};

/// The fields in which `seen` and `theirs` differ and those of `yours` (column → value), by column.
[[nodiscard]] std::vector<EditConflict::Field> conflictingFields(const Exception& seen, const Exception& theirs,
                                                                 const QJsonObject& yours);

} // namespace sentinai
