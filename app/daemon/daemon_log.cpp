// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon/daemon_log.h"

#include "repositories/database/printable.h"
#include "repositories/records/instant.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <array>
#include <atomic>
#include <cstdio>

namespace sentinai {

namespace {

constexpr std::array kLevels{"debug", "info", "warning", "error"};

QByteArray asText(const QJsonValue& value) {
  const QByteArray inArray = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
  return inArray.mid(1, inArray.size() - 2);
}

DaemonLog::Level levelOf(QtMsgType type) {
  switch (type) {
  case QtDebugMsg:
    return DaemonLog::Level::Debug;
  case QtInfoMsg:
    return DaemonLog::Level::Info;
  case QtWarningMsg:
    return DaemonLog::Level::Warning;
  case QtCriticalMsg:
  case QtFatalMsg:
    return DaemonLog::Level::Error;
  }
  return DaemonLog::Level::Error;
}

std::atomic<const DaemonLog*> taking = nullptr;

void writeMessage(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  if (const DaemonLog* log = taking) {
    log->write(
        levelOf(type), QStringLiteral("message"),
        {{QStringLiteral("category"), QString::fromUtf8(context.category)}, {QStringLiteral("message"), message}});
  }
}

} // namespace

DaemonLog::~DaemonLog() {
  if (taking == this) {
    qInstallMessageHandler(nullptr);
    taking = nullptr;
  }
}

void DaemonLog::takeMessages() const {
  taking = this;
  qInstallMessageHandler(writeMessage);
}

void DaemonLog::write(Level level, const QString& event, const QJsonObject& fields) const {
  QByteArray line;
  const QString name = QString::fromLatin1(kLevels.at(static_cast<std::size_t>(level)));
  if (m_format == Format::Json) {
    QJsonObject object = fields;
    object.insert(QStringLiteral("time"), toIsoText(currentInstant()));
    object.insert(QStringLiteral("level"), name);
    object.insert(QStringLiteral("event"), event);
    line = QJsonDocument(object).toJson(QJsonDocument::Compact);
  } else {
    line = QStringLiteral("%1 %2 %3").arg(toIsoText(currentInstant()), name, event).toUtf8();
    for (auto field = fields.begin(); field != fields.end(); ++field) {
      line += ' ' + field.key().toUtf8() + '=' + printable(QString::fromUtf8(asText(field.value()))).toUtf8();
    }
  }
  line += '\n';
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
  std::fflush(stderr);
}

} // namespace sentinai
