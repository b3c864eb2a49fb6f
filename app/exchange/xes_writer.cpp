// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/xes_writer.h"

namespace sentinai {

namespace {
/// XML 1.0 has no way to write most control characters, nor halves of characters.
QString xmlText(QString text) {
  if (!text.isValidUtf16()) {
    text = QString::fromUtf8(text.toUtf8());
  }
  for (QChar& c : text) {
    const ushort code = c.unicode();
    if ((code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code == 0xfffe || code == 0xffff) {
      c = QChar::ReplacementCharacter;
    }
  }
  return text;
}
} // namespace

XesWriter::XesWriter(QIODevice* output)
    : m_xml(output) {
  m_xml.setAutoFormatting(true);
  m_xml.setAutoFormattingIndent(-1);
}

void XesWriter::attribute(const char* type, const QString& key, const QString& value) {
  m_xml.writeEmptyElement(QLatin1String(type));
  m_xml.writeAttribute(QStringLiteral("key"), key);
  m_xml.writeAttribute(QStringLiteral("value"), xmlText(value));
}

void XesWriter::begin() {
  m_xml.writeStartDocument();
  m_xml.writeStartElement(QStringLiteral("log"));
  m_xml.writeAttribute(QStringLiteral("xes.version"), QStringLiteral("1.0"));
  m_xml.writeAttribute(QStringLiteral("xes.features"), QString());
  m_xml.writeAttribute(QStringLiteral("xmlns"), QStringLiteral("http://www.xes-standard.org/"));
  for (const auto& [name, prefix] : {std::pair{"Concept", "concept"}, std::pair{"Time", "time"},
                                     std::pair{"Organizational", "org"}, std::pair{"Identity", "identity"}}) {
    m_xml.writeEmptyElement(QStringLiteral("extension"));
    m_xml.writeAttribute(QStringLiteral("name"), QLatin1String(name));
    m_xml.writeAttribute(QStringLiteral("prefix"), QLatin1String(prefix));
    m_xml.writeAttribute(QStringLiteral("uri"),
                         QStringLiteral("http://www.xes-standard.org/%1.xesext").arg(QLatin1String(prefix)));
  }
  m_xml.writeStartElement(QStringLiteral("global"));
  m_xml.writeAttribute(QStringLiteral("scope"), QStringLiteral("trace"));
  attribute("string", QStringLiteral("concept:name"), QStringLiteral("UNKNOWN"));
  m_xml.writeEndElement();
  m_xml.writeStartElement(QStringLiteral("global"));
  m_xml.writeAttribute(QStringLiteral("scope"), QStringLiteral("event"));
  attribute("string", QStringLiteral("concept:name"), QStringLiteral("UNKNOWN"));
  attribute("date", QStringLiteral("time:timestamp"), QStringLiteral("1970-01-01T00:00:00Z"));
  m_xml.writeEndElement();
  m_xml.writeEmptyElement(QStringLiteral("classifier"));
  m_xml.writeAttribute(QStringLiteral("name"), QStringLiteral("Activity"));
  m_xml.writeAttribute(QStringLiteral("keys"), QStringLiteral("concept:name"));
  attribute("string", QStringLiteral("concept:name"), QStringLiteral("SentinAI export"));
}

void XesWriter::state(const Exception& exception) {
  const auto text = [this](const char* key, const QString& value) { attribute("string", QLatin1String(key), value); };
  text("sentinai:domain", exception.domain);
  text("sentinai:type", exception.type);
  text("sentinai:severity", toText(exception.severity));
  text("sentinai:status", toText(exception.status));
  text("sentinai:source_system", exception.sourceSystem);
  if (!exception.entity.isEmpty()) {
    text("sentinai:entity", exception.entity);
  }
  if (exception.amount) {
    text("sentinai:amount", exception.amount->text());
  }
  if (exception.currency) {
    text("sentinai:currency", *exception.currency);
  }
  if (exception.owner) {
    text("sentinai:owner", *exception.owner);
  }
  if (exception.slaDeadline) {
    date(QStringLiteral("sentinai:sla_deadline"), *exception.slaDeadline);
  }
}

void XesWriter::beginTrace(const Exception& exception) {
  m_xml.writeStartElement(QStringLiteral("trace"));
  attribute("string", QStringLiteral("concept:name"), exception.exceptionId);
  date(QStringLiteral("sentinai:created_at"), exception.createdAt);
  state(exception);
}

void XesWriter::event(const ExceptionEvent& event, const Exception& after) {
  m_xml.writeStartElement(QStringLiteral("event"));
  attribute("string", QStringLiteral("concept:name"), event.eventType);
  date(QStringLiteral("time:timestamp"), event.createdAt);
  attribute("id", QStringLiteral("identity:id"), event.eventId.toString(QUuid::WithoutBraces));
  if (event.actor.id) {
    attribute("string", QStringLiteral("org:resource"), *event.actor.id);
  }
  attribute("string", QStringLiteral("sentinai:actor_type"), toText(event.actor.type));
  attribute("int", QStringLiteral("sentinai:seq"), QString::number(event.seq));
  state(after);
  attribute("string", QStringLiteral("sentinai:payload"), QString::fromUtf8(event.payload));
  m_xml.writeEndElement();
}

void XesWriter::endTrace() {
  m_xml.writeEndElement();
}

void XesWriter::end() {
  m_xml.writeEndElement();
  m_xml.writeEndDocument();
}

} // namespace sentinai
