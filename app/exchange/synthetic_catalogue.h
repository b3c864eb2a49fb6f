// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/seeded_random.h"

#include <QStringList>
#include <vector>

namespace sentinai {

/// Values of which some are far more frequent than others.
class SkewedValues {
public:
  SkewedValues() = default;

  /// By Zipf's law: the n-th has a weight of n to the power of -`exponent`.
  SkewedValues(QStringList values, double exponent);

  [[nodiscard]] const QString& pick(SeededRandom& random) const;
  [[nodiscard]] const QStringList& values() const { return m_values; }

private:
  QStringList m_values;
  std::vector<double> m_cumulative; ///< Up to 1.
};

/// What a kind of business has: names for its exceptions' fields.
struct SyntheticDomain {
  QString name;
  SkewedValues types;
  SkewedValues sources;
  SkewedValues entities;
  SkewedValues owners;
  SkewedValues currencies; ///< None where its exceptions have no amounts.
  double amountMedian = 0;
};

/// The three domains of generated exceptions: Finance, Healthcare, IT. Always the same.
[[nodiscard]] const std::vector<SyntheticDomain>& syntheticDomains();

/// What people write about an exception, and why its status or severity changes.
struct SyntheticTexts {
  QStringList comments;
  QStringList resolutions;
  QStringList severityReasons;
};
[[nodiscard]] const SyntheticTexts& syntheticTexts();

} // namespace sentinai
