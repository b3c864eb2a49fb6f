// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/dashboard_contract.h"

#include "tests/contract/filter_model.h"

#include <algorithm>

namespace sentinai {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::vector<Instant> days(int count) {
  std::vector<Instant> starts;
  for (int i = 0; i <= count; ++i) {
    // Days as a viewer in New York sees them.
    starts.push_back(std::chrono::floor<std::chrono::days>(sampleInstant()) + 5h + std::chrono::days{i});
  }
  return starts;
}

/// So many days that begin at that hour (UTC), from that day of the samples on.
std::vector<Instant> daysFrom(std::chrono::hours hour, int day, int count) {
  std::vector<Instant> starts;
  for (int i = 0; i <= count; ++i) {
    starts.push_back(std::chrono::floor<std::chrono::days>(sampleInstant()) + std::chrono::days{day + i} + hour);
  }
  return starts;
}

std::vector<NamedCount> ranked(const std::map<QByteArray, qint64>& counts, int limit) {
  std::vector<NamedCount> result;
  for (const auto& [name, count] : counts) {
    result.push_back({QString::fromUtf8(name), count});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const NamedCount& a, const NamedCount& b) { return a.count > b.count; });
  if (result.size() > static_cast<std::size_t>(limit)) {
    result.resize(static_cast<std::size_t>(limit));
  }
  return result;
}

std::optional<qint64> lowerMedian(std::vector<qint64> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

qint64 secondsToResolve(const Exception& e) {
  return std::chrono::floor<std::chrono::seconds>(*e.resolvedAt - e.createdAt).count();
}

const std::vector<std::chrono::hours> kAges{0h, 4h, 24h, 72h, 168h, 720h};

/// The figures, counted one exception at a time.
DashboardFigures counted(const std::vector<Exception>& all, const DashboardQuery& query) {
  DashboardFigures figures;
  for (const Status status : allValues<Status>()) {
    figures.byStatus[status] = 0;
  }
  for (const Severity severity : allValues<Severity>()) {
    figures.bySeverity[severity] = 0;
    figures.unresolvedBySeverity[severity] = 0;
  }
  for (std::size_t i = 0; i < kAges.size(); ++i) {
    AgeBucket bucket{kAges[i], i + 1 < kAges.size() ? std::optional(kAges[i + 1]) : std::nullopt,
                     figures.unresolvedBySeverity};
    figures.ageing.push_back(bucket);
  }
  std::map<QByteArray, qint64> domains;
  std::map<QByteArray, qint64> entities;
  std::map<QByteArray, qint64> sources;
  std::map<QByteArray, qint64> owners;
  std::vector<qint64> resolutionTimes;
  for (std::size_t day = 0; day + 1 < query.dayStarts.size(); ++day) {
    TrendDay trend;
    trend.start = query.dayStarts[day];
    trend.end = query.dayStarts[day + 1];
    for (const Exception& e : all) {
      if (!matches(e, query.filter)) {
        continue;
      }
      trend.opened += e.createdAt >= trend.start && e.createdAt < trend.end ? 1 : 0;
      trend.resolved += e.resolvedAt && *e.resolvedAt >= trend.start && *e.resolvedAt < trend.end ? 1 : 0;
    }
    figures.trend.push_back(trend);
  }
  for (const Exception& e : all) {
    if (!matches(e, query.filter)) {
      continue;
    }
    ++figures.total;
    ++figures.byStatus[e.status];
    ++figures.bySeverity[e.severity];
    ++domains[e.domain.toUtf8()];
    if (e.status == Status::Resolved) {
      resolutionTimes.push_back(secondsToResolve(e));
      continue;
    }
    ++figures.unresolvedBySeverity[e.severity];
    ++entities[e.entity.toUtf8()];
    ++sources[e.sourceSystem.toUtf8()];
    ++owners[e.owner.value_or(QString()).toUtf8()];
    for (AgeBucket& bucket : figures.ageing) {
      const auto age = query.now - e.createdAt;
      if (age >= bucket.from && (!bucket.to || age < *bucket.to)) {
        ++bucket.counts[e.severity];
      }
    }
    if (e.slaDeadline) {
      const auto left = *e.slaDeadline - query.now;
      figures.sla.breached += left < 0s ? 1 : 0;
      figures.sla.dueIn1h += left >= 0s && left < 1h ? 1 : 0;
      figures.sla.dueIn4h += left >= 0s && left < 4h ? 1 : 0;
      figures.sla.dueIn24h += left >= 0s && left < 24h ? 1 : 0;
      figures.sla.later += left >= 24h ? 1 : 0;
    }
  }
  figures.medianSecondsToResolve = lowerMedian(resolutionTimes);
  figures.byDomain = ranked(domains, std::numeric_limits<int>::max());
  figures.topEntities = ranked(entities, query.topCount);
  figures.topSources = ranked(sources, query.topCount);
  figures.byOwner = ranked(owners, query.topCount);
  return figures;
}

/// Each figure apart, so that a failure says which.
void compareFigures(const DashboardFigures& actual, const DashboardFigures& wanted) {
  QCOMPARE(actual.total, wanted.total);
  QVERIFY(actual.byStatus == wanted.byStatus);
  QVERIFY(actual.bySeverity == wanted.bySeverity);
  QVERIFY(actual.unresolvedBySeverity == wanted.unresolvedBySeverity);
  QVERIFY(actual.byDomain == wanted.byDomain);
  QCOMPARE(actual.trend.size(), wanted.trend.size());
  for (std::size_t i = 0; i < wanted.trend.size(); ++i) {
    QCOMPARE(actual.trend[i].opened, wanted.trend[i].opened);
    QCOMPARE(actual.trend[i].resolved, wanted.trend[i].resolved);
    QVERIFY(actual.trend[i] == wanted.trend[i]);
  }
  QCOMPARE(actual.ageing.size(), wanted.ageing.size());
  for (std::size_t i = 0; i < wanted.ageing.size(); ++i) {
    QVERIFY(actual.ageing[i].from == wanted.ageing[i].from && actual.ageing[i].to == wanted.ageing[i].to);
    for (const Severity severity : allValues<Severity>()) {
      const auto found = actual.ageing[i].counts.find(severity);
      QCOMPARE(found == actual.ageing[i].counts.end() ? 0 : found->second, wanted.ageing[i].counts.at(severity));
    }
  }
  QVERIFY(actual.sla == wanted.sla);
  QCOMPARE(actual.medianSecondsToResolve, wanted.medianSecondsToResolve);
  QVERIFY(actual.topEntities == wanted.topEntities);
  QVERIFY(actual.topSources == wanted.topSources);
  QVERIFY(actual.byOwner == wanted.byOwner);
}

} // namespace

