// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_summary.h"

#include "models/safe_text.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace sentinai {

namespace {

constexpr qsizetype kMaxValue = 80;
constexpr qsizetype kMaxComment = 300;
constexpr int kMaxFacts = 4;

struct FieldLabel {
  const char* column;
  const char* label;
};

constexpr std::array kFieldLabels{
    FieldLabel{"domain", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Domain")},
    FieldLabel{"type", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Type")},
    FieldLabel{"severity", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Severity")},
    FieldLabel{"status", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Status")},
    FieldLabel{"source_system", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Source system")},
    FieldLabel{"entity", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Entity")},
    FieldLabel{"amount", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Amount")},
    FieldLabel{"currency", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Currency")},
    FieldLabel{"sla_deadline", QT_TRANSLATE_NOOP("sentinai::EventSummary", "SLA deadline")},
    FieldLabel{"owner", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Owner")},
    FieldLabel{"current_playbook_id", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Playbook")},
    FieldLabel{"current_step", QT_TRANSLATE_NOOP("sentinai::EventSummary", "Step")},
};

// The order in which changes are told: what matters most first.
constexpr std::array kTellingOrder{"status", "severity", "owner"};

} // namespace

QString EventSummary::fieldLabel(const QString& column) {
  for (const FieldLabel& field : kFieldLabels) {
    if (column == QLatin1String(field.column)) {
      return tr(field.label);
    }
  }
  return visibleLine(column, kMaxValue);
}

QString EventSummary::valueText(const QJsonValue& value) {
  switch (value.type()) {
  case QJsonValue::Null:
  case QJsonValue::Undefined:
    return tr("none");
  case QJsonValue::Bool:
    return value.toBool() ? tr("yes") : tr("no");
  case QJsonValue::String:
    return visibleLine(value.toString(), kMaxValue);
  case QJsonValue::Double:
    return value.toVariant().toString();
  case QJsonValue::Array:
    return visibleLine(QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)), kMaxValue);
  case QJsonValue::Object:
    return visibleLine(QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)), kMaxValue);
  }
  Q_UNREACHABLE();
}

QString EventSummary::actorText(const Actor& actor) {
  const QString id = actor.id ? visibleLine(*actor.id, kMaxValue) : QString();
  switch (actor.type) {
  case ActorType::User:
    return id.isEmpty() ? tr("unnamed user") : id;
  case ActorType::Agent:
    return id.isEmpty() ? tr("agent") : tr("agent %1").arg(id);
  case ActorType::System:
    return id.isEmpty() ? tr("system") : tr("system %1").arg(id);
  }
  Q_UNREACHABLE();
}

QString EventSummary::changesText(const QJsonObject& changes) {
  QStringList columns = changes.keys();
  for (auto it = kTellingOrder.rbegin(); it != kTellingOrder.rend(); ++it) {
    if (columns.removeOne(QLatin1String(*it))) {
      columns.prepend(QLatin1String(*it));
    }
  }
  QStringList sentences;
  for (const QString& column : std::as_const(columns)) {
    const QJsonObject change = changes.value(column).toObject();
    const QJsonValue to = change.value(QLatin1String("to"));
    if (column == QLatin1String("owner") && change.value(QLatin1String("from")).isNull()) {
      sentences << tr("Assigned to %1").arg(valueText(to));
    } else {
      sentences
          << tr("%1 %2 → %3").arg(fieldLabel(column), valueText(change.value(QLatin1String("from"))), valueText(to));
    }
  }
  return sentences.join(QStringLiteral(" · "));
}

QString EventSummary::creationText(const QJsonObject& state) {
  const QString severity = valueText(state.value(QLatin1String("severity")));
  const QString type = valueText(state.value(QLatin1String("type")));
  const QString source = valueText(state.value(QLatin1String("source_system")));
  QString text = tr("Created with severity %1: %2, from %3").arg(severity, type, source);
  if (const QJsonValue owner = state.value(QLatin1String("owner")); owner.isString()) {
    text += tr(", assigned to %1").arg(valueText(owner));
  }
  return text;
}

QString EventSummary::factsText(const QJsonObject& payload) {
  QStringList facts;
  for (auto it = payload.begin(); it != payload.end() && facts.size() < kMaxFacts; ++it) {
    if (it.value().isString() || it.value().isDouble() || it.value().isBool()) {
      facts << tr("%1: %2").arg(visibleLine(it.key(), kMaxValue), valueText(it.value()));
    } else if (it.value().isObject()) {
      const QString nested = factsText(it.value().toObject());
      if (!nested.isEmpty()) {
        facts << nested;
      }
    }
  }
  return facts.join(QStringLiteral(" · "));
}

QString EventSummary::text(const ExceptionEvent& event) {
  const QJsonObject payload = event.payloadObject();
  if (event.eventType == QLatin1String(event_types::kExceptionCreated)) {
    return creationText(payload.value(QLatin1String("state")).toObject());
  }
  QStringList parts;
  if (const QJsonObject changes = payload.value(QLatin1String("changes")).toObject(); !changes.isEmpty()) {
    parts << changesText(changes);
  }
  for (const char* key : {"comment", "text", "question", "answer", "reason"}) {
    if (const QJsonValue words = payload.value(QLatin1String(key)); words.isString()) {
      parts << tr("“%1”").arg(visibleLine(words.toString(), kMaxComment));
    }
  }
  return parts.isEmpty() ? factsText(payload) : parts.join(QStringLiteral(" · "));
}

std::optional<Status> EventSummary::newStatus(const ExceptionEvent& event) {
  const QJsonObject payload = event.payloadObject();
  const QLatin1String status("status");
  if (event.eventType == QLatin1String(event_types::kExceptionCreated)) {
    return fromText<Status>(payload.value(QLatin1String("state")).toObject().value(status).toString());
  }
  const QJsonObject change = payload.value(QLatin1String("changes")).toObject().value(status).toObject();
  return fromText<Status>(change.value(QLatin1String("to")).toString());
}

} // namespace sentinai
