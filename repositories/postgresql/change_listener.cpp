// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/change_listener.h"

#include "repositories/change_feed.h"
#include "repositories/database/back_off.h"
#include "repositories/postgresql/pg_decode.h"
#include "repositories/postgresql/pg_error.h"
#include "repositories/postgresql/pg_event_count.h"

#include <QRandomGenerator>

namespace sentinai {

namespace {

constexpr qsizetype kIdSize = 16;

/// The exceptions of some events, and how many events these are.
struct Told {
  ChangeSet changes;
  qint64 events = 0;
};

Result<Told> readTold(const PGresult* result) {
  Told told;
  for (int i = 0; i < PQntuples(result); ++i) {
    PgRow row(result, i);
    const auto exceptionId = row.next<QString>();
    if (row.next<bool>()) {
      told.changes.created << exceptionId;
    }
    if (row.next<bool>()) {
      told.changes.changed << exceptionId;
    }
    told.events += row.next<qint64>();
    if (row.error()) {
      return failure(*row.error());
    }
  }
  return told;
}

} // namespace

ChangeListener::ChangeListener(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId,
                               Heard heard)
    : m_io(io)
    , m_settings(std::move(settings))
    , m_tenantId(std::move(tenantId))
    , m_heard(std::move(heard)) {
  for (QTimer* timer : {&m_flush, &m_silence, &m_answer, &m_retry}) {
    timer->setSingleShot(true);
  }
  connect(&m_flush, &QTimer::timeout, this, &ChangeListener::flush);
  connect(&m_silence, &QTimer::timeout, this, &ChangeListener::checkSilence);
  connect(&m_answer, &QTimer::timeout, this,
          [this] { giveUp(QStringLiteral("The server did not answer in time. Trying again …")); });
  connect(&m_retry, &QTimer::timeout, this, &ChangeListener::open);
  open();
}

ChangeListener::~ChangeListener() {
  if (m_connection != nullptr) {
    m_connection->disconnect(this);
    delete m_connection;
  }
}

void ChangeListener::open() {
  m_connection = new PgConnection(m_io, m_settings, m_tenantId, nullptr);
  m_connection->open([this, connection = m_connection](const Result<Done>& outcome) {
    if (connection != m_connection) {
      return;
    }
    if (!outcome) {
      giveUp(outcome.error().message);
    } else if (connection->isPooled()) {
      dropConnection();
      m_heard.cannotListen();
    } else {
      listen();
    }
  });
}

void ChangeListener::listen() {
  connect(m_connection, &PgConnection::notified, this, &ChangeListener::takeNotification);
  connect(m_connection, &PgConnection::closed, this,
          [this] { giveUp(QStringLiteral("The connection was lost. Trying again …")); });
  ask({QStringLiteral("SELECT sentinai.change_channel()"), {}}, [this](Result<PgResult> result) {
    if (!result) {
      giveUp(result.error().message);
      return;
    }
    PgRow row(result->get(), 0);
    const auto channel = row.next<std::optional<QString>>();
    if (channel) {
      listenTo(*channel);
    } else {
      giveUp(row.error() ? row.error()->message
                         : QStringLiteral("The login is no member of the tenant: ask one of its administrators."));
    }
  });
}

void ChangeListener::listenTo(const QString& channel) {
  const QString quoted = QLatin1Char('"') + QString(channel).remove(QLatin1Char('"')) + QLatin1Char('"');
  ask({QStringLiteral("LISTEN ") + quoted, {}}, [this](Result<PgResult> result) {
    if (!result) {
      giveUp(result.error().message);
      return;
    }
    m_failures = 0;
    m_listening = true;
    m_heard.state(true, {});
    // Nobody has told what was committed before.
    m_resync = true;
    m_nextResync = QDeadlineTimer();
    if (!m_held) {
      flush();
    }
  });
}

void ChangeListener::ask(SqlStatement statement, std::function<void(Result<PgResult>)> answered) {
  PgConnection* const connection = m_connection;
  m_asking = true;
  m_answer.start(m_settings->watch.answer);
  auto request = std::make_shared<PgRequest>();
  request->statements.push_back(std::move(statement));
  connection->execute(
      std::move(request), [this, connection, answered = std::move(answered)](Result<PgResults> results) {
        if (connection != m_connection) {
          return;
        }
        m_asking = false;
        m_answer.stop();
        m_silence.start(m_settings->watch.silence);
        answered(results ? Result<PgResult>(std::move(results->front())) : Result<PgResult>(failure(results.error())));
        schedule();
      });
}

void ChangeListener::takeNotification(const QByteArray& payload) {
  m_silence.start(m_settings->watch.silence);
  m_doubted = false;
  const auto ids = QByteArray::fromBase64Encoding(payload.simplified().replace(' ', QByteArray()),
                                                  QByteArray::AbortOnBase64DecodingErrors);
  if (m_held || ids.decodingStatus != QByteArray::Base64DecodingStatus::Ok || ids.decoded.size() % kIdSize != 0) {
    m_resync = true; // "many", or what only a later version could tell.
  }
  for (qsizetype at = 0; !m_resync && at < ids.decoded.size(); at += kIdSize) {
    m_eventIds.insert(ids.decoded.mid(at, kIdSize));
    m_resync = m_eventIds.size() > ChangeFeed::kMostIds;
  }
  if (m_resync) {
    m_eventIds.clear();
  }
  schedule();
}

void ChangeListener::schedule() {
  if (m_listening && !m_held && !m_asking && !m_flush.isActive() && hasNews()) {
    m_flush.start(std::max(m_settings->watch.gather,
                           std::chrono::ceil<std::chrono::milliseconds>(due().remainingTimeAsDuration())));
  }
}

void ChangeListener::flush() {
  if (m_asking) {
    return; // The answer brings it up again.
  }
  if (!due().hasExpired()) {
    schedule(); // Ids became a resync meanwhile.
    return;
  }
  m_next = QDeadlineTimer(m_settings->watch.apart);
  if (m_resync) {
    m_resync = false;
    m_count.reset(); // Of however many events this tells.
    m_nextResync = QDeadlineTimer(m_settings->watch.resyncApart);
    m_heard.resync();
  } else {
    readChanges();
  }
}

void ChangeListener::readChanges() {
  QStringList ids;
  for (const QByteArray& id : std::exchange(m_eventIds, {})) {
    ids << QUuid::fromRfc4122(id).toString(QUuid::WithoutBraces);
  }
  ask({QStringLiteral(R"sql(
        SELECT e.exception_id, bool_or(e.event_type = 'ExceptionCreated'), bool_or(e.event_type <> 'ExceptionCreated'),
          count(*)
        FROM sentinai.exception_event e
        WHERE e.event_id = ANY (ARRAY(SELECT unnest($1::uuid[])))
        GROUP BY e.exception_id)sql"),
       {QLatin1Char('{') + ids.join(QLatin1Char(',')) + QLatin1Char('}')}},
      [this](Result<PgResult> result) {
        const Result<Told> told = result ? readTold(result->get()) : Result<Told>(failure(result.error()));
        if (!told) {
          m_resync = true;
        } else if (!told->changes.isEmpty()) {
          m_count = m_count ? std::optional(*m_count + told->events) : std::nullopt;
          m_heard.changes(told->changes);
        }
      });
}

void ChangeListener::checkSilence() {
  if (m_flush.isActive()) {
    m_silence.start(m_settings->watch.silence); // What is about to be told is not to wait for this.
  } else if (!m_asking) {
    ask(eventCountStatement(), [this](Result<PgResult> result) {
      if (result) {
        takeCount(result->get());
      }
    });
  }
}

void ChangeListener::takeCount(const PGresult* result) {
  PgRow row(result, 0);
  const auto count = row.next<qint64>();
  if (hasNews()) {
    m_count.reset(); // What has just come may be counted or not.
    return;
  }
  if (!m_count || *m_count == count) {
    m_count = count;
    m_doubted = false;
  } else if (std::exchange(m_doubted, !m_doubted)) {
    m_resync = true;
  } else {
    m_silence.start(m_settings->watch.gather); // It may be on its way.
  }
}

void ChangeListener::setHeld(bool held) {
  m_held = held;
  if (held) {
    m_flush.stop();
    return;
  }
  if (!m_eventIds.isEmpty()) {
    m_eventIds.clear();
    m_resync = true;
  }
  schedule();
}

void ChangeListener::retryNow() {
  if (m_retry.isActive()) {
    m_retry.stop();
    open();
  }
}

void ChangeListener::giveUp(const QString& problem) {
  dropConnection();
  const ChangeWatch& watch = m_settings->watch;
  const auto pause = backOff(watch.firstRetry, watch.longestRetry, m_failures++);
  // Not all consoles at the same moment, when a server comes back.
  m_retry.start(pause - std::chrono::milliseconds(
                            QRandomGenerator::global()->bounded(static_cast<qint64>(pause.count()) / 2 + 1)));
  m_heard.state(false, problem);
}

void ChangeListener::dropConnection() {
  for (QTimer* timer : {&m_flush, &m_silence, &m_answer}) {
    timer->stop();
  }
  m_connection->disconnect(this);
  m_connection->deleteLater(); // Not at once: it may be what calls.
  m_connection = nullptr;
  m_listening = false;
  m_asking = false;
  m_eventIds.clear(); // All of it is in the resync to come.
}

} // namespace sentinai
