// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

/// The text without what a terminal would obey or hide: control characters, invisible ones such as overrides of the
/// direction, and halves of characters as \uXXXX. JSON stays the same JSON.
[[nodiscard]] QString printable(const QString& text);

} // namespace sentinai
