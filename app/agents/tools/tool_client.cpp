// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/tool_client.h"

#include "app/agents/tools/call_attempts.h"
#include "app/agents/tools/email_tool.h"
#include "app/agents/tools/http_exchange.h"
#include "app/agents/tools/http_tool.h"
#include "app/agents/tools/mail_delivery.h"
#include "app/agents/tools/mail_message.h"
#include "app/agents/tools/request_digest.h"
#include "app/agents/tools/secret_redaction.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

namespace sentinai {

namespace {

/// A call would find no value for a placeholder that begins otherwise than the data of a run.
Result<Done> checkPlaceholders(QJsonObject config) {
  for (const char* noTemplate : {"description", "response_schema"}) {
    config.remove(QLatin1String(noTemplate));
  }
  static const QRegularExpression path(QStringLiteral(R"(\{\{\s*([\w-]+)(\.[\w-]+)*\s*\}\})"));
  static const QStringList known{QStringLiteral("exception"), QStringLiteral("step"), QStringLiteral("params")};
  const QString text = QString::fromUtf8(QJsonDocument(config).toJson(QJsonDocument::Compact));
  for (QRegularExpressionMatchIterator found = path.globalMatch(text); found.hasNext();) {
    const QRegularExpressionMatch match = found.next();
    if (!known.contains(match.captured(1))) {
      return failure(DbError::Kind::InvalidInput,
                     QStringLiteral("There is never a value for %1: a placeholder begins with %2.")
                         .arg(match.captured(), known.join(QStringLiteral(", "))));
    }
  }
  return Done{};
}

constexpr qsizetype kMostNameCharacters = 200; // As the event that records a call takes it.

bool isMail(const ToolDefinition& tool) {
  return tool.type == ToolType::Email;
}

tl::unexpected<DbError> workflowRefused() {
  return failure(
      DbError::Kind::InvalidInput,
      QStringLiteral("A tool of type workflow cannot be called. Make a playbook of several steps instead, or a "
                     "rest tool that calls the workflow's own interface."));
}

/// What each call checks.
Result<Done> checkCallable(const ToolDefinition& tool) {
  if (tool.name.size() > kMostNameCharacters) {
    return failure(DbError::Kind::InvalidInput,
                   QStringLiteral("The name of a tool has at most %1 characters.").arg(kMostNameCharacters));
  }
  if (tool.type == ToolType::Workflow) {
    return workflowRefused();
  }
  if (isMail(tool)) {
    const Result<EmailTool> checked = EmailTool::fromDefinition(tool);
    return checked ? Result<Done>(Done{}) : failure(checked.error());
  }
  const Result<HttpTool> checked = HttpTool::fromDefinition(tool);
  return checked ? Result<Done>(Done{}) : failure(checked.error());
}

QString digestOf(const HttpRequest& request) {
  QStringList parts{QStringLiteral("sentinai-tool-request"), request.method, request.url,
                    QString::number(request.headers.size())};
  for (const auto& [name, value] : request.headers) {
    parts << name << value;
  }
  return requestDigest(parts << QString::fromUtf8(request.body));
}

QString securityText(MailSecurity security) {
  return security == MailSecurity::None       ? QStringLiteral("none")
         : security == MailSecurity::StartTls ? QStringLiteral("starttls")
                                              : QStringLiteral("tls");
}

QString digestOf(const MailRequest& request) {
  return requestDigest(QStringList{QStringLiteral("sentinai-tool-mail"), request.host, QString::number(request.port),
                                   securityText(request.security), request.user, request.from,
                                   QString::number(request.to.size())} +
                       request.to + request.cc + QStringList{request.subject, request.text});
}

bool isKey(const QString& text) {
  constexpr qsizetype most = 200;
  return !text.isEmpty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c <= u'~'; });
}

Task<SecretTexts> readSecrets(SecretSource source, QStringList names, CancelToken token) {
  SecretTexts secrets;
  for (const QString& name : names) {
    if (secrets.contains(name)) {
      continue;
    }
    Result<QString> secret = co_await source(name, token);
    if (!secret) {
      co_return failure(secret.error());
    }
    secrets.emplace(name, std::move(*secret));
  }
  co_return secrets;
}

