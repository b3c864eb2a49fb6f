// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"
#include "repositories/postgresql/pg_result.h"

namespace sentinai {

/// A statement's values in PostgreSQL's binary format, laid out as libpq takes them. The pointers stay valid as long as
/// the object lives; it is not copied.
class PgParameters {
public:
  explicit PgParameters(const std::vector<SqlValue>& values);
  PgParameters(const PgParameters&) = delete;
  PgParameters& operator=(const PgParameters&) = delete;

  [[nodiscard]] int count() const { return static_cast<int>(m_types.size()); }
  [[nodiscard]] const Oid* types() const { return m_types.data(); }
  [[nodiscard]] const char* const* values() const { return m_pointers.data(); }
  [[nodiscard]] const int* lengths() const { return m_lengths.data(); }
  [[nodiscard]] const int* formats() const { return m_formats.data(); }

  /// The types as bytes: with the statement's text they tell prepared statements apart.
  [[nodiscard]] QByteArray typeKey() const;

private:
  std::vector<Oid> m_types;
  std::vector<QByteArray> m_bytes;
  std::vector<const char*> m_pointers;
  std::vector<int> m_lengths;
  std::vector<int> m_formats;
};

/// `items` as PostgreSQL's text form of an array, `{"a",NULL}`; an empty optional is NULL. For arrays that may hold
/// NULLs or are not of text: bind it and cast, `$1::uuid[]`.
[[nodiscard]] QString arrayLiteral(const std::vector<std::optional<QString>>& items);

} // namespace sentinai
