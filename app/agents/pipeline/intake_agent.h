// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/packs/effective_pack.h"
#include "repositories/records/exception_event.h"

namespace sentinai {

/// Turns raw records of one source system into exceptions (docs/agents.md). Immutable; any thread.
class IntakeAgent {
public:
  IntakeAgent(EffectivePack pack, QString source)
      : m_pack(std::move(pack))
      , m_source(std::move(source)) {}

  /// ExceptionCreated, with the record, and ExceptionNormalized, with what the pack made of it. Their ids follow from
  /// the source and its own id of the exception. `now` is when the record came. InvalidInput where it cannot be used,
  /// with the reason; NotFound where the pack knows no such source. Whether
  /// they fit the record is the repository's to say.
  [[nodiscard]] Result<std::vector<NewExceptionEvent>> opening(const QJsonObject& record, Instant now) const;

  [[nodiscard]] const QString& source() const { return m_source; }
  [[nodiscard]] const EffectivePack& pack() const { return m_pack; }

private:
  EffectivePack m_pack;
  QString m_source;
};

} // namespace sentinai
