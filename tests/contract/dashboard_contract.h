// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// The dashboard's figures: equal to counting the exceptions one by one, and to what a click on them lists.
class DashboardContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void figuresEqualCounting_data();
  void figuresEqualCounting();
  void everyFigureDrillsDownToItsRows();
  void emptyTenantHasZeros();
  void figuresFollowChanges();
  void refusesBadDays();

private:
  std::vector<Exception> m_all;

  void createSamples();
};

} // namespace sentinai
