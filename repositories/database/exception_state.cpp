// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_state.h"

#include "repositories/records/byte_order_mark.h"
#include "repositories/records/event_types.h"

#include <QHash>
#include <cmath>

namespace sentinai {

namespace {

constexpr qsizetype kMaxTextLength = 512;

/// One settable field: its column, how a record's value reads as JSON, and how JSON is checked and applied. `apply`
/// answers what the value must be where it does not fit, else a null string.
struct Field {
  const char* name;
  QJsonValue (*read)(const Exception&);
  QString (*apply)(Exception&, const QJsonValue&);
};

QString checkText(const QJsonValue& value, bool mayBeEmpty) {
  if (!value.isString()) {
    return QStringLiteral("must be text");
  }
  const QString text = value.toString();
  if (text.isEmpty() && !mayBeEmpty) {
    return QStringLiteral("must not be empty");
  }
  if (text.size() > kMaxTextLength) {
    return QStringLiteral("must be at most %1 characters long").arg(kMaxTextLength);
  }
  if (std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; })) {
    return QStringLiteral("must not contain control characters");
  }
  if (!text.isValidUtf16()) {
    return QStringLiteral("must be valid Unicode");
  }
  return {};
}

template <QString Exception::*member, bool mayBeEmpty>
constexpr Field textField(const char* name) {
  return {name, [](const Exception& e) { return QJsonValue(e.*member); },
          [](Exception& e, const QJsonValue& value) {
            QString problem = checkText(value, mayBeEmpty);
            if (problem.isNull()) {
              e.*member = value.toString();
            }
            return problem;
          }};
}

template <std::optional<QString> Exception::*member>
constexpr Field optionalTextField(const char* name) {
  return {name, [](const Exception& e) { return e.*member ? QJsonValue(*(e.*member)) : QJsonValue(); },
          [](Exception& e, const QJsonValue& value) {
            if (value.isNull()) {
              (e.*member).reset();
              return QString();
            }
            QString problem = checkText(value, false);
            if (problem.isNull()) {
              e.*member = value.toString();
            } else {
              problem += QStringLiteral(", or null for none");
            }
            return problem;
          }};
}

template <typename E, E Exception::*member>
constexpr Field enumField(const char* name) {
  return {name, [](const Exception& e) { return QJsonValue(toText(e.*member)); },
          [](Exception& e, const QJsonValue& value) {
            if (const auto parsed = fromText<E>(value.toString())) {
              e.*member = *parsed;
              return QString();
            }
            QStringList spellings;
            for (const char* text : EnumTexts<E>::texts) {
              spellings << QString::fromLatin1(text);
            }
            return QStringLiteral("must be one of ") + spellings.join(QStringLiteral(", "));
          }};
}

template <std::optional<int> Exception::*member>
constexpr Field optionalIntField(const char* name) {
  return {name, [](const Exception& e) { return e.*member ? QJsonValue(*(e.*member)) : QJsonValue(); },
          [](Exception& e, const QJsonValue& value) {
            if (value.isNull()) {
              (e.*member).reset();
              return QString();
            }
            const double number = value.toDouble(-1);
            if (!value.isDouble() || number < 0 || number > std::numeric_limits<int>::max() ||
                number != std::floor(number)) {
              return QStringLiteral("must be a whole number from 0, or null for none");
            }
            e.*member = static_cast<int>(number);
            return QString();
          }};
}

constexpr Field amountField() {
  return {"amount", [](const Exception& e) { return e.amount ? QJsonValue(e.amount->text()) : QJsonValue(); },
          [](Exception& e, const QJsonValue& value) {
            if (value.isNull()) {
              e.amount.reset();
              return QString();
            }
            // As text only: a JSON number would pass through binary floating point.
            const auto parsed = Decimal::parse(value.toString());
            if (!value.isString() || !parsed) {
              return QStringLiteral("must be a decimal number as text, such as \"1250.50\", or null for none");
            }
            e.amount = parsed;
            return QString();
          }};
}

constexpr Field currencyField() {
  return {"currency", [](const Exception& e) { return e.currency ? QJsonValue(*e.currency) : QJsonValue(); },
          [](Exception& e, const QJsonValue& value) {
            if (value.isNull()) {
              e.currency.reset();
              return QString();
            }
            const QString text = value.toString();
            const bool fits = text.size() == 3 && std::all_of(text.begin(), text.end(), [](QChar c) {
                                return c >= QLatin1Char('A') && c <= QLatin1Char('Z');
                              });
            if (!fits) {
              return QStringLiteral("must be an ISO 4217 code of three capital letters, or null for none");
            }
            e.currency = text;
            return QString();
          }};
}

