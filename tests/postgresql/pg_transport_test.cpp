// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "repositories/open_migrator.h"
#include "repositories/postgresql/pg_error.h"
#include "repositories/postgresql/pg_settings.h"
#include "tests/support/own_cluster.h"
#include "tests/support/postgresql_fixture.h"

#include <QLoggingCategory>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>

using namespace sentinai;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kHost = u"db.example.test"_s;

/// A message of the server's side of the protocol.
QByteArray authentication(char request, const QByteArray& more = {}) {
  QByteArray message("R\0\0\0\0\0\0\0", 8);
  message[4] = static_cast<char>(8 + more.size());
  return message + request + more;
}

const QByteArray kClearText = authentication(3);
const QByteArray kMd5 = authentication(5, "salt");
const QByteArray kScram = authentication(10, QByteArray("SCRAM-SHA-256\0\0", 15));

} // namespace

/// Who is talked to, over what, and what is told to whom: with real servers, certificates and logins, and a server that
/// wants the password.
class PgTransportTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<OwnCluster> m_cluster;
  QTemporaryDir m_folder;

  [[nodiscard]] QString file(const QString& name) const { return m_folder.filePath(name); }

  void openssl(const QStringList& arguments) {
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments);
    QVERIFY2(process.waitForFinished() && process.exitCode() == 0, process.readAllStandardError().constData());
  }

  /// A certificate and its key, signed by itself, or by the authority of that name.
  void makeCertificate(const QString& name, const QString& subject, const QString& authority = {}, int days = 30) {
    const QStringList key{u"-newkey"_s, u"ec"_s,      u"-pkeyopt"_s,   u"ec_paramgen_curve:prime256v1"_s,
                          u"-nodes"_s,  u"-keyout"_s, name + u".key"_s};
    const QString names = u"subjectAltName=DNS:"_s + subject;
    if (authority.isEmpty()) {
      openssl(QStringList{u"req"_s, u"-x509"_s, u"-subj"_s, u"/CN="_s + subject, u"-addext"_s, names, u"-out"_s,
                          name + u".crt"_s} +
              key);
      return;
    }
    QFile extensions(file(u"extensions"_s));
    QVERIFY(extensions.open(QIODevice::WriteOnly) && extensions.write(names.toUtf8()) > 0);
    extensions.close();
    openssl(QStringList{u"req"_s, u"-new"_s, u"-subj"_s, u"/CN="_s + subject, u"-out"_s, u"request"_s} + key);
    openssl({u"x509"_s, u"-req"_s, u"-in"_s, u"request"_s, u"-CA"_s, authority + u".crt"_s, u"-CAkey"_s,
             authority + u".key"_s, u"-CAcreateserial"_s, u"-days"_s, QString::number(days), u"-extfile"_s,
             u"extensions"_s, u"-out"_s, name + u".crt"_s});
  }

  QByteArray contents(const QString& name) {
    QFile source(file(name));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
  }

  void serveWith(const QString& certificate) {
    const QString crt = m_cluster->writeFile(u"server.crt"_s, contents(certificate + u".crt"_s));
    const QString key = m_cluster->writeFile(u"server.key"_s, contents(certificate + u".key"_s));
    m_cluster->setSettings({{u"ssl_cert_file"_s, crt}, {u"ssl_key_file"_s, key}, {u"ssl"_s, u"on"_s}});
  }

  /// As ann, at a host that is not this computer as far as its name says.
  [[nodiscard]] QString remote(const QString& extra = {}) const {
    return m_cluster->conninfo(u"postgres"_s, u"ann"_s, kTestPassword)
               .replace(u"host=127.0.0.1"_s, u"host=%1 hostaddr=127.0.0.1"_s.arg(kHost)) +
           QLatin1Char(' ') + extra;
  }

  [[nodiscard]] QString trusting() const { return u"sslrootcert='%1'"_s.arg(file(u"authority.crt"_s)); }

  /// Whether the server sees TLS on the connection.
  [[nodiscard]] static Result<bool> connectTo(const QString& conninfo) {
    DatabaseOptions options;
    options.connectTimeout = 30s;
    const auto client = std::make_shared<PgClient>(
        std::make_shared<PgPools>(PgSettings::from(DatabaseUrl::parse(conninfo).value(), options)), QString());
    return await(ask<bool>(client, u"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"_s));
  }

  static void hasNoPassword(const DbError& error) {
    QVERIFY(!(error.message + error.detail + error.constraint).contains(kTestPassword));
    QVERIFY2(!error.detail.contains(u".c:"_s), qPrintable(error.detail)); // The server's sources help nobody.
  }

