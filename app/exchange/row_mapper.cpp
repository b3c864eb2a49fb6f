// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/row_mapper.h"

#include "app/exchange/xes_reader.h"
#include "repositories/database/event_id.h"
#include "repositories/database/event_validator.h"
#include "repositories/records/event_types.h"
#include "repositories/records/rounded_decimal.h"

#include <QCoreApplication>

namespace sentinai {

namespace {
constexpr qsizetype kMaxWarnings = 1000; ///< Kinds of warnings, so that a hostile log cannot fill the memory with them.

tl::unexpected<DbError> unusable(const QString& reason) {
  return failure(DbError::Kind::InvalidInput, reason);
}
} // namespace

RowMapper::RowMapper(Mapping mapping, std::optional<Replay> replay)
    : m_mapping(std::move(mapping))
    , m_replay(replay)
    , m_times(TimeReader::make(m_mapping.timeFormats, m_mapping.timeZone).value())
    , m_atEnd(m_mapping.atEnd.begin(), m_mapping.atEnd.end())
    , m_missing(m_mapping.missing.begin(), m_mapping.missing.end()) {
  collectColumns(m_mapping.caseId, m_caseColumns);
}

void RowMapper::setColumns(const QStringList& columns) {
  for (qsizetype i = m_columns.size(); i < columns.size(); ++i) {
    m_index.insert(columns.at(i), static_cast<std::size_t>(i));
  }
  m_columns = columns;
}

void RowMapper::collectColumns(const MappingValue& value, QStringList& names) {
  if (value.kind == MappingValue::Kind::Column) {
    names.append(value.text);
  }
  for (const MappingValue& part : value.parts) {
    collectColumns(part, names);
  }
}

QStringList RowMapper::keyColumns() const {
  QStringList names;
  collectColumns(m_mapping.caseId, names);
  collectColumns(m_mapping.eventTime, names);
  if (m_mapping.tenant) {
    collectColumns(*m_mapping.tenant, names);
  }
  return names;
}

bool RowMapper::tellsLast() const {
  return !m_atEnd.isEmpty() || std::any_of(m_mapping.statusRules.begin(), m_mapping.statusRules.end(),
                                           [](const MappingStatusRule& rule) { return rule.atEnd; });
}

std::optional<QString> RowMapper::caseId(const LogRow& row) const {
  for (const QString& name : m_caseColumns) {
    const auto index = m_index.constFind(name);
    if (row.isPartial && index != m_index.constEnd() &&
        (*index >= row.values.size() || row.values[*index].type == LogValue::Type::Absent)) {
      return std::nullopt;
    }
  }
  const Lookup id = lookUp(row, m_mapping.caseId, nullptr);
  return id.text && !id.text->isEmpty() ? id.text : std::nullopt;
}

QString RowMapper::tenant(const LogRow& row) const {
  return m_mapping.tenant ? lookUp(row, *m_mapping.tenant, nullptr).text.value_or(QString()) : QString();
}

QUuid RowMapper::numberedId(const QString& prefix, const QString& caseId, qint64 number) {
  return deterministicEventId({u"import", prefix, caseId, u"event", QString::number(number)});
}

void RowMapper::warn(const QString& text) {
  const bool isFull = m_warnings.size() >= kMaxWarnings && !m_warnings.contains(text);
  ++m_warnings[isFull ? QCoreApplication::translate("Import", "Further values were passed over") : text];
}

Result<Done> RowMapper::checkColumns() const {
  const std::array<std::pair<QString, const MappingValue*>, 3> needed{
      {{QStringLiteral("case.id"), &m_mapping.caseId},
       {QStringLiteral("event.time"), &m_mapping.eventTime},
       {QStringLiteral("event.type"), &m_mapping.eventType}}};
  for (const auto& [place, value] : needed) {
    QStringList names;
    collectColumns(*value, names);
    const bool any = value->kind == MappingValue::Kind::First || value->kind == MappingValue::Kind::Join;
    QStringList absent;
    for (const QString& name : std::as_const(names)) {
      if (!m_index.contains(name)) {
        absent.append(name);
      }
    }
    if (!absent.isEmpty() && (!any || absent.size() == names.size()) && !value->otherwise) {
      return unusable(
          QCoreApplication::translate(
              "Import", "The log has no column \"%1\", which the mapping needs for \"%2\". It has: %3. Is it the right "
                        "mapping for this log?")
              .arg(absent.first(), place, m_columns.join(QStringLiteral(", ")).left(500)));
    }
  }
  return Done{};
}

std::optional<QString> RowMapper::column(const LogRow& row, const QString& name) const {
  const auto index = m_index.constFind(name);
  if (index == m_index.constEnd() || *index >= row.values.size() || (!m_isLast && m_atEnd.contains(name))) {
    return std::nullopt;
  }
  const LogValue& value = row.values[*index];
  if (value.type == LogValue::Type::Absent || m_missing.contains(value.text)) {
    return std::nullopt;
  }
  return value.text;
}

RowMapper::Lookup RowMapper::lookUp(const LogRow& row, const MappingValue& value, QSet<QString>* used) const {
  Lookup found;
  // A translated value is not kept as it stands, so its own text stays with the event.
  used = value.table.isEmpty() ? used : nullptr;
  switch (value.kind) {
  case MappingValue::Kind::Constant:
    found.text = value.text;
    break;
  case MappingValue::Kind::Column:
    found.text = column(row, value.text);
    if (found.text && used != nullptr) {
      used->insert(value.text);
    }
    break;
  case MappingValue::Kind::First:
    for (const MappingValue& part : value.parts) {
      const Lookup candidate = lookUp(row, part, used);
      found.unknown = found.unknown || candidate.unknown;
      if (candidate.text) {
        found.text = candidate.text;
        break;
      }
    }
    break;
  case MappingValue::Kind::Join:
    for (const MappingValue& part : value.parts) {
      const Lookup candidate = lookUp(row, part, used);
      if (candidate.text) {
        found.text = found.text ? *found.text + value.text + *candidate.text : *candidate.text;
      }
    }
    break;
  case MappingValue::Kind::Template: {
    QString filled;
    for (const MappingValue& part : value.parts) {
      const Lookup piece = lookUp(row, part, used);
      if (!piece.text) {
        return {value.otherwise, false};
      }
      filled += *piece.text;
    }
    found.text = filled;
    break;
  }
  }
  if (found.text && !value.table.isEmpty()) {
    const auto translated = value.table.constFind(*found.text);
    found.unknown = translated == value.table.constEnd();
    found.text = found.unknown ? std::optional<QString>() : *translated;
  }
  if (!found.text) {
    found.text = value.otherwise;
  }
  return found;
}

Result<Instant> RowMapper::time(const LogRow& row, const MappingValue& value, const QString& what,
                                QSet<QString>* used) const {
  QSet<QString> columns;
  const Lookup found = lookUp(row, value, &columns);
  if (!found.text) {
    return unusable(QCoreApplication::translate("Import", "The row has no %1.").arg(what));
  }
  const std::optional<TimeReader::Time> read = m_times.read(*found.text);
  if (!read) {
    return unusable(QCoreApplication::translate("Import", "The %1 \"%2\" is no time of the format %3.")
                        .arg(what, found.text->left(80),
                             m_mapping.timeFormats.isEmpty()
                                 ? QStringLiteral("iso")
                                 : m_mapping.timeFormats.join(QCoreApplication::translate("Import", " or "))));
  }
  // The record keeps moments in UTC; where the text tells an offset, it stays with the event.
  if (used != nullptr && !read->hasOffset) {
    used->unite(columns);
  }
  return read->at;
}

Result<RowMapper::Key> RowMapper::key(const LogRow& row) const {
  const Lookup id = lookUp(row, m_mapping.caseId, nullptr);
  if (!id.text || id.text->isEmpty()) {
    return unusable(QCoreApplication::translate("Import", "The row has no case id."));
  }
  Result<Instant> at = time(row, m_mapping.eventTime, QCoreApplication::translate("Import", "event time"), nullptr);
  if (!at) {
    return failure(std::move(at.error()));
  }
  return Key{*id.text, *at};
}

QJsonValue RowMapper::fieldValue(const QString& name, const QString& value, QSet<QString>& kept) const {
  if (name == QLatin1String("amount")) {
    if (const std::optional<Decimal> exact = Decimal::parse(value)) {
      return exact->text();
    }
    kept.insert(name);
    const std::optional<Decimal> near = roundedDecimal(value);
    return near ? QJsonValue(near->text()) : QJsonValue(QJsonValue::Undefined);
  }
  if (name == QLatin1String("sla_deadline")) {
    const std::optional<TimeReader::Time> read = m_times.read(value);
    if (!read || read->hasOffset) {
      kept.insert(name);
    }
    return read ? QJsonValue(toIsoText(read->at + (m_replay ? m_replay->shift : std::chrono::microseconds{})))
                : QJsonValue(QJsonValue::Undefined);
  }
  if (name == QLatin1String("severity") && !fromText<Severity>(value)) {
    kept.insert(name);
    return QJsonValue(QJsonValue::Undefined);
  }
  return value;
}

Result<Done> RowMapper::mapFields(const LogRow& row, MappedRow& mapped, QSet<QString>& used) {
  static const QSet<QString> optional{QStringLiteral("amount"), QStringLiteral("currency"), QStringLiteral("owner"),
                                      QStringLiteral("sla_deadline")};
  QJsonObject fields;
  for (auto it = m_mapping.fields.constBegin(); it != m_mapping.fields.constEnd(); ++it) {
    QSet<QString> columns;
    const Lookup found = lookUp(row, it->value, &columns);
    if (found.unknown) {
      warn(QCoreApplication::translate("Import",
                                       "%1: a value that the mapping's table does not know; the field stays as it was")
               .arg(it.key()));
    }
    if (!found.text || found.text->isEmpty()) {
      if (it->clearIfMissing) {
        fields.insert(it.key(), optional.contains(it.key()) ? QJsonValue(QJsonValue::Null) : QJsonValue(QString()));
      }
      continue;
    }
    QSet<QString> kept;
    const QJsonValue json = fieldValue(it.key(), *found.text, kept);
    const Result<ExceptionPatch> fits = json.isUndefined() ? failure(DbError::Kind::InvalidInput, QString())
                                                           : ExceptionPatch::fromJson({{it.key(), json}});
    if (fits) {
      fields.insert(it.key(), fits->fields().value(it.key()));
    } else if (optional.contains(it.key()) || it.key() == QLatin1String("severity")) {
      kept.insert(it.key());
      warn(QCoreApplication::translate("Import",
                                       "%1: a value that does not fit, such as \"%2\"; the field stays as it was")
               .arg(it.key(), found.text->left(40)));
    } else {
      return unusable(fits.error().message);
    }
    if (kept.isEmpty()) {
      used.unite(columns);
    }
  }
  mapStatus(row, m_isLast, fields);
  Result<ExceptionPatch> patch = ExceptionPatch::fromJson(fields);
  if (!patch) {
    return failure(std::move(patch.error()));
  }
  mapped.patch = std::move(*patch);
  return Done{};
}

void RowMapper::mapStatus(const LogRow& row, bool isLast, QJsonObject& fields) {
  const QString status = QStringLiteral("status");
  QString unknown;
  for (const MappingStatusRule& rule : m_mapping.statusRules) {
    const std::optional<QString> value = column(row, rule.column);
    if (!value || (rule.atEnd && !isLast)) {
      continue;
    }
    const bool fits = rule.match == MappingStatusRule::Match::Present ||
                      std::any_of(rule.values.begin(), rule.values.end(), [&](const QString& expected) {
                        switch (rule.match) {
                        case MappingStatusRule::Match::Equals:
                          return *value == expected;
                        case MappingStatusRule::Match::Prefix:
                          return value->startsWith(expected);
                        default:
                          return value->contains(expected);
                        }
                      });
    if (fits) {
      fields.insert(status, toText(rule.status));
      return;
    }
    unknown = QStringLiteral("%1 \"%2\"").arg(rule.column, value->left(80));
  }
  if (m_mapping.otherwiseStatus) {
    fields.insert(status, toText(*m_mapping.otherwiseStatus));
  } else if (!unknown.isNull()) {
    warn(QCoreApplication::translate("Import", "%1 stands for no status; the status stays as it was").arg(unknown));
  }
}

QJsonObject RowMapper::leftOver(const LogRow& row, const QSet<QString>& used) const {
  QJsonObject source;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const QString& name = m_columns.at(static_cast<qsizetype>(i));
    if (used.contains(name) || name.startsWith(QLatin1String("log:")) ||
        (row.repeatsTrace && name.startsWith(QLatin1String("case:")))) {
      continue;
    }
    const LogValue& value = row.values[i];
    const bool hasNested = value.type != LogValue::Type::Absent && !value.nested.isUndefined();
    if (column(row, name) || hasNested) {
      source.insert(name, toJson(value));
    }
  }
  return source;
}

