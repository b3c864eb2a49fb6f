// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"

namespace sentinai {

/// The first event's `prevHash`: 32 zero bytes.
[[nodiscard]] QByteArray genesisHash();

/// SHA-256 over the event's canonical form, in which each field is written as a netstring without the final comma,
/// `<length in bytes>:<bytes>`, an absent one as `-`, in this order: prev_hash (32 raw bytes), tenant_id, exception_id,
/// seq, event_id (lower case, with hyphens), event_type, actor_type, actor_id, created_at, recorded_at (both decimal
/// microseconds since 1970), payload (the bytes as the database holds them). Text is UTF-8. docs/events.md says the
/// same for other implementations; PostgreSQL's is sentinai.event_hash().
[[nodiscard]] QByteArray eventHash(const ExceptionEvent& event);

} // namespace sentinai
