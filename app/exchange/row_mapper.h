// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"
#include "app/exchange/mapped_row.h"
#include "app/exchange/mapping.h"
#include "repositories/database/time_reader.h"

#include <QSet>
#include <optional>

namespace sentinai {

/// Applies a mapping to the rows of one log, in file order. One thread at a time.
class RowMapper {
public:
  /// What the importer knows about a row from its place in the file.
  struct Place {
    qint64 number = 1;   ///< Within its case, from 1.
    bool isLast = false; ///< The last usable row of its case.
  };

  /// `mapping` must have passed parseMapping().
  explicit RowMapper(Mapping mapping, std::optional<Replay> replay = std::nullopt);

  /// The names of the columns of the rows to come; call again when the reader's have grown.
  void setColumns(const QStringList& columns);

  /// InvalidInput names a column that the mapping needs for every row and the log does not have.
  [[nodiscard]] Result<Done> checkColumns() const;

  /// The columns that key() and tenant() read.
  [[nodiscard]] QStringList keyColumns() const;

  /// Whether it matters to map() which row of a case is the last.
  [[nodiscard]] bool tellsLast() const;

  /// Just enough of a row to tell its case and when it happened; its errors are among those of map().
  struct Key {
    QString caseId;
    Instant at{};
  };
  [[nodiscard]] Result<Key> key(const LogRow& row) const;

  /// The case that the row names, also where it cannot be used otherwise. Nothing where it names none, or where a
  /// column that tells the case could not be read.
  [[nodiscard]] std::optional<QString> caseId(const LogRow& row) const;

  /// The tenant that the row names; empty where it names none.
  [[nodiscard]] QString tenant(const LogRow& row) const;

  /// The event id of a row that has none of its own: by its number within its case.
  [[nodiscard]] static QUuid numberedId(const QString& prefix, const QString& caseId, qint64 number);

  /// InvalidInput says why the row cannot be used.
  [[nodiscard]] Result<MappedRow> map(const LogRow& row, const Place& place);

  /// Whether the replay leaves the row out.
  [[nodiscard]] bool isLeftOut(const Key& key) const { return m_replay && key.at > m_replay->until; }

  /// Values that no rule or table knows, and others that were passed over, by what to tell about them.
  [[nodiscard]] const QMap<QString, qint64>& warnings() const { return m_warnings; }

  [[nodiscard]] const Mapping& mapping() const { return m_mapping; }

private:
  struct Lookup {
    std::optional<QString> text;
    bool unknown = false; ///< A table lacks the value.
  };

  [[nodiscard]] std::optional<QString> column(const LogRow& row, const QString& name) const;
  [[nodiscard]] Lookup lookUp(const LogRow& row, const MappingValue& value, QSet<QString>* used) const;
  static void collectColumns(const MappingValue& value, QStringList& names);
  [[nodiscard]] Result<Instant> time(const LogRow& row, const MappingValue& value, const QString& what,
                                     QSet<QString>* used) const;
  [[nodiscard]] Result<Done> mapFields(const LogRow& row, MappedRow& mapped, QSet<QString>& used);
  [[nodiscard]] QJsonValue fieldValue(const QString& name, const QString& text, QSet<QString>& kept) const;
  void mapStatus(const LogRow& row, bool isLast, QJsonObject& fields);
  [[nodiscard]] QJsonObject leftOver(const LogRow& row, const QSet<QString>& used) const;
  void warn(const QString& text);

  Mapping m_mapping;
  std::optional<Replay> m_replay;
  TimeReader m_times;
  QStringList m_columns;
  QHash<QString, std::size_t> m_index;
  QSet<QString> m_atEnd;
  QSet<QString> m_missing;
  QStringList m_caseColumns;
  bool m_isLast = false; ///< Of the row being mapped: whether columns known at the end may be read.
  QString m_createdCase;
  QString m_createdText;
  QMap<QString, qint64> m_warnings;
};

} // namespace sentinai
