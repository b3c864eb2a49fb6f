// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/query_contract.h"

#include "repositories/database/exception_select.h"
#include "repositories/database/similarity.h"

#include "tests/contract/filter_model.h"

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Both narrowing.
ExceptionFilter both(ExceptionFilter a, const ExceptionFilter& b) {
  const ExceptionFilter none;
  const auto take = [&](auto member) {
    if (b.*member != none.*member) {
      a.*member = b.*member;
    }
  };
  take(&ExceptionFilter::domains);
  take(&ExceptionFilter::types);
  take(&ExceptionFilter::statuses);
  take(&ExceptionFilter::severities);
  take(&ExceptionFilter::sourceSystems);
  take(&ExceptionFilter::entities);
  take(&ExceptionFilter::owners);
  take(&ExceptionFilter::unowned);
  take(&ExceptionFilter::created);
  take(&ExceptionFilter::updated);
  take(&ExceptionFilter::resolved);
  take(&ExceptionFilter::sla);
  take(&ExceptionFilter::amountFrom);
  take(&ExceptionFilter::amountTo);
  take(&ExceptionFilter::text);
  return a;
}

} // namespace

void QueryContract::createSamples(int count) {
  m_all = createAll(sampleExceptions(count));
}

std::vector<Exception> QueryContract::readAll(ExceptionQuery query) {
  std::vector<Exception> rows;
  do {
    const Page<Exception> page = valueOf(await(exceptions().list(query, {})));
    if (page.next && page.rows.size() != static_cast<std::size_t>(query.limit)) {
      QTest::qFail("a page with a successor is full", __FILE__, __LINE__);
    }
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
    query.after = page.next;
  } while (query.after && rows.size() <= m_all.size());
  return rows;
}

std::vector<Exception> QueryContract::streamAll(ExceptionFilter filter, ExceptionSort sort) {
  std::vector<Exception> rows;
  const ExceptionSink sink = [&rows](const std::vector<Exception>& part) -> Result<Done> {
    rows.insert(rows.end(), part.begin(), part.end());
    return Done{};
  };
  (void)valueOf(await(exceptions().stream(std::move(filter), sort, sink, {})));
  return rows;
}

void QueryContract::everyFilterAloneAndWithEachOther() {
  createSamples(400);
  const ExceptionSort sort;
  const auto singles = singleFilters();
  for (const auto& [name, first] : singles) {
    for (const auto& [otherName, second] : singles) {
      const ExceptionFilter filter = both(first, second);
      const std::vector<Exception> wanted = expectedList(m_all, filter, sort);
      const std::string what = std::string(name) + " and " + otherName;
      ExceptionQuery query;
      query.filter = filter;
      query.limit = 1000;
      const Page<Exception> page = valueOf(await(exceptions().list(query, {})));
      QVERIFY2(page.rows == wanted, what.c_str());
      const RowCount count = valueOf(await(exceptions().count(filter, 1000, {})));
      QVERIFY2((count == RowCount{static_cast<qint64>(wanted.size()), true}), what.c_str());
    }
  }
}

void QueryContract::filterValuesAreAlternatives() {
  createSamples(100);
  ExceptionQuery query;
  query.filter.statuses = {Status::Open, Status::Analyzing, Status::Resolved, Status::Escalated};
  query.filter.severities = {Severity::Low, Severity::Medium, Severity::High, Severity::Critical};
  QCOMPARE(readAll(query).size(), std::size_t{100});
}

void QueryContract::everySortBothWays_data() {
  QTest::addColumn<ExceptionField>("field");
  QTest::addColumn<Qt::SortOrder>("order");
  for (const ExceptionField field : allValues<ExceptionField>()) {
    const QByteArray name = toText(field).toLatin1();
    QTest::addRow("%s ascending", name.constData()) << field << Qt::AscendingOrder;
    QTest::addRow("%s descending", name.constData()) << field << Qt::DescendingOrder;
  }
}

void QueryContract::everySortBothWays() {
  QFETCH(ExceptionField, field);
  QFETCH(Qt::SortOrder, order);
  createSamples(150);
  ExceptionQuery query;
  query.sort = {field, order};
  query.limit = 7;
  QCOMPARE(idsOf(readAll(query)), idsOf(expectedList(m_all, {}, query.sort)));
  QVERIFY(streamAll({}, query.sort) == expectedList(m_all, {}, query.sort));
}

