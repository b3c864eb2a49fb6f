// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/http_tool.h"

#include "app/agents/tools/tool_schemas.h"
#include "repositories/database/json_pointer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

namespace sentinai {

namespace {

tl::unexpected<DbError> refused(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

/// Those that the client or the connection is in charge of.
bool isReservedHeader(const QString& lowerName) {
  static const QSet<QString> names{
      QStringLiteral("host"),       QStringLiteral("content-length"),  QStringLiteral("transfer-encoding"),
      QStringLiteral("connection"), QStringLiteral("keep-alive"),      QStringLiteral("upgrade"),
      QStringLiteral("te"),         QStringLiteral("trailer"),         QStringLiteral("expect"),
      QStringLiteral("cookie"),     QStringLiteral("accept-encoding"), QStringLiteral("idempotency-key")};
  return names.contains(lowerName) || lowerName.startsWith(QLatin1String("proxy-"));
}

/// Those that carry what nobody else may know.
bool isSecretHeader(const QString& lowerName) {
  return lowerName == QLatin1String("authorization") || lowerName == QLatin1String("x-api-key");
}

bool isPrintableAscii(const QString& text) {
  return std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u' ' && c <= u'~'; });
}

/// `read` gets each text in `json`, and gives what it is to be.
template <typename Read>
Result<QJsonValue> eachText(const QJsonValue& json, const Read& read) {
  if (json.isString()) {
    return read(json.toString());
  }
  if (json.isArray()) {
    QJsonArray list;
    for (const QJsonValue& item : json.toArray()) {
      const Result<QJsonValue> value = eachText(item, read);
      if (!value) {
        return value;
      }
      list << *value;
    }
    return list;
  }
  if (json.isObject()) {
    QJsonObject object = json.toObject();
    for (const QString& key : object.keys()) {
      const Result<QJsonValue> value = eachText(object.value(key), read);
      if (!value) {
        return value;
      }
      object.insert(key, *value);
    }
    return object;
  }
  return json;
}

QByteArray compact(const QJsonValue& value) {
  const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
  return list.sliced(1, list.size() - 2);
}

/// Refuses what a server could take for a way out of the folder that the tool names.
Result<Done> checkPath(const QString& url) {
  if (url.count(u'/') < 3) {
    return Done{};
  }
  static const QRegularExpression wayOut(QStringLiteral(R"((\A|[/\\])\.\.?([/\\]|\z))"));
  const QStringList steps = url.split(u'/').sliced(3); // Behind scheme, nothing and host.
  for (const QString& encoded : steps) {
    const QString step = QUrl::fromPercentEncoding(encoded.toLatin1());
    if (wayOut.match(step).hasMatch()) {
      return refused(QStringLiteral("A part of the URL's path would be \"%1\"; nothing was sent.").arg(step));
    }
  }
  return Done{};
}

} // namespace

Result<HttpTool> HttpTool::fromDefinition(const ToolDefinition& definition) {
  const QJsonObject& config = definition.config;
  if (const Result<Done> checked = checkHttpToolSchema(config); !checked) {
    return failure(checked.error());
  }
  HttpTool tool;
  tool.m_type = definition.type;
  const QJsonValue method = config.value(QLatin1String("method"));
  if (method.isString() == (definition.type == ToolType::Webhook)) {
    return refused(method.isString()
                       ? QStringLiteral("A webhook is always a POST: leave \"method\" out, or make it rest.")
                       : QStringLiteral("A rest tool needs a \"method\"."));
  }
  tool.m_method = method.toString(QStringLiteral("POST"));

  static const QRegularExpression fixedHost(QStringLiteral(R"(\Ahttps?://[^/?#@\s{}\\]+([/?]|\z))"));
  const QString url = config.value(QLatin1String("url")).toString();
  if (!fixedHost.match(url).hasMatch() || url.contains(u'#')) {
    return refused(
        QStringLiteral("\"url\" must begin with https:// (or http://, for private addresses) and a host that "
                       "no placeholder changes, without a user, and have no fragment (#)."));
  }
  const qsizetype question = url.indexOf(u'?');
  Result<ToolTemplate> path = ToolTemplate::parse(question < 0 ? url : url.first(question));
  if (!path) {
    return failure(path.error());
  }
  tool.m_path = std::move(*path);
  if (question >= 0) {
    Result<ToolTemplate> query = ToolTemplate::parse(url.sliced(question));
    if (!query) {
      return failure(query.error());
    }
    tool.m_query = std::move(*query);
  }
  static const QRegularExpression placeholder(QStringLiteral(R"(\{\{.*?\}\})"));
  if (!QUrl(QString(url).replace(placeholder, QStringLiteral("x")), QUrl::StrictMode).isValid()) {
    return refused(QStringLiteral("\"url\" is no URL: percent-encode what is not allowed in one."));
  }

  static const QRegularExpression token(QStringLiteral(R"(\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\z)"));
  const QJsonObject headers = config.value(QLatin1String("headers")).toObject();
  QSet<QString> names;
  for (const QString& name : headers.keys()) {
    const QString lower = name.toLower();
    if (!token.match(name).hasMatch() || isReservedHeader(lower) || names.contains(lower)) {
      return refused(QStringLiteral("The header \"%1\" is none that a tool may set, or is there twice.").arg(name));
    }
    names << lower;
    Result<ToolTemplate> value = ToolTemplate::parse(headers.value(name).toString());
    if (!value) {
      return failure(value.error());
    }
    if (isSecretHeader(lower) && value->secretNames().isEmpty()) {
      return refused(QStringLiteral("The header \"%1\" must take its secret by reference, as in "
                                    "\"Bearer {{secret:NAME}}\": what stands here, everybody can read.")
                         .arg(name));
    }
    if (!isPrintableAscii(headers.value(name).toString())) {
      return refused(
          QStringLiteral("The header \"%1\" has characters that a header cannot hold, such as line breaks or "
                         "accents.")
              .arg(name));
    }
    tool.m_headers.push_back({name, std::move(*value)});
  }

  tool.m_body = config.value(QLatin1String("body"));
  const auto gather = [&tool](const QString& text) -> Result<QJsonValue> {
    const Result<ToolTemplate> parsed = ToolTemplate::parse(text);
    if (!parsed) {
      return failure(parsed.error());
    }
    tool.m_bodySecrets << parsed->secretNames();
    return QJsonValue(text);
  };
  if (const Result<QJsonValue> body = eachText(tool.m_body, gather); !body) {
    return failure(body.error());
  }
  if (tool.m_method == QLatin1String("GET") && !tool.m_body.isUndefined()) {
    return refused(QStringLiteral("A GET has no \"body\"."));
  }

  constexpr int standardResponse = 1 << 20;
  tool.m_retry = RetryPolicy::fromConfig(config);
  tool.m_maxResponseBytes = config.value(QLatin1String("max_response_bytes")).toInt(standardResponse);
  tool.m_allowsPrivateAddresses = config.value(QLatin1String("allow_private_addresses")).toBool();
  if (config.contains(QLatin1String("response_schema"))) {
    Result<JsonSchema> schema = JsonSchema::fromJson(config.value(QLatin1String("response_schema")).toObject());
    if (!schema) {
      return failure(schema.error());
    }
    tool.m_responseSchema = std::move(*schema);
  }
  return tool;
}

