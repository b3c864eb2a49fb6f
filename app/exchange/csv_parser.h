// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QString>
#include <vector>

namespace sentinai {

/// Splits delimited text (RFC 4180) into records, without knowing what they mean.
///
/// Accepts LF, CRLF and CR at line ends, quoted delimiters, quotes (doubled) and line breaks, and a missing line end at
/// the end of the file. Blank lines are skipped. A record that breaks the rules is reported and skipped to its line's
/// end.
class CsvParser {
public:
  enum class Status : quint8 {
    Record,    ///< fields() holds the next record.
    Malformed, ///< problem() says what is wrong with the record at line().
    Fatal,     ///< problem() says why nothing more can be read.
    End
  };

  /// Longer records are Fatal: most often a quote that is never closed.
  static constexpr qsizetype kMaxRecordBytes = qsizetype{16} * 1024 * 1024;

  /// Bytes between `begin` and `end` of raw(); with `escaped` it holds doubled quotes.
  struct Field {
    qsizetype begin = 0;
    qsizetype end = 0;
    bool escaped = false;
  };

  /// `device` must be open and outlive the parser.
  CsvParser(QIODevice* device, char delimiter);

  [[nodiscard]] Status next();
  [[nodiscard]] const std::vector<Field>& fields() const { return m_fields; }
  [[nodiscard]] QByteArray bytes(const Field& field) const;    ///< Unescaped.
  [[nodiscard]] QByteArrayView view(const Field& field) const; ///< As it stands, valid until next().
  [[nodiscard]] QByteArrayView raw() const; ///< The present record without its line end; valid until next().
  [[nodiscard]] qint64 line() const { return m_recordLine; } ///< Where the present record begins, from 1.
  [[nodiscard]] const QString& problem() const { return m_problem; }

private:
  bool more();
  [[nodiscard]] bool isSpecial(char c) const;
  void endLine(char first);
  void skipToLineEnd();
  Status malformed(const QString& problem);

  QIODevice* m_device;
  char m_delimiter;
  QByteArray m_buffer;
  qsizetype m_at = 0;    ///< Next byte to look at.
  qsizetype m_start = 0; ///< Where the present record begins.
  qsizetype m_stop = 0;  ///< Where it ends, its line end excluded.
  qint64 m_line = 1;
  qint64 m_recordLine = 1;
  bool m_deviceEnded = false;
  bool m_skipLf = false;
  std::vector<Field> m_fields;
  QString m_problem;
};

} // namespace sentinai
