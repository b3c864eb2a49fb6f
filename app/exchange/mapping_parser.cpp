// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/mapping_parser.h"

#include "repositories/records/iso_duration.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

namespace sentinai {

namespace {
const QStringList kTextFields{QStringLiteral("domain"), QStringLiteral("type"), QStringLiteral("source_system")};
const QStringList kFields{QStringLiteral("domain"),        QStringLiteral("type"),   QStringLiteral("severity"),
                          QStringLiteral("source_system"), QStringLiteral("entity"), QStringLiteral("amount"),
                          QStringLiteral("currency"),      QStringLiteral("owner"),  QStringLiteral("sla_deadline")};
const QStringList kClearable{QStringLiteral("entity"), QStringLiteral("amount"), QStringLiteral("currency"),
                             QStringLiteral("owner"), QStringLiteral("sla_deadline")};

QString joined(const QString& path, const QString& key) {
  return path.isEmpty() ? key : path + QLatin1Char('.') + key;
}

QString element(const QString& path, qsizetype index) {
  return QStringLiteral("%1[%2]").arg(path).arg(index);
}
} // namespace

void MappingParser::fail(const QString& path, const QString& problem) {
  if (!m_error) {
    DbError error;
    error.kind = DbError::Kind::InvalidInput;
    error.message = QCoreApplication::translate("Import", "The mapping's \"%1\" %2.").arg(path, problem);
    m_error = error;
  }
}

void MappingParser::refuseOtherKeys(const QJsonObject& object, const QString& path, const QStringList& known) {
  for (auto it = object.begin(); it != object.end(); ++it) {
    if (!known.contains(it.key())) {
      fail(joined(path, it.key()), QCoreApplication::translate("Import", "is not known here; known are %1")
                                       .arg(known.join(QStringLiteral(", "))));
    }
  }
}

QJsonObject MappingParser::object(const QJsonObject& parent, const QString& path, const QString& key, bool required) {
  const QJsonValue json = parent.value(key);
  if (json.isUndefined() && !required) {
    return {};
  }
  if (!json.isObject()) {
    fail(joined(path, key), json.isUndefined()
                                ? QCoreApplication::translate("Import", "is missing; it must be an object")
                                : QCoreApplication::translate("Import", "must be an object"));
  }
  return json.toObject();
}

QString MappingParser::string(const QJsonObject& parent, const QString& path, const QString& key,
                              const QString& fallback) {
  const QJsonValue json = parent.value(key);
  if (json.isUndefined()) {
    return fallback;
  }
  if (!json.isString()) {
    fail(joined(path, key), QCoreApplication::translate("Import", "must be text"));
  }
  return json.toString();
}

QStringList MappingParser::strings(const QJsonValue& json, const QString& path) {
  QStringList result;
  if (json.isUndefined()) {
    return result;
  }
  if (!json.isArray()) {
    fail(path, QCoreApplication::translate("Import", "must be a list of texts"));
  }
  const QJsonArray array = json.toArray();
  for (qsizetype i = 0; i < array.size(); ++i) {
    if (!array.at(i).isString()) {
      fail(element(path, i), QCoreApplication::translate("Import", "must be text"));
    }
    result.append(array.at(i).toString());
  }
  return result;
}

bool MappingParser::boolean(const QJsonObject& parent, const QString& path, const QString& key) {
  const QJsonValue json = parent.value(key);
  if (!json.isUndefined() && !json.isBool()) {
    fail(joined(path, key), QCoreApplication::translate("Import", "must be true or false"));
  }
  return json.toBool();
}

template <TextEnum E>
std::optional<E> MappingParser::enumeration(const QJsonValue& json, const QString& path) {
  const std::optional<E> parsed = fromText<E>(json.toString());
  if (!parsed) {
    QStringList spellings;
    for (const char* spelling : EnumTexts<E>::texts) {
      spellings.append(QString::fromLatin1(spelling));
    }
    fail(path, QCoreApplication::translate("Import", "must be one of %1").arg(spellings.join(QStringLiteral(", "))));
  }
  return parsed;
}

MappingValue MappingParser::templateValue(const QString& source, const QString& path) {
  MappingValue result;
  result.kind = MappingValue::Kind::Template;
  QString literal;
  const auto flush = [&] {
    if (!literal.isEmpty()) {
      MappingValue part;
      part.text = std::exchange(literal, QString());
      result.parts.push_back(part);
    }
  };
  for (qsizetype at = 0; at < source.size(); ++at) {
    const QChar c = source.at(at);
    const bool doubled = at + 1 < source.size() && source.at(at + 1) == c;
    if ((c == QLatin1Char('{') || c == QLatin1Char('}')) && doubled) {
      literal += c;
      ++at;
    } else if (c == QLatin1Char('{')) {
      const qsizetype end = source.indexOf(QLatin1Char('}'), at);
      if (end <= at + 1) {
        fail(path, QCoreApplication::translate("Import", "has a { without a column name and }; write {{ for a brace"));
        return result;
      }
      flush();
      MappingValue part;
      part.kind = MappingValue::Kind::Column;
      part.text = source.mid(at + 1, end - at - 1);
      result.parts.push_back(part);
      at = end;
    } else if (c == QLatin1Char('}')) {
      fail(path, QCoreApplication::translate("Import", "has a } without a {; write }} for a brace"));
      return result;
    } else {
      literal += c;
    }
  }
  flush();
  return result;
}

MappingValue MappingParser::value(const QJsonValue& json, const QString& path) {
  MappingValue result;
  if (json.isString()) {
    result.kind = MappingValue::Kind::Column;
    result.text = json.toString();
    if (result.text.isEmpty()) {
      fail(path, QCoreApplication::translate("Import", "must name a column"));
    }
    return result;
  }
  if (!json.isObject()) {
    fail(path,
         json.isUndefined()
             ? QCoreApplication::translate("Import", "is missing; it must name a column or be an object")
             : QCoreApplication::translate(
                   "Import", "must name a column or be an object with constant, column, first, join or template"));
    return result;
  }
  const QJsonObject source = json.toObject();
  refuseOtherKeys(source, path,
                  {QStringLiteral("constant"), QStringLiteral("column"), QStringLiteral("first"),
                   QStringLiteral("join"), QStringLiteral("separator"), QStringLiteral("template"),
                   QStringLiteral("table"), QStringLiteral("default"), QStringLiteral("missing")});
  const QStringList kinds{QStringLiteral("constant"), QStringLiteral("column"), QStringLiteral("first"),
                          QStringLiteral("join"), QStringLiteral("template")};
  QStringList named;
  for (const QString& kind : kinds) {
    if (source.contains(kind)) {
      named.append(kind);
    }
  }
  if (named.size() != 1) {
    fail(path,
         QCoreApplication::translate("Import", "must have exactly one of constant, column, first, join and template"));
    return result;
  }
  const QString& kind = named.first();
  const QString kindPath = joined(path, kind);
  if (kind == QLatin1String("first") || kind == QLatin1String("join")) {
    const bool isFirst = kind == QLatin1String("first");
    result.kind = isFirst ? MappingValue::Kind::First : MappingValue::Kind::Join;
    result.text = isFirst ? QString() : string(source, path, QStringLiteral("separator"), QStringLiteral(" / "));
    const QJsonArray parts = source.value(kind).toArray();
    if (parts.isEmpty()) {
      fail(kindPath, QCoreApplication::translate("Import", "must be a list with at least one value"));
    }
    for (qsizetype i = 0; i < parts.size(); ++i) {
      result.parts.push_back(value(parts.at(i), element(kindPath, i)));
    }
  } else {
    result.text = string(source, path, kind, QString());
    if (result.text.isEmpty()) {
      fail(kindPath, QCoreApplication::translate("Import", "must not be empty"));
    }
    if (kind == QLatin1String("template")) {
      result = templateValue(result.text, kindPath);
    } else {
      result.kind = kind == QLatin1String("column") ? MappingValue::Kind::Column : MappingValue::Kind::Constant;
    }
  }
  if (source.contains(QStringLiteral("separator")) && kind != QLatin1String("join")) {
    fail(joined(path, QStringLiteral("separator")), QCoreApplication::translate("Import", "belongs to join only"));
  }
  const QJsonObject table = object(source, path, QStringLiteral("table"), false);
  for (auto it = table.begin(); it != table.end(); ++it) {
    if (!it.value().isString()) {
      fail(joined(joined(path, QStringLiteral("table")), it.key()),
           QCoreApplication::translate("Import", "must be text"));
    }
    result.table.insert(it.key(), it.value().toString());
  }
  if (source.contains(QStringLiteral("default"))) {
    result.otherwise = string(source, path, QStringLiteral("default"), QString());
  }
  return result;
}

Result<Mapping> MappingParser::parse() {
  Mapping mapping;
  refuseOtherKeys(m_root, QString(),
                  {QStringLiteral("$schema"), QStringLiteral("name"), QStringLiteral("description"),
                   QStringLiteral("format"), QStringLiteral("delimiter"), QStringLiteral("missing"),
                   QStringLiteral("time"), QStringLiteral("tenant"), QStringLiteral("case"), QStringLiteral("fields"),
                   QStringLiteral("event"), QStringLiteral("status"), QStringLiteral("atEnd"), QStringLiteral("sla")});
  parseHead(mapping);
  parseCase(mapping);
  parseFields(mapping);
  parseEvent(mapping);
  parseStatus(mapping);
  parseSla(mapping);
  if (m_error) {
    return failure(*m_error);
  }
  return mapping;
}

void MappingParser::parseHead(Mapping& mapping) {
  mapping.name = string(m_root, QString(), QStringLiteral("name"), QString());
  if (mapping.name.isEmpty()) {
    fail(QStringLiteral("name"), QCoreApplication::translate("Import", "is missing; it must be text"));
  }
  mapping.description = string(m_root, QString(), QStringLiteral("description"), QString());
  if (m_root.contains(QStringLiteral("format"))) {
    mapping.format = enumeration<LogFormat>(m_root.value(QStringLiteral("format")), QStringLiteral("format"))
                         .value_or(LogFormat::Auto);
  }
  const QString delimiter = string(m_root, QString(), QStringLiteral("delimiter"), QString());
  if (!delimiter.isEmpty()) {
    const ushort code = delimiter.front().unicode();
    if (delimiter.size() != 1 || code >= 128 || code == '"' || code == '\n' || code == '\r') {
      fail(QStringLiteral("delimiter"),
           QCoreApplication::translate("Import", "must be one character, such as \",\", \";\" or a tab"));
    } else {
      mapping.delimiter = static_cast<char>(code);
    }
  }
  mapping.missing = m_root.contains(QStringLiteral("missing"))
                        ? strings(m_root.value(QStringLiteral("missing")), QStringLiteral("missing"))
                        : QStringList(QString());
  const QString timePath = QStringLiteral("time");
  const QJsonObject time = object(m_root, QString(), timePath, false);
  refuseOtherKeys(time, timePath, {QStringLiteral("formats"), QStringLiteral("zone")});
  mapping.timeFormats = strings(time.value(QStringLiteral("formats")), QStringLiteral("time.formats"));
  mapping.timeZone = string(time, timePath, QStringLiteral("zone"), QStringLiteral("UTC"));
  mapping.atEnd = strings(m_root.value(QStringLiteral("atEnd")), QStringLiteral("atEnd"));
  if (m_root.contains(QStringLiteral("tenant"))) {
    mapping.tenant = value(m_root.value(QStringLiteral("tenant")), QStringLiteral("tenant"));
  }
}

void MappingParser::parseCase(Mapping& mapping) {
  const QString path = QStringLiteral("case");
  const QJsonObject source = object(m_root, QString(), path, true);
  refuseOtherKeys(source, path, {QStringLiteral("id"), QStringLiteral("created_at")});
  mapping.caseId = value(source.value(QStringLiteral("id")), QStringLiteral("case.id"));
  if (source.contains(QStringLiteral("created_at"))) {
    mapping.createdAt = value(source.value(QStringLiteral("created_at")), QStringLiteral("case.created_at"));
  }
}

void MappingParser::parseFields(Mapping& mapping) {
  const QString path = QStringLiteral("fields");
  const QJsonObject source = object(m_root, QString(), path, true);
  refuseOtherKeys(source, path, kFields);
  for (const QString& name : kTextFields) {
    if (!source.contains(name)) {
      fail(joined(path, name),
           QCoreApplication::translate("Import", "is missing; every exception has one (a constant will do)"));
    }
  }
  for (auto it = source.begin(); it != source.end(); ++it) {
    const QString fieldPath = joined(path, it.key());
    MappingField field;
    field.value = value(it.value(), fieldPath);
    const QString whenMissing =
        string(it.value().toObject(), fieldPath, QStringLiteral("missing"), QStringLiteral("keep"));
    if (whenMissing == QLatin1String("clear") && kClearable.contains(it.key())) {
      field.clearIfMissing = true;
    } else if (whenMissing != QLatin1String("keep")) {
      fail(joined(fieldPath, QStringLiteral("missing")),
           kClearable.contains(it.key())
               ? QCoreApplication::translate("Import", "must be keep or clear")
               : QCoreApplication::translate("Import", "must be keep: this field cannot be empty"));
    }
    if (it.key() == QLatin1String("severity")) {
      for (auto entry = field.value.table.begin(); entry != field.value.table.end(); ++entry) {
        (void)enumeration<Severity>(entry.value(), joined(joined(fieldPath, QStringLiteral("table")), entry.key()));
      }
      if (field.value.otherwise) {
        (void)enumeration<Severity>(*field.value.otherwise, joined(fieldPath, QStringLiteral("default")));
      }
      if (field.value.kind == MappingValue::Kind::Constant) {
        (void)enumeration<Severity>(field.value.text, joined(fieldPath, QStringLiteral("constant")));
      }
    }
    mapping.fields.insert(it.key(), field);
  }
}

void MappingParser::parseEvent(Mapping& mapping) {
  const QString path = QStringLiteral("event");
  const QJsonObject source = object(m_root, QString(), path, true);
  refuseOtherKeys(source, path,
                  {QStringLiteral("prefix"), QStringLiteral("type"), QStringLiteral("time"), QStringLiteral("id"),
                   QStringLiteral("actor")});
  mapping.eventPrefix = string(source, path, QStringLiteral("prefix"), QString());
  static const QRegularExpression prefix(QStringLiteral("^[A-Za-z0-9_-]{1,64}$"));
  if (!prefix.match(mapping.eventPrefix).hasMatch()) {
    fail(QStringLiteral("event.prefix"),
         QCoreApplication::translate("Import", "must be the source's short name: 1 to 64 letters, digits, _ and -"));
  }
  mapping.eventType = value(source.value(QStringLiteral("type")), QStringLiteral("event.type"));
  mapping.eventTime = value(source.value(QStringLiteral("time")), QStringLiteral("event.time"));
  if (source.contains(QStringLiteral("id"))) {
    mapping.eventId = value(source.value(QStringLiteral("id")), QStringLiteral("event.id"));
  }
  if (source.contains(QStringLiteral("actor"))) {
    const QString actorPath = QStringLiteral("event.actor");
    const QJsonObject actor = object(source, path, QStringLiteral("actor"), true);
    refuseOtherKeys(actor, actorPath, {QStringLiteral("id"), QStringLiteral("system")});
    mapping.actor = value(actor.value(QStringLiteral("id")), QStringLiteral("event.actor.id"));
    mapping.systemActors = strings(actor.value(QStringLiteral("system")), QStringLiteral("event.actor.system"));
  }
}

MappingStatusRule MappingParser::statusRule(const QJsonValue& json, const QString& path, const QString& column) {
  MappingStatusRule rule;
  if (!json.isObject()) {
    fail(path, QCoreApplication::translate("Import", "must be an object"));
    return rule;
  }
  const QJsonObject source = json.toObject();
  refuseOtherKeys(source, path,
                  {QStringLiteral("column"), QStringLiteral("equals"), QStringLiteral("prefix"),
                   QStringLiteral("contains"), QStringLiteral("present"), QStringLiteral("atEnd"),
                   QStringLiteral("set")});
  rule.column = string(source, path, QStringLiteral("column"), column);
  if (rule.column.isEmpty()) {
    fail(joined(path, QStringLiteral("column")),
         QCoreApplication::translate("Import", "is missing, here and in \"status\""));
  }
  const std::array<std::pair<QString, MappingStatusRule::Match>, 3> lists{
      {{QStringLiteral("equals"), MappingStatusRule::Match::Equals},
       {QStringLiteral("prefix"), MappingStatusRule::Match::Prefix},
       {QStringLiteral("contains"), MappingStatusRule::Match::Contains}}};
  int matches = 0;
  for (const auto& [key, match] : lists) {
    if (source.contains(key)) {
      ++matches;
      rule.match = match;
      rule.values = strings(source.value(key), joined(path, key));
      if (rule.values.isEmpty()) {
        fail(joined(path, key), QCoreApplication::translate("Import", "must be a list with at least one text"));
      }
    }
  }
  if (boolean(source, path, QStringLiteral("present"))) {
    ++matches;
    rule.match = MappingStatusRule::Match::Present;
  }
  if (matches != 1) {
    fail(path, QCoreApplication::translate("Import",
                                           "must have exactly one of equals, prefix, contains and \"present\": true"));
  }
  rule.atEnd = boolean(source, path, QStringLiteral("atEnd"));
  rule.status = enumeration<Status>(source.value(QStringLiteral("set")), joined(path, QStringLiteral("set")))
                    .value_or(Status::Open);
  return rule;
}

void MappingParser::parseStatus(Mapping& mapping) {
  const QString path = QStringLiteral("status");
  const QJsonObject source = object(m_root, QString(), path, false);
  refuseOtherKeys(
      source, path,
      {QStringLiteral("column"), QStringLiteral("rules"), QStringLiteral("initial"), QStringLiteral("otherwise")});
  const QString column = string(source, path, QStringLiteral("column"), QString());
  const QJsonValue rules = source.value(QStringLiteral("rules"));
  if (!rules.isUndefined() && !rules.isArray()) {
    fail(QStringLiteral("status.rules"), QCoreApplication::translate("Import", "must be a list"));
  }
  const QJsonArray list = rules.toArray();
  for (qsizetype i = 0; i < list.size(); ++i) {
    mapping.statusRules.push_back(statusRule(list.at(i), element(QStringLiteral("status.rules"), i), column));
  }
  if (source.contains(QStringLiteral("initial"))) {
    mapping.initialStatus =
        enumeration<Status>(source.value(QStringLiteral("initial")), QStringLiteral("status.initial"))
            .value_or(Status::Open);
  }
  if (source.contains(QStringLiteral("otherwise"))) {
    mapping.otherwiseStatus =
        enumeration<Status>(source.value(QStringLiteral("otherwise")), QStringLiteral("status.otherwise"));
  }
}

void MappingParser::parseSla(Mapping& mapping) {
  const QString path = QStringLiteral("sla");
  const QJsonObject source = object(m_root, QString(), path, false);
  refuseOtherKeys(source, path, {QStringLiteral("after")});
  const QJsonObject after = object(source, path, QStringLiteral("after"), m_root.contains(path));
  for (auto it = after.begin(); it != after.end(); ++it) {
    const QString entryPath = joined(QStringLiteral("sla.after"), it.key());
    const std::optional<Severity> severity = enumeration<Severity>(QJsonValue(it.key()), entryPath);
    const std::optional<std::chrono::seconds> duration = parseIsoDuration(it.value().toString());
    if (!duration) {
      fail(entryPath, QCoreApplication::translate("Import", "must be an ISO 8601 duration such as PT4H or P3D"));
    } else if (severity) {
      mapping.slaAfter.insert(*severity, *duration);
    }
  }
  if (!mapping.slaAfter.isEmpty() && mapping.fields.contains(QStringLiteral("sla_deadline"))) {
    fail(path, QCoreApplication::translate("Import", "and fields.sla_deadline exclude each other"));
  }
}

} // namespace sentinai
