// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_parser.h"

#include <QCoreApplication>

namespace sentinai {

namespace {
constexpr qint64 kChunk = qint64{256} * 1024;
} // namespace

CsvParser::CsvParser(QIODevice* device, char delimiter)
    : m_device(device)
    , m_delimiter(delimiter) {}

QByteArray CsvParser::bytes(const Field& field) const {
  QByteArray value(m_buffer.constData() + field.begin, field.end - field.begin);
  if (field.escaped) {
    value.replace("\"\"", "\"");
  }
  return value;
}

QByteArrayView CsvParser::view(const Field& field) const {
  return QByteArrayView(m_buffer).sliced(field.begin, field.end - field.begin);
}

QByteArrayView CsvParser::raw() const {
  return QByteArrayView(m_buffer).sliced(m_start, m_stop - m_start);
}

/// Reads on, forgetting what lies before the present record. False at the end of the device.
bool CsvParser::more() {
  if (m_deviceEnded) {
    return false;
  }
  if (m_start > 0) {
    m_buffer.remove(0, m_start);
    for (Field& field : m_fields) {
      field.begin -= m_start;
      field.end -= m_start;
    }
    m_at -= m_start;
    m_start = 0;
  }
  const qsizetype before = m_buffer.size();
  m_buffer.resize(before + kChunk);
  const qint64 got = m_device->read(m_buffer.data() + before, kChunk);
  m_buffer.resize(before + std::max<qint64>(got, 0));
  m_deviceEnded = got <= 0;
  return got > 0;
}

/// Steps over the line end that begins with `first`; the LF of a CRLF is dropped when it comes into sight.
void CsvParser::endLine(char first) {
  ++m_at;
  ++m_line;
  m_skipLf = first == '\r';
}

bool CsvParser::isSpecial(char c) const {
  return c == m_delimiter || c == '"' || c == '\n' || c == '\r';
}

void CsvParser::skipToLineEnd() {
  for (;;) {
    while (m_at < m_buffer.size()) {
      const char c = m_buffer.at(m_at);
      if (c == '\n' || c == '\r') {
        m_stop = m_at;
        endLine(c);
        return;
      }
      ++m_at;
    }
    if (m_at - m_start > kMaxRecordBytes || !more()) {
      m_stop = m_at;
      return;
    }
  }
}

CsvParser::Status CsvParser::malformed(const QString& problem) {
  m_problem = problem;
  skipToLineEnd();
  return Status::Malformed;
}

CsvParser::Status CsvParser::next() {
  m_fields.clear();
  // Blank lines, and the LF of the CRLF before.
  for (;;) {
    m_start = m_at;
    if (m_at >= m_buffer.size() && !more()) {
      return Status::End;
    }
    const char c = m_buffer.at(m_at);
    if (c == '\n' && m_skipLf) {
      ++m_at;
      m_skipLf = false;
    } else if (c == '\n' || c == '\r') {
      endLine(c);
    } else {
      break;
    }
  }
  m_skipLf = false;
  m_start = m_at;
  m_recordLine = m_line;

  enum class Place : quint8 { FieldStart, Plain, Quoted, AfterQuote };
  Place place = Place::FieldStart;
  bool afterCr = false;
  Field field;
  field.begin = m_at;
  for (;;) {
    if (m_at >= m_buffer.size()) {
      const qsizetype moved = m_start;
      const bool read = more();
      field.begin -= moved - m_start;
      field.end -= moved - m_start;
      if (!read) {
        if (place == Place::Quoted) {
          m_problem =
              QCoreApplication::translate("Import", "The quote opened in the record at line %1 is never closed.")
                  .arg(m_recordLine);
          return Status::Fatal;
        }
        break;
      }
      if (m_at - m_start > kMaxRecordBytes) {
        m_problem = QCoreApplication::translate(
                        "Import", "The record at line %1 is longer than 16 MiB; is a quote in it never closed?")
                        .arg(m_recordLine);
        return Status::Fatal;
      }
    }
    const char c = m_buffer.at(m_at);
    if (place == Place::Quoted) {
      if (c == '"') {
        place = Place::AfterQuote;
        field.end = m_at;
      } else if (c == '\r' || (c == '\n' && !afterCr)) {
        ++m_line;
      }
      afterCr = c == '\r';
      ++m_at;
      continue;
    }
    if (c == m_delimiter || c == '\n' || c == '\r') {
      if (place != Place::AfterQuote) {
        field.end = m_at;
      }
      m_fields.push_back(field);
      m_stop = m_at;
      if (c != m_delimiter) {
        endLine(c);
        return Status::Record;
      }
      ++m_at;
      field = Field{m_at, m_at, false};
      place = Place::FieldStart;
      continue;
    }
    if (place == Place::AfterQuote) {
      if (c != '"') {
        return malformed(QCoreApplication::translate("Import", "There is text after the closing quote of field %1.")
                             .arg(m_fields.size() + 1));
      }
      field.escaped = true;
      place = Place::Quoted;
    } else if (c == '"') {
      if (place == Place::Plain) {
        return malformed(QCoreApplication::translate(
                             "Import", "There is a stray quote inside field %1, which does not begin with one.")
                             .arg(m_fields.size() + 1));
      }
      field.begin = m_at + 1;
      place = Place::Quoted;
    } else {
      place = Place::Plain;
      while (m_at + 1 < m_buffer.size() && !isSpecial(m_buffer.at(m_at + 1))) {
        ++m_at;
      }
    }
    ++m_at;
  }
  if (place != Place::AfterQuote) {
    field.end = m_at;
  }
  m_fields.push_back(field);
  m_stop = m_at;
  return Status::Record;
}

} // namespace sentinai
