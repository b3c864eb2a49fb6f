// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_settings.h"

#include <libpq-fe.h>
#include <memory>

namespace sentinai {

Result<PgSettings> PgSettings::from(const DatabaseUrl& url, const DatabaseOptions& options) {
  char* rawError = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(url.conninfo().toUtf8().constData(), &rawError), &PQconninfoFree);
  // libpq's own words quote the place it stumbled over, which can be part of the password.
  const std::unique_ptr<char, decltype(&PQfreemem)> error(rawError, &PQfreemem);
  if (!parsed) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The connection string cannot be read. Write it as "
                                  "postgresql://user@host:5432/database or as host=… dbname=… user=…"));
  }
  PgSettings settings;
  settings.options = options;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      settings.parameters.emplace_back(option->keyword, option->val);
    }
  }
  return settings;
}

QString PgSettings::parameter(const char* keyword) const {
  for (const auto& [key, value] : parameters) {
    if (key == keyword) {
      return QString::fromUtf8(value);
    }
  }
  return {};
}

} // namespace sentinai