void QueryContract::streamsTakeFiltersAndEndWhenToldTo() {
  createSamples(150);
  ExceptionFilter filter;
  filter.statuses = {Status::Open, Status::Escalated};
  filter.text = u"e"_s;
  QVERIFY(streamAll(filter, {}) == expectedList(m_all, filter, {}));
  int parts = 0;
  const ExceptionSink enough = [&parts](const std::vector<Exception>&) -> Result<Done> {
    ++parts;
    return failure(DbError::Kind::Constraint, u"enough"_s);
  };
  VERIFY_ERROR(await(exceptions().stream({}, {}, enough, {})), Constraint);
  QCOMPARE(parts, 1);
  CancelSource source;
  source.cancel();
  VERIFY_ERROR(await(exceptions().stream({}, {}, enough, source.token())), Cancelled);
  QCOMPARE(parts, 1);
}

void QueryContract::pagesLeadToTheEndWithoutLossOrRepetition_data() {
  QTest::addColumn<ExceptionField>("field");
  QTest::addColumn<int>("limit");
  // Severity has four values in 401 rows, owner and amount many absent ones.
  for (const ExceptionField field : {ExceptionField::Severity, ExceptionField::Owner, ExceptionField::Amount}) {
    for (const int limit : {1, 7, 200, 401}) {
      QTest::addRow("%s by %d", toText(field).toLatin1().constData(), limit) << field << limit;
    }
  }
}

void QueryContract::pagesLeadToTheEndWithoutLossOrRepetition() {
  QFETCH(ExceptionField, field);
  QFETCH(int, limit);
  createSamples(401);
  for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    ExceptionQuery query;
    query.sort = {field, order};
    query.limit = limit;
    const std::vector<Exception> rows = readAll(query);
    QVERIFY(rows == expectedList(m_all, {}, query.sort));
  }
}

void QueryContract::everyFilterInEverySort_data() {
  everySortBothWays_data();
}

void QueryContract::everyFilterInEverySort() {
  QFETCH(ExceptionField, field);
  QFETCH(Qt::SortOrder, order);
  createSamples(300);
  for (const auto& [name, filter] : singleFilters()) {
    ExceptionQuery query;
    query.filter = filter;
    query.sort = {field, order};
    query.limit = 40;
    const std::vector<Exception> wanted = expectedList(m_all, filter, query.sort);
    QVERIFY2(idsOf(readAll(query)) == idsOf(wanted), name);
  }
}

void QueryContract::pagesBackwardsAndFurtherOn_data() {
  everySortBothWays_data();
}

void QueryContract::pagesBackwardsAndFurtherOn() {
  QFETCH(ExceptionField, field);
  QFETCH(Qt::SortOrder, order);
  createSamples(120);
  const ExceptionSort sort{field, order};
  ExceptionFilter some;
  some.statuses = {Status::Open, Status::Analyzing, Status::Resolved};
  for (const ExceptionFilter& filter : {ExceptionFilter(), some}) {
    const std::vector<Exception> wanted = expectedList(m_all, filter, sort);
    const auto part = [&wanted](std::size_t from, std::size_t to) {
      to = std::min(to, wanted.size());
      return idsOf({wanted.begin() + static_cast<std::ptrdiff_t>(std::min(from, to)),
                    wanted.begin() + static_cast<std::ptrdiff_t>(to)});
    };
    for (const std::size_t at : {std::size_t{0}, std::size_t{5}, std::size_t{63}, wanted.size() - 1}) {
      ExceptionQuery query;
      query.filter = filter;
      query.sort = sort;
      query.limit = 10;
      query.skip = static_cast<qint64>(at);
      QCOMPARE(idsOf(valueOf(await(exceptions().list(query, {}))).rows), part(at, at + 10));

      query.skip = 2;
      query.after = exceptionCursor(wanted[at], sort);
      QCOMPARE(idsOf(valueOf(await(exceptions().list(query, {}))).rows), part(at + 3, at + 13));

      query.after.reset();
      query.skip = 0;
      query.before = exceptionCursor(wanted[at], sort);
      const Page<Exception> before = valueOf(await(exceptions().list(query, {})));
      QCOMPARE(idsOf(before.rows), part(at < 10 ? 0 : at - 10, at));
      QCOMPARE(before.next.has_value(), at > 0);
      query.skip = 4;
      QCOMPARE(idsOf(valueOf(await(exceptions().list(query, {}))).rows),
               part(at < 14 ? 0 : at - 14, at < 4 ? 0 : at - 4));
    }
    ExceptionQuery beyond;
    beyond.filter = filter;
    beyond.sort = sort;
    beyond.skip = static_cast<qint64>(wanted.size()) + 5;
    QVERIFY(valueOf(await(exceptions().list(beyond, {}))).rows.empty());
  }
}

