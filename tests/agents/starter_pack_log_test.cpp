// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/packs/starter_packs.h"
#include "app/exchange/csv_reader.h"
#include "app/exchange/log_source.h"
#include "app/exchange/xes_reader.h"
#include "tests/support/pack_decision.h"

#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRows = 20'000;

QJsonObject rawRecord(const LogReader& reader) {
  QJsonObject record;
  for (std::size_t i = 0; i < reader.row().values.size(); ++i) {
    if (const LogValue& value = reader.row().values[i]; value.type != LogValue::Type::Absent) {
      record.insert(reader.columns()[static_cast<qsizetype>(i)], value.text);
    }
  }
  return record;
}

/// What came of a log's rows.
struct Tally {
  int rows = 0;
  QStringList refused;
  std::map<Severity, int> severities;
  std::map<QString, int> rules;
  std::map<PolicyDecision::Outcome, int> outcomes;
  int unresolved = 0;
};

template <typename T>
T valueOf(Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message.toStdString());
  }
  return std::move(*result);
}

Tally tallyOf(LogReader& reader, const QString& pack, const QString& source) {
  const EffectivePack effective = valueOf(EffectivePack::combine(valueOf(loadPack(pack)), TenantPolicy()));
  valueOf(reader.open());
  Tally tally;
  while (tally.rows < kRows && valueOf(reader.next()) == LogReader::Step::Row) {
    ++tally.rows;
    const Result<NormalisedRecord> record = effective.pack.normalise(source, rawRecord(reader), Instant());
    if (!record) {
      tally.refused << record.error().message;
      continue;
    }
    const Exception& exception = record->exception;
    const PackDecision decision = valueOf(packDecision(effective, exception));
    ++tally.severities[decision.triage.severity];
    ++tally.rules[decision.triage.rule];
    ++tally.outcomes[decision.policy.outcome];
    tally.unresolved += decision.resolution && decision.triage.slaDeadline ? 0 : 1;
  }
  return tally;
}

} // namespace

/// The starter packs take the bundled logs as their sources wrote them.
class StarterPackLogTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void itTakesTheIncidentLog() {
    const auto source =
        valueOf(LogSource::open(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/incident_event_log.csv.gz")));
    CsvReader reader(*source, 0);
    const Tally tally = tallyOf(reader, u"it"_s, u"servicenow"_s);
    QCOMPARE(tally.rows, kRows);
    QVERIFY2(tally.refused.isEmpty(), qPrintable(tally.refused.value(0)));
    QCOMPARE(tally.severities.size(), 4);
    QVERIFY(tally.rules.at(u"unassigned-at-night"_s) > 0);
    QVERIFY(tally.rules.at(u"source"_s) > kRows / 2);
    QVERIFY(tally.outcomes.at(PolicyDecision::Outcome::ApprovalRequired) > 0);
    QCOMPARE(tally.unresolved, 0);
  }

  void financeTakesTheDeclarations() {
    const auto source = valueOf(
        LogSource::open(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/demo/bpic2020_domestic_declarations.xes.gz")));
    XesReader reader(*source);
    const Tally tally = tallyOf(reader, u"finance"_s, u"declarations"_s);
    QCOMPARE(tally.rows, kRows);
    QVERIFY2(tally.refused.isEmpty(), qPrintable(tally.refused.value(0)));
    QVERIFY(tally.rules.at(u"high-amount"_s) > 0);
    QVERIFY(tally.rules.at(u"type"_s) > kRows / 2);
    QVERIFY(tally.outcomes.at(PolicyDecision::Outcome::Allowed) > kRows / 2);
    QCOMPARE(tally.unresolved, 0);
  }
};

QTEST_GUILESS_MAIN(StarterPackLogTest)
#include "starter_pack_log_test.moc"
