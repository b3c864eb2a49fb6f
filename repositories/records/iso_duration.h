// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>
#include <chrono>
#include <optional>

namespace sentinai {

/// Reads an ISO 8601 duration of days, hours, minutes and seconds, such as P1DT4H; empty where it is none.
[[nodiscard]] std::optional<std::chrono::seconds> parseIsoDuration(QStringView text);

} // namespace sentinai
