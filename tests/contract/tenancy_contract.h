// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// Tenants, who belongs to them, and the walls between them.
class TenancyContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void createdTenantReadsBack();
  void tenantsAreListedByIdInPages();
  void refusesBadTenants();
  void suspendedTenantIsReadOnly();
  void archivedTenantIsHiddenAndRefusesWrites();
  void neitherTenantSeesTheOther();
  void sameIdsLiveApart();
  void openingAForeignTenantGivesNothing();
  void membersAreGrantedChangedAndRevoked();
  void lastAdminStays();
  void whoSawSomethingElseIsTold();
};

} // namespace sentinai
