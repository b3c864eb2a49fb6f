// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/sse_reader.h"

namespace sentinai {

namespace {

constexpr qsizetype kLargestEvent = qsizetype{256} * 1024;

} // namespace

Result<std::vector<QByteArray>> SseReader::take(const QByteArray& bytes) {
  std::vector<QByteArray> events;
  for (const char byte : bytes) {
    const bool belongs = byte == '\n' && m_afterReturn;
    m_afterReturn = byte == '\r';
    if (belongs) {
      continue;
    }
    if (byte == '\n' || byte == '\r') {
      endLine(events);
    } else {
      m_line += byte;
    }
    if (m_line.size() + m_data.size() > kLargestEvent) {
      return failure(DbError::Kind::Internal,
                     QStringLiteral("The model's answer cannot be read: one event of it is larger than %1 bytes.")
                         .arg(kLargestEvent));
    }
  }
  return events;
}

void SseReader::endLine(std::vector<QByteArray>& events) {
  QByteArray line = std::exchange(m_line, {});
  if (std::exchange(m_first, false) && line.startsWith("\xEF\xBB\xBF")) {
    line.remove(0, 3);
  }
  if (line.isEmpty()) {
    if (std::exchange(m_hasData, false)) {
      events.push_back(std::exchange(m_data, {}));
    }
    return;
  }
  const qsizetype colon = line.indexOf(':');
  if ((colon < 0 ? line : line.first(colon)) != "data") {
    return;
  }
  QByteArray value = colon < 0 ? QByteArray() : line.sliced(colon + 1);
  if (value.startsWith(' ')) {
    value.remove(0, 1);
  }
  if (m_hasData) {
    m_data += '\n';
  }
  m_data += value;
  m_hasData = true;
}

} // namespace sentinai
