// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/secret_source.h"
#include "app/agents/tools/tool_result.h"
#include "repositories/records/tool_definition.h"

namespace sentinai {

/// Calls tools (docs/tools.md): webhook and REST by HTTP, e-mail by SMTP. It does not judge whether a tool may be
/// called. Of the thread that made it, which must run an event loop; calls under way outlive it.
class ToolClient {
public:
  explicit ToolClient(SecretSource secrets = platformSecrets());

  /// Does what `tool` says with `data`, which its templates read: {exception, step, params …}. Whatever goes wrong is
  /// said by the result; an error is only Cancelled, where nothing was sent.
  ///
  /// `idempotencyKey` (1 to 200 visible ASCII characters) is sent with each attempt; a call whose outcome is unknown
  /// may be made again with the same one.
  [[nodiscard]] Task<ToolResult> call(ToolDefinition tool, QJsonObject data, QString idempotencyKey,
                                      CancelToken token) const;

private:
  SecretSource m_secrets;
};

/// InvalidInput names what does not fit in the tool's configuration and why, as each call would, or a placeholder for
/// which the data of a playbook's run has no value.
[[nodiscard]] Result<Done> checkTool(const ToolDefinition& tool);

/// The request that a call would send, with secrets left as references: {method, url, headers, body, digest}, or for
/// e-mail {server, from, to, subject, text, digest}. Sends nothing and reads no secret. InvalidInput where the tool or
/// `data` does not fit.
[[nodiscard]] Result<QJsonObject> previewToolCall(const ToolDefinition& tool, const QJsonObject& data);

/// The payload of the ToolCalled event that records a call. It leaves an answer out that is too large for the record.
[[nodiscard]] QJsonObject toolCalledPayload(const ToolDefinition& tool, const QString& idempotencyKey,
                                            const ToolResult& result);

} // namespace sentinai
