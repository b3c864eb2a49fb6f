// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace sentinai {

/// Where each case of a log ends, and how far it has come, in some 25 bytes a case: ids are kept as 64-bit hashes.
class CaseIndex {
public:
  CaseIndex();

  /// First pass: row `number` (counted from 1 over the log, below 2^32) belongs to the case and can be used.
  void noteUsable(const QString& caseId, quint32 number);

  /// Second pass: counts one more row of the case and gives its number within it, from 1.
  [[nodiscard]] qint64 advance(const QString& caseId);

  /// Second pass: true the first time it is asked about the case.
  [[nodiscard]] bool open(const QString& caseId);

  /// The number of the case's last usable row; 0 where it has none.
  [[nodiscard]] quint32 lastUsable(const QString& caseId) const;

  [[nodiscard]] std::size_t cases() const { return m_used; }

private:
  struct Slot {
    quint64 hash = 0; ///< 0: free.
    quint32 last = 0;
    quint32 count = 0; ///< The highest bit tells whether the case has been opened.
  };

  Slot& slot(quint64 hash);
  [[nodiscard]] std::size_t find(quint64 hash) const;
  void grow();

  std::vector<Slot> m_slots;
  std::size_t m_used = 0;
};

} // namespace sentinai
