// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_copy_rows.h"
#include "tests/support/eventually.h"
#include "tests/support/postgresql_fixture.h"

using namespace sentinai;

/// Many rows in and out, and several statements at once.
class PgStreamTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<PostgresqlFixture> m_fixture;
  std::shared_ptr<PgClient> m_client;
  QString m_table;

  static constexpr qint64 kRows = 25'500;

  [[nodiscard]] Task<Done> stream(const QString& sql, PgClient::Sink<qint64> sink, CancelToken token = {}) const {
    return m_client->stream<qint64>(
        {sql, {kRows}}, [](PgRow& row) { return row.next<qint64>(); }, std::move(sink), std::move(token));
  }
  [[nodiscard]] static QString series() { return QStringLiteral("SELECT generate_series(1, $1)"); }

  [[nodiscard]] Task<qint64> copy(std::function<Result<QByteArray>()> source, CancelToken token = {}) const {
    return m_client->copyIn(QStringLiteral("COPY %1 FROM STDIN (FORMAT binary)").arg(m_table), std::move(source),
                            std::move(token));
  }
  [[nodiscard]] qint64 copied() const {
    return await(ask<qint64>(m_client, QStringLiteral("SELECT count(*) FROM ") + m_table)).value();
  }
  void servesOn() {
    VERIFY_OK(await(ask<int>(m_client, QStringLiteral("SELECT 1"))));
    // The server ends a transaction, or a backend whose connection was closed, a moment after the answer.
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("state <> 'idle'")), 0);
  }

