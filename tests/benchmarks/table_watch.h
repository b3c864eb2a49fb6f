// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/long_table_view.h"

#include <chrono>

namespace sentinai {

/// Notices when a table of exceptions has painted rows all of which are loaded.
class TableWatch : public QObject {
  Q_OBJECT
public:
  explicit TableWatch(LongTableView& table);

  /// Runs the event loop until the table has painted so, which it has to do anew; false if it did not in time.
  [[nodiscard]] bool waitUntilShown(std::chrono::milliseconds longest);

  bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
  void shown();

private:
  [[nodiscard]] bool isLoaded() const;

  LongTableView& m_table;
};

/// Runs the event loop for so long.
void runEventsFor(std::chrono::milliseconds span);

} // namespace sentinai
