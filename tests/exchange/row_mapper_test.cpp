// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/mapping_json.h"
#include "app/exchange/row_mapper.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/check.h"

#include <QJsonDocument>

using namespace sentinai;

namespace {
/// A ServiceNow row with the given cells, the others as usual.
QHash<QString, QString> incident(const QHash<QString, QString>& cells) {
  QHash<QString, QString> row{
      {QStringLiteral("number"), QStringLiteral("INC1")},
      {QStringLiteral("incident_state"), QStringLiteral("New")},
      {QStringLiteral("opened_at"), QStringLiteral("5/3/2016 12:00")},
      {QStringLiteral("sys_updated_at"), QStringLiteral("5/3/2016 12:30")},
      {QStringLiteral("sys_updated_by"), QStringLiteral("Updated by 21")},
      {QStringLiteral("category"), QStringLiteral("Category 55")},
      {QStringLiteral("subcategory"), QStringLiteral("Subcategory 170")},
      {QStringLiteral("cmdb_ci"), QStringLiteral("?")},
      {QStringLiteral("location"), QStringLiteral("Location 143")},
      {QStringLiteral("priority"), QStringLiteral("3 - Moderate")},
      {QStringLiteral("assignment_group"), QStringLiteral("Group 56")},
      {QStringLiteral("assigned_to"), QStringLiteral("?")},
      {QStringLiteral("contact_type"), QStringLiteral("Phone")},
      {QStringLiteral("vendor"), QStringLiteral("?")},
      {QStringLiteral("closed_code"), QStringLiteral("code 5")},
      {QStringLiteral("resolved_by"), QStringLiteral("Resolved by 149")},
      {QStringLiteral("resolved_at"), QStringLiteral("29/2/2016 11:29")},
      {QStringLiteral("closed_at"), QStringLiteral("5/3/2016 12:00")},
  };
  row.insert(cells);
  return row;
}

/// Maps rows of one log, as an importer would.
class Log {
public:
  explicit Log(Mapping mapping, std::optional<Replay> replay = std::nullopt)
      : m_mapper(std::move(mapping), replay) {}

  Result<MappedRow> map(const QHash<QString, QString>& cells, RowMapper::Place place = {}) {
    for (auto it = cells.begin(); it != cells.end(); ++it) {
      if (!m_columns.contains(it.key())) {
        m_columns.append(it.key());
      }
    }
    m_mapper.setColumns(m_columns);
    LogRow row;
    row.line = 7;
    row.values.resize(static_cast<std::size_t>(m_columns.size()));
    for (auto it = cells.begin(); it != cells.end(); ++it) {
      LogValue& value = row.values[static_cast<std::size_t>(m_columns.indexOf(it.key()))];
      value.type = LogValue::Type::Text;
      value.text = it.value();
    }
    return m_mapper.map(row, place);
  }

  [[nodiscard]] const RowMapper& mapper() const { return m_mapper; }

private:
  RowMapper m_mapper;
  QStringList m_columns;
};

Mapping bundled(const char* name) {
  return loadMapping(QString::fromLatin1(name)).value();
}

QString field(const MappedRow& row, const char* name) {
  return row.patch.fields().value(QLatin1String(name)).toString();
}
} // namespace

