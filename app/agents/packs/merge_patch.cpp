// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/merge_patch.h"

#include <QJsonObject>

namespace sentinai {

// Both come from a parser or a database that bounds how deep they are nested.
QJsonValue mergePatch(const QJsonValue& target, const QJsonValue& patch) {
  if (!patch.isObject()) {
    return patch;
  }
  QJsonObject merged = target.toObject();
  const QJsonObject changes = patch.toObject();
  for (auto change = changes.begin(); change != changes.end(); ++change) {
    if (change.value().isNull()) {
      merged.remove(change.key());
    } else {
      merged.insert(change.key(), mergePatch(merged.value(change.key()), change.value()));
    }
  }
  return merged;
}

} // namespace sentinai
