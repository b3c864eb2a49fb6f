// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sla_state.h"

#include "models/time_format.h"

#include <QCoreApplication>

namespace sentinai {

using namespace std::chrono;

SlaState slaState(const Exception& exception, Instant now) {
  if (!exception.slaDeadline) {
    return SlaState::None;
  }
  const Instant deadline = *exception.slaDeadline;
  if (exception.status == Status::Resolved) {
    return exception.resolvedAt.value_or(exception.updatedAt) <= deadline ? SlaState::Met : SlaState::Missed;
  }
  if (deadline < now) {
    return SlaState::Breached;
  }
  return deadline < now + hours{4} ? SlaState::DueSoon : SlaState::OnTime;
}

QString slaText(const Exception& exception, Instant now) {
  switch (slaState(exception, now)) {
  case SlaState::None:
    return {};
  case SlaState::Met:
    return QCoreApplication::translate("sentinai::SlaState", "met");
  case SlaState::Missed: {
    const auto late =
        duration_cast<seconds>(exception.resolvedAt.value_or(exception.updatedAt) - *exception.slaDeadline);
    return QCoreApplication::translate("sentinai::SlaState", "missed by %1").arg(TimeFormat::spanText(late));
  }
  case SlaState::OnTime:
  case SlaState::DueSoon:
  case SlaState::Breached:
    return TimeFormat::spanText(duration_cast<seconds>(*exception.slaDeadline - now));
  }
  return {};
}

} // namespace sentinai