QStringList HttpTool::secretNames() const {
  QStringList names = m_path.secretNames() + m_bodySecrets;
  if (m_query) {
    names << m_query->secretNames();
  }
  for (const auto& [name, value] : m_headers) {
    names << value.secretNames();
  }
  return names;
}

Result<QString> HttpTool::url(const ToolData& data) const {
  Result<QString> path = m_path.text(data, ToolTemplate::Encoding::Percent);
  if (!path) {
    return path;
  }
  if (const Result<Done> checked = checkPath(*path); !checked) {
    return failure(checked.error());
  }
  if (!m_query) {
    return path;
  }
  const Result<QString> query = m_query->text(data, ToolTemplate::Encoding::Percent);
  if (!query) {
    return query;
  }
  return *path + *query;
}

Result<HttpRequest> HttpTool::request(const ToolData& data) const {
  Result<QString> whole = url(data);
  if (!whole) {
    return failure(whole.error());
  }
  HttpRequest request{m_method, *whole, {}, {}};
  bool hasContentType = false;
  for (const auto& [name, value] : m_headers) {
    const Result<QString> text = value.text(data);
    if (!text) {
      return failure(text.error());
    }
    if (!isPrintableAscii(*text)) {
      return refused(QStringLiteral("The value for the header \"%1\" has characters that a header cannot hold, such as "
                                    "line breaks or accents; nothing was sent.")
                         .arg(name));
    }
    hasContentType = hasContentType || name.compare(QLatin1String("content-type"), Qt::CaseInsensitive) == 0;
    request.headers.push_back({name, *text});
  }
  const bool sendsAll = m_body.isUndefined() && m_type == ToolType::Webhook;
  if (sendsAll) {
    request.body = compact(data.values);
  } else if (!m_body.isUndefined()) {
    const auto fill = [&data](const QString& text) -> Result<QJsonValue> {
      const Result<ToolTemplate> parsed = ToolTemplate::parse(text);
      return parsed ? parsed->value(data) : failure(parsed.error());
    };
    const Result<QJsonValue> body = eachText(m_body, fill);
    if (!body) {
      return failure(body.error());
    }
    request.body = compact(*body);
  }
  if (!request.body.isEmpty() && !hasContentType) {
    request.headers.push_back({QStringLiteral("Content-Type"), QStringLiteral("application/json")});
  }
  return request;
}

QJsonValue HttpTool::content(const QByteArray& body) {
  const QByteArray trimmed = body.trimmed();
  if (trimmed.isEmpty()) {
    return QJsonValue(QJsonValue::Undefined);
  }
  // Qt reads lists and objects only; within a list it reads any value.
  const QJsonArray list = QJsonDocument::fromJson('[' + trimmed + ']').array();
  return list.size() == 1 ? list.first() : QJsonValue(QString::fromUtf8(body));
}

Result<QJsonValue> HttpTool::response(const QByteArray& body) const {
  const QJsonValue value = content(body);
  if (!m_responseSchema) {
    return value;
  }
  if (value.isUndefined()) {
    return refused(QStringLiteral("The answer is empty, but the tool has a schema for it."));
  }
  const Result<std::optional<JsonSchema::Problem>> problem = m_responseSchema->problemIn(value);
  if (!problem) {
    return failure(problem.error());
  }
  if (*problem) {
    const QString place = jsonPointer((*problem)->place);
    return refused(QStringLiteral("The answer does not fit the tool's schema at %1: %2")
                       .arg(place.isEmpty() ? QStringLiteral("its top") : place, (*problem)->reason));
  }
  return value;
}

} // namespace sentinai
