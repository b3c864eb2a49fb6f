// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

/// The text without what a terminal would obey: control characters and overrides of the direction as \uXXXX.
[[nodiscard]] QString printable(const QString& text);

} // namespace sentinai
