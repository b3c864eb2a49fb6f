// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/own_cluster.h"

#include <QDir>
#include <QUuid>
#include <csignal>
#include <libpq-fe.h>
#include <stdexcept>

namespace sentinai {

namespace {

constexpr char kAdmin[] = "own_cluster_admin";

struct Closer {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};

/// The folder of initdb and postgres, the newest where there are several.
QString serverPrograms() {
  const QString named = qEnvironmentVariable("PG_BINDIR");
  if (!named.isEmpty()) {
    return named;
  }
  const QDir versions(QStringLiteral("/usr/lib/postgresql"));
  int newest = 0;
  for (const QString& version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    newest = std::max(newest, version.toInt());
  }
  return newest > 0 ? versions.filePath(QStringLiteral("%1/bin").arg(newest)) : QStringLiteral("/usr/bin");
}

QString program(const char* name) {
  return serverPrograms() + QLatin1Char('/') + QLatin1String(name);
}

} // namespace

OwnCluster::OwnCluster(Unmade)
    : m_port(ServerProcess::freePort())
    , m_password(QUuid::createUuid().toString(QUuid::Id128)) {}

OwnCluster::OwnCluster()
    : OwnCluster(Unmade{}) {
  const QString passwordFile = m_server.writeFile(QStringLiteral("password"), m_password.toUtf8() + '\n');
  m_server.run(program("initdb"),
               {QStringLiteral("-D"), data(), QStringLiteral("-U"), QLatin1String(kAdmin),
                QStringLiteral("--auth=scram-sha-256"), QStringLiteral("--pwfile=") + passwordFile,
                QStringLiteral("--encoding=UTF8"), QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync"),
                QStringLiteral("--no-instructions"), QStringLiteral("--wal-segsize=1")});
  start();
}

std::unique_ptr<OwnCluster> OwnCluster::standbyOf(OwnCluster& primary) {
  std::unique_ptr<OwnCluster> standby(new OwnCluster(Unmade{}));
  standby->m_password = primary.m_password;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("PGPASSWORD"), primary.m_password);
  standby->m_server.run(program("pg_basebackup"),
                        {QStringLiteral("-D"), standby->data(), QStringLiteral("-h"), QStringLiteral("127.0.0.1"),
                         QStringLiteral("-p"), QString::number(primary.port()), QStringLiteral("-U"),
                         QLatin1String(kAdmin), QStringLiteral("-R"), QStringLiteral("--no-sync"),
                         QStringLiteral("--checkpoint=fast")},
                        environment);
  standby->start();
  return standby;
}

void OwnCluster::start(const QStringList& limit) {
  QStringList arguments{QStringLiteral("-D"), data(), QStringLiteral("-p"), QString::number(m_port)};
  const QStringList settings{QStringLiteral("listen_addresses=127.0.0.1"),
                             QStringLiteral("unix_socket_directories=") + m_server.folder(),
                             QStringLiteral("unix_socket_permissions=0777"),
                             QStringLiteral("fsync=off"),
                             QStringLiteral("full_page_writes=off"),
                             QStringLiteral("shared_buffers=16MB"),
                             QStringLiteral("min_wal_size=2MB"),
                             QStringLiteral("max_wal_size=32MB"),
                             QStringLiteral("max_wal_senders=4"),
                             QStringLiteral("wal_keep_size=32MB"),
                             QStringLiteral("hot_standby_feedback=on"),
                             QStringLiteral("timezone=Asia/Kolkata")};
  for (const QString& setting : settings) {
    arguments << QStringLiteral("-c") << setting;
  }
  m_server.start(program("postgres"), arguments, limit);
  const QByteArray target = adminConninfo().toUtf8();
  while (PQping(target.constData()) != PQPING_OK) {
    if (m_server.endedWithin(20)) {
      throw std::runtime_error("The server did not start: " + m_server.log().toStdString());
    }
  }
}

void OwnCluster::stop() {
  m_server.signal(SIGINT);
  m_server.waitForEnd();
}

void OwnCluster::kill() {
  m_server.killAll();
}

void OwnCluster::promote() {
  execute(QStringLiteral("SELECT pg_promote(true, 60)"));
}

void OwnCluster::waitForReplay(OwnCluster& primary) {
  const QString position = primary.execute(QStringLiteral("SELECT pg_current_wal_lsn()"))[0][0];
  const QString reached = QStringLiteral("SELECT pg_last_wal_replay_lsn() >= '%1'::pg_lsn").arg(position);
  while (execute(reached)[0][0] != QLatin1String("t")) {
    if (m_server.endedWithin(20)) {
      throw std::runtime_error("The standby ended: " + m_server.log().toStdString());
    }
  }
}

void OwnCluster::setAccess(const QByteArray& lines) {
  // The superuser stays able to get in.
  writeFile(QStringLiteral("data/pg_hba.conf"), "local all " + QByteArray(kAdmin) + " scram-sha-256\n" + lines);
  reload();
}

void OwnCluster::setSettings(const QMap<QString, QString>& settings) {
  for (auto it = settings.begin(); it != settings.end(); ++it) {
    execute(QStringLiteral("ALTER SYSTEM SET %1 = '%2'").arg(it.key(), it.value()));
  }
  reload();
}

void OwnCluster::reload() {
  const QString loaded = QStringLiteral("SELECT pg_conf_load_time()");
  const QString before = execute(loaded)[0][0];
  execute(QStringLiteral("SELECT pg_reload_conf()"));
  while (execute(loaded)[0][0] == before) {
  }
}

QString OwnCluster::adminConninfo() const {
  return QStringLiteral("host=%1 port=%2 dbname=postgres user=%3 password=%4")
      .arg(m_server.folder(), QString::number(m_port), QLatin1String(kAdmin), m_password);
}

QString OwnCluster::conninfo(const QString& database, const QString& role, const QString& password) const {
  return QStringLiteral("host=127.0.0.1 port=%1 dbname=%2 user=%3 password=%4")
      .arg(QString::number(m_port), database, role, password);
}

QList<QStringList> OwnCluster::execute(const QString& sql, const QString& database) const {
  const QByteArray target = (adminConninfo() + QStringLiteral(" dbname=") + database).toUtf8();
  const std::unique_ptr<PGconn, Closer> connection(PQconnectdb(target.constData()));
  const std::unique_ptr<PGresult, Closer> result(PQexec(connection.get(), sql.toUtf8().constData()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(sql.toStdString() + ": " + PQerrorMessage(connection.get()));
  }
  QList<QStringList> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    QStringList& cells = rows.emplaceBack();
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      cells << QString::fromUtf8(PQgetvalue(result.get(), row, column));
    }
  }
  return rows;
}

} // namespace sentinai
