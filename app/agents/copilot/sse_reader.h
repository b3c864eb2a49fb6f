// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QByteArray>

namespace sentinai {

/// Takes a stream of server-sent events apart (the WHATWG's format), wherever its bytes are cut. Only what events say
/// is told, not their names, ids or comments.
class SseReader {
public:
  /// What the events say that these bytes complete. Internal where one is larger than 256 KiB; then it is over.
  [[nodiscard]] Result<std::vector<QByteArray>> take(const QByteArray& bytes);

private:
  QByteArray m_line;
  QByteArray m_data;
  bool m_hasData = false;
  bool m_afterReturn = false; ///< A line feed right here belongs to the carriage return before it.
  bool m_first = true;        ///< Of all lines, which may have a byte-order mark.

  void endLine(std::vector<QByteArray>& events);
};

} // namespace sentinai
