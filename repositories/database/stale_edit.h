// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/db_error.h"
#include "repositories/records/seen.h"

namespace sentinai {

/// The Conflict of an editor who saw something else than what is there by now: `what` is `present`, not `seen`.
[[nodiscard]] inline DbError staleEdit(const QString& what, const QString& present, const QString& seen) {
  DbError error;
  error.kind = DbError::Kind::Conflict;
  error.message =
      QStringLiteral("%1 is %2 by now, not %3 as you saw it. Look again, then decide.").arg(what, present, seen);
  return error;
}

/// The same of a pack, whose active version is `present`.
[[nodiscard]] inline DbError staleActiveVersion(const QString& subject, std::optional<int> present,
                                                const Seen<int>& seen) {
  const auto shown = [](std::optional<int> version) {
    return version ? QString::number(*version) : QStringLiteral("none");
  };
  return staleEdit(QStringLiteral("The active version of the pack of %1").arg(subject), shown(present),
                   shown(seen.value()));
}

} // namespace sentinai
