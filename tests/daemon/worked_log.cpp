// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/worked_log.h"

#include "app/exchange/csv_reader.h"
#include "app/exchange/log_source.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTemporaryFile>
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

struct LogPart {
  QByteArray raw;     ///< The first row of each incident, as its source wrote it.
  QByteArray history; ///< All rows of others, as CSV.
};

LogPart readLog(int incidents) {
  constexpr int kOthers = 60;
  const auto source =
      valueOf(LogSource::open(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/incident_event_log.csv.gz")));
  CsvReader reader(*source, 0);
  valueOf(reader.open());
  LogPart part;
  part.history = reader.columns().join(u',').toUtf8() + '\n';
  QSet<QString> seen;
  while (valueOf(reader.next()) == LogReader::Step::Row) {
    QJsonObject record;
    QStringList texts;
    for (std::size_t i = 0; i < reader.row().values.size(); ++i) {
      const LogValue& value = reader.row().values[i];
      texts << value.text;
      if (value.type != LogValue::Type::Absent) {
        record.insert(reader.columns()[static_cast<qsizetype>(i)], value.text);
      }
    }
    const QString number = record.value(u"number"_s).toString();
    const bool isFirst = !seen.contains(number);
    seen.insert(number);
    if (seen.size() > incidents + kOthers) {
      break;
    }
    if (seen.size() > incidents) {
      part.history += texts.join(u',').toUtf8() + '\n';
    } else if (isFirst) {
      part.raw += compact(record) + '\n';
    }
  }
  return part;
}

QString urlText(const DatabaseUrl& url) {
  return url.engine() == DatabaseUrl::Engine::Sqlite ? u"sqlite:"_s + url.sqlitePath() : url.conninfo();
}

QJsonObject step(const QString& name, const QString& action, const QJsonObject& params) {
  return {{u"name"_s, name}, {u"action"_s, action}, {u"params"_s, params}};
}

void require(const CtlRun& run) {
  if (run.status != 0) {
    throw std::runtime_error(run.errors.toStdString());
  }
}

} // namespace

WorkedLog::WorkedLog(DatabaseUrl::Engine engine, int incidents, const QString& toolUrl)
    : m_database(engine) {
  m_database.addTenant(kTenant, u"Desk"_s);
  m_adminUrl = urlText(m_database.addLogin(u"ann"_s, {{kTenant, Access::Admin}}));
  m_agentUrl = urlText(m_database.addLogin(u"worker"_s, {{kTenant, Access::Agent}}));
  require(run({u"pack"_s, u"publish"_s, u"it"_s, u"--activate"_s}));
  QJsonArray steps{step(u"Say so"_s, u"comment"_s, {{u"text"_s, u"It is being looked at."_s}})};
  if (!toolUrl.isEmpty()) {
    // All the data of the call would have times in it.
    const QJsonObject body{{u"incident"_s, u"{{exception.exception_id}}"_s}};
    const QJsonObject config{
        {u"url"_s, toolUrl}, {u"body"_s, body}, {u"timeout_ms"_s, 60'000}, {u"allow_private_addresses"_s, true}};
    const QJsonObject tool{{u"name"_s, u"roster"_s}, {u"type"_s, u"webhook"_s}, {u"config"_s, config}};
    require(run({u"tool"_s, u"create"_s, u"-"_s}, compact(tool)));
    steps << step(u"Call the duty"_s, u"call_tool"_s, {{u"tool"_s, u"roster"_s}});
  }
  steps << step(u"Hand over"_s, u"assign"_s, {{u"owner"_s, u"duty"_s}});
  const CtlRun made = run({u"playbook"_s, u"create"_s, u"Hand over"_s, u"--steps"_s, u"-"_s},
                          QJsonDocument(steps).toJson(QJsonDocument::Compact));
  require(made);
  require(run({u"playbook"_s, u"activate"_s, QString::number(made.object().value(u"playbook_id"_s).toInt())}));
  const LogPart log = readLog(incidents);
  QTemporaryFile history(QDir::tempPath() + u"/history-XXXXXX.csv"_s);
  if (!history.open() || history.write(log.history) != log.history.size() || !history.flush()) {
    throw std::runtime_error(history.errorString().toStdString());
  }
  require(run({u"import"_s, history.fileName(), u"--mapping"_s, u"servicenow"_s}));
  require(run({u"exception"_s, u"ingest"_s, u"-"_s}, log.raw));
}

CtlRun WorkedLog::run(const QStringList& arguments, const QByteArray& input) const {
  return CtlRun::of(m_adminUrl, QStringList{u"--json"_s} + arguments, input);
}

int WorkedLog::status(const QString& member) const {
  return run({u"work"_s, u"status"_s}).object().value(member).toInt(-1);
}

bool WorkedLog::isIdle() const {
  const QJsonObject status = run({u"work"_s, u"status"_s}).object();
  return status.value("due"_L1).toInt(-1) == 0 && status.value("taken"_L1).toInt(-1) == 0;
}

QStringList WorkedLog::content() const {
  const auto database = openDatabase(valueOf(DatabaseUrl::parse(m_adminUrl)), {});
  const auto session = database->openSession(kTenant);
  QStringList content;
  EventPosition position;
  constexpr int kPage = 1000;
  for (;;) {
    const auto events = valueOf(await(session->events().chains(position, kPage, {})));
    for (const ExceptionEvent& event : events) {
      QJsonObject payload = event.payloadObject();
      payload.remove(u"duration_ms"_s);
      content << u"%1 %2 %3 %4 %5 %6"_s.arg(event.exceptionId, QString::number(event.seq),
                                            event.eventId.toString(QUuid::WithoutBraces), event.eventType,
                                            event.actor.id.value_or(QString()), QString::fromUtf8(compact(payload)));
      position.pass(event);
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
