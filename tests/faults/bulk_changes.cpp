// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/bulk_changes.h"

#include "repositories/database/event_id.h"
#include "tests/support/sample_exceptions.h"

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kCreatingBatches = BulkChanges::kExceptions / BulkChanges::kBatchSize;
static_assert(kCreatingBatches * BulkChanges::kBatchSize == BulkChanges::kExceptions);

QUuid eventId(const QString& exceptionId, int round) {
  return deterministicEventId({u"bulk_changes", exceptionId, QString::number(round)});
}

QJsonObject change(const QJsonValue& from, const QJsonValue& to) {
  return {{u"from"_s, from}, {u"to"_s, to}};
}

/// Every exception is changed once in as many batches as create them all, its status and owner to and fro.
NewExceptionEvent changeOf(const QString& exceptionId, int round) {
  const QString open = toText(Status::Open);
  const QString analyzing = toText(Status::Analyzing);
  const bool opens = round % 2 == 0;
  const QJsonValue owner = round == 1 ? QJsonValue() : QJsonValue(u"owner %1"_s.arg(round - 1));
  NewExceptionEvent event = sampleComment(exceptionId, QString(), sampleInstant() + round * 1h);
  event.eventId = eventId(exceptionId, round);
  event.eventType = u"bulk.Changed"_s;
  event.payload = {{u"changes"_s, QJsonObject{{u"status"_s, change(opens ? analyzing : open, opens ? open : analyzing)},
                                              {u"owner"_s, change(owner, u"owner %1"_s.arg(round))}}}};
  return event;
}

} // namespace

QString BulkChanges::exceptionId(int number) {
  return u"BULK-%1"_s.arg(number, 4, 10, QLatin1Char('0'));
}

std::vector<NewExceptionEvent> BulkChanges::batch(int number) {
  const int round = number / kCreatingBatches;
  const int first = number % kCreatingBatches * kBatchSize;
  std::vector<NewExceptionEvent> events;
  for (int i = first; i < first + kBatchSize; ++i) {
    const QString id = exceptionId(i);
    if (round > 0) {
      events.push_back(changeOf(id, round));
      continue;
    }
    Exception exception = sampleException(id);
    exception.status = Status::Open;
    events.push_back(sampleCreation(exception));
    events.back().eventId = eventId(id, round);
  }
  return events;
}

} // namespace sentinai
