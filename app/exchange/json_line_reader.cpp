// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/json_line_reader.h"

#include <QJsonDocument>
#include <algorithm>

namespace sentinai {

namespace {
constexpr qsizetype kShown = 2000;
}

QByteArray JsonLineReader::readLine(bool& isTooLong) {
  // Room for the zero that QIODevice puts behind the line.
  const auto read = [this] { return std::max<qint64>(m_device.readLine(m_buffer.data(), m_buffer.size()), 0); };
  const qint64 size = read();
  isTooLong = size == kLongestLine && m_buffer[size - 1] != '\n';
  if (!isTooLong) {
    return QByteArray::fromRawData(m_buffer.constData(), size);
  }
  QByteArray beginning = m_buffer.first(kShown);
  for (qint64 rest = size; rest > 0 && m_buffer[rest - 1] != '\n';) {
    rest = read();
  }
  return beginning;
}

std::optional<JsonLine> JsonLineReader::next() {
  bool isTooLong = false;
  for (QByteArray bytes = readLine(isTooLong); !bytes.isEmpty(); bytes = readLine(isTooLong)) {
    ++m_line;
    m_bytes = bytes.size();
    if (m_line == 1 && bytes.startsWith("\xef\xbb\xbf")) {
      bytes.remove(0, 3);
    }
    if (bytes.trimmed().isEmpty()) {
      continue;
    }
    JsonLine line;
    line.line = m_line;
    QJsonParseError error;
    const QJsonDocument document = isTooLong ? QJsonDocument() : QJsonDocument::fromJson(bytes, &error);
    if (isTooLong) {
      line.problem = QStringLiteral("The line has more than %1 bytes.").arg(kLongestLine);
    } else if (error.error != QJsonParseError::NoError) {
      line.problem = QStringLiteral("The JSON breaks off at byte %1: %2.").arg(error.offset).arg(error.errorString());
    } else if (!document.isObject()) {
      line.problem = QStringLiteral("A record must be a JSON object.");
    }
    if (line.problem.isEmpty()) {
      line.object = document.object();
    } else {
      line.text = QString::fromUtf8(bytes.first(std::min(bytes.size(), kShown)).trimmed());
    }
    return line;
  }
  return std::nullopt;
}

} // namespace sentinai
