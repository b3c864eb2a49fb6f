// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_validator.h"
#include "repositories/database/exception_state.h"
#include "repositories/records/event_types.h"
#include "tests/fuzz/fuzz_log.h"

#include <QJsonDocument>

using namespace sentinai;

/// A byte for the event's type, then any bytes as its payload, on an exception that was just created.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const QByteArray bytes(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
  const QJsonDocument document = QJsonDocument::fromJson(bytes);
  if (!document.isObject()) {
    return 0;
  }
  NewExceptionEvent event;
  event.eventId = QUuid::createUuidV5(QUuid(), bytes);
  event.exceptionId = QStringLiteral("EX-1");
  event.eventType = QLatin1String(event_types::kStandard[data[0] % event_types::kStandard.size()]);
  event.actor = {ActorType::User, QStringLiteral("ann")};
  event.payload = document.object();
  const Result<Done> valid = validateEvent(event);
  mustHold(valid || !valid.error().message.isEmpty(), "a refusal has words");
  if (!valid) {
    return 0;
  }
  Exception state;
  ExceptionEvent stored;
  stored.exceptionId = event.exceptionId;
  stored.seq = 1;
  stored.eventId = event.eventId;
  stored.eventType = event.eventType;
  stored.actor = event.actor;
  stored.payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
  const Result<Done> applied = applyEvent(state, stored);
  mustHold(applied || !applied.error().message.isEmpty(), "a refusal has words");
  return 0;
}
