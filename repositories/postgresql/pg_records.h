// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/postgresql/pg_decode.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// One row of exceptionColumns().
[[nodiscard]] Exception readException(PgRow& row, const QString& tenantId);

/// One row of eventColumns(SqlDialect::PostgreSql).
[[nodiscard]] ExceptionEvent readEvent(PgRow& row, const QString& tenantId);

/// `object` as the text that a statement casts to jsonb.
[[nodiscard]] QString jsonText(const QJsonObject& object);

} // namespace sentinai