/// Nothing was sent. `secrets` are those that the error may quote.
Result<ToolResult> refused(const DbError& error, const SecretTexts& secrets = {}) {
  if (error.kind == DbError::Kind::Cancelled) {
    return failure(error);
  }
  ToolResult result;
  result.response = QJsonValue(QJsonValue::Undefined);
  result.error = redacted(error.message, secrets);
  result.retryable = error.retryable;
  return result;
}

/// What is the same for every way of calling. `repeats`: the same again could succeed.
Result<ToolResult> resultOf(const CallAttempts& attempts, bool repeats, const QString& digest) {
  if (attempts.last.kind == CallEnding::Kind::Cancelled && !attempts.outcomeUnknown) {
    return failure(DbError::Kind::Cancelled, QStringLiteral("The call was cancelled before anything was sent."));
  }
  ToolResult result;
  result.attempts = attempts.count;
  result.httpStatus = attempts.last.status;
  result.timedOut = attempts.last.kind == CallEnding::Kind::TimedOut;
  result.retryable = repeats || result.timedOut;
  result.outcomeUnknown = attempts.outcomeUnknown;
  result.requestDigest = digest;
  result.response = QJsonValue(QJsonValue::Undefined);
  result.error = attempts.last.kind == CallEnding::Kind::Cancelled
                     ? QStringLiteral("The call was cancelled after the request had been sent.")
                     : attempts.last.reason;
  return result;
}

void succeed(ToolResult& result) {
  result.succeeded = true;
  result.outcomeUnknown = false;
  result.retryable = false;
  result.error.clear();
}

bool isServersFault(const CallEnding& ending) {
  constexpr int serverErrors = 500;
  return ending.kind == CallEnding::Kind::Connection ||
         (ending.kind == CallEnding::Kind::Answered && ending.status >= serverErrors);
}

Task<ToolResult> callHttp(SecretSource source, HttpTool tool, QJsonObject data, QString key, CancelToken token) {
  // Rendered with references first: for the digest, and so that no secret is asked for in vain.
  const Result<HttpRequest> shown = tool.request({data, nullptr});
  if (!shown) {
    co_return refused(shown.error());
  }
  const Result<SecretTexts> secrets = co_await readSecrets(std::move(source), tool.secretNames(), token);
  if (!secrets) {
    co_return refused(secrets.error());
  }
  Result<HttpRequest> request = tool.request({data, &*secrets});
  if (!request) {
    co_return refused(request.error(), *secrets);
  }
  request->headers.push_back({QStringLiteral("Idempotency-Key"), key});

  const HttpLimits limits{tool.maxResponseBytes(), tool.allowsPrivateAddresses()};
  const RetryPolicy policy = tool.retry();
  const std::function<QCoro::Task<CallEnding>()> attempt = [request = *request, limits, policy, token] {
    return exchangeHttp(request, limits, QDeadlineTimer(policy.timeout), token);
  };
  const CallAttempts attempts = co_await attemptCall(attempt, isServersFault, policy, token);

  const CallEnding& last = attempts.last;
  constexpr int tooMany = 429;
  const bool isAnswered = last.kind == CallEnding::Kind::Answered;
  const bool repeats = isServersFault(last) || (isAnswered && last.status == tooMany);
  Result<ToolResult> result = resultOf(attempts, repeats, digestOf(*shown));
  if (result && isAnswered) {
    constexpr int success = 2;
    constexpr int hundred = 100;
    result->response = redacted(HttpTool::content(last.body), *secrets);
    const QString host = QUrl(request->url).host();
    if (last.status / hundred != success) {
      result->error = QStringLiteral("%1 answered with status %2.").arg(host).arg(last.status);
    } else if (const Result<QJsonValue> checked = tool.response(last.body); !checked) {
      result->error = checked.error().message;
    } else {
      succeed(*result);
    }
  }
  if (result) {
    result->error = redacted(result->error, *secrets);
  }
  co_return result;
}

