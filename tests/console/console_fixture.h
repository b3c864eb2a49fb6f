// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_controller.h"
#include "tests/support/test_database.h"
#include "views/main_window.h"

#include <QTest>

namespace sentinai {

/// The real window over a fresh database with two tenants: "bank" with `count` sample exceptions, and "clinic" with
/// none. Settings of earlier tests are gone.
class ConsoleFixture {
public:
  explicit ConsoleFixture(int count, DatabaseUrl::Engine engine = DatabaseUrl::Engine::Sqlite);

  /// Starts the console; an empty tenant asks for none. Started again, it comes back as a person would find it.
  void start(const QString& tenantId = QStringLiteral("bank"), const QString& database = {});
  void stop();

  [[nodiscard]] MainWindow& window() { return console->window(); }

  /// The window's child of this name and class; fails the test if there is none.
  template <typename T>
  T* find(const QString& objectName) {
    T* child = window().findChild<T*>(objectName);
    if (!child) {
      qFatal("There is no %s.", qPrintable(objectName));
    }
    return child;
  }

  void trigger(const QString& action); ///< By object name, as from its menu.
  /// A page is shown, and all it shows has been loaded.
  [[nodiscard]] bool isSettled();
  void filter(const QString& line); ///< Types it and presses Enter.
  [[nodiscard]] QString cell(int row, int column);

  TestDatabase database;
  QString login; ///< A connection string for the console.
  std::unique_ptr<Database> repositories;
  std::unique_ptr<ConsoleController> console;
};

} // namespace sentinai
