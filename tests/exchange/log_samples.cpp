// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/exchange/log_samples.h"

#include "app/exchange/csv_reader.h"
#include "app/exchange/xes_reader.h"

#include <QBuffer>
#include <stdexcept>
#include <zlib.h>

namespace sentinai {

namespace {
ReadLog readAll(LogReader& reader) {
  ReadLog log;
  Result<Done> opened = reader.open();
  while (opened && !log.error) {
    Result<LogReader::Step> step = reader.next();
    if (!step) {
      log.error = step.error();
    } else if (*step == LogReader::Step::Row) {
      log.rows.push_back(reader.row());
    } else if (*step == LogReader::Step::Reject) {
      log.rejects.push_back(reader.reject());
    } else {
      break;
    }
  }
  if (!opened) {
    log.error = opened.error();
  }
  log.columns = reader.columns();
  return log;
}

template <typename MakeReader>
ReadLog read(const QByteArray& content, MakeReader makeReader) {
  QBuffer buffer;
  buffer.setData(content);
  buffer.open(QIODevice::ReadOnly);
  Result<std::unique_ptr<LogSource>> source = LogSource::open(buffer);
  if (!source) {
    ReadLog log;
    log.error = source.error();
    return log;
  }
  auto reader = makeReader(**source);
  return readAll(reader);
}
} // namespace

QString ReadLog::value(std::size_t row, const QString& column) const {
  const auto at = static_cast<std::size_t>(columns.indexOf(column));
  if (row >= rows.size() || at >= rows[row].values.size() || rows[row].values[at].type == LogValue::Type::Absent) {
    return {};
  }
  const QString text = rows[row].values[at].text;
  return text.isNull() ? QStringLiteral("") : text;
}

ReadLog readCsv(const QByteArray& content, char delimiter) {
  return read(content, [delimiter](LogSource& source) { return CsvReader(source, delimiter); });
}

ReadLog readXes(const QByteArray& content) {
  return read(content, [](LogSource& source) { return XesReader(source); });
}

QByteArray gzipped(const QByteArray& content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  QByteArray output(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(content.size()))), '\0');
  QByteArray input = content;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  deflate(&stream, Z_FINISH);
  output.resize(static_cast<qsizetype>(stream.total_out));
  deflateEnd(&stream);
  return output;
}

QString testData(const QString& name) {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/tests/data/") + name;
}
QString demoData(const QString& name) {
  return QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/") + name;
}

} // namespace sentinai