/// What a mapping makes of one row; the traps of the real logs.
class RowMapperTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void incidentBecomesFieldsAndEvent() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({}));
    VERIFY_OK(row);
    QCOMPARE(row->caseId, QStringLiteral("INC1"));
    QCOMPARE(row->eventType, QStringLiteral("servicenow.New"));
    QCOMPARE(row->actor, (Actor{ActorType::User, QStringLiteral("Updated by 21")}));
    QCOMPARE(field(*row, "type"), QStringLiteral("Category 55 / Subcategory 170"));
    QCOMPARE(field(*row, "severity"), QStringLiteral("medium"));
    QCOMPARE(field(*row, "status"), QStringLiteral("open"));
    QCOMPARE(field(*row, "domain"), QStringLiteral("IT"));
    QCOMPARE(field(*row, "source_system"), QStringLiteral("servicenow"));
  }

  void daysComeBeforeMonths() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({}));
    VERIFY_OK(row);
    QCOMPARE(row->createdAt, *parseIsoText(u"2016-03-05T12:00:00Z"));
    QCOMPARE(row->at, *parseIsoText(u"2016-03-05T12:30:00Z"));
    VERIFY_ERROR(log.map(incident({{QStringLiteral("sys_updated_at"), QStringLiteral("3/25/2016 12:30")}})),
                 InvalidInput);
  }

  void fallBacksStepInAndTheOtherValueIsNotDropped() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> without = log.map(incident({}));
    VERIFY_OK(without);
    QCOMPARE(field(*without, "entity"), QStringLiteral("Location 143"));
    QCOMPARE(field(*without, "owner"), QStringLiteral("Group 56"));
    const Result<MappedRow> with = log.map(incident({{QStringLiteral("cmdb_ci"), QStringLiteral("CI 9")},
                                                     {QStringLiteral("assigned_to"), QStringLiteral("Resolver 7")}}));
    VERIFY_OK(with);
    QCOMPARE(field(*with, "entity"), QStringLiteral("CI 9"));
    QCOMPARE(field(*with, "owner"), QStringLiteral("Resolver 7"));
    QCOMPARE(with->source.value(QLatin1String("location")).toString(), QStringLiteral("Location 143"));
    QCOMPARE(with->source.value(QLatin1String("assignment_group")).toString(), QStringLiteral("Group 56"));
  }

  void questionMarkIsMissing() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({{QStringLiteral("category"), QStringLiteral("?")},
                                                    {QStringLiteral("assignment_group"), QStringLiteral("?")}}));
    VERIFY_OK(row);
    QCOMPARE(field(*row, "type"), QStringLiteral("Subcategory 170"));
    QVERIFY(row->patch.fields().value(QLatin1String("owner")).isNull());
    QVERIFY(!row->source.contains(QLatin1String("vendor")));
  }

  void columnsKnownAtTheEndStandOnTheLastEventOnly() {
    Log log(bundled("servicenow"));
    const QStringList late{QStringLiteral("resolved_at"), QStringLiteral("closed_at"), QStringLiteral("closed_code"),
                           QStringLiteral("resolved_by")};
    const Result<MappedRow> early = log.map(incident({}), {1, false});
    const Result<MappedRow> last = log.map(incident({}), {2, true});
    VERIFY_OK(early);
    VERIFY_OK(last);
    for (const QString& name : late) {
      QVERIFY(!early->source.contains(name));
      QVERIFY(last->source.contains(name));
    }
  }

  void unknownStateIsReportedAndLeavesTheStatus() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({{QStringLiteral("incident_state"), QStringLiteral("-100")}}));
    VERIFY_OK(row);
    QVERIFY(!row->patch.fields().contains(QLatin1String("status")));
    QCOMPARE(row->eventType, QStringLiteral("servicenow.-100"));
    QCOMPARE(log.mapper().warnings().size(), 1);
    QVERIFY(log.mapper().warnings().firstKey().contains(QStringLiteral("-100")));
  }

  void statesBecomeStatus_data() {
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("status");
    QTest::newRow("New") << QStringLiteral("New") << QStringLiteral("open");
    QTest::newRow("Active") << QStringLiteral("Active") << QStringLiteral("analyzing");
    QTest::newRow("Awaiting") << QStringLiteral("Awaiting User Info") << QStringLiteral("analyzing");
    QTest::newRow("Resolved") << QStringLiteral("Resolved") << QStringLiteral("resolved");
    QTest::newRow("Closed") << QStringLiteral("Closed") << QStringLiteral("resolved");
  }
  void statesBecomeStatus() {
    QFETCH(QString, state);
    QFETCH(QString, status);
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({{QStringLiteral("incident_state"), state}}));
    VERIFY_OK(row);
    QCOMPARE(field(*row, "status"), status);
  }

  void unmappedAndTranslatedValuesAreKept() {
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({}));
    VERIFY_OK(row);
    QCOMPARE(row->source.value(QLatin1String("contact_type")).toString(), QStringLiteral("Phone"));
    QCOMPARE(row->source.value(QLatin1String("priority")).toString(), QStringLiteral("3 - Moderate"));
    // Held as they are elsewhere: not twice.
    QVERIFY(!row->source.contains(QLatin1String("number")));
    QVERIFY(!row->source.contains(QLatin1String("incident_state")));
    QVERIFY(!row->source.contains(QLatin1String("sys_updated_at")));
    QVERIFY(!row->source.contains(QLatin1String("category")));
  }

  void aDifferentCreationTimeOnALaterRowIsKept() {
    Log log(bundled("servicenow"));
    VERIFY_OK(log.map(incident({}), {1, false}));
    const Result<MappedRow> same = log.map(incident({}), {2, false});
    const Result<MappedRow> other =
        log.map(incident({{QStringLiteral("opened_at"), QStringLiteral("6/3/2016 9:00")}}), {3, true});
    VERIFY_OK(same);
    VERIFY_OK(other);
    QVERIFY(!same->source.contains(QLatin1String("opened_at")));
    QCOMPARE(other->source.value(QLatin1String("opened_at")).toString(), QStringLiteral("6/3/2016 9:00"));
  }

  void unusableRowsSayWhy_data() {
    QTest::addColumn<QString>("column");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* column, const QString& text, const char* reason) {
      QTest::newRow(reason) << QString::fromLatin1(column) << text << QString::fromLatin1(reason);
    };
    row("number", QStringLiteral("?"), "The row has no case id.");
    row("number", QString(129, QLatin1Char('x')), "exception_id must be at most 128 characters long.");
    row("sys_updated_at", QStringLiteral("?"), "The row has no event time.");
    row("sys_updated_at", QStringLiteral("soon"), "The event time \"soon\" is no time of the format d/M/yyyy H:mm.");
    row("opened_at", QStringLiteral("?"), "The row has no creation time.");
    row("incident_state", QStringLiteral("?"), "The row has no event type.");
    row("category", QString(600, QLatin1Char('x')), "type must be at most 512 characters long.");
    row("location", QStringLiteral("a\nb"), "entity must not contain control characters.");
  }
  void unusableRowsSayWhy() {
    QFETCH(QString, column);
    QFETCH(QString, text);
    QFETCH(QString, reason);
    Log log(bundled("servicenow"));
    const Result<MappedRow> row = log.map(incident({{column, text}}));
    VERIFY_ERROR(row, InvalidInput);
    QCOMPARE(row.error().message, reason);
  }

  void offsetsOfTimesAreKept() {
    Log log(bundled("bpic2013"));
    const Result<MappedRow> row =
        log.map({{QStringLiteral("case:concept:name"), QStringLiteral("1-364285768")},
                 {QStringLiteral("concept:name"), QStringLiteral("Accepted")},
                 {QStringLiteral("lifecycle:transition"), QStringLiteral("In Progress")},
                 {QStringLiteral("impact"), QStringLiteral("Major")},
                 {QStringLiteral("product"), QStringLiteral("PROD582")},
                 {QStringLiteral("org:resource"), QStringLiteral("Siebel")},
                 {QStringLiteral("org:group"), QStringLiteral("V30")},
                 {QStringLiteral("time:timestamp"), QStringLiteral("2010-03-31T16:59:42+02:00")}});
    VERIFY_OK(row);
    QCOMPARE(row->at, *parseIsoText(u"2010-03-31T14:59:42Z"));
    QCOMPARE(row->source.value(QLatin1String("time:timestamp")).toString(),
             QStringLiteral("2010-03-31T16:59:42+02:00"));
    QCOMPARE(row->eventType, QStringLiteral("vinst.Accepted/In Progress"));
    QCOMPARE(row->actor, (Actor{ActorType::System, QStringLiteral("Siebel")}));
    QCOMPARE(field(*row, "severity"), QStringLiteral("critical"));
    QCOMPARE(field(*row, "entity"), QStringLiteral("PROD582"));
    QCOMPARE(row->source.value(QLatin1String("org:group")).toString(), QStringLiteral("V30"));
    QVERIFY(!row->source.contains(QLatin1String("org:role")));
  }

  void amountsBeyondTheRecordsDigitsAreRoundedAndKept() {
    Log log(bundled("bpic2020"));
    const QHash<QString, QString> declaration{
        {QStringLiteral("case:concept:name"), QStringLiteral("d1")},
        {QStringLiteral("concept:name"), QStringLiteral("Declaration REJECTED by MISSING")},
        {QStringLiteral("id"), QStringLiteral("step 1")},
        {QStringLiteral("time:timestamp"), QStringLiteral("2017-01-09T09:49:50Z")},
        {QStringLiteral("(case)_BudgetNumber"), QStringLiteral("budget 1")}};
    const auto amountOf = [&](const char* text) {
      QHash<QString, QString> cells = declaration;
      cells.insert(QStringLiteral("(case)_Amount"), QString::fromLatin1(text));
      return log.map(cells);
    };
    const Result<MappedRow> exact = amountOf("26.85120450862128");
    VERIFY_OK(exact);
    QCOMPARE(field(*exact, "amount"), QStringLiteral("26.85120450862128"));
    QVERIFY(!exact->source.contains(QLatin1String("(case)_Amount")));
    QCOMPARE(field(*exact, "status"), QStringLiteral("open"));
    const Result<MappedRow> lengthy = amountOf("3.6422609627334985");
    VERIFY_OK(lengthy);
    QCOMPARE(field(*lengthy, "amount"), QStringLiteral("3.642260962733499"));
    QCOMPARE(lengthy->source.value(QLatin1String("(case)_Amount")).toString(), QStringLiteral("3.6422609627334985"));
    const Result<MappedRow> carried = amountOf("9.9999999999999999");
    VERIFY_OK(carried);
    QCOMPARE(field(*carried, "amount"), QStringLiteral("10"));
    const Result<MappedRow> none = amountOf("much");
    VERIFY_OK(none);
    QVERIFY(!none->patch.fields().contains(QLatin1String("amount")));
    QCOMPARE(none->source.value(QLatin1String("(case)_Amount")).toString(), QStringLiteral("much"));
    QCOMPARE(log.mapper().warnings().size(), 1);
  }

  void kindsOfWarningsAreBounded() {
    Log log(bundled("servicenow"));
    for (int i = 0; i < 3000; ++i) {
      VERIFY_OK(log.map(incident({{QStringLiteral("incident_state"), QStringLiteral("odd %1").arg(i)}})));
    }
    QCOMPARE(log.mapper().warnings().size(), 1001);
    qint64 rows = 0;
    for (const qint64 count : log.mapper().warnings()) {
      rows += count;
    }
    QCOMPARE(rows, 3000);
  }

  void valuesThatDoNotFitAreBoundedToo() {
    Result<Mapping> mapping = parseMapping(R"json({
      "name": "test", "time": {"formats": ["iso"]}, "case": {"id": "id"},
      "fields": {"domain": {"constant": "IT"}, "type": {"constant": "T"}, "source_system": {"constant": "s"},
                 "severity": "urgency"},
      "event": {"prefix": "s", "type": {"constant": "x"}, "time": "at"}})json");
    VERIFY_OK(mapping);
    RowMapper mapper(*mapping);
    mapper.setColumns({QStringLiteral("id"), QStringLiteral("at"), QStringLiteral("urgency")});
    LogRow row;
    row.values = {{LogValue::Type::Text, QStringLiteral("A"), QJsonValue::Undefined},
                  {LogValue::Type::Text, QStringLiteral("2026-03-01"), QJsonValue::Undefined},
                  {LogValue::Type::Text, QString(), QJsonValue::Undefined}};
    for (int i = 0; i < 3000; ++i) {
      row.values[2].text = QStringLiteral("odd %1").arg(i);
      VERIFY_OK(mapper.map(row, {}));
    }
    QCOMPARE(mapper.warnings().size(), 1001);
  }

  void eventIdsFollowFromSourceCaseAndRow() {
    Log first(bundled("servicenow"));
    Log second(bundled("servicenow"));
    const Result<MappedRow> one = first.map(incident({}), {1, false});
    const Result<MappedRow> again =
        second.map(incident({{QStringLiteral("priority"), QStringLiteral("1 - Critical")}}), {1, true});
    const Result<MappedRow> next = first.map(incident({}), {2, false});
    VERIFY_OK(one);
    VERIFY_OK(again);
    VERIFY_OK(next);
    QCOMPARE(one->eventId, again->eventId);
    QCOMPARE(one->createdId, next->createdId);
    QVERIFY(one->eventId != next->eventId);
    QVERIFY(one->eventId != one->createdId);
  }

  void replayMovesEveryTime() {
    Mapping mapping = bundled("receipt");
    const std::chrono::days shift{1000};
    Log log(mapping, Replay{*parseIsoText(u"2012-01-01"), shift});
    const Result<MappedRow> row =
        log.map({{QStringLiteral("case:concept:name"), QStringLiteral("c")},
                 {QStringLiteral("concept:name"), QStringLiteral("Confirmation of receipt")},
                 {QStringLiteral("case:startdate"), QStringLiteral("2011-10-11 13:42:22+02:00")},
                 {QStringLiteral("case:deadline"), QStringLiteral("2011-12-06 13:41:31+01:00")},
                 {QStringLiteral("time:timestamp"), QStringLiteral("2011-10-11 13:45:40+02:00")}});
    VERIFY_OK(row);
    QCOMPARE(row->createdAt, *parseIsoText(u"2011-10-11T11:42:22Z") + shift);
    QCOMPARE(row->at, *parseIsoText(u"2011-10-11T11:45:40Z") + shift);
    QCOMPARE(field(*row, "sla_deadline"), toIsoText(*parseIsoText(u"2011-12-06T12:41:31Z") + shift));
    QVERIFY(log.mapper().isLeftOut({QStringLiteral("c"), *parseIsoText(u"2012-01-02")}));
  }
};

QTEST_GUILESS_MAIN(RowMapperTest)
#include "row_mapper_test.moc"
