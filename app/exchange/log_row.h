// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>
#include <vector>

namespace sentinai {

/// One value of a log row. CSV has Text only; XES declares a type for each attribute.
struct LogValue {
  enum class Type : quint8 { Absent, Text, Date, Int, Float, Boolean, Id, List, Container };

  Type type = Type::Absent;
  QString text;
  QJsonValue nested = QJsonValue::Undefined; ///< Attributes of an XES attribute, or a list's values.
};

/// One event of a log as it stands in the file, before any mapping.
struct LogRow {
  qint64 line = 0;              ///< Of its first character, counted from 1 in the uncompressed text.
  std::vector<LogValue> values; ///< By column; columns beyond its end are absent.
  bool repeatsTrace = false;    ///< XES: an earlier row had the attributes of the same trace already.
  bool isPartial = false;       ///< Of a rejected row: what is absent may only be unreadable.
};

/// A row that cannot be used.
struct LogReject {
  qint64 line = 0;
  QString reason;
  QString row; ///< As it stands in the file (CSV), or its attributes as JSON (XES).

  friend bool operator==(const LogReject&, const LogReject&) = default;
};

} // namespace sentinai