private Q_SLOTS:
  void initTestCase() {
    m_cluster = std::make_unique<OwnCluster>();
    m_cluster->execute(u"CREATE ROLE ann LOGIN PASSWORD '%1'"_s.arg(kTestPassword));
    m_cluster->execute(u"CREATE ROLE old LOGIN"_s);
    m_cluster->execute(u"SET password_encryption = md5; ALTER ROLE old PASSWORD '%1'"_s.arg(kTestPassword));
    m_cluster->execute(u"CREATE FUNCTION public.blab() RETURNS bool LANGUAGE plpgsql AS $$BEGIN RAISE WARNING 'the "
                       "password is %1'; RETURN true; END$$"_s.arg(kTestPassword));
    makeCertificate(u"authority"_s, u"authority.example.test"_s);
    makeCertificate(u"stranger"_s, u"authority.example.test"_s);
    makeCertificate(u"good"_s, kHost, u"authority"_s);
    makeCertificate(u"expired"_s, kHost, u"authority"_s, -1);
    makeCertificate(u"other"_s, u"other.example.test"_s, u"authority"_s);
    makeCertificate(u"foreign"_s, kHost, u"stranger"_s);
    makeCertificate(u"self"_s, kHost);
  }

  void init() {
    m_cluster->setAccess("local all all scram-sha-256\nhost all all all scram-sha-256\n");
    serveWith(u"good"_s);
  }

  void cleanupTestCase() { m_cluster.reset(); }

  void anotherComputerMustProveItself() {
    const Result<bool> encrypted = connectTo(remote(trusting()));
    VERIFY_OK(encrypted);
    QVERIFY(*encrypted);
  }

  void whatIsWrongWithTheCertificateIsSaid_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("extra");
    QTest::addColumn<QString>("words");
    QTest::newRow("signed by itself") << u"self"_s << trusting() << u"signed itself"_s;
    QTest::newRow("another authority") << u"foreign"_s << trusting() << u"from an authority that"_s;
    QTest::newRow("no authority of the system's") << u"good"_s << QString() << u"from an authority that"_s;
    QTest::newRow("expired") << u"expired"_s << trusting() << u"expired on 20"_s;
    QTest::newRow("another name") << u"other"_s << trusting() << u"for another name: other.example.test"_s;
    QTest::newRow("no such file") << u"good"_s << u"sslrootcert=/nowhere/root.crt"_s << u"/nowhere/root.crt"_s;
    QTest::newRow("no TLS") << QString() << trusting() << u"speaks no TLS"_s;
    QTest::newRow("no TLS, only required") << QString() << u"sslmode=require"_s << u"speaks no TLS"_s;
  }

  void whatIsWrongWithTheCertificateIsSaid() {
    QFETCH(QString, certificate);
    QFETCH(QString, extra);
    QFETCH(QString, words);
    if (certificate.isEmpty()) {
      m_cluster->setSettings({{u"ssl"_s, u"off"_s}});
    } else {
      serveWith(certificate);
    }
    const Result<bool> result = connectTo(remote(extra));
    VERIFY_ERROR(result, ConnectionLost);
    QVERIFY2(result.error().message.contains(words), qPrintable(errorText(result)));
    QVERIFY(result.error().message.contains(kHost));
    QVERIFY(!result.error().retryable);
    hasNoPassword(result.error());
    // The owner's connection, blocking, says the same.
    const auto owner = openMigrator(DatabaseUrl::parse(remote(extra)).value());
    VERIFY_ERROR(owner, ConnectionLost);
    QCOMPARE(owner.error().message, result.error().message);
  }

  void lessIsPossibleWhereItIsAskedFor() {
    serveWith(u"other"_s);
    VERIFY_OK(connectTo(remote(trusting() + u" sslmode=verify-ca"_s)));
    serveWith(u"foreign"_s);
    VERIFY_ERROR(connectTo(remote(trusting() + u" sslmode=require"_s)), ConnectionLost); // libpq verifies then.
    serveWith(u"self"_s);
    const Result<bool> encrypted = connectTo(remote(u"sslmode=require"_s));
    VERIFY_OK(encrypted);
    QVERIFY(*encrypted);
    m_cluster->setSettings({{u"ssl"_s, u"off"_s}});
    const Result<bool> open = connectTo(remote(u"sslmode=prefer gssencmode=disable"_s));
    VERIFY_OK(open); // By SCRAM, which tells the server no password.
    QVERIFY(!*open);
  }

  void theEnvironmentMayChoose() {
    const PgHost host{"db.example.test", {}, {}};
    const auto mode = [&host](const QString& conninfo) {
      return valueOf(PgSettings::from(DatabaseUrl::parse(conninfo).value(), {})).sslModeFor(host);
    };
    QCOMPARE(mode(u"host=db.example.test"_s), QByteArray("verify-full"));
    QCOMPARE(mode(u"host=db.example.test sslmode=prefer"_s), QByteArray("prefer"));
    qputenv("PGSSLMODE", "require");
    QCOMPARE(mode(u"host=db.example.test"_s), QByteArray("require"));
    qunsetenv("PGSSLMODE");
    QFile services(file(u"services"_s));
    QVERIFY(services.open(QIODevice::WriteOnly) && services.write("[ops]\nsslmode=verify-ca\n") > 0);
    services.close();
    qputenv("PGSERVICEFILE", services.fileName().toUtf8());
    QCOMPARE(mode(u"service=ops"_s), QByteArray("verify-ca"));
    qunsetenv("PGSERVICEFILE");
  }

  void thisComputerNeedsNoTls_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("local");
    QTest::newRow("libpq's default") << QByteArray() << QByteArray() << true;
    QTest::newRow("socket") << QByteArray("/run/postgresql") << QByteArray() << true;
    QTest::newRow("localhost") << QByteArray("LocalHost") << QByteArray() << true;
    QTest::newRow("127.0.0.1") << QByteArray("127.0.0.1") << QByteArray() << true;
    QTest::newRow("::1") << QByteArray("::1") << QByteArray() << true;
    QTest::newRow("address alone") << QByteArray() << QByteArray("127.0.0.1") << true;
    QTest::newRow("another address") << QByteArray() << QByteArray("192.0.2.1") << false;
    QTest::newRow("a tunnel") << QByteArray("db.example.test") << QByteArray("127.0.0.1") << false;
    QTest::newRow("a like name") << QByteArray("localhost.example.test") << QByteArray() << false;
  }

  void thisComputerNeedsNoTls() {
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, address);
    QFETCH(bool, local);
    QCOMPARE(PgSettings().sslModeFor({host, address, {}}), local ? QByteArray() : QByteArray("verify-full"));
  }

  void aPasswordIsNotSentInTheOpen_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("words");
    QTest::newRow("clear text") << QByteArray("password") << u"ann"_s << u"in clear text"_s;
    QTest::newRow("MD5") << QByteArray("md5") << u"old"_s << u"as an MD5 hash"_s;
  }

  void aPasswordIsNotSentInTheOpen() {
    QFETCH(QByteArray, method);
    QFETCH(QString, role);
    QFETCH(QString, words);
    m_cluster->setAccess("local all all " + method + "\nhost all all all " + method + '\n');
    const QString login = u" user=%1 "_s.arg(role);
    const QString overTcp = remote(login);
    for (const QString& mode : {u"sslmode=disable"_s, u"sslmode=allow"_s}) {
      const Result<bool> result = connectTo(overTcp + mode);
      VERIFY_ERROR(result, PermissionDenied);
      QVERIFY2(result.error().message.contains(words), qPrintable(errorText(result)));
      hasNoPassword(result.error());
      VERIFY_ERROR(openMigrator(DatabaseUrl::parse(overTcp + mode).value()), PermissionDenied);
    }
    // Nobody can listen in there, nor on this computer.
    VERIFY_OK(connectTo(overTcp + u"sslmode=require"_s));
    const QString here = m_cluster->conninfo(u"postgres"_s, role, kTestPassword) + u' ';
    VERIFY_OK(connectTo(here + u"host=%1"_s.arg(m_cluster->socketFolder())));
    for (const QString& name : {u"127.0.0.1"_s, u"localhost hostaddr=127.0.0.1"_s}) {
      const Result<bool> result = connectTo(here + u"sslmode=disable host=%1"_s.arg(name));
      VERIFY_OK(result);
      QVERIFY(!*result);
    }
  }

  void whatIsElsewhereMustProveWhoItIs_data() {
    QTest::addColumn<QString>("where");
    QTest::addColumn<bool>("isHere");
    QTest::newRow("socket") << u"host=/run/postgresql"_s << true;
    QTest::newRow("name of here") << u"host=localhost"_s << true;
    QTest::newRow("address of here") << u"hostaddr=::1"_s << true;
    QTest::newRow("both of here") << u"host=localhost hostaddr=127.0.0.1"_s << true;
    QTest::newRow("tunnel") << u"host=db.example hostaddr=127.0.0.1"_s << false;
    QTest::newRow("name of here, address of elsewhere") << u"host=localhost hostaddr=192.0.2.1"_s << false;
    QTest::newRow("address of elsewhere") << u"hostaddr=192.0.2.1"_s << false;
  }
  void whatIsElsewhereMustProveWhoItIs() {
    QFETCH(QString, where);
    QFETCH(bool, isHere);
    const Result<PgSettings> settings = PgSettings::from(DatabaseUrl::parse(where + u" dbname=x"_s).value(), {});
    VERIFY_OK(settings);
    QCOMPARE(settings->sslModeFor(settings->hosts.front()), isHere ? QByteArray() : QByteArray("verify-full"));
  }

  /// What libpq takes of a password for a host or a port is not looked up, and not repeated.
  void noPartOfAPasswordIsTakenForAHost_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("@ and #") << u"postgresql://sue:p@ss#s3cret@localhost:1/r4"_s << false;
    QTest::newRow("@") << u"postgresql://sue:p@s3cret@localhost:1/r4"_s << false;
    QTest::newRow("/") << u"postgresql://sue:1/s3cret@localhost:1/r4"_s << false;
    QTest::newRow("#, no host") << u"postgresql://sue:p@ss#s3cret/r4"_s << false;
    QTest::newRow("no host") << u"postgresql://sue:s3cret/r4"_s << false;
    QTest::newRow("encoded for no reason") << u"postgresql://sue@ss%40s3cret/r4"_s << false;
    QTest::newRow("keyword, @") << u"host=ss@s3cret"_s << false;
    QTest::newRow("keyword, blank") << u"host='db,ss s3cret'"_s << false;
    QTest::newRow("keyword, port") << u"host=db port=s3cret"_s << false;
    QTest::newRow("encoded") << u"postgresql://sue:p%40ss%23s3cret@db.example:1,[::1],[fe80::1%25eth0],fünf/r4"_s
                             << true;
    QTest::newRow("socket's folder") << u"postgresql://sue@%2Frun%2Fa%40b%23/r4"_s << true;
    QTest::newRow("abstract socket") << u"postgresql://sue@%40r4/r4"_s << true;
    QTest::newRow("keyword, sockets") << u"host='/run/a b@c,@abstract'"_s << true;
    QTest::newRow("database with @") << u"postgresql://sue@db/a%40b"_s << true;
  }
  void noPartOfAPasswordIsTakenForAHost() {
    QFETCH(QString, text);
    QFETCH(bool, isTaken);
    const Result<PgSettings> settings = PgSettings::from(DatabaseUrl::parse(text).value(), {});
    if (isTaken) {
      VERIFY_OK(settings);
      return;
    }
    VERIFY_ERROR(settings, InvalidInput);
    QVERIFY2(settings.error().message.contains(u"@ as %40"_s), qPrintable(settings.error().message));
    QVERIFY(!(settings.error().message + settings.error().detail).contains(u"s3cret"_s));
  }

  void aServerThatWantsThePasswordGetsNothing_data() {
    QTest::addColumn<QByteArray>("answers"); // The first to the first thing it hears, and so on.
    QTest::addColumn<QByteArray>("then");
    QTest::addColumn<bool>("inPieces");
    QTest::addColumn<QString>("mode");
    QTest::newRow("at once") << kClearText << QByteArray() << false << u"disable"_s;
    QTest::newRow("MD5") << kMd5 << QByteArray() << false << u"disable"_s;
    QTest::newRow("in pieces") << kClearText << QByteArray() << true << u"disable"_s;
    QTest::newRow("behind SCRAM") << kScram + kClearText << QByteArray() << false << u"disable"_s;
    QTest::newRow("after SCRAM began") << kScram << kClearText << false << u"disable"_s;
    QTest::newRow("after TLS was refused") << QByteArray("N") << kClearText << false << u"prefer"_s;
    QTest::newRow("with TLS refused") << "N" + kClearText << QByteArray() << false << u"prefer"_s;
    QTest::newRow("with TLS refused, SCRAM first") << "N" + kScram + kClearText << QByteArray() << false << u"prefer"_s;
  }

  void aServerThatWantsThePasswordGetsNothing() {
    QFETCH(QByteArray, answers);
    QFETCH(QByteArray, then);
    QFETCH(bool, inPieces);
    QFETCH(QString, mode);
    QByteArray heard;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&] {
      QTcpSocket* socket = server.nextPendingConnection();
      const auto left = std::make_shared<QList<QByteArray>>(QList<QByteArray>{answers, then});
      connect(socket, &QTcpSocket::readyRead, socket, [&heard, inPieces, socket, left] {
        heard += socket->readAll();
        const QByteArray answer = left->isEmpty() ? QByteArray() : left->takeFirst();
        for (qsizetype i = 0; i < answer.size(); i += inPieces ? 1 : answer.size()) {
          socket->write(inPieces ? answer.mid(i, 1) : answer);
          socket->flush();
        }
      });
    });
    const Result<bool> result = connectTo(
        u"host=%1 hostaddr=127.0.0.1 port=%2 dbname=x user=ann password=%3 gssencmode=disable sslmode=%4"_s.arg(
            kHost, QString::number(server.serverPort()), kTestPassword, mode));
    VERIFY_ERROR(result, PermissionDenied);
    QVERIFY2(result.error().message.contains(u"was not sent"_s), qPrintable(errorText(result)));
    QVERIFY(!heard.isEmpty());
    QVERIFY(!heard.contains(kTestPassword.toUtf8()));
    QVERIFY(!heard.contains("md5"));
  }

  void shortPasswordsLeaveTheTextReadable_data() {
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("shown");
    const QString text =
        u"FATAL: a role \"a\" at /srv/pg: password=a, postgresql://ann:a@db/x?password=a&b (ab, pg-a)"_s;
    QTest::newRow("one letter")
        << u"a"_s
        << u"FATAL: *** role \"***\" at /srv/pg: password=***, postgresql://ann:***@db/x?password=***&b (ab, pg-a)"_s;
    QTest::newRow("two") << u"ab"_s << QString(text).replace(u"(ab,"_s, u"(***,"_s);
    QTest::newRow("three") << u"ann"_s << QString(text).replace(u"//ann:"_s, u"//***:"_s);
    QTest::newRow("a colon") << u":"_s << text;
    QTest::newRow("of a pattern's characters") << u".*"_s << text;
    QTest::newRow("long, in the middle of a word") << u"ostgresq"_s << QString(text).replace(u"ostgresq"_s, u"***"_s);
  }
  void shortPasswordsLeaveTheTextReadable() {
    QFETCH(QString, password);
    QFETCH(QString, shown);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectStart(u"host=/nowhere password='%1'"_s.arg(password).toUtf8().constData()), &PQfinish);
    QCOMPARE(pg_error::redacted(
                 "FATAL: a role \"a\" at /srv/pg: password=a, postgresql://ann:a@db/x?password=a&b (ab, pg-a)",
                 connection.get()),
             shown);
  }

  void theAuditLogTellsFromWhere() {
    m_cluster->execute(u"CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '%1'"_s.arg(kTestPassword));
    m_cluster->execute(u"CREATE DATABASE audited OWNER keeper"_s);
    const DatabaseUrl url = DatabaseUrl::parse(m_cluster->conninfo(u"audited"_s, u"keeper"_s, kTestPassword)).value();
    const auto migrator = openMigrator(url);
    QVERIFY(migrator);
    VERIFY_OK((*migrator)->up(std::nullopt, {}));
    const std::unique_ptr<Database> database = openDatabase(url, {});
    VERIFY_OK(await(database->tenants().create(u"far"_s, u"By TCP"_s, {})));
    m_cluster->execute(u"SELECT sentinai.create_tenant('near', 'By the socket')"_s, u"audited"_s);
    QCOMPARE(m_cluster->execute(u"SELECT tenant_id, client_address FROM sentinai.audit_log "
                                "WHERE object_type = 'tenant' ORDER BY tenant_id"_s,
                                u"audited"_s),
             (QList<QStringList>{{u"far"_s, u"127.0.0.1"_s}, {u"near"_s, QString()}}));
  }

  void nothingOfItIsLogged() {
    static QString logged;
    logged.clear();
    QLoggingCategory::setFilterRules(u"sentinai.*=true"_s);
    const QtMessageHandler before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext&, const QString& text) { logged += text + QLatin1Char('\n'); });
    DatabaseOptions options;
    options.echo = true;
    for (const QString& conninfo :
         {remote(trusting()), remote(u"password=wr0ng-s3cret "_s + trusting()), remote(),
          m_cluster->conninfo(u"postgres"_s, u"ann"_s, kTestPassword) + u" sslmode=disable dbname=none"_s}) {
      const auto client = std::make_shared<PgClient>(
          std::make_shared<PgPools>(PgSettings::from(DatabaseUrl::parse(conninfo).value(), options)), QString());
      std::ignore = await(ask<QString>(client, u"SELECT $1"_s, {u"a-parameter-s3cret"_s}));
      std::ignore = await(ask<bool>(client, u"SELECT public.blab()"_s));
    }
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules({});
    QVERIFY2(logged.contains(u"SELECT $1"_s) && logged.contains(u"the password is ***"_s), qPrintable(logged));
    for (const QString& secret : {kTestPassword, u"wr0ng-s3cret"_s, u"a-parameter-s3cret"_s}) {
      QVERIFY2(!logged.contains(secret), qPrintable(logged));
    }
  }
};

QTEST_GUILESS_MAIN(PgTransportTest)
#include "pg_transport_test.moc"
