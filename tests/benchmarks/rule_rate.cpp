// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/rule_rate.h"

#include "app/agents/packs/starter_packs.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/support/pack_decision.h"

#include <QJsonDocument>

namespace sentinai {

namespace {

constexpr int kExceptions = 1'000;
constexpr int kRounds = 31;
constexpr double kWanted = 300'000;

const char* const kRule = R"({"if": [
  {"and": [
    {"in": [{"var": "exception.type"}, ["SettlementFail", "TradeBreak", "MissingConfirmation"]]},
    {">=": [{"var": "exception.amount"}, {"var": "pack.values.critical_amount"}]}]}, "critical",
  {"or": [
    {">=": [{"var": "exception.amount"}, {"var": "pack.values.high_amount"}]},
    {"and": [{"missing": ["exception.owner"]}, {"==": [{"var": "exception.status"}, "open"]}]}]}, "high",
  {"<": [10, {"var": "exception.amount"}, 100]}, "low",
  "medium"]})";

std::vector<Exception> exceptions() {
  const QStringList types{QStringLiteral("SettlementFail"), QStringLiteral("TradeBreak"), QStringLiteral("CashBreak"),
                          QStringLiteral("Domestic declaration")};
  std::vector<Exception> all;
  for (int i = 0; i < kExceptions; ++i) {
    Exception exception;
    exception.exceptionId = QStringLiteral("EX-%1").arg(i);
    exception.tenantId = QStringLiteral("bank");
    exception.domain = QStringLiteral("Finance");
    exception.type = types[i % types.size()];
    exception.sourceSystem = QStringLiteral("murex");
    exception.entity = QStringLiteral("counterparty %1").arg(i % 37);
    exception.status = i % 3 == 0 ? Status::Open : Status::Analyzing;
    // From some to some hundred thousand, so that every branch is taken.
    exception.amount = Decimal::parse(QString::number(1 << (i % 18)) + QStringLiteral(".25"));
    if (i % 2 == 0) {
      exception.owner = QStringLiteral("ann");
    }
    exception.createdAt = Instant{std::chrono::sys_days{std::chrono::January / 1 / 2026}} + std::chrono::minutes{i};
    exception.updatedAt = exception.createdAt;
    all.push_back(std::move(exception));
  }
  return all;
}

template <typename T>
T valueOf(RuleResult<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message().toStdString());
  }
  return std::move(*result);
}

/// How often a second `act` is done, by the median of rounds that do it once for each of a thousand.
template <typename Act>
double perSecond(Act act) {
  BenchSamples samples;
  for (int round = 0; round < kRounds; ++round) {
    std::ignore = samples.measure([&act] {
      for (int i = 0; i < kExceptions; ++i) {
        act(static_cast<std::size_t>(i));
      }
      return 0;
    });
  }
  constexpr double milliseconds = 1'000;
  return kExceptions * milliseconds / samples.median();
}

} // namespace

BenchFigures measureRuleRate() {
  const std::vector<Exception> records = exceptions();
  const EffectivePack pack =
      benchValue(EffectivePack::combine(benchValue(loadPack(QStringLiteral("finance"))), TenantPolicy()));
  const QJsonObject logic = QJsonDocument::fromJson(kRule).object();
  const Rule rule = valueOf(Rule::compile(logic));
  const auto factsOf = [&](std::size_t i) {
    return valueOf(RuleData::fromJson(packFacts(records[i], QJsonValue(), records[i].createdAt, pack.pack.json())));
  };
  std::vector<RuleData> facts;
  for (std::size_t i = 0; i < records.size(); ++i) {
    facts.push_back(factsOf(i));
  }
  std::map<QString, int> results;
  for (const RuleData& one : facts) {
    ++results[valueOf(rule.evaluate(one)).toString()];
  }
  QStringList shares;
  for (const auto& [result, count] : results) {
    shares << QStringLiteral("%1 %2").arg(count).arg(result);
  }
  const QString unit = QStringLiteral("/s");
  return {{QStringLiteral("rules.evaluations"),
           perSecond([&](std::size_t i) { std::ignore = valueOf(rule.evaluate(facts[i])); }), unit, std::nullopt,
           QStringLiteral("of %1 exceptions: %2").arg(kExceptions).arg(shares.join(QStringLiteral(", "))), kWanted},
          {QStringLiteral("rules.with_data"),
           perSecond([&](std::size_t i) { std::ignore = valueOf(rule.evaluate(factsOf(i))); }), unit, std::nullopt,
           QStringLiteral("from the record to the result")},
          {QStringLiteral("rules.compilations"),
           perSecond([&](std::size_t) { std::ignore = valueOf(Rule::compile(logic)); }),
           unit,
           std::nullopt,
           {}},
          {QStringLiteral("rules.pack_decisions"),
           perSecond([&](std::size_t i) { std::ignore = benchValue(packDecision(pack, records[i])); }), unit,
           std::nullopt, QStringLiteral("triage, resolution and policy of a starter pack, from the record")}};
}

} // namespace sentinai
