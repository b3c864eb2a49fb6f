// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule.h"
#include "repositories/database/time_reader.h"
#include "repositories/records/exception.h"

#include <QJsonObject>
#include <map>

namespace sentinai {

/// How one source system's raw records become exceptions: the part of a pack's `normalisation` for that source.
/// Immutable; any thread.
class SourceNormaliser {
public:
  /// `place` is the JSON Pointer to `json`, for errors. InvalidInput names the member that does not fit.
  [[nodiscard]] static Result<SourceNormaliser> fromJson(const QJsonObject& json, const QString& place);

  /// The exception that the record says, of `domain` and from `source`; its severity is Medium where the record says
  /// none. InvalidInput where it says no id, type or time, or a value does not fit, with the field and the value.
  [[nodiscard]] Result<Exception> normalise(const QString& domain, const QString& source, const QJsonObject& raw,
                                            Instant now) const;

private:
  /// Where a field's value comes from.
  struct Value {
    QStringList first; ///< Members of the record; the first that is not missing.
    QStringList join;  ///< All that are not missing, with `separator` between.
    QString separator;
    std::optional<QString> constant;
    std::optional<Rule> rule;
    QHash<QString, QString> table; ///< Translates the value.
    std::optional<QString> fallback;
  };

  /// The text of a record's member; empty where it is missing.
  [[nodiscard]] std::optional<QString> textOf(const QJsonValue& value) const;
  [[nodiscard]] Result<std::optional<QString>> evaluated(const Value& value, const QJsonObject& raw) const;
  [[nodiscard]] static Result<Value> valueOf(const QJsonValue& json, const QString& place);

  QStringList m_missing;
  TimeReader m_times;
  std::map<QString, Value> m_values; ///< By field.
};

} // namespace sentinai
