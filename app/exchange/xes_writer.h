// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception.h"
#include "repositories/records/exception_event.h"

#include <QXmlStreamWriter>

namespace sentinai {

/// Writes exceptions and their timelines as an XES log, event by event.
class XesWriter {
public:
  /// `output` must be open and outlive the writer.
  explicit XesWriter(QIODevice* output);

  void begin();
  void beginTrace(const Exception& exception);

  /// `after` is the exception as the event left it: so other programs see the state without replaying changes.
  void event(const ExceptionEvent& event, const Exception& after);

  void endTrace();
  void end();

  [[nodiscard]] bool hasError() const { return m_xml.hasError(); }

private:
  void attribute(const char* type, const QString& key, const QString& value);
  void date(const QString& key, Instant at) { attribute("date", key, toIsoText(at)); }
  void state(const Exception& exception);

  QXmlStreamWriter m_xml;
};

} // namespace sentinai
