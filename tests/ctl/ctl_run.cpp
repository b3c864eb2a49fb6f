// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ctl/ctl_run.h"

#include "tests/support/eventually.h"

#include <QJsonDocument>
#include <QProcess>
#include <stdexcept>

namespace sentinai {

CtlRun CtlRun::of(const QString& url, const QStringList& arguments, const QByteArray& input) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("DATABASE_URL"), url);
  environment.remove(QStringLiteral("SENTINAI_TENANT"));
  process.setProcessEnvironment(environment);
  process.start(qEnvironmentVariable("SENTINAI_BIN_DIR") + QStringLiteral("/sentinaictl"), arguments);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(kPatienceMs)) {
    throw std::runtime_error("sentinaictl did not finish");
  }
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
          process.readAllStandardError()};
}

CtlRun CtlRun::of(const DatabaseUrl& url, const QStringList& arguments, const QByteArray& input) {
  return of(urlText(url), arguments, input);
}

QString CtlRun::urlText(const DatabaseUrl& url) {
  return url.engine() == DatabaseUrl::Engine::Sqlite ? QStringLiteral("sqlite:") + url.sqlitePath() : url.conninfo();
}

QJsonObject CtlRun::object() const {
  return QJsonDocument::fromJson(output).object();
}

QList<QJsonObject> CtlRun::rows() const {
  QList<QJsonObject> rows;
  for (const QByteArray& line : output.split('\n')) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    if (!object.isEmpty() && !object.contains(QLatin1String("next"))) {
      rows << object;
    }
  }
  return rows;
}

QString CtlRun::next() const {
  const QList<QByteArray> lines = output.trimmed().split('\n');
  return QJsonDocument::fromJson(lines.back()).object().value(QLatin1String("next")).toString();
}

} // namespace sentinai
