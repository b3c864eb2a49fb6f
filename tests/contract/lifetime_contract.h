// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// Calls and their ends: cancellation before and during, objects that go away, many calls at once, health.
class LifetimeContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void cancelledBeforeItStartsDoesNothing();
  void cancelledWriteHappensWhollyOrNotAtAll();
  void cancelledReadsComplete();
  void latestRequestWins();
  void closingTheSessionCompletesEveryCall();
  void closingTheDatabaseCompletesEveryCall();
  void manyCallsAtOnceAllComplete();
  void resultsArriveOnTheCallersThread();
  void healthTellsWhatIsThere();
  void missingDatabaseIsAnError();
};

} // namespace sentinai
