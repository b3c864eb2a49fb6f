// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/contract_test.h"

namespace sentinai {

/// The queue of what agents still have to look at.
class WorkContract : public ContractTest {
  Q_OBJECT
public:
  using ContractTest::ContractTest;

private Q_SLOTS:
  void eventsCallForWork();
  void whatAgentsAppendDoesNot();
  void theResolvedCallOnce();
  void whatItsSourceResolvesIsOver();
  void oneItemHoweverManyEvents();
  void waitsForAPack();
  void twoNeverTakeTheSame();
  void oneIsTakenByName();
  void aLeaseEndsAndIsLost();
  void leasesAreExtendedAndReleased();
  void whatComesMeanwhileMakesItDueAgain();
  void isLookedAtAgainLater();
  void isNotLookedAtAgainWithinASecond();
  void failuresEndAmongTheDead();
  void lossesEndAmongTheDead();
  void whatWasLostIsTakenAlone();
  void postponingCountsNoAttempt();
  void peopleRetryEditAndDrop();
  void editsOfWhatWasNotSeenAreRefused();
  void whatIsTakenIsNotEdited();
  void listsInPages();
  void tenantsAndAccessesAreKeptApart();
  void refusesWhatDoesNotFit();

private:
  [[nodiscard]] WorkRepository& work() { return session().work(); }

  /// An unresolved exception of a domain with an active pack.
  Exception workable(const QString& id);

  void activatePack(const QString& domain);

  [[nodiscard]] QStringList takenIds(int most = 100);
  [[nodiscard]] std::vector<TakenWork> take(int most = 100);

  /// Does SQL to an item behind the back: `what` is a SET clause, with times in the engine's own form.
  void alter(const QString& exceptionId, const QString& postgresql, const QString& sqlite);
};

} // namespace sentinai
