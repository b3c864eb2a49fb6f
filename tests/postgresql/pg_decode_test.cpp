// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_parameters.h"
#include "tests/support/postgresql_fixture.h"

#include <QUuid>
#include <cmath>
#include <limits>

using namespace sentinai;

namespace {

enum class Colour : quint8 { Red, Green };

} // namespace

template <>
struct sentinai::EnumTexts<Colour> {
  static constexpr std::array texts{"red", "green"};
};

/// Values go to the server as parameters and come back as they were; what does not fit is an error.
class PgDecodeTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<PostgresqlFixture> m_fixture;
  std::shared_ptr<PgPools> m_pools;
  std::shared_ptr<PgClient> m_client;

  template <typename T>
  Result<T> select(const QString& expression, std::vector<SqlValue> values = {}) {
    return await(ask<T>(m_client, QStringLiteral("SELECT ") + expression, std::move(values)));
  }

  template <typename T>
  void comesBack(const T& value) {
    const Result<T> result = select<T>(QStringLiteral("$1"), {value});
    VERIFY_OK(result);
    QCOMPARE(*result, value);
  }

private Q_SLOTS:
  void initTestCase() {
    m_fixture = std::make_unique<PostgresqlFixture>();
    m_pools = m_fixture->pools();
    m_client = std::make_shared<PgClient>(m_pools, QString());
  }

  void booleans() {
    comesBack(true);
    comesBack(false);
  }

  void integers() {
    for (const qint64 value :
         {qint64{0}, qint64{-1}, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()}) {
      comesBack(value);
    }
    QCOMPARE(*select<int>(QStringLiteral("(-2147483648)::int4")), std::numeric_limits<int>::min());
    QCOMPARE(*select<int>(QStringLiteral("(-32768)::int2")), -32768);
    QCOMPARE(*select<qint64>(QStringLiteral("2147483647::int4")), qint64{2147483647});
    QCOMPARE(*select<qint64>(QStringLiteral("32767::int2")), qint64{32767});
  }

  void floats() {
    for (const double value : {0.0, -1.5, 1e308, 5e-324, std::numeric_limits<double>::infinity()}) {
      comesBack(value);
    }
    QCOMPARE(*select<double>(QStringLiteral("0.25::float4")), 0.25);
    QVERIFY(std::isnan(*select<double>(QStringLiteral("'NaN'::float8"))));
  }

  void texts() {
    for (const QString& value : {QString(QLatin1String("")), QStringLiteral("plain"), QStringLiteral("ünï😀\n\"'\\"),
                                 QString(100'000, QLatin1Char('x'))}) {
      comesBack(value);
    }
    QCOMPARE(*select<QString>(QStringLiteral("'v'::varchar(3)")), QStringLiteral("v"));
    QCOMPARE(*select<QString>(QStringLiteral("'n'::name")), QStringLiteral("n"));
  }

  void bytes() {
    comesBack(QByteArray("\0\1\xff", 3));
    comesBack(QByteArray(""));
    QCOMPARE(*select<QByteArray>(QStringLiteral("'{\"b\": 1, \"a\": [2]}'::jsonb")),
             QByteArray(R"({"a": [2], "b": 1})"));
    QCOMPARE(*select<QByteArray>(QStringLiteral("'{ \"b\":1 }'::json")), QByteArray(R"({ "b":1 })"));
  }

  void json() {
    const auto object = select<QJsonObject>(QStringLiteral("'{\"a\": {\"b\": null}}'::jsonb"));
    VERIFY_OK(object);
    QCOMPARE((*object)[QLatin1String("a")].toObject()[QLatin1String("b")], QJsonValue(QJsonValue::Null));
    VERIFY_ERROR(select<QJsonObject>(QStringLiteral("'[1]'::jsonb")), Internal);
  }

  void uuids() {
    comesBack(QUuid(QStringLiteral("018f3b5e-7c2a-7def-8123-456789abcdef")));
    comesBack(QUuid());
  }

  void times() {
    for (const char* text : {"2000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2026-03-01T08:30:00.000001Z",
                             "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"}) {
      comesBack(*parseIsoText(QString::fromLatin1(text)));
    }
    QCOMPARE(toIsoText(*select<Instant>(QStringLiteral("'2026-03-01 09:30+01'::timestamptz"))),
             QStringLiteral("2026-03-01T08:30:00Z"));
  }

  void infiniteTimes() {
    QCOMPARE(*select<Instant>(QStringLiteral("'infinity'::timestamptz")), Instant::max());
    QCOMPARE(*select<Instant>(QStringLiteral("'-infinity'::timestamptz")), Instant::min());
    QCOMPARE(*select<bool>(QStringLiteral("$1 = 'infinity'::timestamptz"), {Instant::max()}), true);
    QCOMPARE(*select<bool>(QStringLiteral("$1 = '-infinity'::timestamptz"), {Instant::min()}), true);
    VERIFY_ERROR(select<Instant>(QStringLiteral("'294276-12-31 23:59:59Z'::timestamptz")), Internal);
  }

  void numerics_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("expected");
    for (const char* text : {"0", "1", "-1", "9999", "10000", "10001", "0.1", "0.0001", "0.00001", "12345678.9",
                             "-0.000000000000001", "100000000", "999999999999999999999999999999.999999999999999"}) {
      QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(text);
    }
    QTest::newRow("trailing zeros") << QStringLiteral("1250.500") << QStringLiteral("1250.5");
    QTest::newRow("small") << QStringLiteral("5e-15") << QStringLiteral("0.000000000000005");
  }

  void numerics() {
    QFETCH(QString, sql);
    QFETCH(QString, expected);
    const Result<Decimal> value = select<Decimal>(QStringLiteral("'%1'::numeric").arg(sql));
    VERIFY_OK(value);
    QCOMPARE(value->text(), expected);
  }

  void numericsThatDoNotFit() {
    for (const char* text : {"NaN", "Infinity", "-Infinity", "1e31", "1e-16", "1e-70", "1e1000"}) {
      VERIFY_ERROR(select<Decimal>(QStringLiteral("'%1'::numeric").arg(QLatin1String(text))), Internal);
    }
  }

  void arrays() {
    comesBack(QStringList());
    comesBack(QStringList{QString(QLatin1String("")), QStringLiteral("a,\"b\\"), QStringLiteral("NULL")});
    QCOMPARE(*select<QStringList>(QStringLiteral("ARRAY['x']::varchar[]")), QStringList{QStringLiteral("x")});
    QCOMPARE(*select<QStringList>(QStringLiteral("'[5:6]={a,b}'::text[]")),
             (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    VERIFY_ERROR(select<QStringList>(QStringLiteral("ARRAY['x', NULL]")), Internal);
    VERIFY_ERROR(select<QStringList>(QStringLiteral("ARRAY[['x'], ['y']]")), Internal);
  }

  void arrayLiterals() {
    const QString literal =
        arrayLiteral({QStringLiteral("a\"b\\c,{}"), std::nullopt, QString(QLatin1String("")), QStringLiteral("NULL")});
    QCOMPARE(*select<QStringList>(QStringLiteral("(SELECT array_agg(coalesce(v, '<null>')) FROM unnest($1::text[]) v)"),
                                  {literal}),
             (QStringList{QStringLiteral("a\"b\\c,{}"), QStringLiteral("<null>"), QString(QLatin1String("")),
                          QStringLiteral("NULL")}));
    QCOMPARE(*select<int>(QStringLiteral("cardinality($1::uuid[])"), {arrayLiteral({})}), 0);
  }

  void enumerations() {
    QCOMPARE(*select<Colour>(QStringLiteral("'green'")), Colour::Green);
    VERIFY_ERROR(select<Colour>(QStringLiteral("'blue'")), Internal);
  }

  void nulls() {
    const auto null = select<std::optional<Instant>>(QStringLiteral("NULL::timestamptz"));
    VERIFY_OK(null);
    QVERIFY(!null->has_value());
    QCOMPARE(*select<std::optional<QString>>(QStringLiteral("''")), std::optional(QString(QLatin1String(""))));
    QCOMPARE(*select<bool>(QStringLiteral("$1::text IS NULL"), {SqlValue()}), true);
    const auto unexpected = select<QString>(QStringLiteral("NULL::text AS name"));
    VERIFY_ERROR(unexpected, Internal);
    QVERIFY(unexpected.error().detail.contains(QLatin1String("\"name\"")));
    const auto ofAnEvent = select<QString>(QStringLiteral("NULL::text AS name, 'EX-1' AS exception_id, 3 AS seq"));
    VERIFY_ERROR(ofAnEvent, Internal);
    QVERIFY(ofAnEvent.error().detail.contains(QLatin1String("of exception EX-1, event 3 holds NULL")));
  }

  void otherTypesAreErrors() {
    VERIFY_ERROR(select<int>(QStringLiteral("1::int8")), Internal);
    VERIFY_ERROR(select<qint64>(QStringLiteral("'1'")), Internal);
    VERIFY_ERROR(select<QString>(QStringLiteral("1")), Internal);
    VERIFY_ERROR(select<QUuid>(QStringLiteral("'018f3b5e-7c2a-7def-8123-456789abcdef'::text")), Internal);
    VERIFY_ERROR(select<Instant>(QStringLiteral("now()::timestamp")), Internal);
    VERIFY_ERROR(select<Decimal>(QStringLiteral("1.5::float8")), Internal);
    VERIFY_ERROR(select<bool>(QStringLiteral("1")), Internal);
    VERIFY_ERROR(select<QByteArray>(QStringLiteral("1")), Internal);
    VERIFY_ERROR(select<QStringList>(QStringLiteral("ARRAY[1]")), Internal);
    const auto wrong = select<std::optional<int>>(QStringLiteral("'x'::text AS shape"));
    VERIFY_ERROR(wrong, Internal);
    QVERIFY(wrong.error().detail.contains(QLatin1String("\"shape\" (type 25)")));
  }

  void missingColumnsAreErrors() {
    const auto result = await(m_client->one<int>(PgIntent::Read, {QStringLiteral("SELECT 1"), {}},
                                                 [](PgRow& row) {
                                                   const int first = row.next<int>();
                                                   return first + row.next<int>();
                                                 },
                                                 QString(), {}));
    VERIFY_ERROR(result, Internal);
  }

  void noRowIsNotFound() { VERIFY_ERROR(select<int>(QStringLiteral("1 WHERE false")), NotFound); }
};

QTEST_GUILESS_MAIN(PgDecodeTest)
#include "pg_decode_test.moc"
