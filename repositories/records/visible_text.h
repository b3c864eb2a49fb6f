// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

// Text from outside, made fit to look at: it cannot deceive about its own order, or steer a terminal.

/// One line of `text`: control characters show as their pictures (␊, ␀ …), characters that turn or hide text (bidi
/// overrides, zero-width ones, byte-order marks) as their code point, e.g. ⟨U+202E⟩. Longer than `maxLength` (at
/// least 2) it is cut and ends with "…".
[[nodiscard]] QString visibleLine(QStringView text, qsizetype maxLength = 500);
[[nodiscard]] QString visibleLine(const QString& text, qsizetype maxLength = 500);

/// As visibleLine(), but line breaks and tabs stay and nothing is cut.
[[nodiscard]] QString visibleText(QStringView text);

} // namespace sentinai
