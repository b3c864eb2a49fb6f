// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter_expression.h"
#include "models/filter_parser.h"
#include "tests/support/check.h"

#include <QTest>

using namespace sentinai;
using namespace std::chrono_literals;

namespace {

const Instant kNow = *parseIsoText(u"2026-03-02T08:30:00Z");

ExceptionFilter filterOf(const QString& line, const QTimeZone& zone = QTimeZone::utc()) {
  const auto expression = FilterExpression::parse(line);
  if (!expression) {
    qWarning("%s: %s", qPrintable(line), qPrintable(expression.error().message));
    return {};
  }
  return expression->toFilter({QStringLiteral("ann"), kNow, zone});
}

Instant at(const char* text) {
  return *parseIsoText(QString::fromLatin1(text));
}

} // namespace

class FilterExpressionTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsNames() {
    ExceptionFilter expected;
    expected.statuses = {Status::Open, Status::Escalated};
    expected.severities = {Severity::High, Severity::Critical};
    expected.domains = {QStringLiteral("IT Operations"), QStringLiteral("Finance")};
    expected.types = {QStringLiteral("Break")};
    expected.entities = {QString()};
    expected.sourceSystems = {QStringLiteral("a,b")};
    QCOMPARE(filterOf(QStringLiteral("status:open STATUS:Escalated severity:>=high domain:\"IT Operations\",Finance "
                                     "type:Break entity:\"\" source:\"a,b\"")),
             expected);
  }

  void ownerKnowsMeAndNone() {
    ExceptionFilter filter = filterOf(QStringLiteral("owner:me,bob,none"));
    QCOMPARE(filter.owners, (QStringList{QStringLiteral("ann"), QStringLiteral("bob")}));
    QVERIFY(filter.unowned);
    // In quotes they are people's names.
    filter = filterOf(QStringLiteral("owner:\"me\",\"none\""));
    QCOMPARE(filter.owners, (QStringList{QStringLiteral("me"), QStringLiteral("none")}));
    QVERIFY(!filter.unowned);
  }

  void severityRanges_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QList<int>>("expected");
    QTest::newRow("one") << QStringLiteral("severity:high") << QList<int>{2};
    QTest::newRow("at least") << QStringLiteral("severity:>=medium") << QList<int>{1, 2, 3};
    QTest::newRow("above") << QStringLiteral("severity:>medium") << QList<int>{2, 3};
    QTest::newRow("at most") << QStringLiteral("severity:<=medium") << QList<int>{0, 1};
    QTest::newRow("below") << QStringLiteral("severity:<medium") << QList<int>{0};
    QTest::newRow("list") << QStringLiteral("severity:low,critical") << QList<int>{0, 3};
  }

  void severityRanges() {
    QFETCH(QString, line);
    QFETCH(QList<int>, expected);
    QList<int> actual;
    for (const Severity severity : filterOf(line).severities) {
      actual.append(static_cast<int>(severity));
    }
    QCOMPARE(actual, expected);
  }

  void timeRanges_data() {
    QTest::addColumn<QString>("term");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    const auto row = [](const char* term, const char* from, const char* to) {
      QTest::newRow(term) << QString::fromLatin1(term) << QString::fromLatin1(from) << QString::fromLatin1(to);
    };
    row("2026-03-01", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    row("2026-03-01..2026-03-05", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z");
    row("2026-03-01..", "2026-03-01T00:00:00Z", "");
    row("..2026-03-01", "", "2026-03-02T00:00:00Z");
    row(">=2026-03-01", "2026-03-01T00:00:00Z", "");
    row(">2026-03-01", "2026-03-02T00:00:00Z", "");
    row("<=2026-03-01", "", "2026-03-02T00:00:00Z");
    row("<2026-03-01", "", "2026-03-01T00:00:00Z");
    row("today", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    row("yesterday", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    row("<4h", "2026-03-02T04:30:00Z", "");
    row(">2d", "", "2026-02-28T08:30:00Z");
    row("1d..3d", "2026-02-27T08:30:00Z", "2026-03-01T08:30:00Z");
    row("2026-03-01T08:00..2026-03-01T09:00Z", "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z");
  }

  void timeRanges() {
    QFETCH(QString, term);
    QFETCH(QString, from);
    QFETCH(QString, to);
    const auto text = [](const std::optional<Instant>& instant) { return instant ? toIsoText(*instant) : QString(); };
    for (const auto& [field, range] : {std::pair{"created", &ExceptionFilter::created},
                                       {"updated", &ExceptionFilter::updated},
                                       {"resolved", &ExceptionFilter::resolved}}) {
      const ExceptionFilter filter = filterOf(QStringLiteral("%1:%2").arg(QLatin1String(field), term));
      QCOMPARE(text((filter.*range).from), from);
      QCOMPARE(text((filter.*range).to), to);
    }
  }

  void daysAreTheViewers() {
    const QTimeZone berlin("Europe/Berlin");
    const ExceptionFilter filter = filterOf(QStringLiteral("created:2026-03-29"), berlin);
    QCOMPARE(*filter.created.from, at("2026-03-28T23:00:00Z"));
    QCOMPARE(*filter.created.to, at("2026-03-29T22:00:00Z")); // The day of 23 hours.
    QCOMPARE(*filterOf(QStringLiteral("created:>=2026-03-01T08:00"), berlin).created.from, at("2026-03-01T07:00:00Z"));
  }

  void slaSpansAreTimeLeft() {
    QCOMPARE(filterOf(QStringLiteral("sla:<4h")).sla, (TimeRange{{}, kNow + 4h}));
    QCOMPARE(filterOf(QStringLiteral("sla:0h..24h")).sla, (TimeRange{kNow, kNow + 24h}));
    QCOMPARE(filterOf(QStringLiteral("sla:<-1d")).sla, (TimeRange{{}, kNow - 24h}));
    QCOMPARE(filterOf(QStringLiteral("sla:<0h")).sla, (TimeRange{{}, kNow}));
  }

  void ageAndCreatedMeet() {
    const ExceptionFilter filter = filterOf(QStringLiteral("age:>2d created:>=2026-02-01 age:<10d"));
    QCOMPARE(filter.created, (TimeRange{kNow - 240h, kNow - 48h}));
  }

  void amounts() {
    ExceptionFilter filter = filterOf(QStringLiteral("amount:100..2500.50"));
    QCOMPARE(filter.amountFrom->text(), QStringLiteral("100"));
    QCOMPARE(filter.amountTo->text(), QStringLiteral("2500.5"));
    filter = filterOf(QStringLiteral("amount:-5"));
    QCOMPARE(filter.amountFrom->text(), QStringLiteral("-5"));
    QCOMPARE(filter.amountTo->text(), QStringLiteral("-5"));
  }

  void amountsBeyondABound_data() {
    QTest::addColumn<QString>("bound");
    QTest::addColumn<QString>("above");
    QTest::addColumn<QString>("below");
    const auto row = [](const char* bound, const char* above, const char* below) {
      QTest::newRow(bound) << QString::fromLatin1(bound) << QString::fromLatin1(above) << QString::fromLatin1(below);
    };
    // The next decimal, where the doubles that databases compare tell it apart.
    row("0", "0.000000000000001", "-0.000000000000001");
    row("0.1", "0.100000000000001", "0.099999999999999");
    row("1", "1.000000000000001", "0.999999999999999");
    row("-1", "-0.999999999999999", "-1.000000000000001");
    row("0.999999999999999", "1", "0.999999999999998");
    row("0.000000000000001", "0.000000000000002", "0");
    row("-0.000000000000001", "0", "-0.000000000000002");
    // Else the next double.
    row("100", "100.000000000000014", "99.999999999999986");
    row("-2500.5", "-2500.499999999999545", "-2500.500000000000455");
    row("9007199254740992", "9007199254740994", "9007199254740991");
  }

  void amountsBeyondABound() {
    // Both ends of a filter belong to it, so "more than" begins at the next number that the database can tell apart.
    QFETCH(QString, bound);
    QFETCH(QString, above);
    QFETCH(QString, below);
    const double value = Decimal::parse(bound)->toDouble();
    const ExceptionFilter more = filterOf(QStringLiteral("amount:>%1").arg(bound));
    QCOMPARE(more.amountFrom->text(), above);
    QVERIFY(more.amountFrom->toDouble() > value);
    const ExceptionFilter less = filterOf(QStringLiteral("amount:<%1").arg(bound));
    QCOMPARE(less.amountTo->text(), below);
    QVERIFY(less.amountTo->toDouble() < value);
  }

  void wordsAndQuotedText() {
    QCOMPARE(filterOf(QStringLiteral("murex \"settlement fail\"  12:30 x")).text,
             QString()); // 12 is no field.
    QCOMPARE(filterOf(QStringLiteral("murex \"settlement: fail\"  x")).text,
             QStringLiteral("murex settlement: fail x"));
    QCOMPARE(filterOf(QStringLiteral("\"say \\\"hi\\\"\"")).text, QStringLiteral("say \"hi\""));
    QVERIFY(FilterExpression::parse(QStringLiteral("   "))->isEmpty());
  }

  void errorsSayWhereAndWhat_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("stretch");
    QTest::addColumn<QString>("advice");
    const auto row = [](const char* line, const char* stretch, const char* advice) {
      QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(stretch) << QString::fromUtf8(advice);
    };
    row("murex stat:open", "stat", "status");
    row("colour:red", "colour", "quotes");
    row("status:opne severity:low", "opne", "escalated");
    row("severity:urgent", "urgent", ">=high");
    row("status:", "status:", "open");
    row("status:open,", "open,", "open");
    row("domain:\"IT Ops", "\"IT Ops", "\"");
    row("x \"open", "\"open", "\"");
    row("-source:Murex", "-source", "minus");
    row("age:2d", "2d", "<2d");
    row("age:2026-01-01", "2026-01-01", "2d");
    row("age:>-2d", ">-2d", "2d");
    row("created:2026-13-01", "2026-13-01", "2026-03-01");
    row("created:2026-01-01..2d", "2026-01-01..2d", "kind");
    row("created:..", "..", "today");
    row("amount:>lots", ">lots", ">100");
    row("sla:soon", "soon", "<4h");
    row("created:2026-01-01T08:00", "2026-01-01T08:00", "direction");
  }

  void errorsSayWhereAndWhat() {
    QFETCH(QString, line);
    QFETCH(QString, stretch);
    QFETCH(QString, advice);
    const auto expression = FilterExpression::parse(line);
    QVERIFY(!expression);
    QCOMPARE(line.mid(expression.error().position, expression.error().length), stretch);
    QVERIFY2(expression.error().message.contains(advice), qPrintable(expression.error().message));
  }

  void filtersBecomeLinesAndComeBack() {
    const QTimeZone berlin("Europe/Berlin");
    ExceptionFilter filter;
    filter.domains = {QStringLiteral("IT Operations"), QStringLiteral("a\"b\\c,d:e")};
    filter.types = {QStringLiteral("Break")};
    filter.statuses = {Status::Open, Status::Analyzing};
    filter.severities = {Severity::Critical};
    filter.sourceSystems = {QStringLiteral("Murex")};
    filter.entities = {QString(), QStringLiteral("Müller & Söhne")};
    filter.owners = {QStringLiteral("me"), QStringLiteral("bob")};
    filter.unowned = true;
    filter.created = {at("2026-02-28T23:00:00Z"), at("2026-03-31T22:00:00Z")};
    filter.updated = {at("2026-03-01T08:00:00.000001Z"), {}};
    filter.resolved = {{}, at("2026-03-31T22:00:00Z")};
    filter.sla = {at("2026-03-02T08:30:00Z"), at("2026-03-02T09:30:00.123456Z")};
    filter.amountFrom = Decimal::parse(u"-10.5");
    filter.text = QStringLiteral("settlement status:open");
    const FilterExpression expression = FilterExpression::fromFilter(filter, berlin);
    QVERIFY2(expression.line().contains(QStringLiteral("created:2026-03-01..2026-03-31")),
             qPrintable(expression.line()));
    QCOMPARE(expression.toFilter({QStringLiteral("ann"), kNow, berlin}), filter);
    QCOMPARE(FilterExpression::parse(expression.line())->toFilter({QStringLiteral("ann"), kNow, berlin}), filter);
    QCOMPARE(FilterExpression::fromFilter({}, berlin).line(), QString());
  }

  void termsCanBeReplacedAndRemoved() {
    FilterExpression expression =
        *FilterExpression::parse(QStringLiteral("status:open murex owner:me status:escalated"));
    QCOMPARE(expression.withValues(FilterField::Status, {{QStringLiteral("resolved"), false}}).line(),
             QStringLiteral("status:resolved murex owner:me"));
    QCOMPARE(expression.withValues(FilterField::Status, {}).line(), QStringLiteral("murex owner:me"));
    QCOMPARE(expression.withValues(FilterField::Domain, {{QStringLiteral("IT Ops"), true}}).line(),
             QStringLiteral("status:open murex owner:me status:escalated domain:\"IT Ops\""));
    QCOMPARE(expression.withTerm(FilterField::Created, QStringLiteral("<7d")).line(),
             QStringLiteral("status:open murex owner:me status:escalated created:<7d"));
    QCOMPARE(expression.withTerm(FilterField::Created, QStringLiteral("nonsense")), expression);
    QCOMPARE(expression.withoutTerm(1).line(), QStringLiteral("status:open owner:me status:escalated"));
    QVERIFY(expression.contains(FilterField::Owner));
    QVERIFY(!expression.without(FilterField::Owner).contains(FilterField::Owner));
  }
};

QTEST_GUILESS_MAIN(FilterExpressionTest)
#include "filter_expression_test.moc"
