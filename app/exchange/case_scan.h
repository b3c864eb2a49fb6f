// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/case_index.h"
#include "app/exchange/row_mapper.h"

namespace sentinai {

/// The first pass over a log: notes in a CaseIndex which row of each case is the last that can be used, and the tenants
/// that the log names.
///
/// Where the mapping reads a case's last row otherwise than the others, that row is known by mapping it. Of rows of one
/// case that stand together only the last are, until one can be used, so that the pass stays fast.
class CaseScan {
public:
  static constexpr qsizetype kMaxTenants = 1000; ///< More are not collected.

  /// `cases` must outlive it.
  CaseScan(const RowMapper& mapper, CaseIndex& cases);

  /// Whether map() may be needed, and with it all columns.
  [[nodiscard]] bool needsAllColumns() const { return m_mapper.tellsLast(); }

  void setColumns(const QStringList& columns) { m_mapper.setColumns(columns); }

  /// The next row. False where not even its case and time can be told.
  bool add(const LogRow& row);

  /// A row that its reader rejected. It counts where it tells its case: once put right, the others keep their numbers.
  void addRejected(const LogRow& row);

  /// After the last row.
  void finish();

  /// Of the first row of each case, which are those of all its rows.
  [[nodiscard]] const QSet<QString>& tenants() const { return m_tenants; }

private:
  struct Held {
    LogRow row;
    qint64 number = 0;
  };

  RowMapper m_mapper; ///< Its own, since what it warns of is told in the second pass.
  CaseIndex& m_cases;
  QSet<QString> m_tenants;
  QString m_heldCase;
  std::vector<Held> m_held; ///< Rows of m_heldCase, of which the last usable one is not known yet.
  std::size_t m_heldCount = 0;
  qsizetype m_heldSize = 0; ///< Characters, those of nested values aside.
};

} // namespace sentinai
