// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"

namespace sentinai {

/// Writes rows in the binary form of COPY … FROM STDIN (FORMAT binary). The values' types must be the columns' own:
/// the server converts nothing.
class PgCopyRows {
public:
  PgCopyRows();

  void add(const std::vector<SqlValue>& row);
  void end(); ///< Behind the last row.

  [[nodiscard]] qsizetype size() const { return m_bytes.size(); }

  /// What has been written since the last call.
  [[nodiscard]] QByteArray take() { return std::exchange(m_bytes, {}); }

private:
  QByteArray m_bytes;
};

} // namespace sentinai
