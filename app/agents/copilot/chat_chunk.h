// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QByteArray>

namespace sentinai {

/// One event of a streamed chat completion.
struct ChatChunk {
  QString text;       ///< What the answer goes on with; may be empty.
  bool ends = false;  ///< The model has said all.
  bool isCut = false; ///< It has ended before that: by its own limit, or by a filter of the service.
};

/// Reads what a server-sent event says: JSON, or `[DONE]`. Internal where it is no such chunk, or tells of an error, as
/// chatProblem() says it.
[[nodiscard]] Result<ChatChunk> readChatChunk(const QByteArray& data, const QByteArray& key = {});

/// What an endpoint that was given this key says went wrong, fit to show in a line; empty where it says nothing of the
/// kind. Endpoints may repeat what they were told: the key, and whatever stands behind `Bearer`, are left out.
[[nodiscard]] QString chatProblem(const QByteArray& json, const QByteArray& key = {});

} // namespace sentinai
