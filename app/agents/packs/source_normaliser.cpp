// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/source_normaliser.h"

#include "repositories/database/exception_state.h"
#include "repositories/database/json_pointer.h"
#include "repositories/records/rounded_decimal.h"

#include <QJsonArray>

namespace sentinai {

namespace {

const QString kDefault = QStringLiteral("default");

QStringList textsOf(const QJsonValue& json) {
  QStringList texts;
  for (const QJsonValue& text : json.isArray() ? json.toArray() : QJsonArray{json}) {
    texts << text.toString();
  }
  return texts;
}

tl::unexpected<DbError> unusable(const QString& field, const QString& problem) {
  return failure(DbError::Kind::InvalidInput, QStringLiteral("%1: %2").arg(field, problem));
}

tl::unexpected<DbError> noSeverity(const QString& place, const QString& text) {
  return failure(DbError::Kind::InvalidInput,
                 QStringLiteral("The pack's %1: \"%2\" is none of low, medium, high, critical.").arg(place, text));
}

} // namespace

Result<SourceNormaliser::Value> SourceNormaliser::valueOf(const QJsonValue& json, const QString& place) {
  Value value;
  if (json.isString()) {
    value.first = {json.toString()};
    return value;
  }
  const QJsonObject object = json.toObject();
  if (object.contains(QLatin1String("first"))) {
    value.first = textsOf(object.value(QLatin1String("first")));
  }
  if (object.contains(QLatin1String("join"))) {
    value.join = textsOf(object.value(QLatin1String("join")));
    value.separator = object.value(QLatin1String("separator")).toString();
  }
  if (object.contains(QLatin1String("constant"))) {
    value.constant = object.value(QLatin1String("constant")).toString();
  }
  if (object.contains(QLatin1String("rule"))) {
    RuleResult<Rule> rule = Rule::compile(object.value(QLatin1String("rule")));
    if (!rule) {
      return failure(DbError::Kind::InvalidInput,
                     QStringLiteral("The pack's %1: %2")
                         .arg(place + QStringLiteral("/rule") + rule.error().path, rule.error().reason));
    }
    value.rule = std::move(*rule);
  }
  const QJsonObject table = object.value(QLatin1String("table")).toObject();
  for (auto entry = table.begin(); entry != table.end(); ++entry) {
    value.table.insert(entry.key(), entry.value().toString());
  }
  if (object.contains(kDefault)) {
    value.fallback = object.value(kDefault).toString();
  }
  return value;
}

Result<SourceNormaliser> SourceNormaliser::fromJson(const QJsonObject& json, const QString& place) {
  SourceNormaliser normaliser;
  normaliser.m_missing = textsOf(json.value(QLatin1String("missing")).toArray());
  const QJsonObject times = json.value(QLatin1String("time")).toObject();
  Result<TimeReader> reader = TimeReader::make(textsOf(times.value(QLatin1String("formats")).toArray()),
                                               times.value(QLatin1String("zone")).toString());
  if (!reader) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The pack's %1/time: %2").arg(place, reader.error().message));
  }
  normaliser.m_times = std::move(*reader);
  const QJsonObject fields = json.value(QLatin1String("fields")).toObject();
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    Result<Value> value = valueOf(field.value(), place + jsonPointer({QStringLiteral("fields"), field.key()}));
    if (!value) {
      return failure(value.error());
    }
    if (field.key() == QLatin1String("severity")) {
      const QString at = place + QStringLiteral("/fields/severity");
      for (auto entry = value->table.cbegin(); entry != value->table.cend(); ++entry) {
        if (!fromText<Severity>(entry.value())) {
          return noSeverity(at + jsonPointer({QStringLiteral("table"), entry.key()}), entry.value());
        }
      }
      if (value->fallback && !fromText<Severity>(*value->fallback)) {
        return noSeverity(at + QStringLiteral("/default"), *value->fallback);
      }
      if (value->constant && value->table.isEmpty() && !fromText<Severity>(*value->constant)) {
        return noSeverity(at + QStringLiteral("/constant"), *value->constant);
      }
    }
    normaliser.m_values.emplace(field.key(), std::move(*value));
  }
  return normaliser;
}

std::optional<QString> SourceNormaliser::textOf(const QJsonValue& value) const {
  if (value.isNull() || value.isUndefined() || value.isArray() || value.isObject()) {
    return std::nullopt;
  }
  const QString text = value.toVariant().toString().remove(QChar::ByteOrderMark).trimmed();
  return text.isEmpty() || m_missing.contains(text) ? std::nullopt : std::optional(text);
}

QString SourceNormaliser::inputsOf(const Rule& rule, const RuleData& data) const {
  if (rule.paths().isEmpty()) {
    return QStringLiteral("the record");
  }
  QStringList inputs;
  for (const QString& path : rule.paths()) {
    const RuleResult<Rule> read = Rule::compile(QJsonObject{{QStringLiteral("var"), path}});
    const RuleResult<QJsonValue> value = read ? read->evaluate(data) : tl::unexpected(read.error());
    if (value && (value->isArray() || value->isObject())) {
      inputs << path;
    } else if (const std::optional<QString> text = value ? textOf(*value) : std::nullopt) {
      inputs << QStringLiteral("%1 \"%2\"").arg(path, *text);
    }
  }
  return inputs.join(QStringLiteral(", "));
}

