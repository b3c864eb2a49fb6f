// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/http_request.h"
#include "app/agents/tools/retry_policy.h"
#include "app/agents/tools/tool_template.h"
#include "repositories/database/json_schema.h"
#include "repositories/records/tool_definition.h"

namespace sentinai {

/// A tool of type webhook or rest, checked and with its templates read. Immutable; any thread.
class HttpTool {
public:
  /// InvalidInput says what of the configuration does not fit.
  [[nodiscard]] static Result<HttpTool> fromDefinition(const ToolDefinition& tool);

  [[nodiscard]] QStringList secretNames() const;
  [[nodiscard]] const RetryPolicy& retry() const { return m_retry; }
  [[nodiscard]] qint64 maxResponseBytes() const { return m_maxResponseBytes; }
  [[nodiscard]] bool allowsPrivateAddresses() const { return m_allowsPrivateAddresses; }

  /// InvalidInput where `data` does not do.
  [[nodiscard]] Result<HttpRequest> request(const ToolData& data) const;

  /// The answer's body as JSON, else as text; undefined if empty. InvalidInput where it does not fit the schema that
  /// the tool has for it.
  [[nodiscard]] Result<QJsonValue> response(const QByteArray& body) const;

  /// What such a body says, without checking it.
  [[nodiscard]] static QJsonValue content(const QByteArray& body);

private:
  [[nodiscard]] Result<QString> url(const ToolData& data) const;

  ToolType m_type = ToolType::Rest;
  QString m_method;
  ToolTemplate m_path; ///< From the scheme to the query.
  std::optional<ToolTemplate> m_query;
  QList<std::pair<QString, ToolTemplate>> m_headers;
  QJsonValue m_body; ///< Undefined: none in the configuration.
  QStringList m_bodySecrets;
  RetryPolicy m_retry;
  qint64 m_maxResponseBytes = 0;
  bool m_allowsPrivateAddresses = false;
  std::optional<JsonSchema> m_responseSchema;
};

} // namespace sentinai
