// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/page_filters.h"

#include "app/exchange/seeded_random.h"
#include "tests/benchmarks/bench_samples.h"
#include "tests/support/await.h"

#include <QLocale>
#include <cstdio>

namespace sentinai {

namespace {
using namespace std::chrono;

constexpr double kLimit = 50;
constexpr double kNone = 250;
constexpr std::size_t kNamed = 10;
constexpr quint64 kSeed = 6;

/// A condition on the list.
struct Part {
  QString kind;
  QString value;
  std::function<void(ExceptionFilter&)> apply;
};

/// The values of one kind are alternatives; those of different kinds can be combined.
std::vector<std::vector<Part>> allParts() {
  const Instant end = BenchData::until();
  const auto texts = [](const char* kind, QStringList ExceptionFilter::*member, const QStringList& values) {
    std::vector<Part> parts;
    for (const QString& value : values) {
      parts.push_back({QString::fromLatin1(kind), value,
                       [member, value](ExceptionFilter& filter) { filter.*member = value.split(QLatin1Char('+')); }});
    }
    return parts;
  };
  const auto times = [end](const char* kind, TimeRange ExceptionFilter::*member) {
    std::vector<Part> parts;
    const auto add = [&](const QString& value, Instant from, Instant to) {
      parts.push_back({QString::fromLatin1(kind), value, [member, from, to](ExceptionFilter& filter) {
                         filter.*member = {from, to};
                       }});
    };
    add(QStringLiteral("two years"), end - days{700}, end);
    add(QStringLiteral("one hour"), end - days{100}, end - days{100} + hours{1});
    add(QStringLiteral("another century"), end - days{50'000}, end - days{49'000});
    return parts;
  };
  std::vector<std::vector<Part>> all{
      texts("domain", &ExceptionFilter::domains,
            {QStringLiteral("Finance+IT"), QStringLiteral("Healthcare"), QStringLiteral("Retail")}),
      texts("type", &ExceptionFilter::types,
            {QStringLiteral("SettlementFailed"), QStringLiteral("DuplicatePayment"), QStringLiteral("NoSuchType")}),
      texts("source", &ExceptionFilter::sourceSystems,
            {QStringLiteral("Murex"), QStringLiteral("Lab Exchange"), QStringLiteral("Nowhere")}),
      texts("entity", &ExceptionFilter::entities,
            {QStringLiteral("Alpine Bank"), QStringLiteral("db-171"), QStringLiteral("Nobody")}),
      texts("owner", &ExceptionFilter::owners,
            {QStringLiteral("anna.keller"), QStringLiteral("olga.silva"), QStringLiteral("no.one")}),
      {{QStringLiteral("status"), QStringLiteral("resolved"),
        [](ExceptionFilter& f) { f.statuses = {Status::Resolved}; }},
       {QStringLiteral("status"), QStringLiteral("escalated"),
        [](ExceptionFilter& f) { f.statuses = {Status::Escalated}; }},
       {QStringLiteral("status"), QStringLiteral("open+analyzing"),
        [](ExceptionFilter& f) {
          f.statuses = {Status::Open, Status::Analyzing};
        }}},
      {{QStringLiteral("severity"), QStringLiteral("low+medium"),
        [](ExceptionFilter& f) {
          f.severities = {Severity::Low, Severity::Medium};
        }},
       {QStringLiteral("severity"), QStringLiteral("critical"),
        [](ExceptionFilter& f) { f.severities = {Severity::Critical}; }}},
      {{QStringLiteral("unowned"), QStringLiteral("yes"), [](ExceptionFilter& f) { f.unowned = true; }}},
      times("created", &ExceptionFilter::created),
      times("updated", &ExceptionFilter::updated),
      times("resolved", &ExceptionFilter::resolved),
      times("sla", &ExceptionFilter::sla),
      {{QStringLiteral("amount"), QStringLiteral("above 100"),
        [](ExceptionFilter& f) { f.amountFrom = Decimal::parse(u"100"); }},
       {QStringLiteral("amount"), QStringLiteral("above 3000000"),
        [](ExceptionFilter& f) { f.amountFrom = Decimal::parse(u"3000000"); }},
       {QStringLiteral("amount"), QStringLiteral("above 9e20"),
        [](ExceptionFilter& f) { f.amountFrom = Decimal::parse(u"9e20"); }}},
      {{QStringLiteral("text"), QStringLiteral("bank"), [](ExceptionFilter& f) { f.text = QStringLiteral("bank"); }},
       {QStringLiteral("text"), QStringLiteral("şişli custody"),
        [](ExceptionFilter& f) { f.text = QStringLiteral("şişli custody"); }},
       {QStringLiteral("text"), QStringLiteral("xyzzyx"),
        [](ExceptionFilter& f) { f.text = QStringLiteral("xyzzyx"); }}}};
  return all;
}

/// A question, and how long its answer took.
struct Asked {
  QString name;
  ExceptionQuery query;
  double milliseconds = 0;
};

std::vector<Asked> allQuestions() {
  std::vector<Asked> filters{{QStringLiteral("no filter"), {}, 0}};
  const std::vector<std::vector<Part>> kinds = allParts();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    for (const Part& one : kinds[i]) {
      Asked single;
      single.name = one.kind + QLatin1Char(':') + one.value;
      one.apply(single.query.filter);
      filters.push_back(single);
      for (std::size_t j = i + 1; j < kinds.size(); ++j) {
        for (const Part& other : kinds[j]) {
          Asked pair = single;
          pair.name += QStringLiteral(" %1:%2").arg(other.kind, other.value);
          other.apply(pair.query.filter);
          filters.push_back(pair);
        }
      }
    }
  }
  std::vector<Asked> questions;
  for (const Asked& filter : filters) {
    for (const ExceptionField field : allValues<ExceptionField>()) {
      for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        Asked question = filter;
        question.query.sort = {field, order};
        question.name +=
            QStringLiteral(" by %1 %2")
                .arg(toText(field), order == Qt::AscendingOrder ? QStringLiteral("up") : QStringLiteral("down"));
        questions.push_back(question);
      }
    }
  }
  return questions;
}

} // namespace

