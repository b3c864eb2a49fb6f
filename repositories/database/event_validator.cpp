// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_validator.h"

#include "repositories/database/exception_state.h"
#include "repositories/database/json_schema.h"
#include "repositories/records/byte_order_mark.h"
#include "repositories/records/event_types.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

// A static library's resources are not registered by themselves. The macro declares a function of the global namespace.
static void registerEventSchemas() {
  Q_INIT_RESOURCE(event_schemas);
}

namespace sentinai {

namespace {

constexpr qsizetype kMaxIdLength = 128;
constexpr qsizetype kMaxTypeLength = 200;
constexpr qsizetype kMaxActorLength = 256;
constexpr qsizetype kMaxPayloadBytes = qsizetype{1024} * 1024;
constexpr int kMaxPayloadDepth = 64;
const Instant kFirstInstant{std::chrono::sys_days{std::chrono::January / 1 / 1}};
const Instant kEndInstant{std::chrono::sys_days{std::chrono::January / 1 / 10000}};

tl::unexpected<DbError> invalid(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

using Schemas = QHash<QString, JsonSchema>;

Schemas loadSchemas() {
  registerEventSchemas();
  Schemas schemas;
  for (const char* type : event_types::kStandard) {
    const QString name = QString::fromLatin1(type);
    QFile file(QStringLiteral(":/sentinai/schemas/events/%1.json").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
      qFatal("no schema for the event type %s", type);
    }
    schemas.insert(name, JsonSchema(QJsonDocument::fromJson(file.readAll()).object()));
  }
  return schemas;
}

/// Built once, by whichever thread comes first; read-only from then on.
const Schemas& schemas() {
  static const Schemas loaded = loadSchemas();
  return loaded;
}

/// What keeps `text` out of a database as a name: empty, too long, control characters, no Unicode. Null if nothing.
QString nameProblem(const QString& text, qsizetype maxLength) {
  if (text.isEmpty()) {
    return QStringLiteral("must not be empty");
  }
  if (text.size() > maxLength) {
    return QStringLiteral("must be at most %1 characters long").arg(maxLength);
  }
  if (!text.isValidUtf16()) {
    return QStringLiteral("must be valid Unicode");
  }
  if (std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; })) {
    return QStringLiteral("must not contain control characters");
  }
  if (text.contains(QChar::ByteOrderMark)) {
    return QStringLiteral("must not contain the invisible character U+FEFF");
  }
  return {};
}

/// `source.name`: a source's prefix of letters, digits, `_` and `-`, a point, and the activity's own name.
bool isForeignType(const QString& type) {
  const qsizetype point = type.indexOf(QLatin1Char('.'));
  return point > 0 && point < type.size() - 1 && !type.at(point + 1).isSpace() &&
         std::all_of(type.begin(), type.begin() + point, [](QChar c) {
           return (c.unicode() < 128 && c.isLetterOrNumber()) || c == QLatin1Char('_') || c == QLatin1Char('-');
         });
}

/// Finds texts that JSON allows but PostgreSQL's jsonb does not take, and payloads beyond reason.
class PayloadWalk {
public:
  /// What is wrong with the payload; null if nothing.
  [[nodiscard]] QString problemIn(const QJsonObject& payload) {
    if (const QString problem = problemIn(payload, 0); !problem.isNull()) {
      return problem;
    }
    if (m_mostBytes > kMaxPayloadBytes &&
        QJsonDocument(payload).toJson(QJsonDocument::Compact).size() > kMaxPayloadBytes) {
      return QStringLiteral("has more than %1 bytes as JSON").arg(kMaxPayloadBytes);
    }
    return {};
  }

private:
  static constexpr qsizetype kMostBytesOfUnit = 6;    // an escape, \u0001
  static constexpr qsizetype kMostBytesOfNumber = 32; // with its comma, or brackets, or a text's quotes

  qsizetype m_mostBytes = 0; ///< Not less than the size of the JSON so far.

  [[nodiscard]] QString problemIn(const QJsonValue& value, int depth) {
    m_mostBytes += kMostBytesOfNumber;
    if (depth > kMaxPayloadDepth) {
      return QStringLiteral("is nested deeper than %1 levels").arg(kMaxPayloadDepth);
    }
    if (value.isString()) {
      return problemInText(value.toString());
    }
    if (value.isArray()) {
      const QJsonArray array = value.toArray();
      for (const QJsonValue& element : array) {
        if (const QString problem = problemIn(element, depth + 1); !problem.isNull()) {
          return problem;
        }
      }
    }
    if (value.isObject()) {
      const QJsonObject object = value.toObject();
      for (auto it = object.begin(); it != object.end(); ++it) {
        if (const QString problem = problemInText(it.key()); !problem.isNull()) {
          return problem;
        }
        if (const QString problem = problemIn(it.value(), depth + 1); !problem.isNull()) {
          return problem;
        }
      }
    }
    return {};
  }

  QString problemInText(const QString& text) {
    m_mostBytes += kMostBytesOfUnit * text.size();
    if (text.contains(QChar::Null)) {
      return QStringLiteral("must not contain the character U+0000");
    }
    if (!text.isValidUtf16()) {
      return QStringLiteral("must be valid Unicode");
    }
    return {};
  }
};

/// Checks one field's value, which must be spelled as toStateJson() would: so equal values are equal texts everywhere.
Result<Done> checkFieldValue(const QString& place, const QString& field, const QJsonValue& value) {
  const Result<ExceptionPatch> patch = ExceptionPatch::fromJson({{field, value}});
  if (!patch) {
    return invalid(place + QStringLiteral(": ") + patch.error().message);
  }
  if (const QJsonValue canonical = patch->fields().value(field); canonical != value) {
    return invalid(
        QStringLiteral("%1: %2 must be written as \"%3\".").arg(place, field, canonical.toVariant().toString()));
  }
  return Done{};
}

Result<Done> checkMarks(const QString& place, const QJsonObject& fields) {
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    if (holdsByteOrderMark(it.value())) {
      return invalid(QStringLiteral("%1: %2 must not contain the invisible character U+FEFF.").arg(place, it.key()));
    }
  }
  return Done{};
}

