// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"
#include "tests/support/change_log.h"

namespace sentinai {

/// What a session hears of what is committed, by whomever.
class ChangeContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void tellsNothingBeforeItIsStarted();
  void tellsWhatOthersCommit();
  void tellsWhatTheSessionItselfCommits();
  void oneThatIsCreatedAndChangedIsBoth();
  void tellsNothingOfARefusedBatch();
  void tellsNothingOfOtherTenants();
  void moreThanCanBeNamedIsAResync();
  void whatComesDuringAPauseIsAResync();
  void aPauseInWhichNothingHappensIsNone();
  void startedInAPauseItIsSilent();
  void sessionsGoAwayWhileTheyWatch();
  void nothingIsMissedUnderLoad();
  void aDatabaseThatIsNotThereIsTold();

private:
  /// Starts the feed and waits until it watches.
  void watch(ChangeFeed& feed, ChangeLog& log);
};

} // namespace sentinai
