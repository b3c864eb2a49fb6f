// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_reader.h"
#include "app/exchange/log_source.h"

#include <QByteArray>

namespace sentinai {

/// All that a reader gave, for tests with small logs.
struct ReadLog {
  QStringList columns;
  std::vector<LogRow> rows;
  std::vector<LogReject> rejects;
  std::optional<DbError> error;

  /// The text of a row's column; null where it is absent.
  [[nodiscard]] QString value(std::size_t row, const QString& column) const;
};

/// Reads `content` as a file of that content would be.
[[nodiscard]] ReadLog readCsv(const QByteArray& content, char delimiter = '\0');
[[nodiscard]] ReadLog readXes(const QByteArray& content);

/// `content` compressed by gzip.
[[nodiscard]] QByteArray gzipped(const QByteArray& content);

/// The path of a file in tests/data or resources/demo.
[[nodiscard]] QString testData(const QString& name);
[[nodiscard]] QString demoData(const QString& name);

} // namespace sentinai