Result<Done> checkState(const QJsonObject& state) {
  if (const Result<Done> checked = checkMarks(QStringLiteral("payload.state"), state); !checked) {
    return checked;
  }
  if (areStateValues(state)) { // Much quicker to find than which of them does not fit.
    return Done{};
  }
  for (auto it = state.begin(); it != state.end(); ++it) {
    if (const Result<Done> checked = checkFieldValue(QStringLiteral("payload.state"), it.key(), it.value()); !checked) {
      return checked;
    }
  }
  return Done{};
}

Result<Done> checkChanges(const QJsonValue& changes) {
  if (changes.isUndefined()) {
    return Done{};
  }
  const QString place = QStringLiteral("payload.changes");
  if (!changes.isObject()) {
    return invalid(place + QStringLiteral(" must be an object {field: {from, to}}."));
  }
  const QJsonObject fields = changes.toObject();
  QJsonObject before;
  QJsonObject after;
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    const QJsonObject change = it.value().toObject();
    before.insert(it.key(), change.value(QLatin1String("from")));
    after.insert(it.key(), change.value(QLatin1String("to")));
  }
  // What was there before is as it is.
  if (const Result<Done> checked = checkMarks(place, after); !checked) {
    return checked;
  }
  const bool fit = areStateValues(before) && areStateValues(after);
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    const QJsonObject change = it.value().toObject();
    const QJsonValue from = change.value(QLatin1String("from"));
    const QJsonValue to = change.value(QLatin1String("to"));
    if (change.size() != 2 || from.isUndefined() || to.isUndefined()) {
      return invalid(QStringLiteral("%1.%2 must be an object with from and to.").arg(place, it.key()));
    }
    for (const QJsonValue& value : {from, to}) {
      if (const Result<Done> checked = fit ? Done{} : checkFieldValue(place, it.key(), value); !checked) {
        return checked;
      }
    }
    if (from == to) {
      return invalid(QStringLiteral("%1.%2 must change something: from and to are equal.").arg(place, it.key()));
    }
  }
  return Done{};
}

Result<Done> checkAgainstSchema(const JsonSchema& schema, const QJsonObject& payload) {
  const Result<std::optional<JsonSchema::Problem>> problem = schema.problemIn(payload);
  if (!problem) {
    return failure(problem.error());
  }
  if (*problem) {
    const QStringList place = QStringList{QStringLiteral("payload")} + (*problem)->place;
    return invalid(place.join(QLatin1Char('.')) + QStringLiteral(": ") + (*problem)->reason);
  }
  return Done{};
}

Result<Done> checkHead(const NewExceptionEvent& event) {
  if (event.eventId.isNull()) {
    return invalid(QStringLiteral("event_id must be a UUID."));
  }
  if (const QString problem = nameProblem(event.exceptionId, kMaxIdLength); !problem.isNull()) {
    return invalid(QStringLiteral("exception_id %1.").arg(problem));
  }
  if (const QString problem = nameProblem(event.eventType, kMaxTypeLength); !problem.isNull()) {
    return invalid(QStringLiteral("event_type %1.").arg(problem));
  }
  if (event.actor.id) {
    if (const QString problem = nameProblem(*event.actor.id, kMaxActorLength); !problem.isNull()) {
      return invalid(QStringLiteral("actor_id %1, or be absent.").arg(problem));
    }
  }
  if (event.createdAt < kFirstInstant || event.createdAt >= kEndInstant) {
    return invalid(QStringLiteral("created_at must lie in the years 0001 to 9999."));
  }
  if (event.expectedVersion && *event.expectedVersion < 1) {
    return invalid(QStringLiteral("The expected version must be at least 1."));
  }
  return Done{};
}

} // namespace

Result<Done> validateEvent(const NewExceptionEvent& event) {
  if (const Result<Done> head = checkHead(event); !head) {
    return head;
  }
  if (const QString problem = PayloadWalk().problemIn(event.payload); !problem.isNull()) {
    return invalid(QStringLiteral("payload %1.").arg(problem));
  }
  const auto schema = schemas().constFind(event.eventType);
  if (schema != schemas().constEnd()) {
    if (const Result<Done> checked = checkAgainstSchema(*schema, event.payload); !checked) {
      return checked;
    }
  } else if (!isForeignType(event.eventType)) {
    return invalid(QStringLiteral("event_type \"%1\" is neither a standard type nor of the form source.name, such as "
                                  "servicenow.Resolved.")
                       .arg(event.eventType));
  }
  if (event.eventType == QLatin1String(event_types::kExceptionCreated)) {
    return checkState(event.payload.value(QLatin1String("state")).toObject());
  }
  if (event.eventType == QLatin1String(event_types::kSlaBreached) &&
      !parseIsoText(event.payload.value(QLatin1String("deadline")).toString())) {
    return invalid(QStringLiteral("payload.deadline must be an ISO 8601 time."));
  }
  return checkChanges(event.payload.value(QLatin1String("changes")));
}

} // namespace sentinai
