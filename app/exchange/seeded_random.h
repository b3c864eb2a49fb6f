// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace sentinai {

/// Random numbers that depend on their seeds only, whatever the platform's own generators do: the next ones of one
/// sequence, or as many independent sequences as there are lists of seeds.
class SeededRandom {
public:
  SeededRandom(std::initializer_list<quint64> seeds) {
    for (const quint64 seed : seeds) {
      m_state = mixed(m_state + seed);
    }
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  [[nodiscard]] quint64 next() {
    m_state += kStep;
    return mixed(m_state);
  }

  /// From 0 up to, but not including, 1.
  [[nodiscard]] double uniform() {
    constexpr int unused = 11; // a double has 53 bits
    return static_cast<double>(next() >> unused) * 0x1.0p-53;
  }

  [[nodiscard]] double between(double low, double high) { return low + (high - low) * uniform(); }

  /// From 0 up to, but not including, `count`.
  [[nodiscard]] qint64 below(qint64 count) { return static_cast<qint64>(uniform() * static_cast<double>(count)); }

  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }

  /// Its logarithm has the normal distribution around `median`'s, with standard deviation `sigma`.
  [[nodiscard]] double logNormal(double median, double sigma) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return median * std::exp(sigma * radius * std::cos(2.0 * std::numbers::pi * uniform()));
  }

private:
  static constexpr quint64 kStep = 0x9e3779b97f4a7c15ULL;

  [[nodiscard]] static constexpr quint64 mixed(quint64 z) {
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }

  quint64 m_state = kStep;
};

} // namespace sentinai