constexpr Field slaDeadlineField() {
  return {"sla_deadline",
          [](const Exception& e) { return e.slaDeadline ? QJsonValue(toIsoText(*e.slaDeadline)) : QJsonValue(); },
          [](Exception& e, const QJsonValue& value) {
            if (value.isNull()) {
              e.slaDeadline.reset();
              return QString();
            }
            const auto parsed = parseIsoText(value.toString());
            if (!parsed) {
              return QStringLiteral("must be an ISO 8601 time such as 2026-03-01T08:30:00Z, or null for none");
            }
            e.slaDeadline = parsed;
            return QString();
          }};
}

const std::array kFields{
    textField<&Exception::domain, false>("domain"),
    textField<&Exception::type, false>("type"),
    enumField<Severity, &Exception::severity>("severity"),
    enumField<Status, &Exception::status>("status"),
    textField<&Exception::sourceSystem, false>("source_system"),
    textField<&Exception::entity, true>("entity"),
    amountField(),
    currencyField(),
    slaDeadlineField(),
    optionalTextField<&Exception::owner>("owner"),
    optionalIntField<&Exception::currentPlaybookId>("current_playbook_id"),
    optionalIntField<&Exception::currentStep>("current_step"),
};

const Field* findField(const QString& name) {
  for (const Field& field : kFields) {
    if (name == QLatin1String(field.name)) {
      return &field;
    }
  }
  return nullptr;
}

tl::unexpected<DbError> unfit(const QString& field, const QString& problem) {
  return failure(DbError::Kind::InvalidInput, QStringLiteral("%1 %2.").arg(field, problem));
}

Result<Done> applyField(Exception& exception, const QString& name, const QJsonValue& value) {
  const Field* field = findField(name);
  if (field == nullptr) {
    QStringList names;
    for (const Field& known : kFields) {
      names << QString::fromLatin1(known.name);
    }
    return unfit(name,
                 QStringLiteral("is not a field that can be set; these can: ") + names.join(QStringLiteral(", ")));
  }
  const QString problem = field->apply(exception, value);
  if (!problem.isNull()) {
    return unfit(name, problem);
  }
  return Done{};
}

/// The one spelling of a value, e.g. a time with offset becomes one in UTC, so that equal values compare equal.
QJsonValue canonicalValue(const Field& field, const Exception& carrier) {
  return field.read(carrier);
}

Result<Done> applyCreation(Exception& state, const NewExceptionEvent& event) {
  if (!state.exceptionId.isEmpty()) {
    return failure(DbError::Kind::Conflict, QStringLiteral("The exception %1 exists already.").arg(event.exceptionId));
  }
  const QJsonObject values = event.payload.value(QLatin1String("state")).toObject();
  Exception created;
  for (const Field& field : kFields) {
    const QString name = QString::fromLatin1(field.name);
    if (!values.contains(name)) {
      return unfit(QStringLiteral("state.") + name, QStringLiteral("is missing"));
    }
  }
  for (auto it = values.begin(); it != values.end(); ++it) {
    if (const Result<Done> applied = applyField(created, it.key(), it.value()); !applied) {
      return failure(applied.error());
    }
  }
  created.exceptionId = event.exceptionId;
  created.version = 1;
  created.createdAt = event.createdAt;
  created.updatedAt = event.createdAt;
  if (created.status == Status::Resolved) {
    created.resolvedAt = event.createdAt;
  }
  state = created;
  return Done{};
}

} // namespace

Result<ExceptionPatch> ExceptionPatch::fromJson(const QJsonObject& fields) {
  ExceptionPatch patch;
  Exception scratch;
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    if (holdsByteOrderMark(it.value())) { // Applied it may be: rows that have one are told from their events.
      return unfit(it.key(), QStringLiteral("must not contain the invisible character U+FEFF"));
    }
    if (const Result<Done> applied = applyField(scratch, it.key(), it.value()); !applied) {
      return failure(applied.error());
    }
    patch.m_fields.insert(it.key(), canonicalValue(*findField(it.key()), scratch));
  }
  return patch;
}

ExceptionPatch& ExceptionPatch::setStatus(Status status) {
  m_fields.insert(QStringLiteral("status"), toText(status));
  return *this;
}

