// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace sentinai {

/// Writes what the daemon does to standard error, a line for each event.
class DaemonLog {
public:
  enum class Format : quint8 {
    Text, ///< For people.
    Json  ///< An object a line.
  };
  enum class Level : quint8 { Info, Warning, Error };

  explicit DaemonLog(Format format)
      : m_format(format) {}

  /// `event` is a short name such as `worked`. Control characters of values are shown as escapes.
  void write(Level level, const QString& event, const QJsonObject& fields = {}) const;

private:
  Format m_format;
};

} // namespace sentinai
