// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/synthetic_cases.h"

#include "repositories/database/event_hash.h"
#include "repositories/records/event_types.h"

#include <QtEndian>
#include <array>

namespace sentinai {

namespace {
using namespace std::chrono;

// Sequences of random numbers beside that of the exception's own story.
constexpr quint64 kStory = 1;
constexpr quint64 kEvents = 2;

constexpr int kMaxSteps = 60;
constexpr std::array<double, 3> kDomainShares{0.55, 0.15, 0.30}; // of the first tenant; the next have them rotated
constexpr std::array<double, 4> kSeverityShares{0.40, 0.42, 0.14, 0.04};

// How long resolving takes in a span of two years, in days, by severity; and when it should be done, in hours.
constexpr double kUsualSpan = 730;
constexpr std::array<double, 4> kMedianDays{11, 5.5, 2, 0.6};
constexpr double kSigma = 1.5;
constexpr std::array<double, 4> kDeadlineHours{480, 120, 24, 4};

template <std::size_t N>
std::size_t pickShare(const std::array<double, N>& shares, std::size_t rotation, SeededRandom& random) {
  double left = random.uniform();
  for (std::size_t i = 0; i < N; ++i) {
    left -= shares[i];
    if (left < 0) {
      return (i + rotation) % N;
    }
  }
  return rotation % N;
}

const QString& pickEvenly(const QStringList& values, SeededRandom& random) {
  return values[random.below(values.size())];
}

/// A string as jsonb writes it.
void addString(QByteArray& json, const QString& text) {
  json += '"';
  for (const char c : text.toUtf8()) {
    switch (c) {
    case '"':
      json += "\\\"";
      break;
    case '\\':
      json += "\\\\";
      break;
    case '\n':
      json += "\\n";
      break;
    default:
      json += c;
      break;
    }
  }
  json += '"';
}

void addMember(QByteArray& json, const char* key, const std::optional<QString>& value) {
  if (!json.endsWith('{')) {
    json += ", ";
  }
  json.append('"').append(key).append("\": ");
  if (value) {
    addString(json, *value);
  } else {
    json += "null";
  }
}

/// The members in jsonb's order: shorter keys first, then by their bytes. The hash covers the text as the database
/// renders it.
QByteArray creationPayload(const Exception& first) {
  QByteArray json("{\"state\": {");
  addMember(json, "type", first.type);
  addMember(json, "owner", first.owner);
  addMember(json, "amount", first.amount ? std::optional(first.amount->text()) : std::nullopt);
  addMember(json, "domain", first.domain);
  addMember(json, "entity", first.entity);
  addMember(json, "status", toText(first.status));
  addMember(json, "currency", first.currency);
  addMember(json, "severity", toText(first.severity));
  addMember(json, "current_step", std::nullopt);
  addMember(json, "sla_deadline", first.slaDeadline ? std::optional(toIsoText(*first.slaDeadline)) : std::nullopt);
  addMember(json, "source_system", first.sourceSystem);
  addMember(json, "current_playbook_id", std::nullopt);
  return json += "}}";
}

/// `"changes": {"field": {"to": …, "from": …}}`
QByteArray changeMember(const char* field, const std::optional<QString>& from, const std::optional<QString>& to) {
  QByteArray json = QByteArray("\"changes\": {\"") + field + "\": {";
  addMember(json, "to", to);
  addMember(json, "from", from);
  return json += "}}";
}

/// As newEventId() makes them, of the time and numbers given.
QUuid eventId(Instant recordedAt, SeededRandom& random) {
  const qint64 micros = toEpochMicros(recordedAt);
  std::array<char, 16> bytes{};
  qToBigEndian<quint64>(static_cast<quint64>(micros / 1000) << 16U, bytes.data());
  qToBigEndian<quint16>(static_cast<quint16>(0x7000 | ((micros % 1000) * 4096 / 1000)), bytes.data() + 6);
  qToBigEndian<quint64>((random.next() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL, bytes.data() + 8);
  return QUuid::fromRfc4122(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

Decimal amountOf(qint64 hundredths) {
  const QString fraction = QString::number(hundredths % 100).rightJustified(2, QLatin1Char('0'));
  return *Decimal::parse(QString::number(hundredths / 100) + QLatin1Char('.') + fraction);
}

microseconds daysToMicros(double count) {
  return microseconds{static_cast<qint64>(count * 86'400e6)};
}

double asDays(microseconds span) {
  return duration<double, days::period>(span).count();
}

QString idOf(qint64 number, Instant createdAt) {
  const year_month_day date(floor<days>(createdAt));
  return QStringLiteral("EX-%1-%2").arg(static_cast<int>(date.year())).arg(number, 8, 10, QLatin1Char('0'));
}

} // namespace

Exception SyntheticCases::exception(const Place& place) const {
  return story(place).last;
}

std::vector<ExceptionEvent> SyntheticCases::events(const Place& place) const {
  const Story told = story(place);
  SeededRandom random({m_seed, place.tenant, static_cast<quint64>(place.number), kEvents});
  std::vector<ExceptionEvent> events;
  events.reserve(told.steps.size() + 1);
  Exception state = told.first;
  Instant recordedAt = place.createdAt;
  QByteArray hash = genesisHash();
  const auto add = [&](const char* type, Actor actor, Instant at, QByteArray payload) {
    recordedAt = std::max(recordedAt, at + microseconds{1'000 + random.below(900'000)});
    ExceptionEvent event;
    event.eventId = eventId(recordedAt, random);
    event.tenantId = place.tenantId;
    event.exceptionId = state.exceptionId;
    event.seq = static_cast<qint64>(events.size()) + 1;
    event.eventType = QString::fromLatin1(type);
    event.actor = std::move(actor);
    event.payload = std::move(payload);
    event.createdAt = at;
    event.recordedAt = recordedAt;
    event.prevHash = hash;
    event.hash = eventHash(event);
    hash = event.hash;
    events.push_back(std::move(event));
  };
  add(event_types::kExceptionCreated, {ActorType::System, state.sourceSystem}, place.createdAt, creationPayload(state));
  for (const Step& step : told.steps) {
    const Actor person{ActorType::User, state.owner ? *state.owner : told.domain->owners.pick(random)};
    const Exception before = state;
    switch (step.kind) {
    case Kind::Status:
      state.status = step.status;
      add(event_types::kStatusChanged, person, step.at, payload(step, before, random));
      break;
    case Kind::Owner:
      state.owner = step.owner;
      add(event_types::kOwnerAssigned, person, step.at, payload(step, before, random));
      break;
    case Kind::Severity:
      state.severity = step.severity;
      add(event_types::kSeverityChanged, person, step.at, payload(step, before, random));
      break;
    case Kind::Triage:
      state.severity = step.severity;
      add(event_types::kTriageCompleted, {ActorType::Agent, QStringLiteral("triage-agent")}, step.at,
          payload(step, before, random));
      break;
    case Kind::Comment:
      add(event_types::kCommentAdded, person, step.at, payload(step, before, random));
      break;
    }
  }
  return events;
}

SyntheticCases::Story SyntheticCases::story(const Place& place) const {
  SeededRandom random({m_seed, place.tenant, static_cast<quint64>(place.number), kStory});
  Story told;
  Exception& last = told.last;
  last.tenantId = place.tenantId;
  last.exceptionId = idOf(place.number, place.createdAt);
  last.createdAt = place.createdAt;
  const SyntheticDomain& domain = describe(last, place, random);
  told.domain = &domain;
  Instant end;
  settle(last, end, domain, random);
  told.steps = steps(last, stepCount(random), domain, random);

  // When: the last step at the end, those before more often early.
  std::vector<double> moments;
  for (std::size_t i = 1; i < told.steps.size(); ++i) {
    const double moment = random.uniform();
    moments.push_back(moment * moment);
  }
  std::ranges::sort(moments);
  moments.push_back(1);
  const auto span = static_cast<double>((end - place.createdAt).count());
  for (std::size_t i = 0; i < told.steps.size(); ++i) {
    told.steps[i].at = place.createdAt + microseconds{static_cast<qint64>(span * moments[i])};
  }

  told.first = last;
  last.version = 1;
  last.updatedAt = place.createdAt;
  for (const Step& step : told.steps) {
    last.version += step.kind == Kind::Comment ? 0 : 1;
    last.updatedAt = step.at;
    switch (step.kind) {
    case Kind::Status:
      told.first.status = Status::Open;
      break;
    case Kind::Owner:
      told.first.owner.reset();
      break;
    case Kind::Severity:
    case Kind::Triage:
      told.first.severity = last.severity == Severity::Low ? Severity::Medium : Severity::Low;
      break;
    case Kind::Comment:
      break;
    }
  }
  if (last.status == Status::Resolved) {
    last.resolvedAt = told.steps.empty() ? place.createdAt : told.steps.back().at;
  }
  return told;
}

const SyntheticDomain& SyntheticCases::describe(Exception& exception, const Place& place, SeededRandom& random) const {
  const std::vector<SyntheticDomain>& domains = syntheticDomains();
  const bool isOutage = random.chance(place.outage);
  // All that an incident causes looks alike, for a whole day.
  SeededRandom incident({m_seed, static_cast<quint64>(floor<days>(place.createdAt).time_since_epoch().count())});
  SeededRandom& common = isOutage ? incident : random;
  const SyntheticDomain& domain =
      domains[pickShare(kDomainShares, isOutage ? domains.size() - 1 : place.tenant, common)];
  exception.domain = domain.name;
  exception.type = domain.types.pick(common);
  exception.sourceSystem = domain.sources.pick(common);
  exception.entity = domain.entities.pick(random);
  exception.severity = static_cast<Severity>(pickShare(kSeverityShares, 0, random));
  if (!domain.currencies.values().isEmpty()) {
    exception.currency = domain.currencies.pick(random);
    exception.amount = amountOf(static_cast<qint64>(random.logNormal(domain.amountMedian * 100, 1.6)) + 1);
  }
  constexpr double withDeadline = 0.95;
  if (random.chance(withDeadline)) {
    const double usual = kDeadlineHours[static_cast<std::size_t>(exception.severity)];
    exception.slaDeadline =
        floor<minutes>(place.createdAt) + minutes{static_cast<qint64>(usual * 60 * random.between(0.8, 1.2))};
  }
  return domain;
}

void SyntheticCases::settle(Exception& exception, Instant& end, const SyntheticDomain& domain,
                            SeededRandom& random) const {
  const double median = kMedianDays[static_cast<std::size_t>(exception.severity)] * m_days / kUsualSpan;
  const Instant resolved = exception.createdAt + std::min(daysToMicros(random.logNormal(median, kSigma)),
                                                          duration_cast<microseconds>(days{4LL * m_days}));
  const double fate = random.uniform();
  constexpr double owned = 0.96;
  constexpr double ownedWhileOpen = 0.45;
  double ownership = owned;
  end = resolved;
  if (resolved <= m_until) {
    exception.status = Status::Resolved;
  } else {
    // The longer it lasts, the more has been done; the last of it some time ago.
    end = exception.createdAt + daysToMicros(random.uniform() * asDays(m_until - exception.createdAt));
    const bool isFresh = m_until - exception.createdAt < daysToMicros(median);
    const double stillOpen = isFresh ? 0.7 : 0.3;
    const double underWay = isFresh ? 0.95 : 0.8;
    exception.status = fate < stillOpen ? Status::Open : fate < underWay ? Status::Analyzing : Status::Escalated;
    ownership = exception.status == Status::Open ? ownedWhileOpen : owned;
  }
  const QString& owner = domain.owners.pick(random);
  if (random.chance(ownership)) {
    exception.owner = owner;
  }
}

int SyntheticCases::stepCount(SeededRandom& random) const {
  const double average = m_eventsPerException - 1;
  const double exponential = -std::log(1 - random.uniform());
  // From two events on, every exception has at least one after its creation.
  const double wanted = average < 1 ? average : 1 + (average - 1) * exponential;
  return std::min(static_cast<int>(wanted + random.uniform()), kMaxSteps);
}

std::vector<SyntheticCases::Step> SyntheticCases::steps(const Exception& last, int count, const SyntheticDomain& domain,
                                                        SeededRandom& random) {
  std::vector<Step> steps;
  const auto left = [&, endsByStatus = last.status != Status::Open && count > 0] {
    return count - static_cast<int>(steps.size()) - (endsByStatus ? 1 : 0);
  };
  const auto add = [&](Kind kind) {
    Step step;
    step.kind = kind;
    step.severity = last.severity;
    steps.push_back(step);
  };
  if (left() > 0 && last.owner) {
    add(Kind::Owner);
  }
  if (left() > 0 && (last.status == Status::Resolved || last.status == Status::Escalated)) {
    add(Kind::Status);
    steps.back().status = Status::Analyzing;
  }
  constexpr double severityChanges = 0.35;
  if (left() > 0 && random.chance(severityChanges)) {
    add(random.chance(0.5) ? Kind::Triage : Kind::Severity);
  }
  constexpr double handedOn = 0.2;
  while (left() > 0) {
    add(last.owner && random.chance(handedOn) ? Kind::Owner : Kind::Comment);
  }
  if (static_cast<int>(steps.size()) < count) {
    add(Kind::Status);
    steps.back().status = last.status;
  }
  // Who has it in the end comes last; before that, others.
  QString next = last.owner.value_or(QString());
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->kind == Kind::Owner) {
      step->owner = next;
      const QString& other = domain.owners.pick(random);
      const QStringList& people = domain.owners.values();
      next = other != next ? other : people[next == people.front() ? 1 : 0];
    }
  }
  return steps;
}

QByteArray SyntheticCases::payload(const Step& step, const Exception& before, SeededRandom& random) {
  const SyntheticTexts& texts = syntheticTexts();
  QByteArray json("{");
  switch (step.kind) {
  case Kind::Status:
    if (step.status == Status::Resolved) {
      addMember(json, "reason", pickEvenly(texts.resolutions, random));
      json += ", ";
    }
    json += changeMember("status", toText(before.status), toText(step.status));
    break;
  case Kind::Owner:
    json += changeMember("owner", before.owner, step.owner);
    break;
  case Kind::Severity:
    addMember(json, "reason", pickEvenly(texts.severityReasons, random));
    json += ", " + changeMember("severity", toText(before.severity), toText(step.severity));
    break;
  case Kind::Triage:
    json += changeMember("severity", toText(before.severity), toText(step.severity));
    addMember(json, "rationale", pickEvenly(texts.severityReasons, random));
    json += ", \"confidence\": 0." + QByteArray::number(51 + random.below(48));
    break;
  case Kind::Comment:
    addMember(json, "text", pickEvenly(texts.comments, random));
    break;
  }
  return json += "}";
}

} // namespace sentinai
