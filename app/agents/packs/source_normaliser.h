// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/rules/rule.h"
#include "repositories/database/time_reader.h"
#include "repositories/records/exception.h"

#include <QJsonObject>
#include <map>

namespace sentinai {

/// What a raw record says in the common form.
struct NormalisedRecord {
  Exception exception;
  QJsonObject state; ///< The same as toStateJson().

  /// What stands otherwise in the record: {field: {from, to}}, as texts; `from` is null where the record says nothing.
  QJsonObject translated;

  /// The fields whose value is no record's: a constant or default of the pack, or what is taken where it names none.
  /// Sorted.
  QStringList assumed;
};

/// How one source system's raw records become exceptions: the part of a pack's `normalisation` for that source.
/// Immutable; any thread.
class SourceNormaliser {
public:
  /// `place` is the JSON Pointer to `json`, for errors. InvalidInput names the member that does not fit.
  [[nodiscard]] static Result<SourceNormaliser> fromJson(const QJsonObject& json, const QString& place);

  /// The exception that the record says, of `domain` and from `source`; its severity is Medium where the record says
  /// none. InvalidInput where it says no id, type or time, or a value does not fit, with the field and the value.
  [[nodiscard]] Result<NormalisedRecord> normalise(const QString& domain, const QString& source, const QJsonObject& raw,
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

  /// A field's text as the record has it and as the pack has it; empty where it is missing.
  struct Text {
    std::optional<QString> from;
    std::optional<QString> to;
    bool isAssumed = false; ///< `to` does not follow from the record.
  };

  /// The text of a record's member; empty where it is missing.
  [[nodiscard]] std::optional<QString> textOf(const QJsonValue& value) const;

  /// What the rule reads of the record, for messages; empty where all that it names is missing.
  [[nodiscard]] QString inputsOf(const Rule& rule, const RuleData& data) const;
  [[nodiscard]] Result<Text> evaluated(const Value& value, const QJsonObject& raw) const;
  [[nodiscard]] static Result<Value> valueOf(const QJsonValue& json, const QString& place);

  QStringList m_missing;
  TimeReader m_times;
  std::map<QString, Value> m_values; ///< By field.
};

} // namespace sentinai
