// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"

namespace sentinai {

enum class ActorType : quint8 { Agent, User, System };

template <>
struct EnumTexts<ActorType> {
  static constexpr std::array texts{"agent", "user", "system"};
};

/// Who caused an event. `id` is a login, an agent's name or the source system's own name for a person.
struct Actor {
  ActorType type = ActorType::System;
  std::optional<QString> id;

  friend bool operator==(const Actor&, const Actor&) = default;
};

} // namespace sentinai
