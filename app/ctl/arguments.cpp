// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/arguments.h"

#include "repositories/records/byte_order_mark.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace sentinai::ctl {

QString text(const std::string& argument) {
  return QString::fromStdString(argument);
}

QStringList texts(const std::vector<std::string>& arguments) {
  QStringList list;
  for (const std::string& argument : arguments) {
    list << text(argument);
  }
  return list;
}

std::optional<QString> optionalText(const std::string& argument) {
  return argument.empty() ? std::nullopt : std::optional(text(argument));
}

std::optional<Instant> timeArgument(const char* option, const std::string& argument) {
  if (argument.empty()) {
    return std::nullopt;
  }
  const auto instant = parseIsoText(text(argument));
  if (!instant) {
    throw CommandError(
        ExitStatus::Usage,
        QStringLiteral("%1 must be an ISO 8601 time such as 2026-03-01 or 2026-03-01T08:30:00Z, not \"%2\".")
            .arg(QString::fromLatin1(option), text(argument)));
  }
  return instant;
}

std::chrono::seconds spanArgument(const char* option, const std::string& argument) {
  static const QRegularExpression pattern(QStringLiteral("^(\\d{1,6})([smhd])$"));
  const QRegularExpressionMatch match = pattern.match(text(argument));
  if (!match.hasMatch()) {
    throw CommandError(ExitStatus::Usage, QStringLiteral("%1 must be a span such as 30m, 4h or 2d, not \"%2\".")
                                              .arg(QString::fromLatin1(option), text(argument)));
  }
  const std::chrono::seconds count{match.captured(1).toInt()};
  switch (match.captured(2).front().toLatin1()) {
  case 'm':
    return count * 60;
  case 'h':
    return count * 3600;
  case 'd':
    return count * 86400;
  default:
    return count;
  }
}

namespace {

QByteArray standardInput() {
  QFile input;
  if (!input.open(stdin, QIODevice::ReadOnly)) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("Standard input cannot be read."));
  }
  return input.readAll();
}

QByteArray fileContent(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    throw CommandError(file.exists() ? ExitStatus::BadInput : ExitStatus::NotFound,
                       QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString()));
  }
  return file.readAll();
}

QJsonDocument parsed(const QByteArray& json, int before = 0) {
  QJsonParseError problem;
  QJsonDocument document = QJsonDocument::fromJson(withMarksEscaped(json), &problem);
  if (problem.error != QJsonParseError::NoError) {
    throw CommandError(
        ExitStatus::BadInput,
        QStringLiteral("The JSON breaks off at byte %1: %2.").arg(problem.offset - before).arg(problem.errorString()));
  }
  return document;
}

} // namespace

Seen<int> seenVersionArgument(const char* option, const std::string& argument) {
  if (argument.empty()) {
    return {};
  }
  if (argument == "none") {
    return Seen<int>::none();
  }
  bool isNumber = false;
  const int version = text(argument).toInt(&isNumber);
  if (!isNumber || version < 1) {
    throw CommandError(ExitStatus::Usage,
                       QStringLiteral("%1 must be a version's number, or none.").arg(QString::fromLatin1(option)));
  }
  return version;
}

QJsonObject jsonArgument(const std::string& argument) {
  const QJsonDocument document = parsed(argument == "-" ? standardInput() : QByteArray::fromStdString(argument));
  if (!document.isObject()) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("A JSON object is needed, as in {\"…\": …}."));
  }
  return document.object();
}

QJsonValue jsonValueArgument(const std::string& argument, bool isFile) {
  const QByteArray json = argument == "-" ? standardInput()
                          : isFile        ? fileContent(text(argument))
                                          : QByteArray::fromStdString(argument);
  // Qt reads arrays and objects only, so it reads an array of one.
  const QJsonArray values = parsed('[' + json + ']', 1).array();
  if (values.size() != 1) {
    throw CommandError(ExitStatus::BadInput, QStringLiteral("One JSON value is needed, not %1.").arg(values.size()));
  }
  return values.at(0);
}

std::optional<QUuid> takeUuid(QJsonObject& object, const QString& key) {
  const QJsonValue value = object.take(key);
  if (value.isUndefined()) {
    return std::nullopt;
  }
  const QUuid uuid(value.toString());
  if (uuid.isNull()) {
    throw CommandError(
        ExitStatus::BadInput,
        QStringLiteral("%1 must be a UUID as text, not %2.").arg(key, QString::fromUtf8(jsonText(value))));
  }
  return uuid;
}

void ExceptionFilterOptions::addTo(CLI::App& command) {
  const auto repeated = [&command](const char* name, std::vector<std::string>& target, const char* help) {
    command.add_option(name, target, help)->allow_extra_args(false);
  };
  repeated("--domain", m_domains, "Only of this domain; may be repeated");
  repeated("--status", m_statuses, "open, analyzing, resolved or escalated; may be repeated");
  repeated("--severity", m_severities, "low, medium, high or critical; may be repeated");
  repeated("--type", m_types, "Only of this type; may be repeated");
  repeated("--source", m_sources, "Only from this source system; may be repeated");
  repeated("--entity", m_entities, "Only of this entity; may be repeated");
  repeated("--owner", m_owners, "Only of this owner, or `none`; may be repeated");
  command.add_option("--from", m_from, "Created at or after this time (ISO 8601)");
  command.add_option("--to", m_to, "Created before this time (ISO 8601)");
  command.add_option("--search", m_search, "Words in id, type, entity, source system or owner");
}

ExceptionFilter ExceptionFilterOptions::filter() const {
  ExceptionFilter filter;
  filter.domains = texts(m_domains);
  filter.statuses = enumArguments<Status>("--status", m_statuses);
  filter.severities = enumArguments<Severity>("--severity", m_severities);
  filter.types = texts(m_types);
  filter.sourceSystems = texts(m_sources);
  filter.entities = texts(m_entities);
  filter.owners = texts(m_owners);
  filter.unowned = filter.owners.removeAll(QStringLiteral("none")) > 0;
  filter.created = {timeArgument("--from", m_from), timeArgument("--to", m_to)};
  filter.text = text(m_search);
  return filter;
}

void EventFilterOptions::addTo(CLI::App& command) {
  command.add_option("--type", m_types, "Only of this event type; may be repeated")->allow_extra_args(false);
  command.add_option("--actor-type", m_actorTypes, "agent, user or system; may be repeated")->allow_extra_args(false);
  command.add_option("--from", m_from, "Happened at or after this time (ISO 8601)");
  command.add_option("--to", m_to, "Happened before this time (ISO 8601)");
}

EventFilter EventFilterOptions::filter() const {
  EventFilter filter;
  filter.eventTypes = texts(m_types);
  filter.actorTypes = enumArguments<ActorType>("--actor-type", m_actorTypes);
  filter.created = {timeArgument("--from", m_from), timeArgument("--to", m_to)};
  return filter;
}

void PageOptions::addTo(CLI::App& command) {
  command.add_option("--limit", m_limit, "At most this many rows (200)")->check(CLI::Range(1, 1'000'000'000));
  command.add_option("--after", m_after, "Go on after this cursor, the `next` of an earlier list");
}

} // namespace sentinai::ctl
