// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/private_arguments.h"

#include <optional>
#include <variant>

namespace sentinai {

/// Exit status of the program; the same numbers as the command line's (docs/configuration.md).
enum class ExitCode : int {
  Done = 0,
  Failed = 1,
  Usage = 2,
  Unreachable = 3,
  NotFound = 4,
  NotPermitted = 6,
  BadInput = 7
};

/// What the console was called with.
struct ConsoleOptions {
  bool demo = false;
  std::optional<QString> database;
  std::optional<QString> tenantId;
  std::optional<QString> screenshotDirectory;

  /// The options, or the exit status where help, the version or a complaint has been printed instead. Needs no
  /// application object.
  [[nodiscard]] static std::variant<ConsoleOptions, ExitCode> parse(PrivateArguments& arguments);
};

} // namespace sentinai
