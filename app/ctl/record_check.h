// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command_context.h"

namespace sentinai::ctl {

/// For the help of every command that verifies.
inline constexpr char kSchemaHint[] =
    "Whether the schema still is what lists and checks rest on, `sentinaictl migrate verify` tells.";

/// How much of the record is checked.
enum class RecordCheck : quint8 {
  Replay,        ///< Every row is what replaying its events gives.
  ChainAndReplay ///< And every event is the one that its hash was made of.
};

/// Prints a verdict on one exception, or on all by id where `exceptionId` is empty; CommandError (Failed) where one is
/// broken.
void checkRecord(CommandContext& context, const QString& exceptionId, RecordCheck check);

/// Prints one verdict.
void printVerdict(CommandContext& context, const QString& exceptionId, const ChainVerdict& verdict);

} // namespace sentinai::ctl
