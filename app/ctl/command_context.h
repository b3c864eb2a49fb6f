// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/exit_status.h"
#include "app/ctl/output.h"
#include "repositories/database/database.h"

#include <QCoroTask>
#include <stdexcept>

namespace sentinai::ctl {

/// Ends the command with this status after printing the message on standard error. Thrown between main() and the
/// commands only; never across a coroutine.
class CommandError : public std::runtime_error {
public:
  CommandError(ExitStatus status, const QString& message)
      : std::runtime_error(message.toStdString())
      , m_status(status) {}
  [[nodiscard]] ExitStatus status() const { return m_status; }

private:
  ExitStatus m_status;
};

/// The value, or a CommandError with the error's message and status.
template <typename T>
T valueOrFail(Result<T> result) {
  if (!result) {
    const DbError& error = result.error();
    QString message = error.message;
    if (!error.detail.isEmpty()) {
      message += QLatin1Char(' ') + error.detail;
    }
    throw CommandError(exitStatusOf(error.kind), message);
  }
  return std::move(*result);
}

/// Waits for a task, as a command-line program may.
template <typename T>
T await(Task<T> task) {
  return valueOrFail(QCoro::waitFor(std::move(task)));
}

/// The options that stand before every command, and what they lead to: opened when first asked for.
class CommandContext {
public:
  // Filled by the parser.
  std::string databaseText; ///< --db; empty: from the environment.
  std::string tenantText;   ///< --tenant; empty: $SENTINAI_TENANT, else the only tenant there is.
  bool json = false;

  [[nodiscard]] DatabaseUrl url() const;
  [[nodiscard]] Database& database();

  /// The tenant asked for. With none named, the login's only tenant; with several, a usage error that lists them.
  [[nodiscard]] QString tenantId();

  /// Repositories of that tenant. NotFound if the login is no member of it.
  [[nodiscard]] Session& session();

  /// Who does what this program does: the login.
  [[nodiscard]] Actor actor();

  [[nodiscard]] Output& output();

private:
  std::unique_ptr<Database> m_database;
  std::unique_ptr<Session> m_session;
  std::optional<Output> m_output;
};

} // namespace sentinai::ctl
