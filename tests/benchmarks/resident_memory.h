// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

namespace sentinai {

/// What this process holds in memory, in kB; 0 where the system does not tell (elsewhere than on Linux).
[[nodiscard]] inline qint64 residentKilobytes() {
  QFile status(QStringLiteral("/proc/self/status"));
  if (status.open(QIODevice::ReadOnly)) {
    for (const QByteArray& line : status.readAll().split('\n')) {
      if (line.startsWith("VmRSS:")) {
        return line.mid(6).trimmed().split(' ').front().toLongLong();
      }
    }
  }
  return 0;
}

} // namespace sentinai
