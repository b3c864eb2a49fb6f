// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"

namespace sentinai {

/// `json` (UTF-8) laid out to be read, two spaces a level, with nothing but white space changed: order of members,
/// duplicates and the spelling of numbers stay. Text that is not JSON comes back with its brackets indented all the
/// same.
[[nodiscard]] QString indentedJson(const QByteArray& json);

/// One event as people hand it on: the CloudEvents envelope that `sentinaictl --json` prints too, indented.
[[nodiscard]] QString eventAsJson(const ExceptionEvent& event);

} // namespace sentinai
