// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sample_exceptions.h"

#include "repositories/database/event_id.h"
#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"

#include <QStringList>
#include <random>

namespace sentinai {

using namespace std::chrono_literals;

Instant sampleInstant() {
  return Instant{std::chrono::sys_days{std::chrono::March / 4 / 2024}} + 8h;
}

Exception sampleException(const QString& exceptionId) {
  Exception exception;
  exception.exceptionId = exceptionId;
  exception.domain = QStringLiteral("Finance");
  exception.type = QStringLiteral("SettlementFailed");
  exception.severity = Severity::High;
  exception.status = Status::Open;
  exception.sourceSystem = QStringLiteral("Murex");
  exception.entity = QStringLiteral("Müller & Söhne GmbH");
  exception.amount = Decimal::parse(u"1250000.50");
  exception.currency = QStringLiteral("EUR");
  exception.slaDeadline = sampleInstant() + 4h;
  exception.createdAt = sampleInstant();
  return exception;
}

std::vector<Exception> sampleExceptions(int count, quint32 seed) {
  // Only the generator itself is used: the standard's distributions differ between libraries.
  std::mt19937 random(seed);
  const auto below = [&random](quint32 bound) { return static_cast<int>(random() % bound); };
  const QStringList domains{QStringLiteral("Finance"), QStringLiteral("Healthcare"), QStringLiteral("IT")};
  const QStringList types{QStringLiteral("SettlementFailed"), QStringLiteral("ClaimRejected"), QStringLiteral("Outage"),
                          QStringLiteral("Abgleich")};
  const QStringList sources{QStringLiteral("Murex"), QStringLiteral("ServiceNow"), QStringLiteral("Epic")};
  // The last two sort differently by code point and by UTF-16.
  const QStringList entities{QString(),
                             QStringLiteral("ACME"),
                             QStringLiteral("Zürich Re"),
                             QStringLiteral("acme"),
                             QStringLiteral("Österreich AG"),
                             QStringLiteral("\uff21lpha"),
                             QStringLiteral("\U0001d538 Fund")};
  const QStringList owners{QStringLiteral("ann"), QStringLiteral("bob"), QStringLiteral("triage-agent")};
  std::vector<Exception> exceptions;
  exceptions.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Exception e;
    e.exceptionId = QStringLiteral("EX-%1").arg(i, 6, 10, QLatin1Char('0'));
    e.domain = domains[below(3)];
    e.type = types[below(4)];
    e.severity = static_cast<Severity>(below(4));
    e.status = static_cast<Status>(below(4));
    e.sourceSystem = sources[below(3)];
    e.entity = entities[below(7)];
    if (below(3) != 0) {
      e.amount = Decimal::parse(QString::number(below(40) - 5) + QLatin1Char('.') + QString::number(below(4) * 25));
      e.currency = QStringLiteral("CHF");
    }
    // Whole hours, so that many are equal.
    e.createdAt = sampleInstant() + std::chrono::hours{below(30 * 24)};
    if (below(4) != 0) {
      e.slaDeadline = e.createdAt + std::chrono::hours{below(48)};
    }
    if (below(2) != 0) {
      e.owner = owners[below(3)];
    }
    exceptions.push_back(std::move(e));
  }
  return exceptions;
}

Actor sampleUser(const QString& login) {
  return {ActorType::User, login};
}

NewExceptionEvent sampleCreation(const Exception& exception) {
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exception.exceptionId;
  event.eventType = QLatin1String(event_types::kExceptionCreated);
  event.actor = {ActorType::System, std::nullopt};
  event.payload = {{QStringLiteral("state"), toStateJson(exception)}};
  event.createdAt = exception.createdAt;
  return event;
}

Exception asCreated(Exception exception, const QString& tenantId) {
  exception.tenantId = tenantId;
  exception.version = 1;
  exception.updatedAt = exception.createdAt;
  exception.resolvedAt.reset();
  if (exception.status == Status::Resolved) {
    exception.resolvedAt = exception.createdAt;
  }
  return exception;
}

NewExceptionEvent sampleComment(const QString& exceptionId, const QString& text, Instant createdAt) {
  NewExceptionEvent event;
  event.eventId = newEventId();
  event.exceptionId = exceptionId;
  event.eventType = QLatin1String(event_types::kCommentAdded);
  event.actor = sampleUser();
  event.payload = {{QStringLiteral("text"), text}};
  event.createdAt = createdAt;
  return event;
}

} // namespace sentinai
