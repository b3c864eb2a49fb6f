// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// Creating, reading and changing exceptions: idempotency, optimistic locking, bulk updates, refused values.
class ExceptionContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void createdExceptionReadsBack();
  void everyFieldSurvivesTheRoundTrip();
  void unknownExceptionIsNotFound();
  void getAllReturnsThoseThatExist();

  void creatingTwiceIsAConflict();
  void creatingAgainWithTheSameKeyGivesTheRow();
  void creatingOtherContentWithTheSameKeyIsAConflict();

  void updateChangesRowAndTimelineTogether();
  void updateWithoutChangeWritesNothing();
  void commentAloneChangesNoField();
  void updateOfAStaleVersionIsAConflict();
  void updateOfNothingIsNotFound();
  void updateAgainWithTheSameKeySucceedsOnce();
  void commentingAgainWithTheSameKeySucceedsOnce();
  void resolvingAndReopeningKeepsResolvedAt();
  void ofConcurrentUpdatesExactlyOneWins();

  void upsertCreatesThenUpdatesThenRests();
  void bulkUpdateTellsEachOutcome();

  void refusesValuesThatDoNotFit_data();
  void refusesValuesThatDoNotFit();
  void patchRefusesUnknownFields();
};

} // namespace sentinai
