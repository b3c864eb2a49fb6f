// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_reader.h"
#include "app/exchange/csv_writer.h"
#include "tests/fuzz/fuzz_log.h"

using namespace sentinai;

namespace {

FuzzLog read(const QByteArray& bytes, char delimiter) {
  return readFuzzLog(bytes, [delimiter](LogSource& source) { return std::make_unique<CsvReader>(source, delimiter); });
}

} // namespace

/// Any bytes as CSV. What can be read is the same once written, neutralised for spreadsheets, and read again.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  const FuzzLog log = read(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)), '\0');
  QByteArray written;
  QStringList header;
  for (qsizetype i = 0; i < log.columns.size(); ++i) {
    header << QStringLiteral("c%1").arg(i);
  }
  written += csvLine(header, Formulas::Neutralised);
  for (const LogRow& row : log.rows) {
    QStringList cells;
    bool blank = row.values.size() == 1;
    for (const LogValue& value : row.values) {
      cells << value.text;
      blank = blank && value.text.isEmpty();
    }
    if (blank) {
      return 0; // A line of nothing is no row.
    }
    written += csvLine(cells, Formulas::Neutralised);
  }
  if (log.columns.isEmpty()) {
    return 0;
  }
  const FuzzLog again = read(written, ',');
  mustHold(again.whole && again.rows.size() == log.rows.size(), "what was written can be read");
  for (std::size_t i = 0; i < log.rows.size(); ++i) {
    for (std::size_t j = 0; j < log.rows[i].values.size(); ++j) {
      mustHold(again.rows[i].values[j].text == log.rows[i].values[j].text, "what was written reads the same");
    }
  }
  return 0;
}