void DashboardContract::createSamples() {
  std::vector<Exception> samples = sampleExceptions(300, 7);
  // Resolved by an event later than their creation, so that there is a time to resolve.
  std::vector<Exception> rows = createAll(samples);
  std::vector<NewExceptionEvent> resolutions;
  for (std::size_t i = 0; i < rows.size(); i += 3) {
    Exception& row = rows[i];
    if (row.status == Status::Resolved) {
      continue;
    }
    NewExceptionEvent event = sampleComment(row.exceptionId, {}, row.createdAt + std::chrono::minutes{7 * i + 1});
    event.eventType = u"StatusChanged"_s;
    event.payload = {{u"changes"_s, QJsonObject{{u"status"_s, QJsonObject{{u"from"_s, toText(row.status)},
                                                                          {u"to"_s, u"resolved"_s}}}}}};
    resolutions.push_back(event);
    row.status = Status::Resolved;
    row.version = 2;
    row.updatedAt = event.createdAt;
    row.resolvedAt = event.createdAt;
  }
  VERIFY_OK(await(events().appendBatch(resolutions, {})));
  m_all = rows;
}

void DashboardContract::figuresEqualCounting_data() {
  QTest::addColumn<int>("which");
  QTest::newRow("everything") << 0;
  QTest::newRow("one domain") << 1;
  QTest::newRow("date range and severities") << 2;
  QTest::newRow("text, owner, status") << 3;
  QTest::newRow("nothing") << 4;
  QTest::newRow("without trend, top two") << 5;
  QTest::newRow("between the hours, statuses and severities") << 6;
  QTest::newRow("days of a zone at half past") << 7;
  QTest::newRow("statuses, the resolved not among them") << 8;
  QTest::newRow("statuses, the resolved among them") << 9;
  QTest::newRow("two domains, days of UTC") << 10;
  QTest::newRow("created in some days of UTC") << 11;
  QTest::newRow("created in some days of another zone, of one domain") << 12;
  QTest::newRow("created in some days of a zone on the other side, top two") << 13;
  QTest::newRow("created within a day") << 14;
  QTest::newRow("created in weeks, a trend by weeks, beyond both ends") << 15;
}

