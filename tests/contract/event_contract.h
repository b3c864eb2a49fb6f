// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// The append-only timeline: what may be appended and what that does to the row, reading it.
class EventContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void appendedEventReadsBackAndIsChained();
  void appendingAgainChangesNothing();
  void sameIdWithOtherContentIsAConflict();
  void appendChangesTheRow();
  void appendRefusesWhatDoesNotFit();
  void batchIsAllOrNothing();
  void batchKeepsTheOrderOfEachException();
  void batchRepeatedAddsOnlyWhatIsNew();
  void eachExceptionForItself();
  void playbooksBeginOnceForEachApproval();
  void theFirstOfManyInvalidEventsIsNamed();
  void existingNamesThisTenantsEvents();
  void existingTakesManyIdsAtOnce();
  void timelineFilters_data();
  void timelineFilters();
  void timelinePagesToTheEnd();
  void timelineBackwardsAndFurtherOn();
  void vocabularyHasEveryTypeAndActor();
  void tenantsEventsPageToTheEnd();
  void countsEvents();
  void eventsOutOfOrderOfTimeKeepSeqAndUpdatedAt();
  void concurrentAppendsKeepOneChain();
  void refusesLimitsAndCursors();

private:
  std::vector<ExceptionEvent> timeline(const QString& exceptionId, EventQuery query = {});
};

} // namespace sentinai
