// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_reader.h"

#include "repositories/records/spreadsheet_cell.h"

#include <QCoreApplication>
#include <QSet>
#include <QStringDecoder>

namespace sentinai {

namespace {
const QByteArray kBom = QByteArrayLiteral("\xef\xbb\xbf");

tl::unexpected<DbError> badInput(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

/// Whether all of it is well-formed UTF-8 without NUL, which no database takes as text.
bool isCleanUtf8(QByteArrayView bytes) {
  return bytes.isValidUtf8() && !bytes.contains('\0');
}

/// A cell's text. QString would take a byte order mark at its start for the file's, and leave it out.
QString textOf(QByteArrayView bytes) {
  QString text = QString::fromUtf8(bytes);
  if (bytes.startsWith(kBom)) {
    text.prepend(QChar(QChar::ByteOrderMark));
  }
  return withoutApostrophe(text);
}

char chosen(char delimiter, QByteArrayView head) {
  return delimiter == '\0' ? CsvReader::detectDelimiter(head) : delimiter;
}
} // namespace

CsvReader::CsvReader(LogSource& source, char delimiter)
    : m_source(source)
    , m_parser(&source.device(), chosen(delimiter, source.head())) {}

char CsvReader::detectDelimiter(QByteArrayView head) {
  constexpr std::array candidates{',', ';', '\t'};
  std::array<int, candidates.size()> counts{};
  bool quoted = false;
  bool started = false;
  for (const char c : head) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '\n' || c == '\r')) {
      if (started) {
        break;
      }
    } else {
      started = true;
      for (std::size_t i = 0; !quoted && i < candidates.size(); ++i) {
        counts[i] += c == candidates[i] ? 1 : 0;
      }
    }
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Result<Done> CsvReader::open() {
  if (m_source.head().startsWith(kBom)) {
    m_source.device().read(kBom.size());
  }
  Result<Done> header = readHeader();
  if (header) {
    wantedChanged();
  }
  return header;
}

Result<Done> CsvReader::readHeader() {
  const CsvParser::Status status = m_parser.next();
  if (!m_source.problem().isEmpty()) {
    return badInput(m_source.problem());
  }
  if (status == CsvParser::Status::End) {
    return badInput(QCoreApplication::translate("Import", "The file holds nothing but blank lines."));
  }
  if (status != CsvParser::Status::Record) {
    return badInput(
        QCoreApplication::translate("Import", "Line %1, the header: %2").arg(m_parser.line()).arg(m_parser.problem()));
  }
  if (static_cast<qsizetype>(m_parser.fields().size()) > kMaxColumns) {
    return badInput(QCoreApplication::translate("Import", "The header has more than %1 columns.").arg(kMaxColumns));
  }
  QSet<QString> seen;
  for (const CsvParser::Field& field : m_parser.fields()) {
    const QByteArray bytes = m_parser.bytes(field);
    if (!isCleanUtf8(bytes)) {
      return badInput(QCoreApplication::translate(
          "Import", "The header is not UTF-8. Save the file as UTF-8 and import it again."));
    }
    const QString name = QString::fromUtf8(bytes).trimmed();
    const auto position = m_columns.size() + 1;
    if (name.isEmpty()) {
      return badInput(QCoreApplication::translate("Import", "Line %1: column %2 of the header has no name.")
                          .arg(m_parser.line())
                          .arg(position));
    }
    if (seen.contains(name)) {
      return badInput(
          QCoreApplication::translate(
              "Import",
              "Line %1: the header names the column \"%2\" twice (second time as column %3). Rename one of them.")
              .arg(m_parser.line())
              .arg(name)
              .arg(position));
    }
    seen.insert(name);
    m_columns.append(name);
  }
  return Done{};
}

Result<LogReader::Step> CsvReader::next() {
  const CsvParser::Status status = m_parser.next();
  if (status != CsvParser::Status::Record || m_parser.fields().size() != static_cast<std::size_t>(m_columns.size())) {
    // Where the file ends too early, that is the reason for whatever is wrong with its last record.
    if (!m_source.problem().isEmpty()) {
      return badInput(m_source.problem());
    }
  }
  switch (status) {
  case CsvParser::Status::End:
    return Step::End;
  case CsvParser::Status::Fatal:
    return badInput(m_parser.problem());
  case CsvParser::Status::Malformed:
    return rejected(m_parser.problem());
  case CsvParser::Status::Record:
    break;
  }
  if (!isCleanUtf8(m_parser.raw())) {
    return rejected(m_parser.raw().contains('\0')
                        ? QCoreApplication::translate("Import", "The row holds a NUL character.")
                        : QCoreApplication::translate("Import", "The row is not valid UTF-8."));
  }
  const std::vector<CsvParser::Field>& fields = m_parser.fields();
  if (fields.size() != m_fill.size()) {
    return rejected(QCoreApplication::translate("Import", "The row has %1 fields; the header has %2.")
                        .arg(fields.size())
                        .arg(m_fill.size()));
  }
  m_row.line = m_parser.line();
  m_row.isPartial = false;
  m_row.values.resize(m_fill.size());
  for (std::size_t i = 0; i < m_fill.size(); ++i) {
    LogValue& value = m_row.values[i];
    if (m_fill[i]) {
      value.type = LogValue::Type::Text;
      value.text = fields[i].escaped ? textOf(m_parser.bytes(fields[i])) : textOf(m_parser.view(fields[i]));
    } else {
      value.type = LogValue::Type::Absent;
    }
  }
  return Step::Row;
}

QString CsvReader::rawRow() const {
  return QString::fromUtf8(m_parser.raw());
}

LogReader::Step CsvReader::rejected(const QString& reason) {
  m_reject = {m_parser.line(), reason, rawRow()};
  m_row.line = m_parser.line();
  m_row.isPartial = true;
  m_row.values.assign(m_fill.size(), LogValue());
  const std::vector<CsvParser::Field>& fields = m_parser.fields();
  for (std::size_t i = 0; i < std::min(fields.size(), m_fill.size()); ++i) {
    const QByteArray bytes = m_parser.bytes(fields[i]);
    if (m_fill[i] && isCleanUtf8(bytes)) {
      m_row.values[i].type = LogValue::Type::Text;
      m_row.values[i].text = textOf(bytes);
    }
  }
  return Step::Reject;
}

void CsvReader::wantedChanged() {
  m_fill.assign(static_cast<std::size_t>(m_columns.size()), !m_wanted.has_value());
  for (const QString& name : m_wanted.value_or(QStringList())) {
    const auto column = m_columns.indexOf(name);
    if (column >= 0) {
      m_fill[static_cast<std::size_t>(column)] = true;
    }
  }
}

} // namespace sentinai
