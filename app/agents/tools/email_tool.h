// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/mail_request.h"
#include "app/agents/tools/retry_policy.h"
#include "app/agents/tools/tool_template.h"
#include "repositories/records/tool_definition.h"

namespace sentinai {

/// A tool of type email, checked and with its templates read. Immutable; any thread.
class EmailTool {
public:
  /// InvalidInput says what of the configuration does not fit.
  [[nodiscard]] static Result<EmailTool> fromDefinition(const ToolDefinition& tool);

  [[nodiscard]] QStringList secretNames() const;
  [[nodiscard]] const RetryPolicy& retry() const { return m_retry; }
  [[nodiscard]] bool allowsPrivateAddresses() const { return m_allowsPrivateAddresses; }

  /// InvalidInput where `data` does not do.
  [[nodiscard]] Result<MailRequest> request(const ToolData& data) const;

private:
  MailRequest m_fixed; ///< What no template changes.
  std::optional<ToolTemplate> m_password;
  std::vector<ToolTemplate> m_to;
  std::vector<ToolTemplate> m_cc;
  ToolTemplate m_subject;
  ToolTemplate m_text;
  RetryPolicy m_retry;
  bool m_allowsPrivateAddresses = false;
};

} // namespace sentinai
