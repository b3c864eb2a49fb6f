// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_statement.h"

#include "repositories/database/utf8_text.h"
#include "repositories/sqlite/sqlite_connection.h"

#include <QJsonDocument>
#include <sqlite3.h>

namespace sentinai {

SqliteStatement::SqliteStatement(SqliteConnection& connection, sqlite3_stmt* statement, bool cached)
    : m_connection(connection)
    , m_statement(statement)
    , m_cached(cached) {}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : m_connection(other.m_connection)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_cached(other.m_cached)
    , m_next(other.m_next) {}

SqliteStatement::~SqliteStatement() {
  if (m_statement != nullptr) {
    m_connection.release(m_statement, m_cached);
  }
}

void SqliteStatement::check(int code) const {
  if (code != SQLITE_OK) {
    m_connection.fail(code);
  }
}

void SqliteStatement::misfit(int column) const {
  const auto named = [this](const QString& words, QLatin1StringView name) {
    for (int i = 0; i < sqlite3_column_count(m_statement); ++i) {
      if (QLatin1StringView(sqlite3_column_name(m_statement, i)) == name) {
        return words.arg(text(i));
      }
    }
    return QString();
  };
  DbError error;
  error.kind = DbError::Kind::Internal;
  error.message = QStringLiteral("The database holds what this program cannot read. The details say more.");
  error.detail = QStringLiteral("Column \"%1\"%2%3 holds a value that does not fit what this program expects.")
                     .arg(QString::fromUtf8(sqlite3_column_name(m_statement, column)),
                          named(QStringLiteral(" of exception %1"), QLatin1StringView("exception_id")),
                          named(QStringLiteral(", event %1"), QLatin1StringView("seq")));
  refuse(std::move(error));
}

void SqliteStatement::bindNull() {
  check(sqlite3_bind_null(m_statement, m_next++));
}
void SqliteStatement::bindNext(qint64 value) {
  check(sqlite3_bind_int64(m_statement, m_next++, value));
}
void SqliteStatement::bindNext(double value) {
  check(sqlite3_bind_double(m_statement, m_next++, value));
}

void SqliteStatement::bindNext(const QString& value) {
  bindNext(SqliteUtf8{utf8FromText(value)});
}

void SqliteStatement::bindNext(const SqliteUtf8& value) {
  check(sqlite3_bind_text64(m_statement, m_next++, value.bytes.constData(),
                            static_cast<sqlite3_uint64>(value.bytes.size()), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void SqliteStatement::bindNext(const QByteArray& value) {
  check(sqlite3_bind_blob64(m_statement, m_next++, value.constData(), static_cast<sqlite3_uint64>(value.size()),
                            SQLITE_TRANSIENT));
}

void SqliteStatement::bindNext(const QJsonObject& value) {
  bindNext(SqliteUtf8{QJsonDocument(value).toJson(QJsonDocument::Compact)});
}

void SqliteStatement::bindNext(const std::vector<SqlValue>& values) {
  for (const SqlValue& value : values) {
    std::visit(
        [this](const auto& typed) {
          using T = std::decay_t<decltype(typed)>;
          if constexpr (std::is_same_v<T, std::monostate>) {
            bindNull();
          } else if constexpr (std::is_same_v<T, QStringList>) {
            refuse(DbError::Kind::Internal, QStringLiteral("SQLite has no list parameters."));
          } else {
            bindNext(typed);
          }
        },
        value);
  }
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(m_statement);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code != SQLITE_DONE) {
    m_connection.fail(code);
  }
  return false;
}

void SqliteStatement::run() {
  while (step()) {
  }
  check(sqlite3_reset(m_statement));
  m_next = 1;
}

bool SqliteStatement::isNull(int column) const {
  return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}
qint64 SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(m_statement, column);
}
double SqliteStatement::real(int column) const {
  return sqlite3_column_double(m_statement, column);
}

QString SqliteStatement::text(int column) const {
  const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
  return textFromUtf8({utf8, sqlite3_column_bytes(m_statement, column)});
}

QByteArray SqliteStatement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
  return QByteArray(data, sqlite3_column_bytes(m_statement, column));
}

QByteArray SqliteStatement::rawText(int column) const {
  const auto* utf8 = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
  return QByteArray::fromRawData(utf8, sqlite3_column_bytes(m_statement, column));
}

QUuid SqliteStatement::uuid(int column) const {
  return QUuid::fromString(text(column));
}
QJsonObject SqliteStatement::json(int column) const {
  return QJsonDocument::fromJson(bytes(column)).object();
}

std::optional<QString> SqliteStatement::optionalText(int column) const {
  return isNull(column) ? std::nullopt : std::optional(text(column));
}

std::optional<int> SqliteStatement::optionalInt(int column) const {
  return isNull(column) ? std::nullopt : std::optional(static_cast<int>(integer(column)));
}

std::optional<Instant> SqliteStatement::optionalInstant(int column) const {
  return isNull(column) ? std::nullopt : std::optional(instant(column));
}

} // namespace sentinai
