// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/database_url.h"

#include "tests/support/check.h"

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Where the database is and how it is used, from text and environment; passwords never shown.
class DatabaseUrlTest : public QObject {
  Q_OBJECT

  static QProcessEnvironment environment(const QMap<QString, QString>& variables) {
    QProcessEnvironment environment;
    for (auto it = variables.begin(); it != variables.end(); ++it) {
      environment.insert(it.key(), it.value());
    }
    return environment;
  }

private Q_SLOTS:
  void reads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("file") << u"sqlite:demo.db"_s << u"sqlite:demo.db"_s;
    QTest::newRow("file, absolute") << u"sqlite:///var/lib/a b.db"_s << u"sqlite:/var/lib/a b.db"_s;
    QTest::newRow("URI") << u"postgresql://ann@db.example/ops"_s << u"postgresql://ann@db.example/ops"_s;
    QTest::newRow("URI with password") << u"postgres://ann:s3cret@db/ops"_s << u"postgres://ann@db/ops"_s;
    QTest::newRow("URI with password last")
        << u"postgresql:///ops?user=ann&password=s3cret"_s << u"postgresql:///ops?user=ann"_s;
    QTest::newRow("URI with password first")
        << u"postgresql:///ops?password=s3cret&user=ann"_s << u"postgresql:///ops?user=ann"_s;
    QTest::newRow("URI with lines in the password")
        << u"postgres://ann:s3\ncret@db/ops"_s << u"postgres://ann@db/ops"_s;
    QTest::newRow("URI that can be read in two ways")
        << u"postgres://?sslpassword=s3cret&a=1@db?x=1"_s << u"postgresql://…"_s;
    QTest::newRow("conninfo") << u"host=db dbname=ops user=ann"_s << u"host=db dbname=ops user=ann"_s;
    QTest::newRow("conninfo with password") << u"host=db password='s3cret\\' x' user=ann"_s << u"host=db user=ann"_s;
    QTest::newRow("conninfo with key password") << u"host=db sslpassword = s3cret"_s << u"host=db"_s;
    QTest::newRow("conninfo with an escaped space")
        << u"host=db password=a\\ s3cret user=ann"_s << u"host=db user=ann"_s;
    QTest::newRow("conninfo with an empty value in front") << u"host= password=s3cret user=ann"_s << u"user=ann"_s;
    QTest::newRow("conninfo with the word in a value")
        << u"host=db application_name='a b' password = 's3cret'"_s << u"host=db application_name='a b'"_s;
    QTest::newRow("conninfo with an open quote") << u"host=db password='a s3cret"_s << u"host=db"_s;
    QTest::newRow("URI with @ in the password") << u"postgres://ann:x@s3cret@db/ops"_s << u"postgres://ann@db/ops"_s;
    QTest::newRow("URI with / in the password") << u"postgres://ann:x/s3cret@db/ops"_s << u"postgres://ann@db/ops"_s;
    QTest::newRow("URI with ? in the password") << u"postgres://ann:x?s3cret@db/ops"_s << u"postgres://ann@db/ops"_s;
    QTest::newRow("URI with @ behind the mark")
        << u"postgres://ann:x/y?a=s3cret@:54&password=s3cret&port=1"_s << u"postgres://ann@:54?port=1"_s;
    QTest::newRow("URI without a host") << u"postgres://ann:s3cret/ops"_s << u"postgresql://…"_s;
    QTest::newRow("URI with ? in the user") << u"postgres://?:s3cret@db/ops"_s << u"postgres://?@db/ops"_s;
    QTest::newRow("URI with an encoded keyword")
        << u"postgres://ann@db/ops?p%61ssword=s3cret&port=1"_s << u"postgres://ann@db/ops?port=1"_s;
    QTest::newRow("URI of several hosts") << u"postgres://ann:s3cret@a:1,b/ops"_s << u"postgres://ann@a:1,b/ops"_s;
    QTest::newRow("URI of an IPv6 host") << u"postgres://[::1]:5433/ops"_s << u"postgres://[::1]:5433/ops"_s;
    for (const char* text : {"", "sqlite:", "mysql://h/d", "ops", "http://x", "/var/lib/a.db"}) {
      QTest::addRow("none: '%s'", text) << QString::fromLatin1(text) << QString();
    }
  }

  void reads() {
    QFETCH(QString, text);
    QFETCH(QString, shown);
    const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
    if (shown.isEmpty()) {
      VERIFY_ERROR(url, InvalidInput);
      return;
    }
    VERIFY_OK(url);
    QCOMPARE(url->displayText(), shown);
    QVERIFY(!url->displayText().contains(u"s3cret"_s));
    QCOMPARE(url->engine() == DatabaseUrl::Engine::Sqlite, text.startsWith(u"sqlite:"_s));
  }

  void tellsOfMarksOfAPassword() {
    const auto isStray = [](const QString& text) { return DatabaseUrl::parse(text).value().hasStrayMarks(); };
    for (const QString& text : {u"postgres://ann:s3@cret@db/ops"_s, u"postgres://ann:s3@cret@db:1/ops?port=1"_s,
                                u"postgres://ann:s3/cret@db"_s, u"postgres://ann:s3@@cret@db"_s,
                                u"postgres://ann:s3@/cret@db/ops"_s, u"postgres://db?user=ann&password=s3@cret"_s}) {
      QVERIFY2(isStray(text), qPrintable(text));
    }
    for (const QString& text :
         {u"postgres://ann:s3%40cret@db/ops"_s, u"postgres://ann:s3?cret@db/ops"_s, u"postgres://[::1]:5433/ops"_s,
          u"postgres://ann@a:1,b/ops"_s, u"postgres:///ops?host=@socket&password=s3@cret"_s, u"postgres://"_s,
          u"postgres://ann:s3cret@%2Frun%2Fa%40b/ops"_s, u"host=a@b password=s3@cret"_s}) {
      QVERIFY2(!isStray(text), qPrintable(text));
    }
  }

  void takesAPassword() {
    const auto with = [](const QString& text) {
      return valueOf(DatabaseUrl::parse(text).map([](const DatabaseUrl& url) {
        const DatabaseUrl changed = url.withPassword(u"s3'c&r\\e t"_s);
        return changed.conninfo() + u'|' + changed.displayText();
      }));
    };
    QCOMPARE(with(u"host=db"_s), u"password='s3\\'c&r\\\\e t' host=db|host=db"_s);
    QCOMPARE(with(u"password = old host="_s), u"password='s3\\'c&r\\\\e t' host=|host="_s);
    QCOMPARE(with(u"postgres://ann@db/ops"_s),
             u"postgres://ann@db/ops?password=s3%27c%26r%5Ce%20t|postgres://ann@db/ops"_s);
    QCOMPARE(with(u"postgres://ann:o?d@db"_s),
             u"postgres://ann:o?d@db?password=s3%27c%26r%5Ce%20t|postgres://ann@db"_s);
    QCOMPARE(with(u"postgres://db?"_s), u"postgres://db?password=s3%27c%26r%5Ce%20t|postgres://db"_s);
    QCOMPARE(with(u"postgres://db?user=?"_s),
             u"postgres://db?user=?&password=s3%27c%26r%5Ce%20t|postgres://db?user=?"_s);
    QCOMPARE(with(u"postgres://db/ops?user=ann"_s),
             u"postgres://db/ops?user=ann&password=s3%27c%26r%5Ce%20t|postgres://db/ops?user=ann"_s);
  }

  void environmentInItsOrder() {
    const auto shown = [](const QMap<QString, QString>& variables) {
      return valueOf(DatabaseUrl::fromEnvironment(environment(variables)).map([](const DatabaseUrl& url) {
        return url.displayText();
      }));
    };
    QCOMPARE(shown({{u"DATABASE_URL"_s, u"sqlite:a.db"_s}, {u"DB_HOST"_s, u"db"_s}}), u"sqlite:a.db"_s);
    QCOMPARE(shown({{u"DB_HOST"_s, u"db"_s}, {u"DB_NAME"_s, u"o'ps"_s}, {u"DB_PASSWORD"_s, u"s3c ret"_s}}),
             u"host='db' dbname='o\\'ps'"_s);
    QCOMPARE(shown({}), DatabaseUrl::userDemo().displayText());
    VERIFY_ERROR(DatabaseUrl::fromEnvironment(environment({{u"DATABASE_URL"_s, u"nonsense"_s}})), InvalidInput);
  }

  void optionsFromTheEnvironment() {
    QCOMPARE(valueOf(DatabaseOptions::fromEnvironment(environment({}))), DatabaseOptions());
    const DatabaseOptions options =
        valueOf(DatabaseOptions::fromEnvironment(environment({{u"DB_POOL_SIZE"_s, u"9"_s},
                                                              {u"DB_MAX_OVERFLOW"_s, u"0"_s},
                                                              {u"DB_POOL_TIMEOUT"_s, u"3"_s},
                                                              {u"DB_STATEMENT_TIMEOUT"_s, u"0"_s},
                                                              {u"DB_POOLING"_s, u"transaction"_s},
                                                              {u"DB_REPORT_URL"_s, u"host=replica"_s},
                                                              {u"DB_ECHO"_s, u"true"_s}})));
    QCOMPARE(options.poolSize, 9);
    QCOMPARE(options.maxOverflow, 0);
    QVERIFY(options.poolTimeout == std::chrono::seconds{3});
    QVERIFY(options.statementTimeout == std::chrono::seconds{0});
    QVERIFY(options.pooling == Pooling::Transaction);
    QCOMPARE(options.reportUrl->displayText(), u"host=replica"_s);
    QVERIFY(options.echo);
    for (const auto& [variable, value] :
         {std::pair("DB_POOL_SIZE", "0"), std::pair("DB_POOL_SIZE", "many"), std::pair("DB_MAX_OVERFLOW", "-1"),
          std::pair("DB_CONNECT_TIMEOUT", "1.5"), std::pair("DB_ECHO", "perhaps"), std::pair("DB_POOLING", "statement"),
          std::pair("DB_REPORT_URL", "sqlite:demo.db")}) {
      const Result<DatabaseOptions> refused =
          DatabaseOptions::fromEnvironment(environment({{QString::fromLatin1(variable), QString::fromLatin1(value)}}));
      VERIFY_ERROR(refused, InvalidInput);
      QVERIFY(refused.error().message.contains(QString::fromLatin1(variable)));
    }
  }
};

QTEST_GUILESS_MAIN(DatabaseUrlTest)
#include "database_url_test.moc"
