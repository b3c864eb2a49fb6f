// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/source_list.h"

#include "repositories/records/visible_text.h"

#include <QJsonArray>
#include <QJsonObject>

namespace sentinai {

namespace {

constexpr qsizetype kLongestText = 300;
constexpr qsizetype kLongestLine = 600;

QString valueText(const QJsonValue& value) {
  const QString text = value.isString()   ? value.toString()
                       : value.isDouble() ? QString::number(value.toDouble())
                                          : QString();
  return text.isEmpty() ? QStringLiteral("none") : recordText(text);
}

QString actorText(const Actor& actor) {
  const QString name = recordText(actor.id.value_or(QString()));
  if (actor.type == ActorType::User) {
    return name.isEmpty() ? QStringLiteral("a person") : name;
  }
  return (actor.type == ActorType::Agent ? QStringLiteral("agent ") : QStringLiteral("system ")) + name;
}

} // namespace

QString recordText(const QString& text) {
  return visibleLine(text, kLongestText)
      .replace(QLatin1Char('['), QLatin1Char('('))
      .replace(QLatin1Char(']'), QLatin1Char(')'));
}

QString eventLine(const ExceptionEvent& event) {
  const QJsonObject payload = event.payloadObject();
  QStringList said;
  const QJsonObject changes = payload.value(QLatin1String("changes")).toObject();
  for (auto change = changes.begin(); change != changes.end(); ++change) {
    said << QStringLiteral("%1 %2 → %3")
                .arg(recordText(change.key()), valueText(change.value()[QLatin1String("from")]),
                     valueText(change.value()[QLatin1String("to")]));
  }
  QStringList words;
  for (const char* member : {"outcome", "summary", "decision", "rationale", "reason", "comment", "text", "rating",
                             "name", "tool", "error"}) {
    const QString text = payload.value(QLatin1String(member)).toString();
    if (!text.isEmpty()) {
      words << recordText(text);
    }
  }
  const QJsonValue confidence = payload.value(QLatin1String("confidence"));
  if (confidence.isDouble()) {
    words << QStringLiteral("confidence %1").arg(confidence.toDouble(), 0, 'g', 3);
  }
  QString line = QStringLiteral("%1 by %2").arg(recordText(event.eventType), actorText(event.actor));
  if (!said.isEmpty()) {
    line += QStringLiteral(" (%1)").arg(said.join(QStringLiteral("; ")));
  }
  line += words.isEmpty() ? QString() : QStringLiteral(": ") + words.join(QStringLiteral("; "));
  return visibleLine(line, kLongestLine);
}

QString exceptionLine(const Exception& exception) {
  QStringList parts{QStringLiteral("%1 / %2").arg(recordText(exception.domain), recordText(exception.type)),
                    QStringLiteral("severity %1").arg(toText(exception.severity)),
                    QStringLiteral("status %1").arg(toText(exception.status))};
  if (!exception.entity.isEmpty()) {
    parts << QStringLiteral("entity %1").arg(recordText(exception.entity));
  }
  if (exception.amount) {
    parts << QStringLiteral("amount %1 %2")
                 .arg(exception.amount->text(), exception.currency.value_or(QString()))
                 .trimmed();
  }
  parts << (exception.owner ? QStringLiteral("owner %1").arg(recordText(*exception.owner))
                            : QStringLiteral("no owner"));
  parts << QStringLiteral("source %1").arg(recordText(exception.sourceSystem));
  parts << QStringLiteral("arose %1").arg(toIsoText(exception.createdAt));
  if (exception.slaDeadline) {
    parts << QStringLiteral("due %1").arg(toIsoText(*exception.slaDeadline));
  }
  if (exception.resolvedAt) {
    parts << QStringLiteral("resolved %1").arg(toIsoText(*exception.resolvedAt));
  }
  return visibleLine(parts.join(QStringLiteral(", ")), kLongestLine);
}

void SourceList::add(const Exception& exception) {
  add(QLatin1Char('x') + exception.exceptionId, {0, exception.exceptionId, std::nullopt, exceptionLine(exception)});
}

void SourceList::add(const ExceptionEvent& event) {
  add(QLatin1Char('e') + event.eventId.toString(QUuid::WithoutBraces),
      {0, event.exceptionId, event.eventId, toIsoText(event.createdAt) + QLatin1Char(' ') + eventLine(event)});
}

void SourceList::add(const QString& key, CopilotSource source) {
  if (!m_numbers.contains(key)) {
    source.number = static_cast<int>(m_sources.size()) + 1;
    m_numbers.insert(key, source.number);
    m_sources.push_back(std::move(source));
  }
}

const CopilotSource* SourceList::find(int number) const {
  const auto size = static_cast<int>(m_sources.size());
  return number >= 1 && number <= size ? &m_sources[static_cast<std::size_t>(number - 1)] : nullptr;
}

QString SourceList::cite(const Exception& exception) const {
  return cite(QLatin1Char('x') + exception.exceptionId);
}

QString SourceList::cite(const ExceptionEvent& event) const {
  return cite(QLatin1Char('e') + event.eventId.toString(QUuid::WithoutBraces));
}

QString SourceList::cite(const QString& key) const {
  const auto number = m_numbers.constFind(key);
  return number == m_numbers.constEnd() ? QString() : QStringLiteral(" [%1]").arg(*number);
}

} // namespace sentinai
