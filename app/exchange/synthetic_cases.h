// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/synthetic_catalogue.h"
#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Makes generated exceptions with the events that led to them, as the database itself would have recorded them:
/// replaying the events gives the exception, and their hashes chain. What is made depends on the arguments only, and
/// any exception can be made without those before it. Usable from several threads.
class SyntheticCases {
public:
  /// Where an exception stands among all.
  struct Place {
    QString tenantId;
    quint64 tenant = 0; ///< Number of the tenant.
    qint64 number = 0;  ///< From 1, in order of creation in the tenant.
    Instant createdAt{};
    double outage = 0; ///< How likely an incident is its cause.
  };

  /// `eventsPerException` is the average, ExceptionCreated included, from 1. Nothing happens after `until`; `days` is
  /// the span of all exceptions, to which the time they take is scaled.
  SyntheticCases(quint64 seed, double eventsPerException, Instant until, int days)
      : m_seed(seed)
      , m_eventsPerException(eventsPerException)
      , m_until(until)
      , m_days(days) {}

  [[nodiscard]] Exception exception(const Place& place) const;

  /// In order of seq.
  [[nodiscard]] std::vector<ExceptionEvent> events(const Place& place) const;

private:
  enum class Kind : quint8 { Status, Owner, Severity, Triage, Comment };

  /// Something that happens after the creation. Only what its kind changes has a meaning.
  struct Step {
    Kind kind = Kind::Comment;
    Instant at{};
    Status status = Status::Open;
    Severity severity = Severity::Low;
    QString owner;
  };

  /// The first state, what happened then, and the last state.
  struct Story {
    Exception first;
    std::vector<Step> steps;
    Exception last;
    const SyntheticDomain* domain = nullptr;
  };

  quint64 m_seed;
  double m_eventsPerException;
  Instant m_until;
  int m_days;

  [[nodiscard]] Story story(const Place& place) const;
  [[nodiscard]] const SyntheticDomain& describe(Exception& exception, const Place& place, SeededRandom& random) const;
  void settle(Exception& exception, Instant& end, const SyntheticDomain& domain, SeededRandom& random) const;
  [[nodiscard]] int stepCount(SeededRandom& random) const;
  static std::vector<Step> steps(const Exception& last, int count, const SyntheticDomain& domain, SeededRandom& random);
  static QByteArray payload(const Step& step, const Exception& before, SeededRandom& random);
};

} // namespace sentinai
