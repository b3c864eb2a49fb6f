// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/terminal.h"

#include "repositories/database/printable.h"

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace sentinai::ctl {

bool isTerminal(int descriptor) {
#ifdef Q_OS_WIN
  return _isatty(descriptor) != 0;
#else
  return ::isatty(descriptor) != 0;
#endif
}

qint64 TerminalSafeFile::writeData(const char* data, qint64 size) {
  if (!m_isTerminal) {
    m_isTerminal = isTerminal(handle());
  }
  if (!*m_isTerminal) {
    return QFile::writeData(data, size);
  }
  QByteArrayList lines = QByteArray(data, size).replace("\r\n", "\n").split('\n');
  for (QByteArray& line : lines) {
    line = printable(QString::fromUtf8(line)).toUtf8();
  }
  const QByteArray shown = lines.join('\n');
  return QFile::writeData(shown.constData(), shown.size()) == shown.size() ? size : -1;
}

} // namespace sentinai::ctl
