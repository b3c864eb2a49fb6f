// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/pipeline/intake_agent.h"

#include "app/agents/cases/agent_event.h"
#include "repositories/records/event_types.h"

#include <QJsonArray>

namespace sentinai {

namespace {
const QString kAgent = QStringLiteral("intake");
}

Result<std::vector<NewExceptionEvent>> IntakeAgent::opening(const QJsonObject& record, Instant now) const {
  const Result<NormalisedRecord> normalised = m_pack.pack.normalise(m_source, record, now);
  if (!normalised) {
    return failure(normalised.error());
  }
  const Exception& exception = normalised->exception;
  const QString version =
      m_pack.packVersion ? QStringLiteral(" version %1").arg(*m_pack.packVersion) : QStringLiteral(" as given");
  QJsonObject explained = packVersions(m_pack);
  explained.insert(QStringLiteral("normalizer"), QStringLiteral("pack ") + m_pack.pack.domain() + version);
  explained.insert(QStringLiteral("source_system"), m_source);
  explained.insert(QStringLiteral("translated"), normalised->translated);
  if (!normalised->assumed.isEmpty()) {
    explained.insert(QStringLiteral("assumed"), QJsonArray::fromStringList(normalised->assumed));
  }
  return std::vector<NewExceptionEvent>{
      agentEvent(kAgent, exception.exceptionId, event_types::kExceptionCreated, m_source,
                 {{QStringLiteral("state"), normalised->state}, {QStringLiteral("raw"), record}}, exception.createdAt),
      agentEvent(kAgent, exception.exceptionId, event_types::kExceptionNormalized, m_source, explained, now)};
}

} // namespace sentinai
