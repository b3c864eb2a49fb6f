// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// Packs and their versions, playbooks and their steps, tools, and the audit of changes to them.
class ConfigurationContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void packVersionsCountUpAndStay_data();
  void packVersionsCountUpAndStay();
  void activatingAndRollingBack_data();
  void activatingAndRollingBack();
  void whoSawAnotherVersionActiveIsTold_data();
  void whoSawAnotherVersionActiveIsTold();
  void ofManyWhoActivateAtOnceOneSawRight_data();
  void ofManyWhoActivateAtOnceOneSawRight();
  void packDifferenceNamesPaths_data();
  void packDifferenceNamesPaths();
  void packsOfNothingAreNotFound_data();
  void packsOfNothingAreNotFound();
  void domainPacksAreSharedPolicyPacksAreNot();
  void concurrentPackVersionsAreNumberedOnce();

  void playbookVersionsAndActivation();
  void whoSawAnotherActivePlaybookChangesNothing();
  void refusesBadPlaybooks();
  void stepsAreAppendedAndReordered();
  void whoSawAnotherOrderOfStepsChangesNothing();
  void refusesBadSteps();

  void toolsOfTenantAndGlobal();
  void toolsAreUpdatedAndRemoved();
  void refusesBadTools();

  void auditTellsWhoChangedWhat();
  void auditTellsOfEveryKindOfObject();

private:
  [[nodiscard]] PackRepository& packs();
  [[nodiscard]] QString subject();
};

} // namespace sentinai
