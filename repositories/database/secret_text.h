// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sentinai {

/// From so many characters on a text is not met with by chance.
inline constexpr qsizetype kTellingSecret = 8;

/// `text` with `hidden` for `secret`. One of fewer than kTellingSecret characters is left in the middle of words, where
/// its letters tell nothing: it goes where it stands by itself, as in a connection string or between quotes.
[[nodiscard]] QString withoutSecret(QString text, const QString& secret, const QString& hidden);

} // namespace sentinai
