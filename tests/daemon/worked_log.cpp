// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/worked_log.h"

#include "app/exchange/csv_reader.h"
#include "app/exchange/log_source.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <stdexcept>

namespace sentinai {

using namespace Qt::StringLiterals;

namespace {

const QString kTenant = QStringLiteral("desk");

template <typename T>
T valueOf(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message.toStdString());
  }
  return std::move(*result);
}

QByteArray compact(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// The log's first row of each incident, as its source wrote it.
QByteArray rawIncidents(int count) {
  const auto source =
      valueOf(LogSource::open(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/incident_event_log.csv.gz")));
  CsvReader reader(*source, 0);
  valueOf(reader.open());
  QByteArray lines;
  QSet<QString> seen;
  while (seen.size() < count && valueOf(reader.next()) == LogReader::Step::Row) {
    QJsonObject record;
    for (std::size_t i = 0; i < reader.row().values.size(); ++i) {
      if (const LogValue& value = reader.row().values[i]; value.type != LogValue::Type::Absent) {
        record.insert(reader.columns()[static_cast<qsizetype>(i)], value.text);
      }
    }
    const QString number = record.value(u"number"_s).toString();
    if (!seen.contains(number)) {
      seen.insert(number);
      lines += compact(record) + '\n';
    }
  }
  return lines;
}

QString urlText(const DatabaseUrl& url) {
  return url.engine() == DatabaseUrl::Engine::Sqlite ? u"sqlite:"_s + url.sqlitePath() : url.conninfo();
}

void require(const CtlRun& run) {
  if (run.status != 0) {
    throw std::runtime_error(run.errors.toStdString());
  }
}

} // namespace

WorkedLog::WorkedLog(DatabaseUrl::Engine engine, int incidents)
    : m_database(engine) {
  m_database.addTenant(kTenant, u"Desk"_s);
  m_adminUrl = urlText(m_database.addLogin(u"ann"_s, {{kTenant, Access::Admin}}));
  m_agentUrl = urlText(m_database.addLogin(u"worker"_s, {{kTenant, Access::Agent}}));
  require(run({u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}));
  const QByteArray steps = R"([{"name": "Say so", "action": "comment", "params": {"text": "It is being looked at."}},
                               {"name": "Hand over", "action": "assign", "params": {"owner": "duty"}}])";
  const CtlRun made = run({u"playbook"_s, u"create"_s, u"Hand over"_s, u"--steps"_s, u"-"_s}, steps);
  require(made);
  require(run({u"playbook"_s, u"activate"_s, QString::number(made.object().value(u"playbook_id"_s).toInt())}));
  require(run({u"exception"_s, u"ingest"_s, u"-"_s}, rawIncidents(incidents)));
}

CtlRun WorkedLog::run(const QStringList& arguments, const QByteArray& input) const {
  return CtlRun::of(m_adminUrl, QStringList{u"--json"_s} + arguments, input);
}

int WorkedLog::status(const QString& member) const {
  return run({u"work"_s, u"status"_s}).object().value(member).toInt(-1);
}

QStringList WorkedLog::content() const {
  const auto database = openDatabase(valueOf(DatabaseUrl::parse(m_adminUrl)), {});
  const auto session = database->openSession(kTenant);
  QStringList content;
  EventPosition last;
  constexpr int kPage = 1000;
  for (;;) {
    const auto events = valueOf(await(session->events().chains(last, kPage, {})));
    for (const ExceptionEvent& event : events) {
      content << u"%1 %2 %3 %4 %5 %6"_s.arg(
          event.exceptionId, QString::number(event.seq), event.eventId.toString(QUuid::WithoutBraces), event.eventType,
          event.actor.id.value_or(QString()), QString::fromUtf8(compact(event.payloadObject())));
      last.exceptionId = event.exceptionId;
      last.seq = event.seq;
    }
    if (events.size() < kPage) {
      return content;
    }
  }
}

bool WorkedLog::isIntact() const {
  return run({u"event"_s, u"verify"_s}).status == 0 && run({u"event"_s, u"replay"_s, u"--verify"_s}).status == 0;
}

} // namespace sentinai
