// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/json_schema.h"

#include "repositories/database/json_pointer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sentinai {

namespace {

/// valijson names a place as `<root>`, `[name]`, `[0]`.
QStringList placeOf(const std::vector<std::string>& context) {
  QStringList place;
  for (std::size_t i = 1; i < context.size(); ++i) {
    QString step = QString::fromStdString(context[i]);
    if (step.startsWith(QLatin1Char('[')) && step.endsWith(QLatin1Char(']'))) {
      step = step.sliced(1, step.size() - 2);
    }
    place << step;
  }
  return place;
}

} // namespace

JsonSchema::JsonSchema(const QJsonObject& schema) {
  const QJsonValue json = schema;
  const auto parsed = std::make_shared<valijson::Schema>();
  valijson::SchemaParser().populateSchema(valijson::adapters::QtJsonAdapter(json), *parsed);
  m_schema = parsed;
}

Result<JsonSchema> JsonSchema::fromJson(const QJsonObject& schema) {
  try {
    return JsonSchema(schema);
  } catch (const std::exception& error) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("This is no JSON schema: ") + QString::fromUtf8(error.what()));
  }
}

JsonSchema JsonSchema::bundled(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("there is no schema %s", qPrintable(path));
  }
  return JsonSchema(QJsonDocument::fromJson(file.readAll()).object());
}

Result<Done> JsonSchema::check(const QJsonValue& value, const QString& what) const {
  const Result<std::optional<Problem>> problem = problemIn(value);
  if (!problem) {
    return failure(problem.error());
  }
  if (!*problem) {
    return Done{};
  }
  const QString place = jsonPointer((*problem)->place);
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("%1 does not fit its schema at %2: %3")
                     .arg(what, place.isEmpty() ? QStringLiteral("its top") : place, (*problem)->reason));
}

Result<std::optional<JsonSchema::Problem>> JsonSchema::problemIn(const QJsonValue& value) const {
  valijson::ValidationResults results;
  try {
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    if (validator.validate(*m_schema, valijson::adapters::QtJsonAdapter(value), &results)) {
      return std::nullopt;
    }
  } catch (const std::exception& error) {
    return failure(DbError::Kind::Internal,
                   QStringLiteral("The JSON could not be checked: ") + QString::fromUtf8(error.what()));
  }
  // The deepest complaint is the most precise; those above it only say that something below does not fit.
  valijson::ValidationResults::Error error;
  valijson::ValidationResults::Error deepest;
  while (results.popError(error)) {
    if (deepest.description.empty() || error.context.size() > deepest.context.size()) {
      deepest = error;
    }
  }
  return Problem{placeOf(deepest.context), QString::fromStdString(deepest.description)};
}

} // namespace sentinai
