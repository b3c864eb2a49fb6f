// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_connection.h"

#include "repositories/postgresql/pg_decode.h"
#include "repositories/postgresql/pg_error.h"

#include <QLoggingCategory>

namespace sentinai {

namespace {

Q_LOGGING_CATEGORY(lcPostgresql, "sentinai.postgresql")
Q_LOGGING_CATEGORY(lcEcho, "sentinai.postgresql.echo", QtInfoMsg)

/// What a session is set to and must read back as, in the order of set-up.
struct SessionSetting {
  const char* name;
  QString value;
};

std::vector<SessionSetting> sessionSettings(const QString& tenantId, const DatabaseOptions& options) {
  return {{"client_encoding", QStringLiteral("UTF8")},
          {"TimeZone", QStringLiteral("UTC")},
          {"application_name", options.applicationName},
          // Plans made for the actual values: a filter that matches little must not get the plan for the average.
          {"plan_cache_mode", QStringLiteral("force_custom_plan")},
          // Compiling a plan takes longer than most of what is asked here.
          {"jit", QStringLiteral("off")},
          {"statement_timeout", QString::number(options.statementTimeout.count())},
          {"sentinai.tenant_id", tenantId}};
}

/// The prepared statement no longer fits the schema, or is gone.
bool isStalePlan(const DbError& error) {
  return error.sqlState == QLatin1String("0A000") || error.sqlState == QLatin1String("26000");
}

/// The server's notices without their details, which can hold values.
void logNotice(void* connection, const PGresult* notice) {
  qCDebug(lcPostgresql).noquote() << PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED)
                                  << PQresultErrorField(notice, PG_DIAG_SQLSTATE)
                                  << pg_error::redacted(PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY),
                                                        *static_cast<PGconn**>(connection));
}

} // namespace

PgConnection::PgConnection(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, QString tenantId,
                           QObject* parent)
    : QObject(parent)
    , m_io(io)
    , m_settings(std::move(settings))
    , m_tenantId(std::move(tenantId))
    , m_deadline(this) {
  m_deadline.setSingleShot(true);
  connect(&m_deadline, &QTimer::timeout, this, &PgConnection::onDeadline);
}

PgConnection::~PgConnection() {
  m_opened = {};
  m_finished = {};
  const QSignalBlocker silent(this);
  close();
}

void PgConnection::open(Opened opened) {
  m_opened = std::move(opened);
  m_state = State::Connecting;
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : m_settings->parameters) {
    keywords.push_back(keyword.constData());
    values.push_back(value.constData());
  }
  // Lets the kernel give up on a silent peer, for PQcancel too, which knows no time limit of its own.
  const QByteArray patience = QByteArray::number(static_cast<qint64>(m_settings->options.connectTimeout.count()));
  if (m_settings->parameter("tcp_user_timeout").isEmpty()) {
    keywords.push_back("tcp_user_timeout");
    values.push_back(patience.constData());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  m_connection = PQconnectStartParams(keywords.data(), values.data(), 0);
  if (m_connection == nullptr) {
    finishOpening(failure(pg_error::internal(QStringLiteral("Out of memory."))));
    return;
  }
  PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(m_connection, &logNotice, &m_connection);
  if (PQstatus(m_connection) == CONNECTION_BAD) {
    finishOpening(failure(pg_error::fromConnecting(m_connection)));
    return;
  }
  m_deadline.start(m_settings->options.connectTimeout);
  // As libpq says: before the first poll behave as if it had asked for writing.
  m_writable = std::make_unique<QSocketNotifier>(PQsocket(m_connection), QSocketNotifier::Write);
  connect(m_writable.get(), &QSocketNotifier::activated, this, &PgConnection::pollConnect);
}

