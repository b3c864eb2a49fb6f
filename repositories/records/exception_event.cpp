// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/exception_event.h"

#include <QJsonDocument>

namespace sentinai {

QJsonObject ExceptionEvent::payloadObject() const {
  return QJsonDocument::fromJson(payload).object();
}

} // namespace sentinai