void QueryContract::outlineLeadsToEveryRow() {
  createSamples(90);
  ExceptionFilter few;
  few.types = {u"Outage"_s};
  few.owners = {u"ann"_s};
  ExceptionFilter none;
  none.entities = {u"nobody"_s};
  for (const ExceptionFilter& filter : {ExceptionFilter(), few, none}) {
    for (const ExceptionField field : {ExceptionField::CreatedAt, ExceptionField::Amount, ExceptionField::Severity}) {
      const ExceptionSort sort{field, Qt::AscendingOrder};
      const std::vector<Exception> wanted = expectedList(m_all, filter, sort);
      const ListOutline outline = valueOf(await(exceptions().outline(filter, sort, {})));
      QCOMPARE(outline.rows, static_cast<qint64>(wanted.size()));
      qint64 last = 0;
      for (const Landmark& landmark : outline.landmarks) {
        QVERIFY(landmark.row > last && landmark.row < outline.rows);
        last = landmark.row;
        ExceptionQuery query;
        query.filter = filter;
        query.sort = sort;
        query.limit = 1;
        query.after = landmark.after;
        QCOMPARE(valueOf(await(exceptions().list(query, {}))).rows.front().exceptionId,
                 wanted[static_cast<std::size_t>(landmark.row)].exceptionId);
      }
    }
  }
}

void QueryContract::refusesContradictoryPages() {
  createSamples(3);
  ExceptionQuery query;
  query.skip = -1;
  VERIFY_ERROR(await(exceptions().list(query, {})), InvalidInput);
  query.skip = 0;
  query.after = exceptionCursor(m_all.front(), query.sort);
  query.before = query.after;
  VERIFY_ERROR(await(exceptions().list(query, {})), InvalidInput);
}

void QueryContract::pagesStayStableWhileRowsArrive() {
  createSamples(50);
  ExceptionQuery query;
  query.limit = 20;
  const std::vector<Exception> wanted = expectedList(m_all, {}, query.sort);
  std::vector<Exception> rows;
  do {
    const Page<Exception> page = valueOf(await(exceptions().list(query, {})));
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
    query.after = page.next;
    // Newer than all, so on top of the list, before the cursor.
    Exception newer = sampleException(u"NEW-%1"_s.arg(rows.size()));
    newer.createdAt = sampleInstant() + std::chrono::hours{24 * 365};
    create(newer);
  } while (query.after);
  QCOMPARE(idsOf(rows), idsOf(wanted));
}

void QueryContract::countsAreExactUpToTheLimit() {
  createSamples(60);
  QCOMPARE(valueOf(await(exceptions().count({}, 60, {}))), (RowCount{60, true}));
  ExceptionFilter byText;
  byText.text = u"ex-"_s;
  const RowCount capped = valueOf(await(exceptions().count(byText, 59, {})));
  QVERIFY(!capped.exact);
  QVERIFY(capped.value >= 59 && capped.value <= 60);
  ExceptionFilter nobody;
  nobody.owners = {u"nobody"_s};
  QCOMPARE(valueOf(await(exceptions().count(nobody, 10, {}))), (RowCount{0, true}));
}

void QueryContract::searchFoldsCaseInAnyScript_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("found");
  QTest::newRow("nothing asked") << QString() << true;
  QTest::newRow("white space") << u"  \t "_s << true;
  QTest::newRow("capital umlaut") << u"MÜLLER"_s << true;
  QTest::newRow("small umlaut") << u"söhne"_s << true;
  QTest::newRow("two words in two fields") << u"murex müller"_s << true;
  QTest::newRow("part of a word") << u"lemen"_s << true;
  QTest::newRow("id") << u"ex-2024"_s << true;
  QTest::newRow("one word fails") << u"müller nobody"_s << false;
  QTest::newRow("without umlaut") << u"muller"_s << false;
  QTest::newRow("greek") << u"ΑΘΗΝΑ"_s << true;
}

