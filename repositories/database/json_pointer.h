// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace sentinai {

/// JSON Pointer (RFC 6901) that leads through these names and numbers; empty for none.
[[nodiscard]] inline QString jsonPointer(const QStringList& tokens) {
  QString pointer;
  for (QString token : tokens) {
    pointer += QLatin1Char('/') +
               token.replace(QLatin1Char('~'), QLatin1String("~0")).replace(QLatin1Char('/'), QLatin1String("~1"));
  }
  return pointer;
}

} // namespace sentinai