Task<ToolResult> callMail(SecretSource source, EmailTool tool, QJsonObject data, QString key, CancelToken token) {
  const Result<MailRequest> shown = tool.request({data, nullptr});
  if (!shown) {
    co_return refused(shown.error());
  }
  const Result<SecretTexts> secrets = co_await readSecrets(std::move(source), tool.secretNames(), token);
  if (!secrets) {
    co_return refused(secrets.error());
  }
  const Result<MailRequest> request = tool.request({data, &*secrets});
  if (!request) {
    co_return refused(request.error(), *secrets);
  }
  const QString digest = digestOf(*shown);
  const QByteArray messageId = requestDigest({digest, key}).toLatin1();
  const QByteArray message = mailMessage(*request, messageId, QDateTime::currentDateTimeUtc());
  const RetryPolicy policy = tool.retry();
  const MailLimits limits{tool.allowsPrivateAddresses(), policy.timeout};
  const std::function<QCoro::Task<CallEnding>()> attempt = [request = *request, message, limits, token] {
    return deliverMail(request, message, limits, token);
  };
  // No mail server knows a key: what may have been taken is not sent again.
  const auto mayRepeat = [](const CallEnding& ending) {
    constexpr int permanent = 500;
    return ending.kind == CallEnding::Kind::Answered ? ending.status >= 400 && ending.status < permanent
                                                     : ending.kind == CallEnding::Kind::Connection && !ending.sent;
  };
  const CallAttempts attempts = co_await attemptCall(attempt, mayRepeat, policy, token);

  Result<ToolResult> result = resultOf(attempts, mayRepeat(attempts.last), digest);
  if (result && result->outcomeUnknown) {
    result->retryable = false;
  }
  if (result && attempts.last.kind == CallEnding::Kind::Answered) {
    constexpr int refusals = 400;
    if (attempts.last.status < refusals) {
      succeed(*result);
    } else {
      result->error = QStringLiteral("%1 refused the mail with %2: %3")
                          .arg(request->host)
                          .arg(attempts.last.status)
                          .arg(attempts.last.reason);
    }
  }
  if (result) {
    result->error = redacted(result->error, *secrets);
  }
  co_return result;
}

Task<ToolResult> callTool(SecretSource source, ToolDefinition tool, QJsonObject data, QString key, CancelToken token) {
  if (token.isCancelled()) {
    co_return failure(DbError::Kind::Cancelled, QStringLiteral("The call was cancelled before anything was sent."));
  }
  if (const Result<Done> checked = checkCallable(tool); !checked) {
    co_return refused(checked.error());
  }
  if (!isKey(key)) {
    DbError error;
    error.message = QStringLiteral("An idempotency key is of 1 to 200 visible ASCII characters.");
    co_return refused(error);
  }
  QElapsedTimer clock;
  clock.start();
  Task<ToolResult> call = isMail(tool) ? callMail(source, *EmailTool::fromDefinition(tool), data, key, token)
                                       : callHttp(source, *HttpTool::fromDefinition(tool), data, key, token);
  Result<ToolResult> result = co_await std::move(call);
  if (result) {
    result->duration = std::chrono::milliseconds(clock.elapsed());
  }
  co_return result;
}

QJsonObject shownMail(const MailRequest& request) {
  QJsonObject server{{QStringLiteral("host"), request.host},
                     {QStringLiteral("port"), request.port},
                     {QStringLiteral("security"), securityText(request.security)}};
  if (!request.user.isEmpty()) {
    server.insert(QStringLiteral("user"), request.user);
    server.insert(QStringLiteral("password"), request.password);
  }
  return {{QStringLiteral("server"), server},
          {QStringLiteral("from"), request.from},
          {QStringLiteral("to"), QJsonArray::fromStringList(request.to)},
          {QStringLiteral("cc"), QJsonArray::fromStringList(request.cc)},
          {QStringLiteral("subject"), request.subject},
          {QStringLiteral("text"), request.text},
          {QStringLiteral("digest"), digestOf(request)}};
}

