// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

namespace sentinai {

/// A new time-ordered UUID (version 7, RFC 9562): ids made later in the same process sort later.
[[nodiscard]] QUuid newEventId();

/// The deterministic UUID (version 5) of the given parts in SentinAI's namespace: the same parts give the same id
/// everywhere, and no two different lists of parts are written alike.
[[nodiscard]] QUuid deterministicEventId(std::initializer_list<QStringView> parts);

} // namespace sentinai
