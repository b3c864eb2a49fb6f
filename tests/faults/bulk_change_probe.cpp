// SPDX-License-Identifier: GPL-3.0-or-later

// bulk_change_probe URL TENANT: makes all bulk changes in a process of its own, for tests that kill it. Writes the
// number of each batch once it is acknowledged; the exit status is 1 where one is refused.

#include "repositories/open_database.h"
#include "tests/faults/bulk_changes.h"
#include "tests/support/await.h"

#include <QCoreApplication>
#include <cstdio>

using namespace sentinai;

namespace {

/// In one piece and each exception for itself, by turns.
std::optional<DbError> append(ExceptionEventRepository& events, int number) {
  if (number % 2 == 0) {
    const Result<std::vector<AppendOutcome>> all = await(events.appendBatch(BulkChanges::batch(number), CancelToken()));
    return all ? std::nullopt : std::optional(all.error());
  }
  const auto each = await(events.appendEach(BulkChanges::batch(number), CancelToken()));
  if (!each) {
    return each.error();
  }
  const auto refused = std::find_if(each->begin(), each->end(), [](const auto& outcome) { return !outcome; });
  return refused == each->end() ? std::nullopt : std::optional(refused->error());
}

} // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QStringList arguments = QCoreApplication::arguments();
  const Result<DatabaseUrl> url = DatabaseUrl::parse(arguments.value(1));
  if (!url) {
    return 2;
  }
  const std::unique_ptr<Database> database = openDatabase(*url, DatabaseOptions());
  const std::unique_ptr<Session> session = database->openSession(arguments.value(2));
  for (int number = 0; number < BulkChanges::kBatches; ++number) {
    if (const std::optional<DbError> refused = append(session->events(), number)) {
      fprintf(stderr, "batch %d: %s\n", number, qPrintable(refused->message));
      return 1;
    }
    printf("%d\n", number);
    fflush(stdout);
  }
  return 0;
}
