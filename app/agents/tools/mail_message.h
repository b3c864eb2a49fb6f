// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/tools/mail_request.h"

#include <QByteArray>
#include <QDateTime>

namespace sentinai {

/// The mail as it goes over the wire (RFC 5322): plain text in UTF-8. `messageId` is the part before the @: the same
/// for each attempt, so that servers and readers can tell a repeated mail.
[[nodiscard]] QByteArray mailMessage(const MailRequest& request, const QByteArray& messageId, const QDateTime& sentAt);

} // namespace sentinai
