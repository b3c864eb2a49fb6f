// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"
#include "repositories/database/result.h"

#include <QStringList>

namespace sentinai {

/// Reads a log of any format row by row, in file order, in memory that does not grow with the file. One thread at a
/// time.
class LogReader {
public:
  enum class Step : quint8 {
    Row,    ///< row() holds the next row.
    Reject, ///< reject() says which row cannot be used and why, row() has what could be read of it; reading goes on.
    End
  };

  virtual ~LogReader() = default;

  /// Reads up to the first row. InvalidInput where the file cannot be read at all; the message names the line.
  [[nodiscard]] virtual Result<Done> open() = 0;

  /// InvalidInput where the rest cannot be read: a truncated or malformed file.
  [[nodiscard]] virtual Result<Step> next() = 0;

  [[nodiscard]] const LogRow& row() const { return m_row; }
  [[nodiscard]] const LogReject& reject() const { return m_reject; }

  /// Names of the columns or attributes met so far; only ever grows at its end. An attribute of an XES trace is named
  /// `case:NAME`, one of the log `log:NAME`.
  [[nodiscard]] const QStringList& columns() const { return m_columns; }

  /// The present row as LogReject::row holds it.
  [[nodiscard]] virtual QString rawRow() const = 0;

  /// For speed: fill only these columns of a row from now on. An empty list means none.
  void setWanted(const QStringList& columns) {
    m_wanted = columns;
    wantedChanged();
  }

  /// Fill every column again.
  void setAllWanted() {
    m_wanted.reset();
    wantedChanged();
  }

protected:
  virtual void wantedChanged() = 0;

  LogRow m_row;
  LogReject m_reject;
  QStringList m_columns;
  std::optional<QStringList> m_wanted;
};

} // namespace sentinai
