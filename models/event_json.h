// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_event.h"

#include <QJsonDocument>

namespace sentinai {

struct IndentedJson {
  QString text;
  qsizetype left = 0; ///< Characters of the JSON that are not in it.
};

/// `json` (UTF-8) laid out to be read, two spaces a level, with nothing but white space changed: order of members,
/// duplicates and the spelling of numbers stay. Text that is not JSON comes back with its brackets indented all the
/// same. Ends after `atMost` bytes: where it is nested deeply, most of them are spaces.
[[nodiscard]] IndentedJson indentedJson(const QByteArray& json, qsizetype atMost);

/// JSON as people hand it on: indented, unless it is so large that the indentation could be larger by far.
[[nodiscard]] QString handedOn(const QJsonDocument& json);

/// One event likewise: the CloudEvents envelope that `sentinaictl --json` prints too.
[[nodiscard]] QString eventAsJson(const ExceptionEvent& event);

} // namespace sentinai
