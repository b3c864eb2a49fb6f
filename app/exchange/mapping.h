// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_source.h"
#include "repositories/records/exception.h"

#include <QHash>
#include <QMap>
#include <QStringList>
#include <chrono>
#include <vector>

namespace sentinai {

/// How a value is made from the columns of a row.
struct MappingValue {
  enum class Kind : quint8 {
    Constant, ///< text
    Column,   ///< The column named text.
    First,    ///< The first of parts that is not missing.
    Join,     ///< The parts that are not missing, with text between them.
    Template  ///< The parts one after the other; missing as soon as one of them is.
  };

  Kind kind = Kind::Constant;
  QString text;
  std::vector<MappingValue> parts;
  QHash<QString, QString> table;    ///< If not empty, translates the value; one that it lacks is unknown.
  std::optional<QString> otherwise; ///< Instead of a missing or unknown value.
};

/// Where one field of the exception comes from.
struct MappingField {
  MappingValue value;
  bool clearIfMissing = false; ///< A row without a value empties the field; otherwise the field stays as it was.
};

/// One way to tell the status from a row.
struct MappingStatusRule {
  enum class Match : quint8 { Equals, Prefix, Contains, Present };

  QString column;
  Match match = Match::Equals;
  QStringList values;
  bool atEnd = false; ///< Only on the case's last row.
  Status status = Status::Open;
};

/// How a log becomes exceptions and events: a mapping file (docs/import.md, resources/schemas/mapping.schema.json).
struct Mapping {
  QString name;
  QString description;
  LogFormat format = LogFormat::Auto;
  char delimiter = '\0'; ///< CSV; 0: as the header shows.
  QStringList missing;   ///< Texts that stand for "no value".
  QStringList timeFormats;
  QString timeZone;

  MappingValue caseId;
  std::optional<MappingValue> createdAt; ///< Absent: the time of the case's first event.
  std::optional<MappingValue> tenant;    ///< Absent: the tenant that the import is asked for.
  QMap<QString, MappingField> fields;    ///< By column of table exception.

  QString eventPrefix;
  MappingValue eventType; ///< Without the prefix.
  MappingValue eventTime;
  std::optional<MappingValue> eventId; ///< Absent: the row's number within its case.
  std::optional<MappingValue> actor;
  QStringList systemActors; ///< These are system, others user.

  std::vector<MappingStatusRule> statusRules; ///< The first that fits decides.
  Status initialStatus = Status::Open;        ///< Where the first row of a case does not tell.
  std::optional<Status> otherwiseStatus;      ///< Of a row that no rule fits; absent: the status stays and is reported.

  QStringList atEnd; ///< Columns known only at the end of a case: read on its last row only.
  QMap<Severity, std::chrono::seconds> slaAfter; ///< Deadline by severity, from the case's creation.
};

} // namespace sentinai
