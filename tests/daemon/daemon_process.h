// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QJsonObject>
#include <QList>
#include <QProcess>

namespace sentinai {

/// sentinaid, as a process of its own, for the tenant "desk" unless another is named.
class DaemonProcess {
public:
  DaemonProcess(const QString& url, const QStringList& arguments, const QString& tenantId = QStringLiteral("desk"));
  ~DaemonProcess(); ///< Kills it.

  void kill(); ///< By signal 9, and waits until it is gone.
  void terminate() { m_process.terminate(); }
  [[nodiscard]] qint64 processId() const { return m_process.processId(); }

  [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

  /// Its exit status; -1 where it crashed. Runs the event loop; throws std::runtime_error if it goes on.
  [[nodiscard]] int waitForEnd();

  /// Waits until its log tells of `event`, and gives that entry. Throws std::runtime_error if that does not
  /// come.
  QJsonObject waitFor(const QString& event);

  /// What it has logged so far, but for lines that are no JSON.
  [[nodiscard]] QList<QJsonObject> log();

  /// All that it has written to standard error so far.
  [[nodiscard]] QByteArray words();

  /// Of these, the lines that are no JSON.
  [[nodiscard]] QByteArrayList linesOutside();

private:
  QProcess m_process;
  QByteArray m_output;
};

} // namespace sentinai
