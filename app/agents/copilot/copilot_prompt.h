// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/source_list.h"

#include <QByteArray>
#include <QStringList>

namespace sentinai {

/// What a model is sent: the body of a chat completion request that streams.
///
/// All that comes from the record is data between two lines with a number that was made for this request alone, so that
/// no text of the record can end it; each source is one line of JSON, in which nothing turns, hides or breaks lines.
/// `notes` are facts without a source, which stand there too. `mayDecide`: a decision may be proposed.
[[nodiscard]] QByteArray copilotPrompt(const QString& model, const SourceList& sources, const QStringList& notes,
                                       const QString& question, bool mayDecide);

} // namespace sentinai