BenchFigures measurePageFilters(const BenchData& data, qint64 limit) {
  const std::unique_ptr<Database> database = data.open();
  const std::unique_ptr<Session> session = database->openSession(BenchData::tenant());
  std::vector<Asked> questions = allQuestions();
  const std::size_t possible = questions.size();
  SeededRandom random({kSeed});
  // In random order, so that what is read for one does not warm the next one of its kind.
  for (std::size_t i = questions.size(); i > 1; --i) {
    std::swap(questions[i - 1], questions[static_cast<std::size_t>(random.below(static_cast<qint64>(i)))]);
  }
  questions.resize(std::min(questions.size(), static_cast<std::size_t>(limit)));

  BenchSamples first;
  BenchSamples again;
  qint64 tooSlow = 0;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Asked& question = questions[i];
    const auto ask = [&] { return await(session->exceptions().list(question.query, {})); };
    // Cold the first time; a second time for what a person sees who works with the data.
    for (BenchSamples* samples : {&first, &again}) {
      if (const Result<Page<Exception>> page = samples->measure(ask);
          !page && page.error().kind != DbError::Kind::Timeout) {
        throw std::runtime_error((question.name + QStringLiteral(": ") + page.error().message).toStdString());
      }
    }
    question.milliseconds = again.last();
    tooSlow += question.milliseconds > kNone ? 1 : 0;
    constexpr std::size_t between = 2'000;
    if (i % between == between - 1) {
      std::fprintf(stderr, "filters: %zu of %zu\n", i + 1, questions.size());
    }
  }
  std::ranges::sort(questions, std::greater(), &Asked::milliseconds);
  for (std::size_t i = 0; i < std::min(kNamed, questions.size()); ++i) {
    std::fprintf(stderr, "%8.1f ms  %s\n", questions[i].milliseconds, qPrintable(questions[i].name));
  }
  const QString asked = QLocale(QLocale::English).toString(static_cast<qint64>(questions.size())) +
                        QStringLiteral(" of ") + QLocale(QLocale::English).toString(static_cast<qint64>(possible));
  return {{QStringLiteral("filters.median"), again.median(), QStringLiteral("ms"), std::nullopt,
           asked + QStringLiteral(" filters and orders, first page")},
          {QStringLiteral("filters.p99"), again.percentile(0.99), QStringLiteral("ms"), kLimit,
           QStringLiteral("when asked for the first time %1 ms").arg(first.percentile(0.99), 0, 'f', 1)},
          {QStringLiteral("filters.slowest"), again.longest(), QStringLiteral("ms"), kNone, questions.front().name},
          {QStringLiteral("filters.over_250_ms"), static_cast<double>(tooSlow), QStringLiteral(""), 0.0, {}}};
}

} // namespace sentinai