private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<PostgresqlFixture>();
    m_client = std::make_shared<PgClient>(m_fixture->pools(), QString());
    m_table = QStringLiteral("public.stream_test_") + QUuid::createUuid().toString(QUuid::Id128);
    m_fixture->cluster().execute(QStringLiteral("CREATE TABLE %1 (a bigint, b text); "
                                                "GRANT SELECT, INSERT, DELETE ON %1 TO PUBLIC")
                                     .arg(m_table));
  }
  void cleanup() {
    m_fixture->cluster().execute(QStringLiteral("DROP TABLE ") + m_table);
    m_client.reset();
    m_fixture.reset();
  }

  void everyRowComesOnceAndInOrder() {
    qint64 next = 1;
    std::size_t largest = 0;
    VERIFY_OK(await(stream(series(), [&](std::vector<qint64> part) -> Result<Done> {
      largest = std::max(largest, part.size());
      for (const qint64 value : part) {
        if (value != next++) {
          return failure(DbError::Kind::Internal, QStringLiteral("out of order"));
        }
      }
      return Done{};
    })));
    QCOMPARE(next, kRows + 1);
    QCOMPARE(largest, std::size_t{PgRequest::kRowsPerChunk});
    servesOn();
  }

  void noRowsAndWholePartsEnd() {
    for (const qint64 count : {0, 1, PgRequest::kRowsPerChunk, 2 * PgRequest::kRowsPerChunk}) {
      qint64 rows = 0;
      const auto done = await(m_client->stream<qint64>(
          {series(), {count}}, [](PgRow& row) { return row.next<qint64>(); },
          [&rows](std::vector<qint64> part) -> Result<Done> {
            rows += static_cast<qint64>(part.size());
            return Done{};
          },
          {}));
      VERIFY_OK(done);
      QCOMPARE(rows, count);
    }
    servesOn();
  }

  void theServerWaitsForTheReceiver() {
    int parts = 0;
    VERIFY_OK(await(stream(series(), [&](std::vector<qint64>) -> Result<Done> {
      if (++parts == 2) {
        // It has stopped in the middle, and stays there.
        [this] {
          EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("state = 'idle in transaction' AND "
                                                              "state_change < clock_timestamp() - interval '0.2 s'")),
                           1);
        }();
      }
      return Done{};
    })));
    QCOMPARE(parts, static_cast<int>(kRows / PgRequest::kRowsPerChunk) + 1);
    servesOn();
  }

  void allRowsAreOfOneMoment() {
    m_fixture->cluster().execute(
        QStringLiteral("INSERT INTO %1 SELECT generate_series(1, %2)").arg(m_table).arg(kRows));
    qint64 rows = 0;
    VERIFY_OK(await(stream(QStringLiteral("SELECT a FROM %1 WHERE a <= $1").arg(m_table),
                           [&](std::vector<qint64> part) -> Result<Done> {
                             if (rows == 0) {
                               m_fixture->cluster().execute(QStringLiteral("DELETE FROM ") + m_table);
                             }
                             rows += static_cast<qint64>(part.size());
                             return Done{};
                           })));
    QCOMPARE(rows, kRows);
  }

  void theReceiverEndsIt() {
    int parts = 0;
    VERIFY_ERROR(await(stream(series(),
                              [&](std::vector<qint64>) -> Result<Done> {
                                ++parts;
                                return failure(DbError::Kind::Constraint, QStringLiteral("enough"));
                              })),
                 Constraint);
    QCOMPARE(parts, 1);
    EVENTUALLY_EQUAL(m_fixture->backends(QStringLiteral("state = 'idle'")), 1);
    servesOn();
  }

  void cancellationEndsIt() {
    CancelSource source;
    int parts = 0;
    VERIFY_ERROR(await(stream(
                     series(),
                     [&](std::vector<qint64>) -> Result<Done> {
                       if (++parts == 3) {
                         source.cancel();
                       }
                       return Done{};
                     },
                     source.token())),
                 Cancelled);
    QVERIFY(parts < kRows / PgRequest::kRowsPerChunk);
    servesOn();
  }

  void errorsOnTheWayEndIt() {
    qint64 rows = 0;
    const auto counting = [&rows](std::vector<qint64> part) -> Result<Done> {
      rows += static_cast<qint64>(part.size());
      return Done{};
    };
    VERIFY_ERROR(await(stream(QStringLiteral("SELECT 1 / (a - 5000) FROM generate_series(1, $1) AS a"), counting)),
                 InvalidInput);
    QVERIFY(rows < 5000);
    VERIFY_ERROR(await(stream(QStringLiteral("SELECT a::text FROM generate_series(1, $1) AS a"), counting)), Internal);
    VERIFY_ERROR(await(stream(QStringLiteral("SELECT a FROM there_is_none WHERE a = $1"), counting)), Internal);
    servesOn();
  }

  void aClosedClientEndsIt() {
    CancelSource source;
    int parts = 0;
    VERIFY_ERROR(await(stream(series(),
                              [&](std::vector<qint64>) -> Result<Done> {
                                if (++parts == 2) {
                                  m_client->close();
                                }
                                return Done{};
                              })),
                 Cancelled);
  }

  void statementsTogetherAreOfOneMoment() {
    using Texts = std::vector<QString>;
    const SqlStatement snapshot{QStringLiteral("SELECT pg_current_snapshot()::text || ' ' || pg_backend_pid()"), {}};
    // The third time the statements are prepared.
    for (int i = 0; i < 3; ++i) {
      const auto texts = await(
          m_client->runTogether<Texts>({snapshot, {QStringLiteral("SELECT $1"), {QStringLiteral("between")}}, snapshot},
                                       [](const PgResults& results) -> Result<Texts> {
                                         Texts read;
                                         for (const PgResult& result : results) {
                                           const auto text = readOne(
                                               result.get(), [](PgRow& row) { return row.next<QString>(); }, QString());
                                           if (!text) {
                                             return failure(text.error());
                                           }
                                           read.push_back(*text);
                                         }
                                         return read;
                                       },
                                       {}));
      VERIFY_OK(texts);
      QCOMPARE(texts->size(), std::size_t{3});
      QCOMPARE((*texts)[0], (*texts)[2]);
      QCOMPARE((*texts)[1], QStringLiteral("between"));
    }
    servesOn();
  }

  void oneFailsAllOfThem() {
    for (int i = 0; i < 3; ++i) {
      const auto result = await(m_client->runTogether<Done>(
          {{QStringLiteral("SELECT 1"), {}}, {QStringLiteral("SELECT 1 / 0"), {}}, {QStringLiteral("SELECT 2"), {}}},
          [](const PgResults&) { return Result<Done>(Done{}); }, {}));
      VERIFY_ERROR(result, InvalidInput);
    }
    const auto writing = await(m_client->runTogether<Done>({{QStringLiteral("DELETE FROM ") + m_table, {}}},
                                                           [](const PgResults&) { return Result<Done>(Done{}); }, {}));
    VERIFY_ERROR(writing, PermissionDenied); // They are reading ones.
    servesOn();
  }

  void rowsAreCopiedIn() {
    constexpr qint64 kCount = 100'000;
    qint64 next = 0;
    const auto writer = std::make_shared<PgCopyRows>();
    const auto result = await(copy([&next, writer]() -> Result<QByteArray> {
      while (next < kCount && writer->size() < 32'768) {
        writer->add({next, next % 2 == 0 ? SqlValue(QStringLiteral("row %1").arg(next)) : SqlValue()});
        if (++next == kCount) {
          writer->end();
        }
      }
      return writer->take();
    }));
    QCOMPARE(result, kCount);
    QCOMPARE(copied(), kCount);
    QCOMPARE(await(ask<qint64>(m_client, QStringLiteral("SELECT count(b) FROM ") + m_table)), kCount / 2);
    servesOn();
  }

  void anErrorTakesTheCopyBack() {
    int calls = 0;
    const auto given = std::make_shared<PgCopyRows>();
    VERIFY_ERROR(await(copy([&calls, given]() -> Result<QByteArray> {
                   if (++calls == 3) {
                     return failure(DbError::Kind::InvalidInput, QStringLiteral("The file ends too soon."));
                   }
                   given->add({qint64{1}, QStringLiteral("x")});
                   return given->take();
                 })),
                 InvalidInput);
    const auto wrong = std::make_shared<PgCopyRows>();
    wrong->add({qint64{1}});
    wrong->end();
    VERIFY_ERROR(await(copy([wrong] { return Result<QByteArray>(wrong->take()); })), InvalidInput);
    VERIFY_ERROR(await(m_client->copyIn(QStringLiteral("COPY there_is_none FROM STDIN"),
                                        [] { return Result<QByteArray>(QByteArray()); }, {})),
                 Internal);
    QCOMPARE(copied(), qint64{0});
    servesOn();
  }

  void aCancelledCopyLeavesNothing() {
    CancelSource source;
    const auto rows = std::make_shared<PgCopyRows>();
    const auto result = await(copy(
        [&source, rows]() -> Result<QByteArray> {
          rows->add({qint64{1}, QString(1000, QLatin1Char('x'))});
          source.cancel();
          return rows->take();
        },
        source.token()));
    VERIFY_ERROR(result, Cancelled);
    QCOMPARE(copied(), qint64{0});
  }
};

QTEST_GUILESS_MAIN(PgStreamTest)
#include "pg_stream_test.moc"
