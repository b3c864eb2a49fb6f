// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>
#include <chrono>

namespace sentinai {

/// What came of calling a tool. Nothing in it holds a secret.
struct ToolResult {
  bool succeeded = false;
  bool timedOut = false;  ///< Failed because its time ran out.
  bool retryable = false; ///< Failed, and the same call may succeed later without a change.
  bool outcomeUnknown =
      false;          ///< Failed, but what was sent may have been done. Again with the same idempotency key only.
  int httpStatus = 0; ///< Of the last answer; 0 where there was none. For e-mail the reply code of the server.
  int attempts = 0;   ///< How often something was sent, or tried to be; 0: refused before.
  std::chrono::milliseconds duration{0};
  QString requestDigest; ///< SHA-256 in hexadecimal, of the request with secrets left as references. Empty if refused.
  QJsonValue response;   ///< JSON as answered, else the text; undefined where there was none.
  QString error;         ///< For people: what went wrong and what to do. Empty if it succeeded.
};

} // namespace sentinai
