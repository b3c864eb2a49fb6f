// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/daemon_process.h"

#include "tests/support/eventually.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <stdexcept>

namespace sentinai {

DaemonProcess::DaemonProcess(const QString& url, const QStringList& arguments, const QString& tenantId) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("DATABASE_URL"), url);
  if (tenantId.isEmpty()) {
    environment.remove(QStringLiteral("SENTINAI_TENANT"));
  } else {
    environment.insert(QStringLiteral("SENTINAI_TENANT"), tenantId);
  }
  m_process.setProcessEnvironment(environment);
  m_process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + QStringLiteral("/sentinaid"), arguments);
}

DaemonProcess::~DaemonProcess() {
  kill();
}

void DaemonProcess::kill() {
  m_process.waitForStarted();
  m_process.kill();
  m_process.waitForFinished();
}

int DaemonProcess::waitForEnd() {
  if (!QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, kPatienceMs)) {
    throw std::runtime_error("sentinaid did not finish");
  }
  return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QJsonObject DaemonProcess::waitFor(const QString& event) {
  QElapsedTimer clock;
  clock.start();
  for (;;) {
    const QList<QJsonObject> entries = log();
    for (const QJsonObject& entry : entries) {
      if (entry.value(QLatin1String("event")).toString() == event) {
        return entry;
      }
    }
    if (m_process.state() == QProcess::NotRunning || clock.hasExpired(kPatienceMs)) {
      throw std::runtime_error("sentinaid did not say " + event.toStdString() + ": " + m_output.toStdString());
    }
    m_process.waitForReadyRead(1000);
  }
}

QByteArray DaemonProcess::words() {
  m_output += m_process.readAllStandardError();
  return m_output;
}

QByteArrayList DaemonProcess::linesOutside() {
  QByteArrayList lines;
  for (const QByteArray& line : words().split('\n')) {
    if (!line.isEmpty() && QJsonDocument::fromJson(line).object().isEmpty()) {
      lines << line;
    }
  }
  return lines;
}

QList<QJsonObject> DaemonProcess::log() {
  QList<QJsonObject> entries;
  for (const QByteArray& line : words().split('\n')) {
    if (const QJsonObject entry = QJsonDocument::fromJson(line).object(); !entry.isEmpty()) {
      entries << entry;
    }
  }
  return entries;
}

} // namespace sentinai
