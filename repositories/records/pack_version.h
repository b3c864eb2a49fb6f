// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QJsonObject>

namespace sentinai {

/// One immutable version of a domain's pack (global) or of a tenant's policy pack.
struct PackVersion {
  qint64 id = 0;
  QString subject; ///< The domain of a domain pack, the tenant id of a tenant policy pack.
  int version = 0; ///< 1, 2, 3 … within the subject.
  QJsonObject pack;
  Instant createdAt{};
  QString createdBy;
  bool active = false;

  friend bool operator==(const PackVersion&, const PackVersion&) = default;
};

/// One difference between two packs. `path` is a JSON Pointer (RFC 6901); `before` is Undefined where the value was
/// added, `after` where it was removed.
struct PackDifference {
  QString path;
  QJsonValue before = QJsonValue::Undefined;
  QJsonValue after = QJsonValue::Undefined;

  friend bool operator==(const PackDifference&, const PackDifference&) = default;
};

} // namespace sentinai
