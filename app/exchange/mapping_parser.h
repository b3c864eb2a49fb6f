// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/mapping.h"
#include "repositories/database/result.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace sentinai {

/// Turns a mapping file's JSON into a Mapping, keeping the first problem with its place.
class MappingParser {
public:
  explicit MappingParser(QJsonObject root)
      : m_root(std::move(root)) {}

  [[nodiscard]] Result<Mapping> parse();

private:
  void fail(const QString& path, const QString& problem);
  void refuseOtherKeys(const QJsonObject& object, const QString& path, const QStringList& known);
  QJsonObject object(const QJsonObject& parent, const QString& path, const QString& key, bool required);
  QString string(const QJsonObject& parent, const QString& path, const QString& key, const QString& fallback);
  QStringList strings(const QJsonValue& value, const QString& path);
  bool boolean(const QJsonObject& parent, const QString& path, const QString& key);
  template <TextEnum E>
  std::optional<E> enumeration(const QJsonValue& value, const QString& path);
  MappingValue value(const QJsonValue& json, const QString& path);
  MappingValue templateValue(const QString& text, const QString& path);
  void parseHead(Mapping& mapping);
  void parseCase(Mapping& mapping);
  void parseFields(Mapping& mapping);
  void parseEvent(Mapping& mapping);
  void parseStatus(Mapping& mapping);
  MappingStatusRule statusRule(const QJsonValue& json, const QString& path, const QString& column);
  void parseSla(Mapping& mapping);

  QJsonObject m_root;
  std::optional<DbError> m_error;
};

} // namespace sentinai
