// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

// Text from outside, made fit to look at: it cannot deceive about its own order, or steer a terminal.

/// The one or two units of the first character; `text` is not empty.
[[nodiscard]] QStringView firstCharacter(QStringView text);

/// The character of such units; half of one stands for itself.
[[nodiscard]] char32_t characterOf(QStringView units);

/// Whether a character shows nothing, or acts on what is around it: controls, formats (bidi overrides, zero-width ones,
/// byte-order marks, tags), separators of lines and paragraphs, halves of characters.
[[nodiscard]] bool isHidden(char32_t character);

/// One line of `text`: control characters show as their pictures (␊, ␀ …), the other hidden ones as their code point,
/// e.g. ⟨U+202E⟩. Longer than `maxLength` (at
/// least 2) it is cut and ends with "…".
[[nodiscard]] QString visibleLine(QStringView text, qsizetype maxLength = 500);
[[nodiscard]] QString visibleLine(const QString& text, qsizetype maxLength = 500);

/// As visibleLine(), but line breaks and tabs stay and nothing is cut.
[[nodiscard]] QString visibleText(QStringView text);

} // namespace sentinai