Result<MappedRow> RowMapper::map(const LogRow& row, const Place& place) {
  m_isLast = place.isLast;
  QSet<QString> used;
  MappedRow mapped;
  mapped.line = row.line;
  mapped.number = place.number;

  Result<Key> rowKey = key(row);
  if (!rowKey) {
    return failure(std::move(rowKey.error()));
  }
  (void)lookUp(row, m_mapping.caseId, &used);
  (void)time(row, m_mapping.eventTime, QString(), &used);
  mapped.caseId = rowKey->caseId;
  const std::chrono::microseconds shift = m_replay ? m_replay->shift : std::chrono::microseconds{};
  mapped.at = rowKey->at + shift;
  mapped.createdAt = mapped.at;
  if (m_mapping.createdAt) {
    QSet<QString> columns;
    Result<Instant> created =
        time(row, *m_mapping.createdAt, QCoreApplication::translate("Import", "creation time"), &columns);
    if (!created) {
      return failure(std::move(created.error()));
    }
    mapped.createdAt = *created + shift;
    // The exception keeps the creation time of its first row only, so another one stays with the event.
    const QString created_text = *lookUp(row, *m_mapping.createdAt, nullptr).text;
    if (place.number == 1) {
      m_createdCase = mapped.caseId;
      m_createdText = created_text;
    }
    if (m_createdCase == mapped.caseId && m_createdText == created_text) {
      used.unite(columns);
    }
  }
  if (m_mapping.tenant) {
    mapped.tenant = lookUp(row, *m_mapping.tenant, &used).text.value_or(QString());
  }

  QSet<QString> typeColumns;
  const Lookup type = lookUp(row, m_mapping.eventType, &typeColumns);
  if (!type.text || type.text->isEmpty()) {
    return unusable(QCoreApplication::translate("Import", "The row has no event type."));
  }
  mapped.eventType = m_mapping.eventPrefix + QLatin1Char('.') + *type.text;
  used.unite(typeColumns);
  if (m_mapping.actor) {
    mapped.actor.id = lookUp(row, *m_mapping.actor, &used).text;
    const bool isSystem = !mapped.actor.id || m_mapping.systemActors.contains(*mapped.actor.id);
    mapped.actor.type = isSystem ? ActorType::System : ActorType::User;
  }
  Result<Done> fields = mapFields(row, mapped, used);
  if (!fields) {
    return failure(std::move(fields.error()));
  }
  const QString sourceSystem = m_mapping.eventPrefix;
  mapped.eventId = numberedId(sourceSystem, mapped.caseId, place.number);
  if (m_mapping.eventId) {
    // Told apart from a number, so that ids that look like one cannot meet a row's.
    if (const Lookup id = lookUp(row, *m_mapping.eventId, nullptr); id.text) {
      mapped.eventId = deterministicEventId(
          {u"import", sourceSystem, mapped.caseId, u"event", QString(QStringLiteral("id:") + *id.text)});
      mapped.isNumbered = false;
    }
  }
  mapped.source = leftOver(row, used);
  mapped.createdId = deterministicEventId({u"import", sourceSystem, mapped.caseId, u"created"});

  NewExceptionEvent probe;
  probe.eventId = mapped.eventId;
  probe.exceptionId = mapped.caseId;
  probe.eventType = mapped.eventType;
  probe.actor = mapped.actor;
  probe.createdAt = mapped.at;
  probe.payload = QJsonObject{{QStringLiteral("source"), mapped.source}};
  Result<Done> valid = validateEvent(probe);
  if (!valid) {
    return failure(std::move(valid.error()));
  }
  return mapped;
}

} // namespace sentinai
