// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_copy_rows.h"

#include "repositories/postgresql/pg_parameters.h"

#include <QtEndian>

namespace sentinai {

namespace {

template <typename T>
void append(QByteArray& bytes, T value) {
  char buffer[sizeof(T)];
  qToBigEndian(value, buffer);
  bytes.append(buffer, sizeof(T));
}

} // namespace

PgCopyRows::PgCopyRows() {
  // The signature, then no flags and no extension.
  m_bytes.append("PGCOPY\n\377\r\n\0", 11);
  append<qint32>(m_bytes, 0);
  append<qint32>(m_bytes, 0);
}

void PgCopyRows::add(const std::vector<SqlValue>& row) {
  const PgParameters encoded(row);
  append<qint16>(m_bytes, static_cast<qint16>(encoded.count()));
  for (int i = 0; i < encoded.count(); ++i) {
    const char* value = encoded.values()[i];
    append<qint32>(m_bytes, value == nullptr ? -1 : encoded.lengths()[i]);
    if (value != nullptr) {
      m_bytes.append(value, encoded.lengths()[i]);
    }
  }
}

void PgCopyRows::end() {
  append<qint16>(m_bytes, -1);
}

} // namespace sentinai
