// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/edit_conflict.h"

#include "repositories/database/exception_state.h"

namespace sentinai {

std::vector<EditConflict::Field> conflictingFields(const Exception& seen, const Exception& theirs,
                                                   const QJsonObject& yours) {
  const QJsonObject before = toStateJson(seen);
  const QJsonObject now = toStateJson(theirs);
  std::vector<EditConflict::Field> fields;
  for (auto it = now.begin(); it != now.end(); ++it) {
    const bool mine = yours.contains(it.key());
    const QJsonValue old = before.value(it.key());
    if (mine || old != it.value()) {
      fields.push_back({it.key(), old, it.value(), mine ? yours.value(it.key()) : QJsonValue(it.value()), mine});
    }
  }
  return fields;
}

} // namespace sentinai
