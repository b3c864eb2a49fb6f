// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_database.h"
#include "repositories/sqlite/sqlite_schema.h"
#include "tests/sqlite/sqlite_file.h"
#include "tests/sqlite/unprivileged.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace sentinai;

namespace {

Result<Page<Tenant>> tenantsOf(Database& database) {
  return await(database.tenants().list({}, 10, {}, {}));
}

Result<Page<Tenant>> tenantsOf(const QString& path) {
  return tenantsOf(*openDatabase(DatabaseUrl::sqliteFile(path), {}));
}

void writeFile(const QString& path, const QByteArray& content) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
}

/// Another program, plain sqlite3, with a transaction open on the file.
class LockingProcess {
public:
  LockingProcess(const QString& path, const QByteArray& begin) {
    m_process.start(QStringLiteral("sqlite3"), {QStringLiteral("-batch"), path});
    m_process.write(begin + "\nSELECT 'locked';\n");
    while (m_process.waitForReadyRead() && !m_process.readAllStandardOutput().contains("locked")) {
    }
  }
  ~LockingProcess() { release(); }

  void release() {
    m_process.closeWriteChannel();
    m_process.waitForFinished();
  }

private:
  QProcess m_process;
};

} // namespace

class SqliteOpenTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aMissingFileIsNotMadeByMistake() {
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("none.db"));
    const auto tenants = tenantsOf(path);
    VERIFY_ERROR(tenants, NotFound);
    QVERIFY(tenants.error().message.contains(QStringLiteral("sentinaictl demo create ") + path));
    QVERIFY(!QFile::exists(path));
  }

  void aFolderIsNoDatabase() {
    const QTemporaryDir directory;
    VERIFY_ERROR(tenantsOf(directory.path()), InvalidInput);
  }

  void anEmptyFileSaysHowToMakeItsTables() {
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("empty.db"));
    writeFile(path, {});
    const auto tenants = tenantsOf(path);
    VERIFY_ERROR(tenants, NotFound);
    QVERIFY(tenants.error().message.contains(QStringLiteral("migrate up")));
  }

  void anotherFileIsToldFromADatabase() {
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("log.csv"));
    writeFile(path, QByteArray("number,incident_state,active\n").repeated(100));
    const auto tenants = tenantsOf(path);
    VERIFY_ERROR(tenants, InvalidInput);
    QVERIFY(tenants.error().message.contains(QStringLiteral("not an SQLite database")));
  }

  void anotherProgramsDatabaseIsLeftAlone() {
    const SqliteFile file;
    file.execute(QStringLiteral("PRAGMA application_id = 42"));
    const auto tenants = tenantsOf(file.path());
    VERIFY_ERROR(tenants, InvalidInput);
    QVERIFY(tenants.error().message.contains(QStringLiteral("another program")));
  }

  void aDamagedFileSaysSo() {
    const SqliteFile file;
    file.execute(QStringLiteral("PRAGMA journal_mode = DELETE"));
    QFile raw(file.path());
    QVERIFY(raw.open(QIODevice::ReadWrite));
    const qint64 pageSize = 4096;
    // The header stays; every other page is overwritten.
    for (qint64 at = pageSize; at < raw.size(); at += pageSize) {
      raw.seek(at);
      raw.write(QByteArray(pageSize, 'x'));
    }
    raw.close();
    const auto tenants = tenantsOf(file.path());
    VERIFY_ERROR(tenants, Internal);
    QVERIFY2(tenants.error().message.contains(QStringLiteral("damaged")), qPrintable(tenants.error().message));
  }

  void anOlderSchemaSaysHowToBringItUpToDate() {
    const SqliteFile file;
    file.execute(QStringLiteral("PRAGMA user_version = %1").arg(kSqliteSchemaVersion - 1));
    const auto database = file.open();
    const auto tenants = tenantsOf(*database);
    VERIFY_ERROR(tenants, Conflict);
    QVERIFY(tenants.error().message.contains(QStringLiteral("migrate up")));

    const auto health = await(database->health({}, {}));
    VERIFY_OK(health);
    QCOMPARE(health->schemaVersion, kSqliteSchemaVersion - 1);
    QVERIFY(!health->upToDate());

    file.execute(QStringLiteral("PRAGMA user_version = %1").arg(kSqliteSchemaVersion));
    VERIFY_OK(tenantsOf(*database));
  }

  void aNewerSchemaIsNotTouched() {
    const SqliteFile file;
    file.execute(QStringLiteral("PRAGMA user_version = %1").arg(kSqliteSchemaVersion + 1));
    const auto database = file.open();
    const auto tenants = tenantsOf(*database);
    VERIFY_ERROR(tenants, Conflict);
    QVERIFY(tenants.error().message.contains(QStringLiteral("newer")));
    VERIFY_ERROR(await(database->tenants().create(QStringLiteral("new"), QStringLiteral("New"), {})), Conflict);
  }

  void aReadOnlyFileIsReadButNotWritten_data() {
    QTest::addColumn<bool>("leftInWalMode");
    QTest::newRow("never opened for writing") << false;
    QTest::newRow("in WAL mode, in a read-only folder") << true;
  }

  void aReadOnlyFileIsReadButNotWritten() {
    QFETCH(bool, leftInWalMode);
    const SqliteFile file;
    if (leftInWalMode) {
      VERIFY_OK(await(file.open()->tenants().create(QStringLiteral("third"), QStringLiteral("Third"), {})));
    }
    QFile::setPermissions(file.path(), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    const auto readAndEnter =
        QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
    QFile::setPermissions(file.directory(), readAndEnter);
    {
      const Unprivileged user;
      const auto database = file.open();
      const auto tenants = tenantsOf(*database);
      VERIFY_OK(tenants);
      QCOMPARE(tenants->rows.size(), leftInWalMode ? 3u : 2u);
      const auto health = await(database->health({}, {}));
      VERIFY_OK(health);
      QVERIFY(health->readOnly);
      const auto bank = database->openSession(QStringLiteral("bank"));
      const auto created = await(bank->exceptions().create(sampleException(), sampleUser(), {}, {}));
      VERIFY_ERROR(created, PermissionDenied);
      QVERIFY(created.error().message.contains(QStringLiteral("read-only")));
    }
    QFile::setPermissions(file.directory(), readAndEnter | QFile::WriteOwner);
  }

  void aFileThatMayNotBeReadSaysSo() {
    const SqliteFile file;
    QFile::setPermissions(file.path(), {});
    QFile::setPermissions(file.directory(),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther);
    const Unprivileged user;
    VERIFY_ERROR(tenantsOf(file.path()), PermissionDenied);
  }

  void aLockedFileIsWaitedForThenReported() {
    const SqliteFile file;
    DatabaseOptions impatient;
    impatient.poolTimeout = std::chrono::milliseconds(100);
    const auto database = file.open(impatient);
    LockingProcess other(file.path(), "BEGIN IMMEDIATE;");
    const auto refused = await(database->tenants().create(QStringLiteral("third"), QStringLiteral("Third"), {}));
    VERIFY_ERROR(refused, Timeout);
    QVERIFY(refused.error().retryable);
    QVERIFY(refused.error().message.contains(QStringLiteral("Another program")));
    VERIFY_OK(tenantsOf(*database));

    other.release();
    VERIFY_OK(await(database->tenants().create(QStringLiteral("third"), QStringLiteral("Third"), {})));
  }

  void waitingForALockCanBeCancelled() {
    const SqliteFile file;
    const auto database = file.open();
    const LockingProcess other(file.path(), "BEGIN IMMEDIATE;");
    CancelSource source;
    auto waiting = database->tenants().create(QStringLiteral("third"), QStringLiteral("Third"), source.token());
    int inUse = 0;
    while (inUse < 2) {
      const auto health = await(database->health({}, {}));
      VERIFY_OK(health);
      inUse = health->poolInUse;
    }
    source.cancel();
    VERIFY_ERROR(await(std::move(waiting)), Cancelled);
  }

  void aFileThatIsReplacedIsReopened() {
    const SqliteFile file;
    const auto database = file.open();
    VERIFY_OK(tenantsOf(*database));
    const SqliteFile other;
    other.execute(QStringLiteral("DELETE FROM tenant WHERE tenant_id = 'clinic'"));
    QVERIFY(QFile::remove(file.path()));
    VERIFY_ERROR(tenantsOf(*database), NotFound);
    QVERIFY(QFile::copy(other.path(), file.path()));
    const auto tenants = tenantsOf(*database);
    VERIFY_OK(tenants);
    QCOMPARE(tenants->rows.size(), 1u);
  }
};

QTEST_GUILESS_MAIN(SqliteOpenTest)
#include "sqlite_open_test.moc"
