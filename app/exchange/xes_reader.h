// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_reader.h"
#include "app/exchange/log_source.h"

#include <QHash>
#include <QXmlStreamReader>

namespace sentinai {

/// A log in XES (IEEE 1849): one row per event, which also has the attributes of its trace (`case:NAME`) and of the log
/// (`log:NAME`, without what is nested in it).
///
/// A document type declaration is refused, so there are no entities to expand or to fetch.
class XesReader : public LogReader {
public:
  static constexpr qsizetype kMaxAttributes = 4096; ///< Different names in one log.
  static constexpr int kMaxDepth = 32;              ///< Of attributes and lists within attributes.
  static constexpr qsizetype kMaxElementBytes = qsizetype{16} * 1024 * 1024;

  /// `source` must stand at its start and outlive the reader.
  explicit XesReader(LogSource& source);

  [[nodiscard]] Result<Done> open() override;
  [[nodiscard]] Result<Step> next() override;
  [[nodiscard]] QString rawRow() const override;

protected:
  void wantedChanged() override;

private:
  /// What went wrong for good stands in m_failure; then the token is Invalid.
  QXmlStreamReader::TokenType readToken();
  bool skipElement();
  bool readAttribute(LogValue& value, int depth);
  bool readChildren(LogValue& value, int depth);
  bool readLogPart();
  bool readTracePart();
  bool readEvent();
  bool addTo(std::vector<LogValue>& values, const QString& prefix);
  bool fail(const QString& message);
  int columnOf(const QString& name);
  [[nodiscard]] bool isWanted(int column) const;

  enum class Place : quint8 { Log, Trace, End };

  LogSource& m_source;
  QXmlStreamReader m_xml;
  Place m_place = Place::Log;
  qsizetype m_pending = 0; ///< Bytes given to m_xml since it last gave a token.
  bool m_sourceEnded = false;
  QString m_failure;
  QString m_rowProblem;
  QHash<QString, int> m_columnByName;
  std::vector<bool> m_skip;
  std::vector<LogValue> m_logValues;
  std::vector<LogValue> m_traceValues;
  qint64 m_traceLine = 0;
  bool m_traceHasEvents = false;
};

/// The value as JSON keeps its XES type: numbers and booleans as such, all else as text; nested attributes as
/// {"value": …, "attributes": {…}}, a list as {"values": [{name: value}, …]}.
[[nodiscard]] QJsonValue toJson(const LogValue& value);

} // namespace sentinai
