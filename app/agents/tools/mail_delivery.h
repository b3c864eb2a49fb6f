// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/call_ending.h"
#include "app/agents/tools/mail_request.h"
#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

#include <chrono>

namespace sentinai {

/// What a mail goes over.
struct MailLimits {
  bool allowsPrivateAddresses = false;
  std::chrono::milliseconds timeout{0};
};

/// Hands `message` to the mail server for all recipients of `request`, once, on a helper thread. Always completes with
/// a value: Answered with the server's reply code, 250 where it took the mail.
[[nodiscard]] QCoro::Task<CallEnding> deliverMail(MailRequest request, QByteArray message, MailLimits limits,
                                                  CancelToken token);

} // namespace sentinai