ExceptionPatch& ExceptionPatch::setSeverity(Severity severity) {
  m_fields.insert(QStringLiteral("severity"), toText(severity));
  return *this;
}

ExceptionPatch& ExceptionPatch::setOwner(std::optional<QString> owner) {
  m_fields.insert(QStringLiteral("owner"), owner ? QJsonValue(*owner) : QJsonValue());
  return *this;
}

ExceptionPatch& ExceptionPatch::setSlaDeadline(std::optional<Instant> deadline) {
  m_fields.insert(QStringLiteral("sla_deadline"), deadline ? QJsonValue(toIsoText(*deadline)) : QJsonValue());
  return *this;
}

QJsonObject toStateJson(const Exception& exception) {
  QJsonObject state;
  for (const Field& field : kFields) {
    state.insert(QString::fromLatin1(field.name), field.read(exception));
  }
  return state;
}

bool areStateValues(const QJsonObject& fields) {
  Exception scratch;
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    const Field* field = findField(it.key());
    const QJsonValue value = it.value();
    if (field == nullptr || !field->apply(scratch, value).isNull() || field->read(scratch) != value) {
      return false;
    }
  }
  return true;
}

Exception patched(Exception exception, const ExceptionPatch& patch) {
  for (auto it = patch.fields().begin(); it != patch.fields().end(); ++it) {
    findField(it.key())->apply(exception, it.value());
  }
  return exception;
}

QJsonObject changesBetween(const Exception& before, const ExceptionPatch& patch) {
  QJsonObject changes;
  for (auto it = patch.fields().begin(); it != patch.fields().end(); ++it) {
    const QJsonValue from = findField(it.key())->read(before);
    if (from != it.value()) {
      changes.insert(it.key(), QJsonObject{{QStringLiteral("from"), from}, {QStringLiteral("to"), it.value()}});
    }
  }
  return changes;
}

bool resolves(const ExceptionEvent& event) {
  const QJsonObject changes = event.payloadObject().value(QLatin1String("changes")).toObject();
  const QJsonValue to = changes.value(QLatin1String("status")).toObject().value(QLatin1String("to"));
  return to.toString() == toText(Status::Resolved);
}

Result<Done> applyEvent(Exception& state, const ExceptionEvent& event) {
  const bool isFirst = state.exceptionId.isEmpty();
  Result<Done> applied =
      applyEvent(state, NewExceptionEvent{event.eventId, event.exceptionId, event.eventType, event.actor,
                                          event.payloadObject(), event.createdAt, std::nullopt});
  if (applied && isFirst) {
    state.tenantId = event.tenantId;
  }
  return applied;
}

Result<Done> applyEvent(Exception& state, const NewExceptionEvent& event) {
  if (event.eventType == QLatin1String(event_types::kExceptionCreated)) {
    return applyCreation(state, event);
  }
  if (state.exceptionId.isEmpty()) {
    return failure(
        DbError::Kind::NotFound,
        QStringLiteral("There is no exception %1; an ExceptionCreated event must come first.").arg(event.exceptionId));
  }
  const QJsonObject changes = event.payload.value(QLatin1String("changes")).toObject();
  Exception changed = state;
  for (auto it = changes.begin(); it != changes.end(); ++it) {
    const Field* field = findField(it.key());
    const QJsonObject change = it.value().toObject();
    if (field != nullptr) {
      // `from` may be spelled otherwise than the state's canonical value, so it is read the same way first.
      Exception claimed = state;
      const QString problem = field->apply(claimed, change.value(QLatin1String("from")));
      if (!problem.isNull() || field->read(claimed) != field->read(state)) {
        return failure(DbError::Kind::Conflict,
                       QStringLiteral("%1 of %2 has changed meanwhile. Read it again, then decide.")
                           .arg(it.key(), event.exceptionId));
      }
    }
    if (const Result<Done> applied = applyField(changed, it.key(), change.value(QLatin1String("to"))); !applied) {
      return failure(applied.error());
    }
  }
  if (!changes.isEmpty()) {
    ++changed.version;
  }
  if (changed.status == Status::Resolved && state.status != Status::Resolved) {
    changed.resolvedAt = event.createdAt;
  } else if (changed.status != Status::Resolved) {
    changed.resolvedAt.reset();
  }
  changed.updatedAt = std::max(state.updatedAt, event.createdAt);
  state = changed;
  return Done{};
}

} // namespace sentinai
