// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/contract_test.h"

#include "repositories/records/event_types.h"

#include <stdexcept>

namespace sentinai {

using namespace Qt::StringLiterals;

ContractTest::ContractTest(DatabaseUrl::Engine engine)
    : m_engine(engine) {}

ContractTest::~ContractTest() = default;

void ContractTest::initTestCase() {
  try {
    m_testDatabase = std::make_unique<TestDatabase>(m_engine);
  } catch (const std::runtime_error& error) {
    QFAIL(error.what());
  }
}

void ContractTest::init() {
  ++m_count;
  const QString mine = QStringLiteral("bank-%1").arg(m_count);
  const QString others = QStringLiteral("clinic-%1").arg(m_count);
  const QString ann = QStringLiteral("ann_%1").arg(m_count);
  const QString bob = QStringLiteral("bob_%1").arg(m_count);
  try {
    m_testDatabase->addTenant(mine);
    m_testDatabase->addTenant(others);
    m_database = openDatabase(m_testDatabase->addLogin(ann, {{mine, Access::Admin}}), {});
    m_otherDatabase = openDatabase(m_testDatabase->addLogin(bob, {{others, Access::Admin}}), {});
  } catch (const std::runtime_error& error) {
    QFAIL(error.what());
  }
  m_session = m_database->openSession(mine);
  m_otherSession = m_otherDatabase->openSession(others);
}

void ContractTest::cleanup() {
  m_session.reset();
  m_otherSession.reset();
  m_database.reset();
  m_otherDatabase.reset();
}

void ContractTest::cleanupTestCase() {
  m_testDatabase.reset();
}

void ContractTest::appendSamples(const QString& exceptionId, int count) {
  std::vector<NewExceptionEvent> batch;
  for (int i = 0; i < count; ++i) {
    // Three share each minute.
    NewExceptionEvent event =
        sampleComment(exceptionId, u"No. %1"_s.arg(i), sampleInstant() + std::chrono::minutes{i / 3});
    if (i % 2 == 1) {
      event.eventType = u"servicenow.Awaiting User Info"_s;
    }
    event.actor = {static_cast<ActorType>(i % 3), i % 3 == 2 ? std::nullopt : std::optional(u"actor-%1"_s.arg(i % 2))};
    batch.push_back(event);
  }
  VERIFY_OK(await(events().appendBatch(batch, {})));
}

void ContractTest::closeDatabase() {
  m_session.reset();
  m_database.reset();
}

QString ContractTest::uniqueName(const QString& stem) {
  return QStringLiteral("%1-%2").arg(stem).arg(m_count);
}

std::unique_ptr<Database> ContractTest::openAs(const QString& login, Access access) {
  return openDatabase(m_testDatabase->addLogin(uniqueName(login), {{tenantId(), access}}), {});
}

Exception ContractTest::create(const Exception& exception) {
  return valueOf(await(exceptions().create(exception, sampleUser(), {}, {})));
}

std::vector<Exception> ContractTest::createAll(const std::vector<Exception>& exceptions) {
  std::vector<NewExceptionEvent> creations;
  std::vector<Exception> rows;
  for (const Exception& exception : exceptions) {
    creations.push_back(sampleCreation(exception));
    rows.push_back(asCreated(exception, tenantId()));
  }
  const std::vector<AppendOutcome> outcomes = valueOf(await(events().appendBatch(creations, {})));
  return outcomes.size() == rows.size() ? rows : std::vector<Exception>{};
}

Exception ContractTest::change(const QString& exceptionId, const QJsonObject& fields, const QString& comment) {
  const Exception current = valueOf(await(exceptions().get(exceptionId, {})));
  ExceptionUpdate update;
  update.exceptionId = exceptionId;
  update.expectedVersion = current.version;
  update.patch = valueOf(ExceptionPatch::fromJson(fields));
  update.comment = comment;
  update.actor = sampleUser();
  return valueOf(await(exceptions().update(update, {})));
}

NewExceptionEvent statusChange(const QString& exceptionId, const QString& from, const QString& to, Instant at) {
  NewExceptionEvent event = sampleComment(exceptionId, {}, at);
  event.eventType = QLatin1String(event_types::kStatusChanged);
  event.payload = {{u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, from}, {u"to"_s, to}}}}}};
  return event;
}

QStringList idsOf(const std::vector<Exception>& exceptions) {
  QStringList ids;
  for (const Exception& exception : exceptions) {
    ids << exception.exceptionId;
  }
  return ids;
}

} // namespace sentinai
