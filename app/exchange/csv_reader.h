// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/csv_parser.h"
#include "app/exchange/log_reader.h"
#include "app/exchange/log_source.h"

namespace sentinai {

/// A log in delimited text with a header line, one event a row. UTF-8, with or without a byte order mark.
class CsvReader : public LogReader {
public:
  static constexpr qsizetype kMaxColumns = 4096;

  /// `delimiter` 0 stands for whichever of comma, semicolon and tab the header holds most of. `source` must stand at
  /// its start and outlive the reader.
  CsvReader(LogSource& source, char delimiter);

  [[nodiscard]] Result<Done> open() override;
  [[nodiscard]] Result<Step> next() override;
  [[nodiscard]] QString rawRow() const override;

  /// The delimiter that the first line of `head` uses, quoted text left aside.
  [[nodiscard]] static char detectDelimiter(QByteArrayView head);

protected:
  void wantedChanged() override;

private:
  [[nodiscard]] Result<Done> readHeader();
  Step rejected(const QString& reason);

  LogSource& m_source;
  CsvParser m_parser;
  std::vector<bool> m_fill;
};

} // namespace sentinai
