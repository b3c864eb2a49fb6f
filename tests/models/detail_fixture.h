// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"
#include "tests/support/test_database.h"

namespace sentinai {

/// A fresh SQLite record with one tenant and two people at work in it, each with a session of their own.
class DetailFixture {
public:
  DetailFixture();

  /// Creates the exception as a system would, and returns its row.
  Exception create(const Exception& exception);

  /// Bob changes the status in his own session.
  Exception bobSetsStatus(const QString& exceptionId, Status status);

  /// `count` comments, a minute apart from the exception's creation on, by "ann", "bob" and the agent "triage" in turn.
  void addComments(const QString& exceptionId, int count);

  /// The types of the exception's events, in order.
  QStringList eventTypes(const QString& exceptionId);

  void setTenantStatus(TenantStatus status);

  TestDatabase database;
  std::unique_ptr<Database> annsDatabase;
  std::unique_ptr<Database> bobsDatabase;
  std::unique_ptr<Session> ann;
  std::unique_ptr<Session> bob;
};

} // namespace sentinai
