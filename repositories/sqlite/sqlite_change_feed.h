// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/change_feed.h"
#include "repositories/sqlite/sqlite_scope.h"

#include <QTimer>

namespace sentinai {

/// The changes of a tenant in a file: twice a second, one look at the end of its change log, which all programs write.
class SqliteChangeFeed : public ChangeFeed {
  Q_OBJECT
public:
  explicit SqliteChangeFeed(SqliteScope scope);

  void retryNow() override;

protected:
  void begin() override;
  void hold() override;
  void go() override;

private:
  /// What is in the log behind a place in it.
  struct Look {
    qint64 end = 0;   ///< The place from which to look next.
    bool gap = false; ///< Something behind that place is gone, or it is another log.
    ChangeSet changes;
  };

  static Look look(SqliteConnection& db, const QString& tenantId, std::optional<qint64> after);
  void poll();
  void take(Result<Look> look);

  SqliteScope m_scope;
  QTimer m_timer;
  CancelSource m_asked;
  std::optional<qint64> m_end; ///< Up to which all has been told.
  int m_failures = 0;          ///< In a row.
  bool m_wasHeld = false;
};

} // namespace sentinai
