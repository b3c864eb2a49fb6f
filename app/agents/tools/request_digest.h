// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QStringList>

namespace sentinai {

/// SHA-256 in hexadecimal over the parts as netstrings without the final comma, in UTF-8.
[[nodiscard]] inline QString requestDigest(const QStringList& parts) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (const QString& part : parts) {
    const QByteArray bytes = part.toUtf8();
    hash.addData(QByteArray::number(bytes.size()) + ':');
    hash.addData(bytes);
  }
  return QString::fromLatin1(hash.result().toHex());
}

} // namespace sentinai
