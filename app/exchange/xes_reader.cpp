// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/xes_reader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

namespace sentinai {

namespace {
constexpr qint64 kChunk = qint64{64} * 1024;
const QString kLogPrefix = QStringLiteral("log:");
const QString kTracePrefix = QStringLiteral("case:");
constexpr qint64 kMaxExactInt = 9007199254740992; // 2^53: beyond, a JSON number may be read as another.

LogValue::Type typeOf(QStringView element) {
  using Type = LogValue::Type;
  static const QHash<QString, Type> types{
      {QStringLiteral("string"), Type::Text},     {QStringLiteral("date"), Type::Date},
      {QStringLiteral("int"), Type::Int},         {QStringLiteral("float"), Type::Float},
      {QStringLiteral("boolean"), Type::Boolean}, {QStringLiteral("id"), Type::Id},
      {QStringLiteral("list"), Type::List},       {QStringLiteral("container"), Type::Container}};
  return types.value(element.toString(), Type::Absent);
}

QJsonValue plainJson(const LogValue& value) {
  bool ok = false;
  switch (value.type) {
  case LogValue::Type::Int: {
    const qint64 number = value.text.toLongLong(&ok);
    return ok && std::abs(number) <= kMaxExactInt ? QJsonValue(number) : QJsonValue(value.text);
  }
  case LogValue::Type::Float: {
    const double number = value.text.toDouble(&ok);
    return ok && std::isfinite(number) ? QJsonValue(number) : QJsonValue(value.text);
  }
  case LogValue::Type::Boolean:
    if (value.text == QLatin1String("true") || value.text == QLatin1String("false")) {
      return value.text == QLatin1String("true");
    }
    return value.text;
  default:
    return value.text;
  }
}
} // namespace

QJsonValue toJson(const LogValue& value) {
  if (value.nested.isUndefined()) {
    return plainJson(value);
  }
  QJsonObject object;
  if (value.type == LogValue::Type::List) {
    object.insert(QStringLiteral("values"), value.nested);
    return object;
  }
  if (value.type != LogValue::Type::Container) {
    object.insert(QStringLiteral("value"), plainJson(value));
  }
  object.insert(QStringLiteral("attributes"), value.nested);
  return object;
}

XesReader::XesReader(LogSource& source)
    : m_source(source) {}

bool XesReader::fail(const QString& message) {
  if (m_failure.isEmpty()) {
    m_failure = m_source.problem().isEmpty()
                    ? QCoreApplication::translate("Import", "Line %1: %2").arg(m_xml.lineNumber()).arg(message)
                    : m_source.problem();
  }
  return false;
}

QXmlStreamReader::TokenType XesReader::readToken() {
  if (!m_failure.isEmpty()) {
    return QXmlStreamReader::Invalid;
  }
  for (;;) {
    const QXmlStreamReader::TokenType token = m_xml.readNext();
    if (token == QXmlStreamReader::DTD || token == QXmlStreamReader::EntityReference) {
      fail(QCoreApplication::translate(
          "Import",
          "The file has a document type declaration, which is refused: entities could make it read other files or "
          "grow without bound. Remove the declaration."));
      return QXmlStreamReader::Invalid;
    }
    if (token != QXmlStreamReader::Invalid) {
      m_pending = 0;
      return token;
    }
    if (m_xml.error() != QXmlStreamReader::PrematureEndOfDocumentError) {
      fail(QCoreApplication::translate("Import", "The XML is malformed: %1").arg(m_xml.errorString()));
      return token;
    }
    const QByteArray chunk = m_sourceEnded ? QByteArray() : m_source.device().read(kChunk);
    if (chunk.isEmpty()) {
      m_sourceEnded = true;
      fail(QCoreApplication::translate("Import",
                                       "The XML is truncated: the file ends inside an element. Fetch it again."));
      return token;
    }
    m_pending += chunk.size();
    if (m_pending > kMaxElementBytes) {
      fail(QCoreApplication::translate("Import", "An element is longer than 16 MiB."));
      return token;
    }
    m_xml.addData(chunk);
  }
}

bool XesReader::skipElement() {
  for (int depth = 1; depth > 0;) {
    switch (readToken()) {
    case QXmlStreamReader::StartElement:
      ++depth;
      break;
    case QXmlStreamReader::EndElement:
      --depth;
      break;
    case QXmlStreamReader::Invalid:
      return false;
    default:
      break;
    }
  }
  return true;
}

int XesReader::columnOf(const QString& name) {
  const auto known = m_columnByName.constFind(name);
  if (known != m_columnByName.constEnd()) {
    return *known;
  }
  const int column = static_cast<int>(m_columns.size());
  m_columns.append(name);
  m_columnByName.insert(name, column);
  m_skip.push_back(m_wanted && !m_wanted->contains(name));
  return column;
}

bool XesReader::isWanted(int column) const {
  return !m_skip[static_cast<std::size_t>(column)];
}

/// Reads the children of the attribute that has just been opened, and its end.
bool XesReader::readChildren(LogValue& value, int depth) {
  if (depth > kMaxDepth) {
    return fail(QCoreApplication::translate("Import", "Attributes are nested deeper than %1 levels.").arg(kMaxDepth));
  }
  QJsonObject attributes;
  QJsonArray listed;
  for (;;) {
    switch (readToken()) {
    case QXmlStreamReader::StartElement: {
      if (m_xml.name() == QLatin1String("values")) {
        LogValue values;
        values.type = LogValue::Type::List;
        if (!readChildren(values, depth + 1)) {
          return false;
        }
        value.nested = values.nested;
        break;
      }
      const QString key = m_xml.attributes().value(QLatin1String("key")).toString();
      LogValue child;
      if (!readAttribute(child, depth + 1)) {
        return false;
      }
      if (value.type == LogValue::Type::List) {
        listed.append(QJsonObject{{key, toJson(child)}});
      } else if (attributes.contains(key)) {
        m_rowProblem = QCoreApplication::translate("Import", "The attribute \"%1\" occurs twice.").arg(key);
      } else {
        attributes.insert(key, toJson(child));
      }
      break;
    }
    case QXmlStreamReader::EndElement:
      if (!listed.isEmpty()) {
        value.nested = listed;
      } else if (!attributes.isEmpty()) {
        value.nested = attributes;
      }
      return true;
    case QXmlStreamReader::Invalid:
      return false;
    default:
      break;
    }
  }
}

bool XesReader::readAttribute(LogValue& value, int depth) {
  value.type = typeOf(m_xml.name());
  if (value.type == LogValue::Type::Absent) {
    return fail(QCoreApplication::translate("Import", "\"%1\" is no XES attribute.").arg(m_xml.name().toString()));
  }
  value.text = m_xml.attributes().value(QLatin1String("value")).toString();
  return readChildren(value, depth);
}

/// Reads the attribute that has just been opened into its column of `values`.
bool XesReader::addTo(std::vector<LogValue>& values, const QString& prefix) {
  const QXmlStreamAttributes attributes = m_xml.attributes();
  if (!attributes.hasAttribute(QLatin1String("key"))) {
    return fail(QCoreApplication::translate("Import", "An attribute has no key."));
  }
  const QString name = prefix + attributes.value(QLatin1String("key")).toString();
  const int column = columnOf(name);
  if (m_columns.size() > kMaxAttributes) {
    return fail(
        QCoreApplication::translate("Import", "The log has more than %1 different attributes.").arg(kMaxAttributes));
  }
  if (!isWanted(column)) {
    return skipElement();
  }
  LogValue value;
  if (!readAttribute(value, 1)) {
    return false;
  }
  values.resize(std::max(values.size(), static_cast<std::size_t>(column) + 1));
  LogValue& place = values[static_cast<std::size_t>(column)];
  if (place.type != LogValue::Type::Absent) {
    m_rowProblem = QCoreApplication::translate("Import", "The attribute \"%1\" occurs twice.").arg(name);
  }
  place = std::move(value);
  if (prefix == kLogPrefix) {
    place.nested = QJsonValue::Undefined;
  }
  return true;
}

Result<Done> XesReader::open() {
  for (;;) {
    const QXmlStreamReader::TokenType token = readToken();
    if (token == QXmlStreamReader::Invalid) {
      return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
    }
    if (token == QXmlStreamReader::StartElement) {
      break;
    }
  }
  if (m_xml.name() != QLatin1String("log")) {
    fail(QCoreApplication::translate("Import", "The root element is <%1>, not <log>: this is no XES log.")
             .arg(m_xml.name().toString()));
    return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
  }
  while (m_place == Place::Log) {
    if (!readLogPart()) {
      return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
    }
  }
  return Done{};
}

/// One child of <log>; leaves m_place at Trace when that was the start of one.
bool XesReader::readLogPart() {
  static const QStringList plumbing{QStringLiteral("extension"), QStringLiteral("global"), QStringLiteral("classifier"),
                                    QStringLiteral("event")};
  switch (readToken()) {
  case QXmlStreamReader::StartElement:
    if (m_xml.name() == QLatin1String("trace")) {
      m_place = Place::Trace;
      m_traceValues = m_logValues;
      m_traceLine = m_xml.lineNumber();
      m_traceHasEvents = false;
      m_rowProblem.clear();
      return true;
    }
    if (plumbing.contains(m_xml.name().toString())) {
      return skipElement();
    }
    if (typeOf(m_xml.name()) == LogValue::Type::Absent) {
      return fail(QCoreApplication::translate("Import", "<%1> does not belong in a log.").arg(m_xml.name().toString()));
    }
    if (m_traceLine > 0) {
      return fail(QCoreApplication::translate("Import", "An attribute of the log stands after its first trace."));
    }
    return addTo(m_logValues, kLogPrefix);
  case QXmlStreamReader::EndDocument:
    m_place = Place::End;
    return true;
  case QXmlStreamReader::EndElement:
    // Read on to the end of the document, so that trailing rubbish or a cut is noticed.
    return true;
  case QXmlStreamReader::Invalid:
    return false;
  default:
    return true;
  }
}

bool XesReader::readEvent() {
  m_row.line = m_xml.lineNumber();
  m_row.values = m_traceValues;
  m_row.isPartial = false;
  m_row.repeatsTrace = m_traceHasEvents;
  m_traceHasEvents = true;
  for (;;) {
    switch (readToken()) {
    case QXmlStreamReader::StartElement:
      if (!addTo(m_row.values, QString())) {
        return false;
      }
      break;
    case QXmlStreamReader::EndElement:
      return true;
    case QXmlStreamReader::Invalid:
      return false;
    default:
      break;
    }
  }
}

Result<LogReader::Step> XesReader::next() {
  for (;;) {
    if (m_place == Place::End) {
      return Step::End;
    }
    if (m_place == Place::Log) {
      if (!readLogPart()) {
        return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
      }
      continue;
    }
    switch (readToken()) {
    case QXmlStreamReader::StartElement:
      if (m_xml.name() == QLatin1String("event")) {
        const QString traceProblem = m_rowProblem;
        if (!readEvent()) {
          return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
        }
        const QString problem = std::exchange(m_rowProblem, traceProblem);
        if (!problem.isEmpty()) {
          m_reject = {m_row.line, problem, rawRow()};
          return Step::Reject;
        }
        return Step::Row;
      }
      if (m_traceHasEvents) {
        fail(QCoreApplication::translate("Import", "An attribute of the trace stands after its first event."));
        return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
      }
      if (!addTo(m_traceValues, kTracePrefix)) {
        return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
      }
      break;
    case QXmlStreamReader::EndElement:
      m_place = Place::Log;
      if (!m_traceHasEvents) {
        m_row.line = m_traceLine;
        m_row.values = m_traceValues;
        m_reject = {m_traceLine, QCoreApplication::translate("Import", "The trace has no events."), rawRow()};
        // It is no event, so it takes no place among those of its case.
        m_row.values.clear();
        m_row.isPartial = true;
        return Step::Reject;
      }
      break;
    case QXmlStreamReader::Invalid:
      return sentinai::failure(DbError::Kind::InvalidInput, m_failure);
    default:
      break;
    }
  }
}

QString XesReader::rawRow() const {
  QJsonObject object;
  for (std::size_t i = 0; i < m_row.values.size(); ++i) {
    const QString& name = m_columns.at(static_cast<qsizetype>(i));
    if (m_row.values[i].type != LogValue::Type::Absent && !name.startsWith(kLogPrefix)) {
      object.insert(name, toJson(m_row.values[i]));
    }
  }
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void XesReader::wantedChanged() {
  m_skip.clear();
  for (const QString& name : std::as_const(m_columns)) {
    m_skip.push_back(m_wanted && !m_wanted->contains(name));
  }
}

} // namespace sentinai
