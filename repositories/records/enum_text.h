// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <array>
#include <concepts>
#include <optional>

namespace sentinai {

/// The stored and outward spelling of an enumeration's values, in the order of their declaration starting at 0.
/// Specialised beside each enumeration with `static constexpr std::array<const char*, N> texts`.
template <typename E>
struct EnumTexts;

template <typename E>
concept TextEnum = requires {
  EnumTexts<E>::texts.size();
};

template <TextEnum E>
[[nodiscard]] QString toText(E value) {
  return QString::fromLatin1(EnumTexts<E>::texts[static_cast<std::size_t>(value)]);
}

/// Empty where `text` is none of the spellings, which are case-sensitive.
template <TextEnum E>
[[nodiscard]] std::optional<E> fromText(QStringView text) {
  for (std::size_t i = 0; i < EnumTexts<E>::texts.size(); ++i) {
    if (text == QLatin1String(EnumTexts<E>::texts[i])) {
      return static_cast<E>(i);
    }
  }
  return std::nullopt;
}

/// Every value, in order.
template <TextEnum E>
[[nodiscard]] constexpr auto allValues() {
  std::array<E, EnumTexts<E>::texts.size()> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<E>(i);
  }
  return values;
}

} // namespace sentinai
