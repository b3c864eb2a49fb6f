// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

namespace sentinai {

/// JSON Merge Patch (RFC 7396): members of `patch` replace those of `target`, null takes them out, objects are merged
/// member by member, and everything else, arrays too, is replaced as a whole.
[[nodiscard]] QJsonValue mergePatch(const QJsonValue& target, const QJsonValue& patch);

} // namespace sentinai