void QueryContract::searchFoldsCaseInAnyScript() {
  QFETCH(QString, text);
  QFETCH(bool, found);
  Exception exception = sampleException();
  exception.owner = u"αθηνα"_s;
  exception.type = u"SettLEMENt"_s;
  create(exception);
  ExceptionQuery query;
  query.filter.text = text;
  QCOMPARE(valueOf(await(exceptions().list(query, {}))).rows.size(), std::size_t{found ? 1U : 0U});
  QCOMPARE(valueOf(await(exceptions().count(query.filter, 10, {}))).value, found ? 1 : 0);
}

void QueryContract::searchTakesTextLiterally() {
  Exception exception = sampleException();
  exception.entity = u"50%_off \\ 'quoted' \"double\" a*b"_s;
  create(exception);
  create(sampleException(u"EX-plain"_s));
  for (const QString& text : {u"0%_"_s, u"\\"_s, u"'quoted'"_s, u"\"double\""_s, u"a*b"_s, u"%"_s, u"_"_s, u"*"_s}) {
    ExceptionQuery query;
    query.filter.text = text;
    QCOMPARE(idsOf(valueOf(await(exceptions().list(query, {}))).rows), QStringList{exception.exceptionId});
  }
  ExceptionQuery query;
  query.filter.text = u"'; DROP TABLE exception; --"_s;
  QVERIFY(valueOf(await(exceptions().list(query, {}))).rows.empty());
  QCOMPARE(valueOf(await(exceptions().count({}, 10, {}))).value, 2);
}

void QueryContract::distinctValuesComeMostFrequentFirst() {
  int number = 0;
  for (const QString& entity : {u"Zürich Re"_s, u"ACME"_s, u"Zürich Re"_s, u"Acme Labs"_s, u"Zürich Re"_s, u"ACME"_s}) {
    Exception exception = sampleException(u"EX-%1"_s.arg(++number));
    exception.entity = entity;
    create(exception);
  }
  const auto values = [this](const QString& text, int limit) {
    return valueOf(await(exceptions().distinctValues(ExceptionField::Entity, text, limit, {})));
  };
  QCOMPARE(values(QString(), 10), (QStringList{u"Zürich Re"_s, u"ACME"_s, u"Acme Labs"_s}));
  QCOMPARE(values(QString(), 2), (QStringList{u"Zürich Re"_s, u"ACME"_s}));
  QCOMPARE(values(u"acm"_s, 10), (QStringList{u"ACME"_s, u"Acme Labs"_s}));
  QCOMPARE(values(u"ZÜR"_s, 10), QStringList{u"Zürich Re"_s});
  QVERIFY(values(u"%"_s, 10).isEmpty());
  QVERIFY(valueOf(await(exceptions().distinctValues(ExceptionField::Owner, {}, 10, {}))).isEmpty());
  for (const ExceptionField field : {ExceptionField::Amount, ExceptionField::CreatedAt, ExceptionField::Severity}) {
    VERIFY_ERROR(await(exceptions().distinctValues(field, {}, 10, {})), InvalidInput);
  }
}

void QueryContract::similarOnesShareDomainAndType() {
  const Exception of = create(sampleException());
  Exception twin = sampleException(u"EX-twin"_s);
  Exception sameEntity = sampleException(u"EX-entity"_s);
  sameEntity.amount = Decimal::parse(u"3");
  Exception sameType = sampleException(u"EX-type"_s);
  sameType.entity = u"Someone else"_s;
  sameType.amount.reset();
  Exception otherType = sampleException(u"EX-other"_s);
  otherType.type = u"Outage"_s;
  for (const Exception& exception : {sameType, otherType, twin, sameEntity}) {
    create(exception);
  }
  const std::vector<SimilarException> alike =
      valueOf(await(exceptions().similar(of.exceptionId, 10, std::nullopt, {})));
  QStringList ids;
  for (const SimilarException& similar : alike) {
    ids << similar.exception.exceptionId;
    QVERIFY(similar.score > 0 && similar.score <= 1);
    QVERIFY(!similar.reasons.isEmpty());
  }
  QCOMPARE(ids, (QStringList{u"EX-twin"_s, u"EX-entity"_s, u"EX-type"_s}));
  QVERIFY(alike[0].reasons.contains(u"same entity"_s));
  QCOMPARE(valueOf(await(exceptions().similar(of.exceptionId, 1, std::nullopt, {}))).size(), std::size_t{1});
  VERIFY_ERROR(await(exceptions().similar(u"EX-none"_s, 10, std::nullopt, {})), NotFound);
}

