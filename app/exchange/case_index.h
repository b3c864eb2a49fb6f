// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace sentinai {

/// Where each case of a log ends, and how far it has come, in some 25 bytes a case: ids are kept as 64-bit hashes.
class CaseIndex {
public:
  CaseIndex();

  /// Counts one more row of the case and gives its number within it, from 1 and below 2^31.
  qint64 advance(const QString& caseId);

  /// First pass: the row of the case with this number can be used.
  void noteUsable(const QString& caseId, qint64 number);

  /// Between the passes: counting begins anew.
  void restart();

  /// True the first time it is asked about the case in this pass.
  [[nodiscard]] bool open(const QString& caseId);

  /// The number within the case of its last usable row; 0 where it has none.
  [[nodiscard]] qint64 lastUsable(const QString& caseId) const;

  /// What a case is known by here.
  [[nodiscard]] static quint64 hashOf(const QString& caseId);

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
