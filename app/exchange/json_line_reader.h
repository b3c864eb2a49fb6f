// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>
#include <QJsonObject>
#include <optional>

namespace sentinai {

/// A line that is no record (`problem` says why), or one.
struct JsonLine {
  qint64 line = 0; ///< From 1, empty ones counted.
  QJsonObject object;
  QString problem;
  QString text; ///< Of a line that is no record, its beginning.
};

/// Reads JSON objects, one a line, in UTF-8; empty lines are passed over. Holds one line at a time. Blocking.
class JsonLineReader {
public:
  static constexpr qint64 kLongestLine = qint64{4} * 1024 * 1024; ///< Bytes.

  /// `device` must be open and outlive this object.
  explicit JsonLineReader(QIODevice& device)
      : m_device(device)
      , m_buffer(kLongestLine + 1, Qt::Uninitialized) {}

  /// Empty at the end.
  [[nodiscard]] std::optional<JsonLine> next();

  /// Of the line that next() gave.
  [[nodiscard]] qsizetype bytes() const { return m_bytes; }

private:
  /// Empty at the end; of a line that is too long the beginning. Good until the next call.
  [[nodiscard]] QByteArray readLine(bool& isTooLong);

  QIODevice& m_device;
  QByteArray m_buffer;
  qint64 m_line = 0;
  qsizetype m_bytes = 0;
};

} // namespace sentinai
