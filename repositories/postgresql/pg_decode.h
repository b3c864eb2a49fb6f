// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/postgresql/pg_result.h"
#include "repositories/records/decimal.h"
#include "repositories/records/instant.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>
#include <QUuid>
#include <array>
#include <string_view>

namespace sentinai {

// PostgreSQL's fixed type numbers (pg_type.dat).
namespace pg_oid {
inline constexpr Oid kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kJson = 114,
                     kFloat4 = 700, kFloat8 = 701, kTextArray = 1009, kVarcharArray = 1015, kVarchar = 1043,
                     kTimestamptz = 1184, kNumeric = 1700, kUuid = 2950, kJsonb = 3802;
} // namespace pg_oid

/// Microseconds from 1970 to 2000, from which PostgreSQL counts.
inline constexpr qint64 kPgEpochMicros = 946'684'800'000'000;

/// A value in the binary format, not NULL.
struct PgValue {
  Oid type = 0;
  const char* data = nullptr;
  int size = 0;
};

/// How values of C++ type T are read. `read` returns empty where the value's type number is not one of T's, or its
/// bytes are not a value that T can hold.
template <typename T>
struct PgType;

template <>
struct PgType<bool> {
  static std::optional<bool> read(const PgValue& value);
};
/// int2, int4.
template <>
struct PgType<int> {
  static std::optional<int> read(const PgValue& value);
};
/// int2, int4, int8.
template <>
struct PgType<qint64> {
  static std::optional<qint64> read(const PgValue& value);
};
/// float4, float8.
template <>
struct PgType<double> {
  static std::optional<double> read(const PgValue& value);
};
/// text, varchar, name.
template <>
struct PgType<QString> {
  static std::optional<QString> read(const PgValue& value);
};
/// bytea; the UTF-8 bytes of text, json and jsonb.
template <>
struct PgType<QByteArray> {
  static std::optional<QByteArray> read(const PgValue& value);
};
/// json and jsonb that are objects.
template <>
struct PgType<QJsonObject> {
  static std::optional<QJsonObject> read(const PgValue& value);
};
template <>
struct PgType<QUuid> {
  static std::optional<QUuid> read(const PgValue& value);
};
/// timestamptz; infinity is Instant::max(), -infinity Instant::min().
template <>
struct PgType<Instant> {
  static std::optional<Instant> read(const PgValue& value);
};
/// numeric within Decimal's limits; neither NaN nor infinite.
template <>
struct PgType<Decimal> {
  static std::optional<Decimal> read(const PgValue& value);
};
/// text[], varchar[] of one dimension without NULLs.
template <>
struct PgType<QStringList> {
  static std::optional<QStringList> read(const PgValue& value);
};
template <TextEnum E>
struct PgType<E> {
  static std::optional<E> read(const PgValue& value) {
    if (value.type != pg_oid::kText && value.type != pg_oid::kVarchar && value.type != pg_oid::kName) {
      return std::nullopt;
    }
    const std::string_view text(value.data, static_cast<std::size_t>(value.size));
    for (std::size_t i = 0; i < EnumTexts<E>::texts.size(); ++i) {
      if (text == EnumTexts<E>::texts[i]) {
        return static_cast<E>(i);
      }
    }
    return std::nullopt;
  }
};

/// Texts that came before in the same result, so that equal ones share their memory and are decoded once.
class PgTexts {
public:
  [[nodiscard]] const QString& of(const char* data, int size);

private:
  struct Entry {
    const char* data = nullptr; ///< In the result.
    int size = -1;
    QString text;
  };
  std::array<Entry, 256> m_entries;
};

/// Reads the columns of one row after the other from left to right. After the first one that does not fit, every read
/// gives an empty value and error() says which it was.
class PgRow {
public:
  PgRow(const PGresult* result, int row);

  /// To the first column of another row.
  void moveTo(int row) {
    m_row = row;
    m_column = 0;
  }

  /// The next column; std::optional for one that may be NULL.
  template <typename T>
  [[nodiscard]] T next() {
    return nextAs<T>([](const PgValue& value) { return PgType<typename ValueOf<T>::type>::read(value); });
  }

  /// The same for a text, or an optional one, that many rows have in common.
  template <typename T>
  [[nodiscard]] T nextRepeated() {
    return nextAs<T>([this](const PgValue& value) { return repeated(value); });
  }

  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }

private:
  template <typename T>
  struct ValueOf {
    using type = T;
    static constexpr bool isOptional = false;
  };
  template <typename T>
  struct ValueOf<std::optional<T>> {
    using type = T;
    static constexpr bool isOptional = true;
  };

  template <typename T, typename Read>
  T nextAs(Read read) {
    const int column = m_column++;
    if (m_error || !hasColumn(column)) {
      return T{};
    }
    const int size = PQgetlength(m_result, m_row, column);
    if (size > 0 || PQgetisnull(m_result, m_row, column) == 0) {
      auto value = read(PgValue{m_types[static_cast<std::size_t>(column)], PQgetvalue(m_result, m_row, column), size});
      if (value) {
        return *std::move(value);
      }
    } else if constexpr (ValueOf<T>::isOptional) {
      return std::nullopt;
    }
    misfit(column);
    return T{};
  }

  [[nodiscard]] bool hasColumn(int column);
  [[nodiscard]] std::optional<QString> repeated(const PgValue& value);
  void misfit(int column);

  const PGresult* m_result;
  int m_row;
  int m_column = 0;
  std::vector<Oid> m_types; ///< Of the columns; 0 where a value is not in the binary format.
  std::unique_ptr<PgTexts> m_texts;
  std::optional<DbError> m_error;
};

/// Every row as `read(PgRow&)` gives it.
template <typename Read>
[[nodiscard]] auto readRows(const PGresult* result, Read read)
    -> Result<std::vector<decltype(read(std::declval<PgRow&>()))>> {
  std::vector<decltype(read(std::declval<PgRow&>()))> records;
  const int count = PQntuples(result);
  records.reserve(static_cast<std::size_t>(count));
  PgRow row(result, 0);
  for (int i = 0; i < count; ++i) {
    row.moveTo(i);
    records.push_back(read(row));
    if (row.error()) {
      return failure(*row.error());
    }
  }
  return records;
}

/// The only row; NotFound with `notFound` where there is none.
template <typename Read>
[[nodiscard]] auto readOne(const PGresult* result, Read read, const QString& notFound)
    -> Result<decltype(read(std::declval<PgRow&>()))> {
  if (PQntuples(result) == 0) {
    return failure(DbError::Kind::NotFound, notFound);
  }
  PgRow row(result, 0);
  auto record = read(row);
  if (row.error()) {
    return failure(*row.error());
  }
  return record;
}

} // namespace sentinai
