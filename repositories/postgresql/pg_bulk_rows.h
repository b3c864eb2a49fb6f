// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Rows as COPY … FROM STDIN (FORMAT binary) takes them, without its head and its end.
namespace pg_bulk_rows {

/// The columns that append() writes, in its order.
inline constexpr char kExceptionColumns[] =
    "tenant_id, exception_id, domain, type, severity, status, source_system, entity, amount, currency, sla_deadline, "
    "owner, current_playbook_id, current_step, version, created_at, updated_at, resolved_at";
inline constexpr char kEventColumns[] = "tenant_id, exception_id, seq, event_id, event_type, actor_type, actor_id, "
                                        "payload, created_at, recorded_at, prev_hash, hash";

void append(QByteArray& rows, const Exception& exception);
void append(QByteArray& rows, const ExceptionEvent& event);

} // namespace pg_bulk_rows

} // namespace sentinai
