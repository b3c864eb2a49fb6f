// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/exception_select.h"

#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

using namespace sentinai;
using namespace Qt::StringLiterals;

/// Statements of lists: values are bound, cursors belong to one order. What they find is the contract suite's matter.
class ExceptionSelectTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void valuesAreBoundNotWritten() {
    ExceptionQuery query;
    query.filter.domains = {u"Robert'); DROP TABLE exception;--"_s};
    query.filter.text = u"%_'\" x"_s;
    query.filter.amountFrom = Decimal();
    for (const SqlDialect dialect : {SqlDialect::PostgreSql, SqlDialect::Sqlite}) {
      const SqlStatement statement = valueOf(exceptionListStatement(dialect, u"bank"_s, query));
      QVERIFY(!statement.text.contains(u"Robert"_s));
      QVERIFY(!statement.text.contains(u"%_"_s));
      const QString prefix = dialect == SqlDialect::PostgreSql ? u"$"_s : u"?"_s;
      QVERIFY(statement.text.contains(prefix + QString::number(statement.values.size())));
      QVERIFY(!statement.text.contains(prefix + QString::number(statement.values.size() + 1)));
    }
  }

  void oneValueIsComparedAndManyAreLookedUp() {
    ExceptionQuery query;
    query.filter.types = {u"RateMissing"_s};
    const auto text = [&query] {
      return valueOf(exceptionListStatement(SqlDialect::PostgreSql, u"bank"_s, query)).text;
    };
    // An index has the order of what comes behind only for one value, and is seen to have it only by this.
    QVERIFY(text().contains(u"type = $1"_s));
    query.filter.types << u"LimitBreach"_s;
    QVERIFY(text().contains(u"type = ANY($1)"_s));
  }

  void pageKeepsItsLimitAndTellsWhatFollows() {
    ExceptionQuery query;
    query.limit = 3;
    const Page<Exception> more = exceptionPage(sampleExceptions(4), query);
    QCOMPARE(more.rows.size(), std::size_t{3});
    QVERIFY(more.next);
    query.after = more.next;
    VERIFY_OK(exceptionListStatement(SqlDialect::Sqlite, u"bank"_s, query));
    QVERIFY(!exceptionPage(sampleExceptions(3), query).next);
    QVERIFY(!exceptionPage({}, query).next);
  }

  void cursorBelongsToItsOrder() {
    for (const ExceptionField field : allValues<ExceptionField>()) {
      ExceptionQuery query;
      query.limit = 1;
      query.sort = {field, Qt::AscendingOrder};
      query.after = exceptionPage(sampleExceptions(2), query).next;
      VERIFY_OK(exceptionListStatement(SqlDialect::PostgreSql, u"bank"_s, query));
      query.sort.order = Qt::DescendingOrder;
      VERIFY_ERROR(exceptionListStatement(SqlDialect::PostgreSql, u"bank"_s, query), InvalidInput);
      EventQuery events;
      events.after = query.after;
      VERIFY_ERROR(eventListStatement(SqlDialect::Sqlite, u"bank"_s, std::nullopt, events), InvalidInput);
      VERIFY_ERROR(eventListStatement(SqlDialect::Sqlite, u"bank"_s, u"EX-1"_s, events), InvalidInput);
    }
  }

  void forgedCursorsAreRefused() {
    const auto cursor = [](const QByteArray& json) { return QString::fromLatin1(json.toBase64()); };
    for (const QByteArray& json :
         {QByteArray("[]"), QByteArray("{}"), QByteArray("[\"created_at:desc\"]"),
          QByteArray(R"(["created_at:desc",["s","x"],["s","EX-1"]])"),
          QByteArray(R"(["created_at:desc",["t","soon"],["s","EX-1"]])"),
          QByteArray(R"(["created_at:desc",["t","1"],["i","1"]])"),
          QByteArray(R"(["created_at:desc",["t","1"],["s","EX-1"],["s","x"]])"), QByteArray("not json")}) {
      ExceptionQuery query;
      query.after = cursor(json);
      VERIFY_ERROR(exceptionListStatement(SqlDialect::Sqlite, u"bank"_s, query), InvalidInput);
    }
    ExceptionQuery query;
    query.after = u"ünicode"_s;
    VERIFY_ERROR(exceptionListStatement(SqlDialect::Sqlite, u"bank"_s, query), InvalidInput);
  }

  void wordsAreFoldedAndSplit() {
    QCOMPARE(searchWords(u"  STRAßE\tÄNDERN\n "_s), (QStringList{u"straße"_s, u"ändern"_s}));
    QVERIFY(searchWords(u" \t"_s).isEmpty());
  }
};

QTEST_GUILESS_MAIN(ExceptionSelectTest)
#include "exception_select_test.moc"