QJsonObject shownRequest(const HttpRequest& request) {
  QJsonObject headers;
  for (const auto& [name, value] : request.headers) {
    headers.insert(name, value);
  }
  return {{QStringLiteral("method"), request.method},
          {QStringLiteral("url"), request.url},
          {QStringLiteral("headers"), headers},
          {QStringLiteral("body"), request.body.isEmpty() ? QJsonValue() : HttpTool::content(request.body)},
          {QStringLiteral("digest"), digestOf(request)}};
}

int depthOf(const QJsonValue& value) {
  int deepest = 0;
  if (value.isArray()) {
    for (const QJsonValue& item : value.toArray()) {
      deepest = std::max(deepest, depthOf(item));
    }
  } else if (value.isObject()) {
    for (const QJsonValue& member : value.toObject()) {
      deepest = std::max(deepest, depthOf(member));
    }
  }
  return deepest + 1;
}

/// An event takes no U+0000, no more than 64 levels and a bounded length; most of the latter is left to others.
bool fitsRecord(const QJsonValue& response) {
  constexpr qsizetype mostBytes = qsizetype{64} << 10;
  constexpr int deepest = 32;
  const QByteArray json = QJsonDocument(QJsonArray{response}).toJson(QJsonDocument::Compact);
  return json.size() <= mostBytes && !json.contains("\\u0000") && depthOf(response) <= deepest;
}

} // namespace

ToolClient::ToolClient(SecretSource secrets)
    : m_secrets(std::move(secrets)) {}

Task<ToolResult> ToolClient::call(ToolDefinition tool, QJsonObject data, QString idempotencyKey,
                                  CancelToken token) const {
  return callTool(m_secrets, std::move(tool), std::move(data), std::move(idempotencyKey), std::move(token));
}

Result<Done> checkTool(const ToolDefinition& tool) {
  const Result<Done> callable = checkCallable(tool);
  return callable ? checkPlaceholders(tool.config) : callable;
}

Result<QJsonObject> previewToolCall(const ToolDefinition& tool, const QJsonObject& data) {
  if (const Result<Done> checked = checkCallable(tool); !checked) {
    return failure(checked.error());
  }
  if (isMail(tool)) {
    const Result<MailRequest> request = EmailTool::fromDefinition(tool)->request({data, nullptr});
    return request ? Result<QJsonObject>(shownMail(*request)) : failure(request.error());
  }
  const Result<HttpRequest> request = HttpTool::fromDefinition(tool)->request({data, nullptr});
  return request ? Result<QJsonObject>(shownRequest(*request)) : failure(request.error());
}

QJsonObject toolCalledPayload(const ToolDefinition& tool, const QString& idempotencyKey, const ToolResult& result) {
  QJsonObject payload{
      {QStringLiteral("tool"), tool.name},
      {QStringLiteral("outcome"), result.succeeded  ? QStringLiteral("succeeded")
                                  : result.timedOut ? QStringLiteral("timed_out")
                                                    : QStringLiteral("failed")},
      {QStringLiteral("idempotency_key"), idempotencyKey},
      {QStringLiteral("attempts"), result.attempts},
      {QStringLiteral("duration_ms"), static_cast<qint64>(result.duration.count())},
  };
  if (tool.toolId > 0) {
    payload.insert(QStringLiteral("tool_id"), tool.toolId);
  }
  if (!result.requestDigest.isEmpty()) {
    payload.insert(QStringLiteral("request_digest"), result.requestDigest);
  }
  if (result.httpStatus > 0) {
    payload.insert(QStringLiteral("status"), result.httpStatus);
  }
  if (!result.error.isEmpty()) {
    constexpr qsizetype mostCharacters = 1000;
    payload.insert(QStringLiteral("error"), QString(result.error).remove(QChar::Null).left(mostCharacters));
  }
  if (result.outcomeUnknown) {
    payload.insert(QStringLiteral("outcome_unknown"), true);
  }
  if (result.response.isUndefined()) {
    return payload;
  }
  if (fitsRecord(result.response)) {
    payload.insert(QStringLiteral("result"), result.response);
  } else {
    payload.insert(QStringLiteral("result_omitted"), true);
  }
  return payload;
}

} // namespace sentinai
