// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/synthetic_catalogue.h"

#include <algorithm>

namespace sentinai {

namespace {

constexpr double kTypeExponent = 1.1;
constexpr double kSourceExponent = 0.9;
constexpr double kEntityExponent = 1.0;
constexpr double kOwnerExponent = 0.7;
constexpr double kCurrencyExponent = 1.3;

QStringList lines(const char* text) {
  return QString::fromUtf8(text).split(QLatin1Char('|'));
}

/// `count` of the pairs of a first word and a second one, in an order that mixes both.
QStringList combined(const QStringList& first, const QStringList& second, const QString& separator, int count) {
  QStringList all;
  for (qsizetype i = 0; i < count; ++i) {
    const qsizetype round = i / first.size();
    all << first[i % first.size()] + separator + second[(i % first.size() + round) % second.size()];
  }
  return all;
}

QStringList numbered(const QString& pattern, int from, int count, int step) {
  QStringList all;
  for (int i = 0; i < count; ++i) {
    all << pattern.arg(from + i * step);
  }
  return all;
}

/// Owners are logins such as anna.keller; each domain has people of its own.
QStringList people(int from, int count) {
  static const QStringList firstNames = lines(
      "anna|ben|carla|david|elena|felix|grace|hugo|ines|jonas|karin|liam|maria|noah|olga|paul|rosa|samir|tom|yuki");
  static const QStringList lastNames = lines("keller|smith|garcia|novak|schmidt|rossi|dubois|jansen|kowalski|silva");
  return combined(firstNames, lastNames, QStringLiteral("."), from + count).mid(from);
}

SyntheticDomain finance() {
  const QStringList parties = combined(
      lines("Alpine|Baltic|Cobalt|Delta|Europa|Fjord|Granite|Harbour|Iberia|Juno|Kestrel|Lombard|Meridian|Northgate|"
            "Orion|Pacific|Quayside|Rheinland|Sterling|Thames|Union|Vega|Westbrook|Zürich|Müller & Söhne|Crédit "
            "Lyonne|Société Alpha|Ōsaka|Şişli|Łódź"),
      lines("Bank|Capital|Securities|Asset Management|Holdings|Partners|Trust|Brokers|Clearing|Insurance|Funds|"
            "Markets|Treasury|Custody|Leasing|Ventures|Pensions|Credit|Exchange|Settlement|Trading|Advisors|Finance|"
            "Equity|Investments|Savings|Factoring|Group|Services|International"),
      QStringLiteral(" "), 900);
  QStringList entities = parties;
  for (const QString& place : lines("London|Frankfurt|New York")) {
    for (const QString& party : parties) {
      entities << party + QStringLiteral(", ") + place;
    }
  }
  return {QStringLiteral("Finance"),
          {lines("SettlementFailed|PaymentRejected|ReconciliationBreak|TradeMismatch|LateConfirmation|"
                 "MarginCallDispute|MissingInstruction|LimitBreach|KycExpired|SanctionsHit|CorporateActionUnmatched|"
                 "CollateralShortfall|FxRateMissing|DuplicatePayment"),
           kTypeExponent},
          {lines("Murex|SWIFT Gateway|Calypso|SAP|T2S|Ledger"), kSourceExponent},
          {entities, kEntityExponent},
          {people(0, 80), kOwnerExponent},
          {lines("EUR|USD|GBP|CHF|SEK|PLN|SGD"), kCurrencyExponent},
          18'000};
}

SyntheticDomain healthcare() {
  QStringList entities =
      combined(lines("St. Mary's|Nordkreis|Riverside|Northfield|Lakeside|Hôpital Saint-Louis|Mercy|General|Children's|"
                     "University|Greenfield|Summit|Maplewood|Klinikum Süd|Santa Lucía"),
               lines("Hospital|Clinic|Cardiology|Oncology|Radiology|Orthopaedics|Laboratory|Emergency|Paediatrics|"
                     "Neurology|Pharmacy|Rehabilitation|Surgery|Dermatology"),
               QStringLiteral(" "), 200);
  entities += numbered(QStringLiteral("Account %1"), 400'113, 2'400, 37);
  return {QStringLiteral("Healthcare"),
          {lines("ClaimRejected|AuthorizationMissing|EligibilityMismatch|CodingError|DuplicateClaim|"
                 "CoordinationOfBenefits|LabResultMissing|PatientIdentityConflict|TimelyFilingMissed|"
                 "PrescriptionConflict|RemittanceUnmatched"),
           kTypeExponent},
          {lines("Epic|Claims Hub|Cerner|X12 Gateway|Lab Exchange"), kSourceExponent},
          {entities, kEntityExponent},
          {people(80, 50), kOwnerExponent},
          {lines("USD|EUR|CAD"), kCurrencyExponent},
          640};
}

SyntheticDomain informationTechnology() {
  QStringList entities = numbered(QStringLiteral("srv-fra-%1"), 1'001, 700, 3);
  entities += numbered(QStringLiteral("srv-lon-%1"), 2'001, 500, 3);
  entities += numbered(QStringLiteral("db-%1"), 101, 200, 1);
  entities += numbered(QStringLiteral("switch-%1"), 11, 150, 1);
  entities += combined(lines("billing|orders|ledger|risk|claims|portal|pricing|identity|mail|search|archive|reports"),
                       lines("api|batch|worker|gateway|cache|queue|feed|scheduler|ui|sync"), QStringLiteral("-"), 120);
  // The most frequent ones are services, not the servers with the lowest numbers.
  std::rotate(entities.begin(), entities.end() - 120, entities.end());
  return {QStringLiteral("IT"),
          {lines("JobFailed|FeedStale|InterfaceTimeout|Disk / Full|Login / Locked|Database / Deadlock|"
                 "Network / Packet Loss|CertificateExpired|DeploymentFailed|Email / Not Delivered|Hardware / Disk|"
                 "QueueBacklog|ConfigurationDrift|BackupMissed|GoalRunStuck"),
           kTypeExponent},
          {lines("servicenow|Control-M|Prometheus|Splunk|Jenkins"), kSourceExponent},
          {entities, kEntityExponent},
          {people(130, 70), kOwnerExponent},
          {},
          0};
}

} // namespace

SkewedValues::SkewedValues(QStringList values, double exponent)
    : m_values(std::move(values)) {
  double sum = 0;
  for (qsizetype i = 0; i < m_values.size(); ++i) {
    sum += std::pow(static_cast<double>(i + 1), -exponent);
    m_cumulative.push_back(sum);
  }
  for (double& upTo : m_cumulative) {
    upTo /= sum;
  }
}

const QString& SkewedValues::pick(SeededRandom& random) const {
  const auto found = std::ranges::upper_bound(m_cumulative, random.uniform());
  return m_values[std::min<qsizetype>(found - m_cumulative.begin(), m_values.size() - 1)];
}

const std::vector<SyntheticDomain>& syntheticDomains() {
  static const std::vector<SyntheticDomain> domains{finance(), healthcare(), informationTechnology()};
  return domains;
}

const SyntheticTexts& syntheticTexts() {
  static const SyntheticTexts texts{
      lines("Called them, nobody there. Trying again at three.|Asked for the missing reference.|Seen this before, same "
            "cause as last week.|Waiting for the other side to confirm.|Sent again with corrected details.|Vendor has "
            "a ticket for it.|Checked against the statement: off by one day.|Owner is away until Monday, I take "
            "over.|Reprocessed, still in error.|Needs a second pair of eyes.\nPlease look at the attached reference."),
      lines("Settled after the instruction was sent again.|Corrected and reprocessed.|Confirmed by the other "
            "side.|Written off as agreed.|Duplicate of an earlier one.|Restarted, works again.|Was a test."),
      lines("Deadline is close.|Amount is larger than reported.|Only one customer is affected.|Several systems are "
            "affected.|A workaround is in place.")};
  return texts;
}

} // namespace sentinai