void PgConnection::pollConnect() {
  // The poll may close the socket and open another, so the notifiers go first. They are deleted later, since this may
  // be called by one of them.
  for (auto* notifier : {m_readable.release(), m_writable.release()}) {
    if (notifier != nullptr) {
      notifier->setEnabled(false);
      notifier->deleteLater();
    }
  }
  const PostgresPollingStatusType status = PQconnectPoll(m_connection);
  if (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
    const bool reading = status == PGRES_POLLING_READING;
    auto& notifier = reading ? m_readable : m_writable;
    notifier = std::make_unique<QSocketNotifier>(PQsocket(m_connection),
                                                 reading ? QSocketNotifier::Read : QSocketNotifier::Write);
    connect(notifier.get(), &QSocketNotifier::activated, this, &PgConnection::pollConnect);
    return;
  }
  if (status != PGRES_POLLING_OK) {
    finishOpening(failure(pg_error::fromConnecting(m_connection)));
    return;
  }
  if (PQsetnonblocking(m_connection, 1) != 0) {
    finishOpening(failure(pg_error::internal(QStringLiteral("The socket cannot be made non-blocking."))));
    return;
  }
  PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
  m_readable = std::make_unique<QSocketNotifier>(PQsocket(m_connection), QSocketNotifier::Read);
  connect(m_readable.get(), &QSocketNotifier::activated, this, &PgConnection::onReadable);
  m_writable = std::make_unique<QSocketNotifier>(PQsocket(m_connection), QSocketNotifier::Write);
  m_writable->setEnabled(false);
  connect(m_writable.get(), &QSocketNotifier::activated, this, &PgConnection::onWritable);
  setUp();
}

void PgConnection::setUp() {
  SqlBinder binder(SqlDialect::PostgreSql);
  QStringList calls;
  for (const SessionSetting& setting : sessionSettings(m_tenantId, m_settings->options)) {
    calls << QStringLiteral("pg_catalog.set_config('%1', %2, false)")
                 .arg(QLatin1String(setting.name), binder.bind(setting.value));
  }
  m_state = State::Idle;
  execute(std::move(binder).statement(QStringLiteral("SELECT ") + calls.join(QStringLiteral(", "))), PgIntent::Read,
          [this](Result<PgResult> result) {
            if (!result) {
              finishOpening(failure(result.error()));
              return;
            }
            readBack();
          });
}

void PgConnection::readBack() {
  QStringList columns{QStringLiteral("session_user::text")};
  for (const SessionSetting& setting : sessionSettings(m_tenantId, m_settings->options)) {
    columns << (qstrcmp(setting.name, "statement_timeout") == 0
                    ? QStringLiteral("(SELECT s.setting FROM pg_catalog.pg_settings s WHERE s.name = '%1')")
                    : QStringLiteral("pg_catalog.current_setting('%1')"))
                   .arg(QLatin1String(setting.name));
  }
  m_state = State::Idle;
  execute({QStringLiteral("SELECT ") + columns.join(QStringLiteral(", ")), {}}, PgIntent::Read,
          [this](Result<PgResult> result) {
            if (!result) {
              finishOpening(failure(result.error()));
              return;
            }
            PgRow row(result->get(), 0);
            m_login = row.next<QString>();
            for (const SessionSetting& setting : sessionSettings(m_tenantId, m_settings->options)) {
              const auto value = row.next<QString>();
              // The server cuts application_name to its length and replaces what is not ASCII.
              if (value != setting.value && qstrcmp(setting.name, "application_name") != 0) {
                finishOpening(
                    failure(pg_error::internal(QStringLiteral("The session's %1 reads back otherwise than it was set.")
                                                   .arg(QLatin1String(setting.name)))));
                return;
              }
            }
            finishOpening(row.error() ? Result<Done>(failure(*row.error())) : Result<Done>(Done{}));
          });
}

void PgConnection::finishOpening(Result<Done> outcome) {
  m_deadline.stop();
  const Opened opened = std::exchange(m_opened, {});
  if (!outcome) {
    close();
  }
  if (opened) {
    opened(std::move(outcome));
  }
}

