// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_controller.h"
#include "tests/support/test_database.h"

#include <QAbstractButton>
#include <QDialog>

namespace sentinai {

/// The real console on a fresh tenant, importing a log through its wizard while someone uses it: every now and then
/// another page is opened or the table scrolled. Offscreen.
class ImportSession : public QObject {
  Q_OBJECT
public:
  ImportSession(DatabaseUrl::Engine engine, QString log);
  ~ImportSession() override;

  /// Opens the console and leads the wizard to the mapping; ready() follows.
  void start();

  /// Checks and imports, and uses the console meanwhile; finished() follows.
  void import();

  [[nodiscard]] QString result() const; ///< The wizard's headline.

Q_SIGNALS:
  void ready();
  void finished();
  void failed(const QString& why);

private:
  void step();
  void useConsole();
  [[nodiscard]] QAbstractButton* button(const char* name) const;

  TestDatabase m_database;
  QString m_log;
  std::unique_ptr<ConsoleController> m_controller;
  QDialog* m_wizard = nullptr;
  QTimer m_poll;
  QTimer m_user;
  int m_steps = 0;
  int m_uses = 0;
};

} // namespace sentinai
