// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace sentinai {

/// An exact decimal number, such as an amount of money, kept as its canonical text: no exponent, no leading or
/// trailing zeros, no `-0`. Two equal numbers have equal texts. Up to 30 digits before and 15 after the point.
class Decimal {
public:
  Decimal() = default; ///< Zero.

  /// Reads `[+-]digits[.digits][e[+-]digits]`; empty where the text is no number or exceeds the limits.
  [[nodiscard]] static std::optional<Decimal> parse(QStringView text);

  [[nodiscard]] const QString& text() const { return m_text; }
  [[nodiscard]] double toDouble() const { return m_text.toDouble(); } ///< Nearest; for sorting and display.

  friend bool operator==(const Decimal&, const Decimal&) = default;

private:
  explicit Decimal(QString text)
      : m_text(std::move(text)) {}
  QString m_text = QStringLiteral("0");
};

} // namespace sentinai
