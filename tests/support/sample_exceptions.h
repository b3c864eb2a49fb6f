// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/actor.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <vector>

namespace sentinai {

/// 2024-03-04T08:00:00Z, a Monday: the moment sample exceptions arise, unless the test says otherwise.
[[nodiscard]] Instant sampleInstant();

/// A failed settlement with every field set but owner, playbook and step.
[[nodiscard]] Exception sampleException(const QString& exceptionId = QStringLiteral("EX-2024-0001"));

/// `count` different exceptions, the same for the same seed: every status and severity, several domains, types, sources
/// and owners, many equal values and absent ones, created over the 30 days from sampleInstant() on.
[[nodiscard]] std::vector<Exception> sampleExceptions(int count, quint32 seed = 1);

[[nodiscard]] Actor sampleUser(const QString& login = QStringLiteral("ann"));

/// The ExceptionCreated event that records `exception`, with a new event id.
[[nodiscard]] NewExceptionEvent sampleCreation(const Exception& exception);

/// The row that `exception` becomes when created: its version and times as the database sets them.
[[nodiscard]] Exception asCreated(Exception exception, const QString& tenantId);

/// A CommentAdded with a new event id.
[[nodiscard]] NewExceptionEvent sampleComment(const QString& exceptionId, const QString& text, Instant createdAt);

} // namespace sentinai
