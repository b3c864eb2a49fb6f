// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/sql_statement.h"
#include "repositories/records/enum_text.h"

#include <QJsonObject>
#include <optional>

struct sqlite3_stmt;

namespace sentinai {

class SqliteConnection;

/// Binds a text that is UTF-8 already.
struct SqliteUtf8 {
  QByteArray bytes;
};

/// One run of a prepared statement; gives it back to the connection's cache when destroyed. Throws SqliteFailure.
///
///   SqliteStatement select = db.prepare("SELECT name FROM tenant WHERE tenant_id = ?1");
///   select.bind(tenantId);
///   while (select.step()) { use(select.text(0)); }
class SqliteStatement {
public:
  SqliteStatement(SqliteConnection& connection, sqlite3_stmt* statement, bool cached);
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement();

  /// Binds the next parameters, from ?1 on.
  template <typename... Values>
  SqliteStatement& bind(const Values&... values) {
    (bindNext(values), ...);
    return *this;
  }

  [[nodiscard]] bool step(); ///< Whether there is a row (or another one).
  void run();                ///< Runs a statement that returns no rows, and makes ready to bind and run it again.

  // The current row. A column that does not fit reads as zero or empty; the schema is STRICT.
  [[nodiscard]] bool isNull(int column) const;
  [[nodiscard]] qint64 integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] QString text(int column) const;
  [[nodiscard]] QByteArray bytes(int column) const;   ///< A blob's bytes, or a text's UTF-8.
  [[nodiscard]] QByteArray rawText(int column) const; ///< UTF-8 that lasts until the next step only.
  [[nodiscard]] Instant instant(int column) const { return fromEpochMicros(integer(column)); }
  [[nodiscard]] QUuid uuid(int column) const;
  [[nodiscard]] QJsonObject json(int column) const;
  [[nodiscard]] std::optional<QString> optionalText(int column) const;
  [[nodiscard]] std::optional<int> optionalInt(int column) const;
  [[nodiscard]] std::optional<Instant> optionalInstant(int column) const;

  /// Throws Internal where the text is none of the enumeration's, which the schema's checks rule out.
  template <TextEnum E>
  [[nodiscard]] E enumeration(int column) const {
    const std::optional<E> value = fromText<E>(text(column));
    if (!value) {
      misfit(column);
    }
    return *value;
  }

private:
  SqliteConnection& m_connection;
  sqlite3_stmt* m_statement;
  bool m_cached;
  int m_next = 1;

  void check(int code) const;
  [[noreturn]] void misfit(int column) const; ///< Names the column, and the exception and event where it is of one.
  void bindNull();
  void bindNext(qint64 value);
  void bindNext(int value) { bindNext(static_cast<qint64>(value)); }
  void bindNext(bool value) { bindNext(static_cast<qint64>(value)); }
  void bindNext(double value);
  void bindNext(const QString& value);
  void bindNext(const SqliteUtf8& value);
  void bindNext(const QByteArray& value); ///< As a blob.
  void bindNext(Instant value) { bindNext(toEpochMicros(value)); }
  void bindNext(const QUuid& value) { bindNext(value.toString(QUuid::WithoutBraces)); }
  void bindNext(const QJsonObject& value);
  void bindNext(const std::vector<SqlValue>& values);

  template <TextEnum E>
  void bindNext(E value) {
    bindNext(toText(value));
  }

  template <typename T>
  void bindNext(const std::optional<T>& value) {
    if (value) {
      bindNext(*value);
    } else {
      bindNull();
    }
  }
};

} // namespace sentinai
