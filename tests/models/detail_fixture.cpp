// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/detail_fixture.h"

#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/sample_exceptions.h"

#include <QTest>
#include <stdexcept>

namespace sentinai {

namespace {

const QString kTenant = QStringLiteral("bank");

template <typename T>
T valueOf(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message.toStdString());
  }
  return std::move(*result);
}

} // namespace

DetailFixture::DetailFixture()
    : database(DatabaseUrl::Engine::Sqlite) {
  database.addTenant(kTenant);
  annsDatabase = openDatabase(database.ownerUrl(), {});
  bobsDatabase = openDatabase(database.ownerUrl(), {});
  ann = annsDatabase->openSession(kTenant);
  bob = bobsDatabase->openSession(kTenant);
}

Exception DetailFixture::create(const Exception& exception) {
  const Actor system{ActorType::System, exception.sourceSystem};
  return valueOf(await(bob->exceptions().create(exception, system, {}, {})));
}

Exception DetailFixture::bobSetsStatus(const QString& exceptionId, Status status) {
  const Exception present = valueOf(await(bob->exceptions().get(exceptionId, {})));
  ExceptionUpdate update;
  update.exceptionId = exceptionId;
  update.expectedVersion = present.version;
  update.patch.setStatus(status);
  update.actor = sampleUser(QStringLiteral("bob"));
  return valueOf(await(bob->exceptions().update(update, {})));
}

void DetailFixture::addComments(const QString& exceptionId, int count) {
  constexpr int kBatch = 5000;
  const Instant start = valueOf(await(bob->exceptions().get(exceptionId, {}))).createdAt;
  const std::array<Actor, 3> actors{sampleUser(QStringLiteral("ann")), sampleUser(QStringLiteral("bob")),
                                    Actor{ActorType::Agent, QStringLiteral("triage")}};
  for (int first = 0; first < count; first += kBatch) {
    std::vector<NewExceptionEvent> events;
    for (int i = first; i < std::min(first + kBatch, count); ++i) {
      NewExceptionEvent event =
          sampleComment(exceptionId, QStringLiteral("comment %1").arg(i + 1), start + std::chrono::minutes{i + 1});
      event.actor = actors[static_cast<std::size_t>(i) % actors.size()];
      events.push_back(std::move(event));
    }
    (void)valueOf(await(bob->events().appendBatch(std::move(events), {})));
  }
}

QStringList DetailFixture::eventTypes(const QString& exceptionId) {
  EventQuery query;
  query.limit = kMaxPageSize;
  QStringList types;
  for (const ExceptionEvent& event : valueOf(await(bob->events().timeline(exceptionId, query, {}))).rows) {
    types << event.eventType;
  }
  return types;
}

void DetailFixture::setTenantStatus(TenantStatus status) {
  (void)database.executeBehindTheBack(QStringLiteral("UPDATE %1 SET status = '%2' WHERE tenant_id = '%3'")
                                          .arg(database.table(QStringLiteral("tenant")), toText(status), kTenant));
}

} // namespace sentinai
