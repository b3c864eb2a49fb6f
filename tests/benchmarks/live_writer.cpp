// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/live_writer.h"

#include "repositories/open_database.h"
#include "tests/support/sample_exceptions.h"

namespace sentinai {

namespace {

constexpr std::chrono::milliseconds kBeat{100};

NewExceptionEvent severityChange(const QString& exceptionId, Severity from, Severity to) {
  NewExceptionEvent event = sampleComment(exceptionId, {}, currentInstant());
  event.eventType = QStringLiteral("SeverityChanged");
  event.payload = {{QStringLiteral("changes"),
                    QJsonObject{{QStringLiteral("severity"), QJsonObject{{QStringLiteral("from"), toText(from)},
                                                                         {QStringLiteral("to"), toText(to)}}}}}};
  return event;
}

} // namespace

LiveWriter::LiveWriter(DatabaseUrl url, QString tenantId)
    : m_url(std::move(url))
    , m_tenantId(std::move(tenantId)) {}

QString LiveWriter::idOf(int number) {
  return QStringLiteral("EX-%1").arg(number, 6, 10, QLatin1Char('0'));
}

void LiveWriter::open() {
  m_database = openDatabase(m_url, {});
  m_session = m_database->openSession(m_tenantId);
  std::vector<NewExceptionEvent> creations;
  for (const Exception& exception : sampleExceptions(kExceptions)) {
    m_severities.push_back(exception.severity);
    creations.push_back(sampleCreation(exception));
  }
  QCoro::connect(m_session->events().appendBatch(std::move(creations), {}), this,
                 [this](Result<std::vector<AppendOutcome>> outcomes) {
                   if (outcomes) {
                     Q_EMIT ready();
                   } else {
                     Q_EMIT failed(outcomes.error().message);
                   }
                 });
}

void LiveWriter::close() {
  m_timer.reset();
  m_session.reset();
  m_database.reset();
}

void LiveWriter::load(int changesPerSecond) {
  m_timer.reset();
  m_written = 0;
  if (changesPerSecond > 0) {
    m_batch = changesPerSecond / static_cast<int>(1000 / kBeat.count());
    m_timer = std::make_unique<QTimer>();
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer.get(), &QTimer::timeout, this, &LiveWriter::writeBatch);
    m_timer->start(kBeat);
  }
}

void LiveWriter::writeBatch() {
  if (std::exchange(m_writing, true)) {
    return; // The database is not fast enough; written() tells.
  }
  std::vector<NewExceptionEvent> changes;
  for (int i = 0; i < m_batch; ++i) {
    m_next = (m_next + 617) % m_severities.size(); // All over the tenant, each as often as any other.
    Severity& severity = m_severities[m_next];
    const auto to = static_cast<Severity>((static_cast<int>(severity) + 1) % 4);
    changes.push_back(severityChange(idOf(static_cast<int>(m_next)), severity, to));
    severity = to;
  }
  QCoro::connect(m_session->events().appendBatch(std::move(changes), {}), this,
                 [this](Result<std::vector<AppendOutcome>> outcomes) {
                   m_writing = false;
                   if (outcomes) {
                     m_written += m_batch;
                   } else {
                     Q_EMIT failed(outcomes.error().message);
                   }
                 });
}

void LiveWriter::assign(const QString& exceptionId, const QString& owner) {
  QCoro::connect(m_session->exceptions().get(exceptionId, {}), this, [this, owner](Result<Exception> row) {
    if (!row) {
      Q_EMIT failed(row.error().message);
      return;
    }
    // Only the owner: the severity may change meanwhile, and that is no conflict.
    NewExceptionEvent event = sampleComment(row->exceptionId, {}, currentInstant());
    event.eventType = QStringLiteral("OwnerAssigned");
    event.payload = {
        {QStringLiteral("changes"),
         QJsonObject{{QStringLiteral("owner"),
                      QJsonObject{{QStringLiteral("from"), row->owner ? QJsonValue(*row->owner) : QJsonValue::Null},
                                  {QStringLiteral("to"), owner}}}}}};
    QCoro::connect(m_session->events().append(std::move(event), {}), this, [this, owner](Result<AppendOutcome> done) {
      if (done) {
        Q_EMIT assigned(owner, Clock::now());
      } else {
        Q_EMIT failed(done.error().message);
      }
    });
  });
}

} // namespace sentinai
