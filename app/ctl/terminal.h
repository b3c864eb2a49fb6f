// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <optional>

namespace sentinai::ctl {

/// Whether the file descriptor is a terminal.
[[nodiscard]] bool isTerminal(int descriptor);

/// A file that may be a terminal, which would obey what records say: such a one gets the lines as printable() has them,
/// any other file the bytes.
class TerminalSafeFile : public QFile {
public:
  using QFile::QFile;

protected:
  qint64 writeData(const char* data, qint64 size) override;

private:
  std::optional<bool> m_isTerminal; ///< Absent: nothing has been written yet.
};

} // namespace sentinai::ctl
