// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// The events as evidence: what they say an exception was, whether they are all there, what checkpoints keep.
class RecordContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void replayGivesTheRow();
  void stateAtATimeInThePast();
  void verifyNamesTheFirstBadEvent();
  void chainsAreReadOneAfterTheOther();
  void openingsAreWhatIntakeKnew();
  void checkpointsAreNumberedAndKept();
};

} // namespace sentinai
