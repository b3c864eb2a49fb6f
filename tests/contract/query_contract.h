// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

#include "repositories/records/exception_query.h"

namespace sentinai {

/// Finding exceptions: each filter alone and with every other, every sort in both directions, paging to the end,
/// counts, search, suggestions, likeness and urgency; compared with the same said in memory (filter_model.h).
class QueryContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void everyFilterAloneAndWithEachOther();
  void filterValuesAreAlternatives();
  void everySortBothWays_data();
  void everySortBothWays();
  void streamsTakeFiltersAndEndWhenToldTo();
  void pagesLeadToTheEndWithoutLossOrRepetition_data();
  void pagesLeadToTheEndWithoutLossOrRepetition();
  void everyFilterInEverySort_data();
  void everyFilterInEverySort();
  void pagesBackwardsAndFurtherOn_data();
  void pagesBackwardsAndFurtherOn();
  void outlineLeadsToEveryRow();
  void refusesContradictoryPages();
  void pagesStayStableWhileRowsArrive();
  void countsAreExactUpToTheLimit();
  void searchFoldsCaseInAnyScript_data();
  void searchFoldsCaseInAnyScript();
  void searchTakesTextLiterally();
  void distinctValuesComeMostFrequentFirst();
  void similarOnesShareDomainAndType();
  void similarOnesResolvedByThenAreFoundBehindABacklog();
  void dueBeforeListsTheMostUrgentFirst();
  void refusesLimitsOutOfRange();
  void refusesCursorsOfOtherLists();

private:
  std::vector<Exception> m_all;

  void createSamples(int count);
  std::vector<Exception> readAll(ExceptionQuery query);
  std::vector<Exception> streamAll(ExceptionFilter filter, ExceptionSort sort);
};

} // namespace sentinai
