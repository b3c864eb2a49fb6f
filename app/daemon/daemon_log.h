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
  enum class Level : quint8 { Debug, Info, Warning, Error };

  explicit DaemonLog(Format format)
      : m_format(format) {}
  ~DaemonLog();
  Q_DISABLE_COPY_MOVE(DaemonLog)

  /// From now on gets what Qt and the libraries log, as the event `message`, of any thread.
  void takeMessages() const;

  /// `event` is a short name such as `worked`. Control characters of values are shown as escapes.
  void write(Level level, const QString& event, const QJsonObject& fields = {}) const;

private:
  Format m_format;
};

} // namespace sentinai