void PgConnection::execute(SqlStatement statement, PgIntent intent, Finished finished) {
  Q_ASSERT(m_state == State::Idle);
  m_statement = std::move(statement);
  m_parameters = std::make_unique<PgParameters>(m_statement.values);
  m_intent = intent;
  m_finished = std::move(finished);
  m_cancelRequested = false;
  m_result.reset();
  m_error.reset();
  m_state = State::Running;
  if (m_settings->options.echo) {
    qCInfo(lcEcho).noquote() << m_statement.text;
  }
  if (!m_opened && m_settings->options.statementTimeout.count() > 0) {
    m_deadline.start(m_settings->options.statementTimeout + m_settings->patience);
  }
  switch (m_cache.advise(m_statement.text.toUtf8() + m_parameters->typeKey())) {
  case StatementCache::Advice::DiscardFirst:
    send(Step::Discard);
    break;
  case StatementCache::Advice::PrepareNow:
    send(Step::Prepare);
    break;
  case StatementCache::Advice::Direct:
  case StatementCache::Advice::Prepared:
    send(Step::Execute);
    break;
  }
}

void PgConnection::send(Step step) {
  m_step = step;
  const QByteArray text = m_statement.text.toUtf8();
  const QByteArray key = text + m_parameters->typeKey();
  int sent = 0;
  if (step == Step::Discard) {
    m_cache.clear();
    sent = PQsendQuery(m_connection, "DEALLOCATE ALL");
  } else if (step == Step::Prepare) {
    const QByteArray name = m_cache.nextName();
    m_cache.setPrepared(key, name);
    sent =
        PQsendPrepare(m_connection, name.constData(), text.constData(), m_parameters->count(), m_parameters->types());
  } else if (const QByteArray name = m_cache.name(key); !name.isEmpty()) {
    sent = PQsendQueryPrepared(m_connection, name.constData(), m_parameters->count(), m_parameters->values(),
                               m_parameters->lengths(), m_parameters->formats(), 1);
  } else {
    sent = PQsendQueryParams(m_connection, text.constData(), m_parameters->count(), m_parameters->types(),
                             m_parameters->values(), m_parameters->lengths(), m_parameters->formats(), 1);
  }
  if (sent == 0) {
    // Nothing went out. Told later, so that `finished` does not come from within execute().
    const QString detail = pg_error::redacted(PQerrorMessage(m_connection), m_connection);
    m_error = PQstatus(m_connection) == CONNECTION_BAD ? pg_error::broken(detail, false) : pg_error::internal(detail);
    QMetaObject::invokeMethod(
        this, [this] { breakDown({}); }, Qt::QueuedConnection);
    return;
  }
  flush();
}

void PgConnection::flush() {
  const int pending = PQflush(m_connection);
  // A failed flush shows as an end of input, which says more.
  m_writable->setEnabled(pending == 1);
}

void PgConnection::onWritable() {
  flush();
}

void PgConnection::onReadable() {
  if (PQconsumeInput(m_connection) == 0) {
    if (m_state == State::Running) {
      collect(); // What the server said before it went.
    }
    if (m_state != State::Closed) {
      breakDown(pg_error::redacted(PQerrorMessage(m_connection), m_connection));
    }
    return;
  }
  if (m_state == State::Running) {
    flush();
    collect();
  } else if (PQstatus(m_connection) == CONNECTION_BAD) {
    breakDown({});
  }
}

void PgConnection::collect() {
  while (m_state == State::Running && PQisBusy(m_connection) == 0) {
    PgResult result(PQgetResult(m_connection));
    if (result) {
      take(std::move(result));
      continue;
    }
    if (PQstatus(m_connection) == CONNECTION_BAD) {
      breakDown({});
      return;
    }
    stepDone();
    return;
  }
}

void PgConnection::take(PgResult result) {
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    m_result = std::move(result);
    return;
  }
  const bool fromServer = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) != nullptr;
  if (fromServer && !m_error) {
    m_error = pg_error::fromResult(result.get(), m_connection, m_cancelRequested);
  } else if (PQstatus(m_connection) != CONNECTION_BAD && !m_error) {
    m_error = pg_error::internal(QString::fromLatin1(PQresStatus(status)));
  }
}

