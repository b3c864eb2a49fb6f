// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/change_contract.h"
#include "tests/contract/configuration_contract.h"
#include "tests/contract/dashboard_contract.h"
#include "tests/contract/event_contract.h"
#include "tests/contract/exception_contract.h"
#include "tests/contract/feedback_contract.h"
#include "tests/contract/lifetime_contract.h"
#include "tests/contract/query_contract.h"
#include "tests/contract/record_contract.h"
#include "tests/contract/tenancy_contract.h"
#include "tests/contract/work_contract.h"

#include <QCoreApplication>
#include <cstdio>

using namespace sentinai;

namespace {

std::unique_ptr<ContractTest> makePart(const QString& name, DatabaseUrl::Engine engine) {
  if (name == QLatin1String("exceptions")) {
    return std::make_unique<ExceptionContract>(engine);
  }
  if (name == QLatin1String("queries")) {
    return std::make_unique<QueryContract>(engine);
  }
  if (name == QLatin1String("events")) {
    return std::make_unique<EventContract>(engine);
  }
  if (name == QLatin1String("record")) {
    return std::make_unique<RecordContract>(engine);
  }
  if (name == QLatin1String("tenancy")) {
    return std::make_unique<TenancyContract>(engine);
  }
  if (name == QLatin1String("configuration")) {
    return std::make_unique<ConfigurationContract>(engine);
  }
  if (name == QLatin1String("dashboard")) {
    return std::make_unique<DashboardContract>(engine);
  }
  if (name == QLatin1String("lifetime")) {
    return std::make_unique<LifetimeContract>(engine);
  }
  if (name == QLatin1String("changes")) {
    return std::make_unique<ChangeContract>(engine);
  }
  if (name == QLatin1String("feedback")) {
    return std::make_unique<FeedbackContract>(engine);
  }
  if (name == QLatin1String("work")) {
    return std::make_unique<WorkContract>(engine);
  }
  return nullptr;
}

} // namespace

/// contract_test postgresql|sqlite PART [arguments of Qt Test]
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QStringList arguments = QCoreApplication::arguments();
  const bool postgresql = arguments.value(1) == QLatin1String("postgresql");
  const auto part =
      postgresql || arguments.value(1) == QLatin1String("sqlite")
          ? makePart(arguments.value(2), postgresql ? DatabaseUrl::Engine::PostgreSql : DatabaseUrl::Engine::Sqlite)
          : nullptr;
  if (part == nullptr) {
    std::fputs("usage: contract_test postgresql|sqlite "
               "exceptions|queries|events|record|tenancy|configuration|dashboard|lifetime|changes|feedback|work "
               "[Qt Test arguments]\n",
               stderr);
    return 2;
  }
  arguments.remove(1, 2);
  return QTest::qExec(part.get(), arguments);
}
