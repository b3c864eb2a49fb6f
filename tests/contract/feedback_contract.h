// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// What is made of the feedback on agents' decisions.
class FeedbackContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void countsByAgentDomainAndConfidence();
  void countsEachDecisionOnce();
  void readsTheTimeAskedFor();
  void isNotUpsetByOddPayloads();
  void knowsNothingOfOtherTenants();

private:
  /// Has the agent `feedback` judge decisions about an exception of ann's tenant.
  void capture(const QString& exceptionId, const QJsonArray& judgements, Instant at = sampleInstant(),
               const QString& domain = QStringLiteral("Finance"));
  [[nodiscard]] std::vector<CalibrationRow> calibration(const TimeRange& captured = {});
};

} // namespace sentinai
