// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>
#include <QStringList>
#include <memory>
#include <optional>

namespace valijson {
class Schema;
} // namespace valijson

namespace sentinai {

/// A JSON schema, draft 7, that values are checked against. Immutable, copies share it; any thread.
class JsonSchema {
public:
  /// What does not fit, most precisely.
  struct Problem {
    QStringList place; ///< Names and numbers that lead to it.
    QString reason;
  };

  /// `schema` must be a valid schema, as those that come with the program are.
  explicit JsonSchema(const QJsonObject& schema);

  /// The same of a schema that somebody wrote. InvalidInput where it is none.
  [[nodiscard]] static Result<JsonSchema> fromJson(const QJsonObject& schema);

  /// That of a file among the program's resources, which must be there.
  [[nodiscard]] static JsonSchema bundled(const QString& path);

  /// InvalidInput says where `what`, as a sentence begins with it, does not fit. Internal where it cannot be checked.
  [[nodiscard]] Result<Done> check(const QJsonValue& value, const QString& what) const;

  /// Empty where the value fits. Internal where it cannot be checked.
  [[nodiscard]] Result<std::optional<Problem>> problemIn(const QJsonValue& value) const;

private:
  std::shared_ptr<const valijson::Schema> m_schema;
};

} // namespace sentinai
