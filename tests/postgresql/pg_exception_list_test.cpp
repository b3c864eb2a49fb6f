// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_select.h"
#include "repositories/open_database.h"
#include "repositories/postgresql/pg_exception_list.h"
#include "tests/contract/filter_model.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// The limits at which each way of reading is taken with the few rows that a test has.
struct Way {
  const char* name;
  ExceptionListLimits limits;
};

const Way kWays[] = {
    {"as usual", {}},
    {"by groups, stretch and looking up", {0, 40, 40, 1'000, 3, 256}},
    {"by longer and longer stretches", {0, 2, 40, 1'000, 3, 256}},
    {"by stretches of the whole list", {0, 2, 40, 0, 3, 256, 0}},
    {"by sorting where few match", {50, 10, 10, 1'000, 3, 256}},
    {"without merging", {0, 5, 5, 0, 3, 0, 0}},
};

QStringList idsOf(const std::vector<Exception>& rows) {
  QStringList ids;
  for (const Exception& row : rows) {
    ids << row.exceptionId;
  }
  return ids;
}

} // namespace

/// Lists are the same by whatever way they are read.
class PgExceptionListTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    m_test = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    m_test->addTenant(u"bank"_s);
    const DatabaseUrl url = m_test->addLogin(u"ann"_s, {{u"bank"_s, Access::Admin}});
    const std::unique_ptr<Database> database = openDatabase(url, {});
    const std::unique_ptr<Session> session = database->openSession(u"bank"_s);
    std::vector<NewExceptionEvent> creations;
    for (const Exception& exception : sampleExceptions(240)) {
      creations.push_back(sampleCreation(exception));
      m_all.push_back(asCreated(exception, u"bank"_s));
    }
    VERIFY_OK(await(session->events().appendBatch(creations, {})));
    m_client = std::make_shared<PgClient>(std::make_shared<PgPools>(PgSettings::from(url, {})), u"bank"_s);
  }

  void cleanupTestCase() {
    m_client.reset();
    m_test.reset();
  }

  void everyWayGivesTheSameList_data() {
    QTest::addColumn<ExceptionField>("field");
    QTest::addColumn<Qt::SortOrder>("order");
    for (const ExceptionField field : allValues<ExceptionField>()) {
      QTest::addRow("%s ascending", toText(field).toLatin1().constData()) << field << Qt::AscendingOrder;
      QTest::addRow("%s descending", toText(field).toLatin1().constData()) << field << Qt::DescendingOrder;
    }
  }

  void everyWayGivesTheSameList() {
    QFETCH(ExceptionField, field);
    QFETCH(Qt::SortOrder, order);
    auto filters = singleFilters();
    filters.emplace_back("everything", ExceptionFilter());
    ExceptionFilter pair;
    pair.statuses = {Status::Open};
    pair.owners = {u"ann"_s};
    filters.emplace_back("status and owner", pair);
    pair = {};
    pair.types = {u"Outage"_s, u"ClaimRejected"_s};
    pair.severities = {Severity::High};
    pair.created.from = sampleInstant() + std::chrono::hours(100);
    filters.emplace_back("type, severity and created", pair);
    pair = {};
    pair.text = u"e"_s;
    pair.domains = {u"IT"_s};
    filters.emplace_back("short text and domain", pair);
    for (const Way& way : kWays) {
      for (const auto& [name, filter] : filters) {
        ExceptionQuery query;
        query.filter = filter;
        query.sort = {field, order};
        query.limit = 45;
        const std::vector<Exception> wanted = expectedList(m_all, filter, query.sort);
        const std::string what = std::string(way.name) + ": " + name;
        QVERIFY2(idsOf(pagesOf(query, way.limits)) == idsOf(wanted), what.c_str());
        QVERIFY2(idsOf(pagesBackwards(query, wanted, way.limits)) == idsOf(wanted), what.c_str());
        query.skip = 23;
        const Page<Exception> page = valueOf(await(listExceptions(m_client, query, {}, way.limits)));
        QStringList part = idsOf(wanted).mid(23, 45);
        QVERIFY2(idsOf(page.rows) == part, what.c_str());
      }
    }
  }

  void countsWhatTheRollupKnows() {
    const auto hour = [](int hours, int minutes) {
      return sampleInstant() + std::chrono::hours(hours) + std::chrono::minutes(minutes);
    };
    for (const auto& [name, single] : singleFilters()) {
      // Bounds in the middle of hours, on days, months and outside of all.
      for (const TimeRange& created :
           {TimeRange{}, TimeRange{hour(30, 20), hour(500, 40)}, TimeRange{hour(16, 0), hour(16 + 48, 0)},
            TimeRange{std::nullopt, hour(660, 1)}, TimeRange{hour(100, 0), std::nullopt},
            TimeRange{hour(-9000, 0), hour(9000, 0)}, TimeRange{hour(300, 0), hour(200, 0)}}) {
        ExceptionFilter filter = single;
        filter.created = created;
        const RowCount count = valueOf(await(countExceptions(m_client, filter, 1000, {})));
        const auto wanted = static_cast<qint64>(expectedList(m_all, filter, {}).size());
        QVERIFY2((count == RowCount{wanted, true}), name);
      }
    }
    // A rolled-up count is exact, however low the limit.
    QCOMPARE(valueOf(await(countExceptions(m_client, {}, 1, {}))), (RowCount{240, true}));
  }

  void anyRowIsFoundByItsNumber_data() { everyWayGivesTheSameList_data(); }

  void anyRowIsFoundByItsNumber() {
    QFETCH(ExceptionField, field);
    QFETCH(Qt::SortOrder, order);
    const ExceptionSort sort{field, order};
    std::vector<ExceptionFilter> filters(4);
    filters[1].severities = {Severity::Low, Severity::Critical};
    filters[2].domains = {u"Finance"_s};
    filters[2].statuses = {Status::Open, Status::Escalated};
    filters[3].created = {sampleInstant() + std::chrono::minutes(20 * 60 + 30),
                          sampleInstant() + std::chrono::minutes(500 * 60 + 30)};
    for (const ExceptionFilter& filter : filters) {
      const std::vector<Exception> wanted = expectedList(m_all, filter, sort);
      ExceptionQuery query;
      query.filter = filter;
      query.sort = sort;
      query.limit = 3;
      for (query.skip = 4; query.skip < static_cast<qint64>(wanted.size()) + 9; query.skip += 5) {
        const Page<Exception> page = valueOf(await(listExceptions(m_client, query, {}, {.fewRows = 0, .farRows = 3})));
        QCOMPARE(idsOf(page.rows), idsOf(wanted).mid(query.skip, 3));
      }
      const ListOutline outline = valueOf(await(outlineExceptions(m_client, filter, sort, {})));
      QCOMPARE(outline.rows, static_cast<qint64>(wanted.size()));
    }
  }

private:
  std::vector<Exception> pagesOf(ExceptionQuery query, const ExceptionListLimits& limits) {
    std::vector<Exception> rows;
    do {
      const Page<Exception> page = valueOf(await(listExceptions(m_client, query, {}, limits)));
      rows.insert(rows.end(), page.rows.begin(), page.rows.end());
      query.after = page.next;
    } while (query.after && rows.size() <= m_all.size());
    return rows;
  }

  /// From the end on.
  std::vector<Exception> pagesBackwards(ExceptionQuery query, const std::vector<Exception>& wanted,
                                        const ExceptionListLimits& limits) {
    if (wanted.empty()) {
      return {};
    }
    std::vector<Exception> rows{wanted.back()};
    for (;;) {
      query.before = exceptionCursor(rows.front(), query.sort);
      const Page<Exception> page = valueOf(await(listExceptions(m_client, query, {}, limits)));
      rows.insert(rows.begin(), page.rows.begin(), page.rows.end());
      if (static_cast<int>(page.rows.size()) < query.limit || rows.size() > m_all.size()) {
        return rows;
      }
    }
  }

  std::unique_ptr<TestDatabase> m_test;
  std::shared_ptr<PgClient> m_client;
  std::vector<Exception> m_all;
};

QTEST_GUILESS_MAIN(PgExceptionListTest)
#include "pg_exception_list_test.moc"