Result<SourceNormaliser::Text> SourceNormaliser::evaluated(const Value& value, const QJsonObject& raw) const {
  std::optional<QString> text;
  for (const QString& member : value.first) {
    if (!text) {
      text = textOf(raw.value(member));
    }
  }
  QStringList parts;
  for (const QString& member : value.join) {
    if (const std::optional<QString> part = textOf(raw.value(member))) {
      parts << *part;
    }
  }
  if (!parts.isEmpty()) {
    text = parts.join(value.separator);
  }
  if (value.rule) {
    const RuleResult<RuleData> data = RuleData::fromJson(raw);
    const RuleResult<QJsonValue> result =
        data ? value.rule->evaluateStrictly(*data) : RuleResult<QJsonValue>(tl::unexpected(data.error()));
    if (result) {
      text = textOf(*result);
    } else if (result.error().kind != RuleError::Kind::NoNumber) {
      return failure(DbError::Kind::InvalidInput, result.error().message());
    } else if (const QString read = inputsOf(*value.rule, *data); !read.isEmpty()) {
      // Taken for missing, an amount that cannot be read would pass each limit.
      return failure(DbError::Kind::InvalidInput, QStringLiteral("The rule gives no number of %1.").arg(read));
    }
  }
  const std::optional<QString> from = value.rule ? std::nullopt : text;
  if (value.constant) {
    text = value.constant;
  }
  if (text && !value.table.isEmpty()) {
    const auto translated = value.table.constFind(*text);
    text = translated == value.table.constEnd() ? std::nullopt : std::optional(*translated);
  }
  return Text{from, text ? text : value.fallback, value.constant || !text};
}

Result<NormalisedRecord> SourceNormaliser::normalise(const QString& domain, const QString& source,
                                                     const QJsonObject& raw, Instant now) const {
  std::map<QString, QString> texts;
  std::map<QString, std::optional<QString>> inRecord;
  QStringList assumed;
  for (const auto& [field, value] : m_values) {
    const Result<Text> text = evaluated(value, raw);
    if (!text) {
      return unusable(field, text.error().message);
    }
    if (field == QLatin1String("severity") && text->from && !text->to) {
      return unusable(field, QStringLiteral("\"%1\" is not in the table, which has no default.").arg(*text->from));
    }
    if (text->to) {
      texts.emplace(field, *text->to);
      inRecord.emplace(field, text->from);
    }
    if (text->to && text->isAssumed) {
      assumed << field;
    }
  }
  const auto text = [&texts](const char* field) -> std::optional<QString> {
    const auto found = texts.find(QString::fromLatin1(field));
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  };
  const auto timeIn = [this, &text](const char* field) -> Result<std::optional<Instant>> {
    const std::optional<QString> written = text(field);
    const std::optional<TimeReader::Time> time = written ? m_times.read(*written) : std::nullopt;
    if (written && !time) {
      return unusable(QString::fromLatin1(field),
                      QStringLiteral("\"%1\" is no time of the formats named.").arg(*written));
    }
    return time ? std::optional(time->at) : std::nullopt;
  };
  Exception exception;
  exception.domain = domain;
  exception.sourceSystem = source;
  for (const auto& [field, target] : {std::pair{"id", &exception.exceptionId}, std::pair{"type", &exception.type}}) {
    if (!text(field)) {
      return unusable(QString::fromLatin1(field), QStringLiteral("The record has none."));
    }
    *target = *text(field);
  }
  exception.entity = text("entity").value_or(QString());
  exception.owner = text("owner");
  exception.currency = text("currency");
  if (const auto severity = text("severity")) {
    const auto known = fromText<Severity>(*severity);
    if (!known) {
      return unusable(QStringLiteral("severity"),
                      QStringLiteral("\"%1\" is none of low, medium, high, critical.").arg(*severity));
    }
    exception.severity = *known;
  }
  if (const auto amount = text("amount")) {
    exception.amount = Decimal::parse(*amount);
    if (!exception.amount) {
      exception.amount = roundedDecimal(*amount);
    }
    if (!exception.amount) {
      return unusable(QStringLiteral("amount"), QStringLiteral("\"%1\" is no number.").arg(*amount));
    }
  }
  const auto created = timeIn("created_at");
  const auto deadline = timeIn("sla_deadline");
  if (!created || !deadline) {
    return failure(created ? deadline.error() : created.error());
  }
  exception.createdAt = created->value_or(now);
  exception.slaDeadline = *deadline;
  for (const char* field : {"severity", "created_at"}) {
    if (!text(field)) {
      assumed << QString::fromLatin1(field);
    }
  }
  assumed.sort();
  NormalisedRecord record{exception, toStateJson(exception), {}, std::move(assumed)};
  const auto become = [&record](const QString& field) {
    return field == QLatin1String("id")           ? record.exception.exceptionId
           : field == QLatin1String("created_at") ? toIsoText(record.exception.createdAt)
                                                  : record.state.value(field).toString();
  };
  for (const auto& [field, from] : inRecord) {
    if (const QString to = become(field); from != to) {
      record.translated.insert(field, QJsonObject{{QStringLiteral("from"), from ? QJsonValue(*from) : QJsonValue()},
                                                  {QStringLiteral("to"), to}});
    }
  }
  return record;
}

} // namespace sentinai