void DashboardContract::figuresEqualCounting() {
  QFETCH(int, which);
  createSamples();
  DashboardQuery query;
  query.now = sampleInstant() + std::chrono::hours{31 * 24};
  query.dayStarts = days(32);
  switch (which) {
  case 1:
    query.filter.domains = {u"Finance"_s};
    break;
  case 2:
    query.filter.created = {sampleInstant() + std::chrono::hours{100}, sampleInstant() + std::chrono::hours{400}};
    query.filter.severities = {Severity::High, Severity::Critical};
    break;
  case 3:
    query.filter.text = u"murex"_s;
    query.filter.owners = {u"ann"_s, u"bob"_s};
    query.filter.statuses = {Status::Open, Status::Resolved};
    break;
  case 4:
    query.filter.domains = {u"None"_s};
    break;
  case 5:
    query.dayStarts.clear();
    query.topCount = 2;
    break;
  case 6:
    query.now = sampleInstant() + std::chrono::hours{500} + std::chrono::microseconds{1'234'567'890};
    query.filter.statuses = {Status::Open, Status::Escalated, Status::Resolved};
    query.filter.severities = {Severity::Low, Severity::High};
    for (Instant& start : query.dayStarts) {
      start = std::chrono::floor<std::chrono::days>(start);
    }
    break;
  case 7:
    query.now += std::chrono::minutes{17};
    for (Instant& start : query.dayStarts) {
      start += std::chrono::minutes{30};
    }
    break;
  case 8:
    query.filter.statuses = {Status::Open, Status::Analyzing};
    break;
  case 9:
    query.filter.statuses = {Status::Resolved, Status::Escalated};
    query.now -= std::chrono::hours{300};
    break;
  case 10:
    query.filter.domains = {u"Finance"_s, u"IT"_s};
    query.now -= std::chrono::hours{200};
    for (Instant& start : query.dayStarts) {
      start = std::chrono::floor<std::chrono::days>(start);
    }
    break;
  case 11:
    query.now = sampleInstant() + std::chrono::hours{20 * 24};
    query.dayStarts = daysFrom(0h, 5, 12);
    query.filter.created = {query.dayStarts.front(), query.dayStarts.back()};
    break;
  case 12:
    query.now = sampleInstant() + std::chrono::hours{17 * 24} + std::chrono::minutes{17};
    query.dayStarts = daysFrom(5h, 3, 16);
    query.filter.created = {query.dayStarts.front(), query.dayStarts.back()};
    query.filter.domains = {u"Finance"_s};
    break;
  case 13:
    query.dayStarts = daysFrom(22h, 3, 25);
    query.filter.created = {query.dayStarts.front(), query.dayStarts.back()};
    query.topCount = 2;
    break;
  case 14:
    query.now = sampleInstant() + std::chrono::hours{5 * 24};
    query.dayStarts = daysFrom(5h, 4, 3);
    query.filter.created = {query.dayStarts[1] + 2h, query.dayStarts[1] + 13h};
    break;
  case 15:
    query.dayStarts = {daysFrom(5h, 2, 1)[0], daysFrom(5h, 9, 1)[0], daysFrom(5h, 16, 1)[0], daysFrom(5h, 23, 1)[0]};
    query.filter.created = {daysFrom(0h, 6, 1)[0] + 3h, daysFrom(0h, 20, 1)[0] + 20h};
    query.topCount = 0;
    break;
  default:
    break;
  }
  const Result<DashboardFigures> figures = await(session().dashboard().figures(query, {}));
  VERIFY_OK(figures);
  compareFigures(*figures, counted(m_all, query));
}

void DashboardContract::everyFigureDrillsDownToItsRows() {
  createSamples();
  DashboardQuery query;
  query.now = sampleInstant() + std::chrono::hours{31 * 24};
  query.dayStarts = days(32);
  query.filter.sourceSystems = {u"Murex"_s, u"Epic"_s};
  const DashboardFigures figures = valueOf(await(session().dashboard().figures(query, {})));
  const auto listed = [&](const std::function<void(ExceptionFilter&)>& narrow) {
    ExceptionFilter filter = query.filter;
    narrow(filter);
    return valueOf(await(exceptions().count(filter, 10000, {}))).value;
  };
  const std::vector<Status> unresolved{Status::Open, Status::Analyzing, Status::Escalated};
  QCOMPARE(figures.total, listed([](auto&) {}));
  for (const auto& [status, count] : figures.byStatus) {
    QCOMPARE(count, listed([&](auto& f) { f.statuses = {status}; }));
  }
  for (const NamedCount& domain : figures.byDomain) {
    QCOMPARE(domain.count, listed([&](auto& f) { f.domains = {domain.name}; }));
  }
  for (const NamedCount& owner : figures.byOwner) {
    QCOMPARE(owner.count, listed([&](auto& f) {
               f.statuses = unresolved;
               f.unowned = owner.name.isEmpty();
               f.owners = owner.name.isEmpty() ? QStringList() : QStringList{owner.name};
             }));
  }
  for (const TrendDay& day : figures.trend) {
    QCOMPARE(day.opened, listed([&](auto& f) { f.created = {day.start, day.end}; }));
    QCOMPARE(day.resolved, listed([&](auto& f) { f.resolved = {day.start, day.end}; }));
  }
  for (const AgeBucket& bucket : figures.ageing) {
    for (const auto& [severity, count] : bucket.counts) {
      QCOMPARE(count, listed([&, wanted = severity](auto& f) {
                 f.statuses = unresolved;
                 f.severities = {wanted};
                 // An age in [from, to) is a creation in (now - to, now - from].
                 f.created.to = query.now - bucket.from + 1us;
                 if (bucket.to) {
                   f.created.from = query.now - *bucket.to + 1us;
                 }
               }));
    }
  }
  QCOMPARE(figures.sla.breached, listed([&](auto& f) {
             f.statuses = unresolved;
             f.sla.to = query.now;
           }));
  QCOMPARE(figures.sla.dueIn4h, listed([&](auto& f) {
             f.statuses = unresolved;
             f.sla = {query.now, query.now + 4h};
           }));
}

void DashboardContract::emptyTenantHasZeros() {
  DashboardQuery query;
  query.now = sampleInstant();
  query.dayStarts = days(2);
  compareFigures(valueOf(await(session().dashboard().figures(query, {}))), counted({}, query));
}

void DashboardContract::figuresFollowChanges() {
  create(sampleException());
  DashboardQuery query;
  query.now = sampleInstant() + 1h;
  QCOMPARE(valueOf(await(session().dashboard().figures(query, {}))).byStatus.at(Status::Open), 1);
  change(u"EX-2024-0001"_s, {{u"status"_s, u"escalated"_s}, {u"domain"_s, u"IT"_s}});
  const DashboardFigures figures = valueOf(await(session().dashboard().figures(query, {})));
  QCOMPARE(figures.byStatus.at(Status::Open), 0);
  QCOMPARE(figures.byStatus.at(Status::Escalated), 1);
  QCOMPARE(figures.byDomain, (std::vector<NamedCount>{{u"IT"_s, 1}}));
}

void DashboardContract::refusesBadDays() {
  DashboardQuery query;
  query.now = sampleInstant();
  query.dayStarts = {sampleInstant(), sampleInstant()};
  VERIFY_ERROR(await(session().dashboard().figures(query, {})), InvalidInput);
  query.dayStarts = {sampleInstant(), sampleInstant() - 24h};
  VERIFY_ERROR(await(session().dashboard().figures(query, {})), InvalidInput);
  query.dayStarts = days(1101);
  VERIFY_ERROR(await(session().dashboard().figures(query, {})), InvalidInput);
  query.dayStarts = days(1100);
  VERIFY_OK(await(session().dashboard().figures(query, {})));
}

} // namespace sentinai