void PgConnection::stepDone() {
  const QByteArray key = m_statement.text.toUtf8() + m_parameters->typeKey();
  const bool isUnprepared = m_error && m_step == Step::Prepare;
  if (!m_error && m_step != Step::Execute) {
    m_result.reset();
    if (!m_cancelRequested) {
      send(Step::Execute);
      return;
    }
    m_error = pg_error::cancelled();
  }
  if (!m_error) {
    finish(std::move(m_result));
    return;
  }
  if (isUnprepared) {
    m_cache.forget(key);
  }
  // A migration can change the shape of a prepared statement's result under a running program; nothing was done.
  if (!m_cache.name(key).isEmpty() && isStalePlan(*m_error)) {
    m_cache.forget(key);
    if (!m_cancelRequested) {
      m_error.reset();
      send(Step::Execute);
      return;
    }
  }
  finish(failure(*std::move(m_error)));
}

void PgConnection::finish(Result<PgResult> outcome) {
  if (!m_opened) {
    m_deadline.stop(); // Otherwise it is the limit on opening, which is not over.
  }
  m_step = Step::None;
  m_parameters.reset();
  m_statement = {};
  m_result.reset();
  m_error.reset();
  const Finished finished = std::exchange(m_finished, {});
  // Left in a transaction, whatever began it, it must not reach the next caller.
  if (m_state == State::Running) {
    if (PQtransactionStatus(m_connection) == PQTRANS_IDLE) {
      m_state = State::Idle;
    } else {
      close();
    }
  }
  if (finished) {
    finished(std::move(outcome));
  }
  becomeIdleIfFree();
}

void PgConnection::breakDown(const QString& detail) {
  if (m_state != State::Running) {
    close();
    return;
  }
  // A write may have happened if the server left without a word, or after its command was complete: COMMIT comes then.
  // An error that it sent first says that it did not.
  const bool mayHaveHappened =
      m_intent == PgIntent::Write && m_step == Step::Execute && (!m_error || m_result != nullptr);
  const QString words = detail.isEmpty() ? pg_error::redacted(PQerrorMessage(m_connection), m_connection) : detail;
  DbError error = m_error && !mayHaveHappened ? *m_error : pg_error::broken(words, mayHaveHappened);
  if (m_cancelRequested && !mayHaveHappened) {
    error = pg_error::cancelled();
  }
  close();
  finish(failure(std::move(error)));
}

void PgConnection::onDeadline() {
  if (m_opened) {
    finishOpening(failure(
        pg_error::connectTimeout(m_connection, static_cast<qint64>(m_settings->options.connectTimeout.count()))));
    return;
  }
  breakDown(QStringLiteral("The server did not answer in time."));
}

void PgConnection::cancel() {
  if (m_state != State::Running || m_cancelRequested) {
    return;
  }
  m_cancelRequested = true;
  m_deadline.start(m_settings->patience);
  std::shared_ptr<PGcancel> request(PQgetCancel(m_connection), &PQfreeCancel);
  ++m_cancelsUnderWay;
  const QPointer<PgConnection> self(this);
  m_io.runAside(
      [request] {
        char words[256] = {};
        PQcancel(request.get(), words, sizeof words);
      },
      [self] {
        if (self) {
          --self->m_cancelsUnderWay;
          self->becomeIdleIfFree();
        }
      });
}

bool PgConnection::isIdle() const {
  return m_state == State::Idle && m_cancelsUnderWay == 0;
}

void PgConnection::becomeIdleIfFree() {
  if (isIdle() && !m_opened) {
    Q_EMIT idle();
  }
}

void PgConnection::close() {
  if (m_state == State::Closed) {
    return;
  }
  m_state = State::Closed;
  m_deadline.stop();
  for (auto* notifier : {m_readable.release(), m_writable.release()}) {
    if (notifier != nullptr) {
      notifier->setEnabled(false);
      notifier->deleteLater();
    }
  }
  PQfinish(m_connection);
  m_connection = nullptr;
  Q_EMIT closed();
}

} // namespace sentinai
