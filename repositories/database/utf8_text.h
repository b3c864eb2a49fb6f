// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace sentinai {

// Texts of a database, to and fro without loss. QString's own ways drop a byte-order mark at the front and make one
// character of all that is no UTF-8: a row would not be found by its own id, and a list would not get past it.

/// A byte that is no UTF-8 stands as the lone surrogate U+DC80 to U+DCFF, which no valid text holds.
[[nodiscard]] QString textFromUtf8(QByteArrayView utf8);

/// The bytes that textFromUtf8() made this text of.
[[nodiscard]] QByteArray utf8FromText(const QString& text);

/// The texts as a JSON array in which stray bytes stay what they are; QJsonDocument makes escapes of them that SQLite
/// reads as other bytes.
[[nodiscard]] QString jsonArrayOf(const QStringList& texts);

} // namespace sentinai