void QueryContract::similarOnesResolvedByThenAreFoundBehindABacklog() {
  using namespace std::chrono_literals;
  const auto made = [](const QString& id, Status status, std::chrono::hours later) {
    Exception exception = sampleException(id);
    exception.status = status;
    exception.createdAt = sampleInstant() + later;
    return exception;
  };
  std::vector<Exception> backlog;
  for (int i = 0; i <= kSimilarCandidates; ++i) {
    backlog.push_back(made(u"EX-%1"_s.arg(i), Status::Open, 1h));
  }
  createAll(backlog);
  createAll({made(u"EX-before"_s, Status::Resolved, -1h), made(u"EX-then"_s, Status::Resolved, 2h),
             made(u"EX-after"_s, Status::Resolved, 3h)});
  const auto resolvedBy = [this](std::optional<Instant> then) {
    QStringList ids;
    for (const SimilarException& similar : valueOf(await(exceptions().similar(u"EX-0"_s, 1000, then, {})))) {
      ids << similar.exception.exceptionId;
    }
    return ids;
  };
  QCOMPARE(resolvedBy(sampleInstant() + 2h), (QStringList{u"EX-then"_s, u"EX-before"_s}));
  QCOMPARE(resolvedBy(sampleInstant()), QStringList{u"EX-before"_s});
  QCOMPARE(resolvedBy(Instant{}), QStringList());
  QVERIFY(!resolvedBy(std::nullopt).contains(u"EX-before"_s));
}

void QueryContract::dueBeforeListsTheMostUrgentFirst() {
  createSamples(200);
  const Instant until = sampleInstant() + std::chrono::hours{15 * 24};
  ExceptionFilter filter;
  filter.statuses = {Status::Open, Status::Analyzing, Status::Escalated};
  filter.sla.to = until;
  const std::vector<Exception> wanted = expectedList(m_all, filter, {ExceptionField::SlaDeadline, Qt::AscendingOrder});
  QVERIFY(wanted.size() > 20);
  std::vector<Exception> rows;
  std::optional<QString> after;
  do {
    const Page<Exception> page = valueOf(await(exceptions().dueBefore(until, 10, after, {})));
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
    after = page.next;
  } while (after);
  QCOMPARE(idsOf(rows), idsOf(wanted));
}

void QueryContract::refusesLimitsOutOfRange() {
  for (const int limit : {0, -1, kMaxPageSize + 1, std::numeric_limits<int>::max()}) {
    ExceptionQuery query;
    query.limit = limit;
    VERIFY_ERROR(await(exceptions().list(query, {})), InvalidInput);
    VERIFY_ERROR(await(exceptions().dueBefore(sampleInstant(), limit, {}, {})), InvalidInput);
  }
}

void QueryContract::refusesCursorsOfOtherLists() {
  createSamples(20);
  ExceptionQuery query;
  query.limit = 5;
  const std::optional<QString> cursor = valueOf(await(exceptions().list(query, {}))).next;
  QVERIFY(cursor);
  ExceptionQuery otherSort;
  otherSort.sort = {ExceptionField::Amount, Qt::AscendingOrder};
  otherSort.after = cursor;
  VERIFY_ERROR(await(exceptions().list(otherSort, {})), InvalidInput);
  for (const QString& nonsense : {u"x"_s, QString(), u"W10"_s, u"' OR 1=1"_s, cursor->chopped(3), QString(QChar(0))}) {
    query.after = nonsense;
    VERIFY_ERROR(await(exceptions().list(query, {})), InvalidInput);
  }
}

} // namespace sentinai
