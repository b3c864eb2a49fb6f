// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_connection.h"

#include "repositories/postgresql/pg_error.h"

#include <QLoggingCategory>
#include <QPointer>

namespace sentinai {

namespace {

Q_LOGGING_CATEGORY(lcEcho, "sentinai.postgresql.echo", QtInfoMsg)

/// The prepared statement no longer fits the schema, or is gone.
bool isStalePlan(const DbError& error) {
  return error.sqlState == QLatin1String("0A000") || error.sqlState == QLatin1String("26000");
}

bool hasTransactionOfItsOwn(const PgRequest& request) {
  return request.kind == PgRequest::Kind::Snapshot || request.kind == PgRequest::Kind::Stream;
}

void discard(std::unique_ptr<QSocketNotifier>& notifier) {
  if (notifier) {
    notifier->setEnabled(false);
    notifier.release()->deleteLater(); // It may be what calls.
  }
}

} // namespace

PgConnection::PgConnection(const PgIoThread& io, std::shared_ptr<const PgSettings> settings, const QString& tenantId,
                           QObject* parent)
    : QObject(parent)
    , m_io(io)
    , m_settings(std::move(settings))
    , m_setup(tenantId, m_settings->options)
    , m_deadline([this] { onDeadline(); }) {}

PgConnection::~PgConnection() {
  m_opened = {};
  m_finished = {};
  const QSignalBlocker silent(this);
  close();
}

// ---- opening --------------------------------------------------------------------------------------------------------

void PgConnection::open(Opened opened) {
  m_opened = std::move(opened);
  m_state = State::Connecting;
  m_connector = std::make_unique<PgConnector>(m_io, m_settings, nullptr);
  m_connector->start([this](Result<PGconn*> connected) { onConnected(std::move(connected)); });
}

void PgConnection::onConnected(Result<PGconn*> connected) {
  if (!connected) {
    finishOpening(failure(std::move(connected.error())));
    return;
  }
  adopt(*connected);
  if (PQsetnonblocking(m_connection, 1) != 0 || PQenterPipelineMode(m_connection) != 1) {
    finishOpening(failure(pg_error::internal(QStringLiteral("The connection cannot be made non-blocking."))));
    return;
  }
  m_deadline.set(m_settings->options.connectTimeout);
  m_state = State::Idle;
  auto request = std::make_shared<PgRequest>();
  request->statements = m_setup.statements(PQbackendPID(m_connection));
  execute(std::move(request), [this](Result<PgResults> results) { onSetUp(std::move(results)); });
}

void PgConnection::adopt(PGconn* connection) {
  m_connection = connection;
  PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
  m_readable = std::make_unique<QSocketNotifier>(PQsocket(m_connection), QSocketNotifier::Read);
  connect(m_readable.get(), &QSocketNotifier::activated, this, &PgConnection::onReadable);
  m_writable = std::make_unique<QSocketNotifier>(PQsocket(m_connection), QSocketNotifier::Write);
  m_writable->setEnabled(false);
  connect(m_writable.get(), &QSocketNotifier::activated, this, &PgConnection::onWritable);
}

void PgConnection::onSetUp(Result<PgResults> results) {
  if (!results) {
    if (results.error().retryable) {
      tryNextServer(std::move(results.error()));
    } else {
      finishOpening(failure(std::move(results.error())));
    }
    return;
  }
  const Result<PgSessionSetup::Facts> facts = m_setup.check(results->back().get());
  if (!facts) {
    finishOpening(failure(facts.error()));
    return;
  }
  if (!facts->haveRole(m_connector->wantedRole())) {
    tryNextServer(pg_error::wrongRole(m_connection, toText(m_settings->role)));
    return;
  }
  m_login = facts->login;
  m_pooled = facts->pooled;
  m_cache.clear();
  finishOpening(Done{});
}

void PgConnection::tryNextServer(DbError reason) {
  releaseSocket();
  m_deadline.clear();
  m_state = State::Connecting;
  m_connector->passOver(std::move(reason));
}

void PgConnection::finishOpening(Result<Done> outcome) {
  m_deadline.clear();
  m_connector.release()->deleteLater(); // It may be what calls.
  const Opened opened = std::exchange(m_opened, {});
  if (!outcome) {
    close();
  }
  if (opened) {
    opened(std::move(outcome));
  }
}

// ---- sending --------------------------------------------------------------------------------------------------------

void PgConnection::execute(std::shared_ptr<const PgRequest> request, Finished finished) {
  Q_ASSERT(m_state == State::Idle);
  m_request = std::move(request);
  m_finished = std::move(finished);
  m_withoutNames = false;
  m_hasDelivered = false;
  m_cancelRequested = false;
  m_state = State::Running;
  if (m_settings->options.echo) {
    for (const SqlStatement& statement : m_request->statements) {
      qCInfo(lcEcho).noquote() << statement.text;
    }
  }
  begin();
}

void PgConnection::begin() {
  m_sent.clear();
  m_planning = SqlPlanning::EachTime;
  m_preparing.clear();
  m_named.clear();
  m_results.clear();
  m_error.reset();
  m_held.reset();
  m_isSynced = m_isEnding = m_isPaused = m_isCopying = false;
  setLimit();
  bool sent = true;
  switch (m_request->kind) {
  case PgRequest::Kind::Statements:
    sent = m_request->statements.empty() || sendSettings();
    for (const SqlStatement& statement : m_request->statements) {
      sent = sent && sendStatement(statement);
    }
    sent = sent && sendSync();
    m_isSynced = sent;
    break;
  case PgRequest::Kind::Snapshot:
    sent = sendText("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY") && sendSettings();
    for (const SqlStatement& statement : m_request->statements) {
      sent = sent && sendStatement(statement);
    }
    sent = sent && sendText("COMMIT") && sendSync();
    break;
  case PgRequest::Kind::Stream: {
    const SqlStatement& statement = m_request->statements.front();
    sent = sendText("BEGIN READ ONLY") && sendSettings() &&
           // All rows are wanted, not the first ones soon.
           sendText("SET LOCAL cursor_tuple_fraction = 1") &&
           sendDirect({QStringLiteral("DECLARE stream NO SCROLL CURSOR FOR ") + statement.text, statement.values},
                      Sent::Aside) &&
           sendFetch() && sendSync();
    break;
  }
  case PgRequest::Kind::CopyIn:
    sent = sendCopy();
    break;
  }
  if (!sent) {
    // Told later, so that `finished` does not come from within execute().
    const QString detail = pg_error::redacted(PQerrorMessage(m_connection), m_connection);
    m_error = PQstatus(m_connection) == CONNECTION_BAD ? pg_error::broken(detail, false) : pg_error::internal(detail);
    QMetaObject::invokeMethod(
        this, [this] { breakDown({}); }, Qt::QueuedConnection);
    return;
  }
  flush();
}

bool PgConnection::sendStatement(const SqlStatement& statement) {
  if (m_pooled || m_opened || m_withoutNames) {
    return sendDirect(statement, Sent::Statement);
  }
  const QByteArray text = statement.text.toUtf8();
  const PgParameters parameters(statement.values);
  const QByteArray key = text + parameters.typeKey();
  switch (m_cache.advise(key)) {
  case StatementCache::Advice::DiscardFirst:
    m_cache.clear();
    return sendText("DEALLOCATE ALL") && sendPlanning(SqlPlanning::EachTime) && sendDirect(statement, Sent::Statement);
  case StatementCache::Advice::Direct:
    return sendPlanning(SqlPlanning::EachTime) && sendDirect(statement, Sent::Statement);
  case StatementCache::Advice::PrepareNow:
    if (!sendPrepare(key, text, parameters)) {
      return false;
    }
    break;
  case StatementCache::Advice::Prepared:
    break;
  }
  return sendPlanning(statement.planning) && sendNamed(key, parameters, Sent::Statement);
}

bool PgConnection::sendPrepare(const QByteArray& key, const QByteArray& text, const PgParameters& parameters) {
  m_cache.setPrepared(key, m_cache.nextName());
  m_sent.push_back(Sent::Prepare);
  m_preparing.push_back(key);
  return PQsendPrepare(m_connection, m_cache.name(key).constData(), text.constData(), parameters.count(),
                       parameters.types()) != 0;
}

bool PgConnection::sendNamed(const QByteArray& key, const PgParameters& parameters, Sent what) {
  m_named.push_back(key);
  m_sent.push_back(what);
  return PQsendQueryPrepared(m_connection, m_cache.name(key).constData(), parameters.count(), parameters.values(),
                             parameters.lengths(), parameters.formats(), 1) != 0;
}

bool PgConnection::sendDirect(const SqlStatement& statement, Sent what) {
  const PgParameters parameters(statement.values);
  m_sent.push_back(what);
  return PQsendQueryParams(m_connection, statement.text.toUtf8().constData(), parameters.count(), parameters.types(),
                           parameters.values(), parameters.lengths(), parameters.formats(), 1) != 0;
}

bool PgConnection::sendText(const char* text) {
  m_sent.push_back(Sent::Aside);
  return PQsendQueryParams(m_connection, text, 0, nullptr, nullptr, nullptr, nullptr, 1) != 0;
}

bool PgConnection::sendSettings() {
  return !m_pooled || sendDirect(m_setup.forTransaction(), Sent::Aside);
}

/// Until the transaction ends. A few hundredths of a millisecond, where planning takes some tenths.
bool PgConnection::sendPlanning(SqlPlanning planning) {
  static const QByteArray text = "SELECT pg_catalog.set_config('plan_cache_mode', $1, true)";
  if (std::exchange(m_planning, planning) == planning) {
    return true;
  }
  const PgParameters parameters(
      {planning == SqlPlanning::Once ? QStringLiteral("force_generic_plan") : QStringLiteral("force_custom_plan")});
  return (!m_cache.name(text).isEmpty() || sendPrepare(text, text, parameters)) &&
         sendNamed(text, parameters, Sent::Aside);
}

bool PgConnection::sendFetch() {
  static const QByteArray text = "FETCH FORWARD " + QByteArray::number(PgRequest::kRowsPerChunk) + " FROM stream";
  m_sent.push_back(Sent::Rows);
  return PQsendQueryParams(m_connection, text.constData(), 0, nullptr, nullptr, nullptr, nullptr, 1) != 0;
}

bool PgConnection::sendSync() {
  m_sent.push_back(Sent::Sync);
  return PQpipelineSync(m_connection) != 0;
}

// COPY and pipeline mode exclude each other. Several statements in one simple query are one transaction.
bool PgConnection::sendCopy() {
  QByteArray text = m_request->statements.front().text.toUtf8();
  if (m_pooled) {
    text.prepend(m_setup.forTransactionAsText(m_connection) + "; ");
  }
  return PQexitPipelineMode(m_connection) != 0 && PQsendQuery(m_connection, text.constData()) != 0;
}

void PgConnection::setLimit() {
  const auto& options = m_settings->options;
  if (m_opened) {
    return; // There is a limit on the whole of opening.
  }
  if (m_request->statements.empty()) {
    m_deadline.set(options.connectTimeout);
  } else if (options.statementTimeout.count() > 0) {
    m_deadline.set(options.statementTimeout * static_cast<int>(m_request->statements.size()) + m_settings->patience);
  } else {
    m_deadline.clear();
  }
}

void PgConnection::validate() {
  execute(std::make_shared<PgRequest>(), [](const Result<PgResults>&) {});
}

void PgConnection::flush() {
  const int pending = PQflush(m_connection);
  // A failed flush shows as an end of input, which says more.
  m_writable->setEnabled(pending == 1);
}

void PgConnection::onWritable() {
  flush();
  if (m_isCopying && !m_writable->isEnabled()) {
    feedCopy();
  }
}

void PgConnection::feedCopy() {
  // Now and then it is the others' turn, however fast the server takes it.
  constexpr int kPartsAtOnce = 16;
  for (int parts = 0; m_isCopying; ++parts) {
    if (parts == kPartsAtOnce) {
      QMetaObject::invokeMethod(this, &PgConnection::feedCopy, Qt::QueuedConnection);
      return;
    }
    flush();
    if (m_writable->isEnabled()) {
      return; // Goes on in onWritable().
    }
    setLimit();
    const Result<QByteArray> bytes = m_request->source();
    int sent = 0;
    if (!bytes || bytes->isEmpty()) {
      m_isCopying = false;
      if (!bytes) {
        m_error = bytes.error();
      }
      sent = PQputCopyEnd(m_connection, bytes ? nullptr : "The sender has given up.");
      m_isSynced = bytes.has_value();
      flush();
    } else {
      sent = PQputCopyData(m_connection, bytes->constData(), static_cast<int>(bytes->size()));
    }
    if (sent != 1) {
      breakDown(pg_error::redacted(PQerrorMessage(m_connection), m_connection));
      return;
    }
  }
}

// ---- receiving ------------------------------------------------------------------------------------------------------

void PgConnection::onReadable() {
  if (PQconsumeInput(m_connection) == 0) {
    if (m_state == State::Running) {
      collect(); // What the server said before it went.
    }
    if (m_state != State::Closed && m_connection != nullptr && PQstatus(m_connection) == CONNECTION_BAD) {
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
  takeNotifications();
}

void PgConnection::takeNotifications() {
  // Whoever hears of one may close the connection.
  while (m_connection != nullptr) {
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notification(PQnotifies(m_connection), &PQfreemem);
    if (!notification) {
      return;
    }
    Q_EMIT notified(QByteArray(notification->extra));
  }
}

bool PgConnection::checkOpen() {
  // The first look may find the server's farewell, the second that it has gone.
  for (int look = 0; look < 2 && m_state == State::Idle; ++look) {
    onReadable();
  }
  return m_state == State::Idle;
}

void PgConnection::collect() {
  if (m_request->kind == PgRequest::Kind::CopyIn) {
    collectCopy();
    return;
  }
  while (m_state == State::Running && !m_sent.empty() && PQisBusy(m_connection) == 0) {
    PgResult result(PQgetResult(m_connection));
    if (result) {
      take(std::move(result));
      continue;
    }
    if (PQstatus(m_connection) == CONNECTION_BAD) {
      breakDown({});
      return;
    }
    // The end of one command's results. A Sync ends by its own.
    if (m_sent.front() != Sent::Sync) {
      m_sent.pop_front();
    }
  }
}

void PgConnection::take(PgResult result) {
  switch (PQresultStatus(result.get())) {
  case PGRES_PIPELINE_SYNC:
    m_sent.pop_front();
    flightDone();
    return;
  case PGRES_PIPELINE_ABORTED: // An error came before.
    return;
  case PGRES_TUPLES_OK:
  case PGRES_COMMAND_OK:
    break;
  default:
    noteError(std::move(result));
    return;
  }
  switch (m_sent.front()) {
  case Sent::Prepare:
    m_preparing.pop_front();
    break;
  case Sent::Statement:
    m_results.push_back(std::move(result));
    break;
  case Sent::Rows:
    takeRows(std::move(result));
    break;
  case Sent::Aside:
  case Sent::Sync:
    break;
  }
}

void PgConnection::noteError(PgResult result) {
  if (m_error) {
    return;
  }
  if (PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) != nullptr) {
    m_error = pg_error::fromResult(result.get(), m_connection, m_cancelRequested);
  } else if (PQstatus(m_connection) != CONNECTION_BAD) {
    m_error = pg_error::internal(QString::fromLatin1(PQresStatus(PQresultStatus(result.get()))));
  }
}

void PgConnection::takeRows(PgResult result) {
  if (m_isPaused) {
    m_held = std::move(result);
    return;
  }
  if (m_error || m_cancelRequested) {
    return;
  }
  const bool isLast = PQntuples(result.get()) < PgRequest::kRowsPerChunk;
  if (!isLast) {
    // The server works on the next rows while these are decoded.
    setLimit();
    if (!sendFetch() || !sendSync()) {
      breakDown(pg_error::redacted(PQerrorMessage(m_connection), m_connection));
      return;
    }
    flush();
  }
  m_hasDelivered = true;
  const Result<bool> taken = m_request->chunk(result.get());
  if (!taken) {
    m_error = taken.error();
  } else if (isLast) {
    endTransaction("COMMIT");
  } else {
    m_isPaused = !*taken;
  }
}

void PgConnection::resume() {
  if (m_state != State::Running || !m_isPaused) {
    return;
  }
  m_isPaused = false;
  if (m_held) {
    takeRows(std::move(m_held));
    if (m_state == State::Running && m_sent.empty()) {
      flightDone();
    }
  }
}

void PgConnection::collectCopy() {
  while (m_state == State::Running && !m_isCopying && PQisBusy(m_connection) == 0) {
    PgResult result(PQgetResult(m_connection));
    if (!result) {
      if (PQstatus(m_connection) == CONNECTION_BAD) {
        breakDown({});
      } else if (PQenterPipelineMode(m_connection) == 0) {
        breakDown(pg_error::redacted(PQerrorMessage(m_connection), m_connection));
      } else {
        flightDone();
      }
      return;
    }
    switch (PQresultStatus(result.get())) {
    case PGRES_COPY_IN:
      m_isCopying = true;
      if (m_cancelRequested) {
        m_isCopying = false;
        PQputCopyEnd(m_connection, "cancelled");
        flush();
      }
      feedCopy();
      break;
    case PGRES_COMMAND_OK:
      m_results.push_back(std::move(result));
      break;
    case PGRES_TUPLES_OK: // The settings.
      break;
    default:
      noteError(std::move(result));
      break;
    }
  }
}

void PgConnection::flightDone() {
  if (!m_sent.empty()) {
    return;
  }
  const PGTransactionStatusType status = PQtransactionStatus(m_connection);
  if (hasTransactionOfItsOwn(*m_request) && status != PQTRANS_IDLE && !m_isEnding) {
    if (m_error || m_cancelRequested) {
      endTransaction("ROLLBACK");
    } else {
      m_deadline.clear(); // It is the receiver's turn.
    }
    return;
  }
  for (const QByteArray& key : m_preparing) {
    m_cache.forget(key);
  }
  // A migration can change the shape of a prepared statement's result under a running program; nothing was done.
  if (m_error && isStalePlan(*m_error) && !m_named.empty() && !m_withoutNames && !m_cancelRequested) {
    for (const QByteArray& key : m_named) {
      m_cache.forget(key);
    }
    m_withoutNames = true;
    begin();
    return;
  }
  if (m_error) {
    finish(failure(*std::move(m_error)));
  } else if (m_cancelRequested && m_request->kind == PgRequest::Kind::Stream) {
    finish(failure(pg_error::cancelled()));
  } else {
    finish(std::move(m_results));
  }
}

void PgConnection::endTransaction(const char* how) {
  m_isEnding = true;
  if (!sendText(how) || !sendSync()) {
    breakDown(pg_error::redacted(PQerrorMessage(m_connection), m_connection));
    return;
  }
  flush();
}

void PgConnection::finish(Result<PgResults> outcome) {
  if (!m_opened) {
    m_deadline.clear(); // Otherwise it is the limit on opening, which is not over.
  }
  m_request.reset();
  m_results.clear();
  m_error.reset();
  m_held.reset();
  m_isCopying = false;
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

// ---- the end of it --------------------------------------------------------------------------------------------------

void PgConnection::breakDown(const QString& detail) {
  if (m_state != State::Running) {
    close();
    return;
  }
  // A write may have happened if the server left without a word, or after its last statement was complete: COMMIT comes
  // then. An error that it sent first says that it did not.
  const bool mayHaveHappened = m_request->intent == PgIntent::Write && m_isSynced &&
                               (!m_error || m_results.size() == m_request->statements.size());
  const QString words = detail.isEmpty() ? pg_error::redacted(PQerrorMessage(m_connection), m_connection) : detail;
  DbError error = m_error && !mayHaveHappened ? *m_error : pg_error::broken(words, mayHaveHappened);
  if (m_cancelRequested && !mayHaveHappened) {
    error = pg_error::cancelled();
  }
  if (m_opened) {
    releaseSocket(); // Another server may do.
  } else {
    close();
  }
  m_state = m_opened ? State::Connecting : State::Closed;
  finish(failure(std::move(error)));
}

void PgConnection::onDeadline() {
  if (m_opened) {
    m_finished = {};
    tryNextServer(
        pg_error::connectTimeout(m_connection, static_cast<qint64>(m_settings->options.connectTimeout.count())));
    return;
  }
  breakDown(QStringLiteral("The server did not answer in time."));
}

void PgConnection::cancel() {
  if (m_state != State::Running || m_cancelRequested) {
    return;
  }
  m_cancelRequested = true;
  m_deadline.set(m_settings->patience);
  if (m_isCopying) {
    m_isCopying = false;
    PQputCopyEnd(m_connection, "cancelled");
    flush();
    return;
  }
  m_isPaused = false;
  m_held.reset();
  if (m_request->kind == PgRequest::Kind::Stream && m_sent.empty()) {
    endTransaction("ROLLBACK"); // Nothing runs on the server.
    return;
  }
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
  return m_state == State::Idle && m_cancelsUnderWay == 0 && !m_opened;
}

void PgConnection::becomeIdleIfFree() {
  if (isIdle()) {
    Q_EMIT idle();
  }
}

void PgConnection::releaseSocket() {
  discard(m_readable);
  discard(m_writable);
  PQfinish(std::exchange(m_connection, nullptr));
}

void PgConnection::close() {
  if (m_state == State::Closed) {
    return;
  }
  m_state = State::Closed;
  m_deadline.clear();
  releaseSocket();
  Q_EMIT closed();
}

} // namespace sentinai
