// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/sqlite/sqlite_functions.h"

#include "repositories/sqlite/sqlite_error.h"

#include <QByteArrayList>
#include <algorithm>
#include <sqlite3.h>

namespace sentinai {

namespace {

QByteArray valueBytes(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return QByteArray::fromRawData(text, text == nullptr ? 0 : sqlite3_value_bytes(value));
}

/// Folding works on UTF-8; plain ASCII, by far the most common, needs no way through UTF-16.
QByteArray folded(const QByteArray& utf8) {
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<uchar>(c) < 0x80; });
  return ascii ? utf8.toLower() : QString::fromUtf8(utf8).toCaseFolded().toUtf8();
}

/// The words of the first argument, split once per statement.
const QByteArrayList& wordsOf(sqlite3_context* context, sqlite3_value* argument, QByteArrayList& scratch) {
  if (const auto* kept = static_cast<const QByteArrayList*>(sqlite3_get_auxdata(context, 0))) {
    return *kept;
  }
  const QByteArray text = valueBytes(argument);
  scratch = QByteArray(text.constData(), text.size()).split(' ');
  scratch.removeAll(QByteArray());
  sqlite3_set_auxdata(context, 0, new QByteArrayList(scratch),
                      [](void* kept) { delete static_cast<QByteArrayList*>(kept); });
  return scratch;
}

void matches(sqlite3_context* context, int count, sqlite3_value** arguments) {
  QByteArrayList scratch;
  const QByteArrayList& words = wordsOf(context, arguments[0], scratch);
  QByteArrayList values;
  values.reserve(count - 1);
  for (int i = 1; i < count; ++i) {
    values.append(folded(valueBytes(arguments[i])));
  }
  const bool all = std::all_of(words.begin(), words.end(), [&values](const QByteArray& word) {
    return std::any_of(values.begin(), values.end(), [&word](const QByteArray& value) { return value.contains(word); });
  });
  sqlite3_result_int(context, all ? 1 : 0);
}

void fold(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
    sqlite3_result_null(context);
    return;
  }
  const QByteArray text = folded(valueBytes(arguments[0]));
  sqlite3_result_text64(context, text.constData(), static_cast<sqlite3_uint64>(text.size()), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void add(sqlite3* connection, const char* name, int arguments,
         void (*function)(sqlite3_context*, int, sqlite3_value**)) {
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const int code =
      sqlite3_create_function_v2(connection, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    throw SqliteFailure(sqliteError(connection, code, QString()));
  }
}

} // namespace

void registerSqliteFunctions(sqlite3* connection) {
  add(connection, "sentinai_matches", -1, matches);
  add(connection, "sentinai_fold", 1, fold);
}

} // namespace sentinai
