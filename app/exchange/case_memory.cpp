// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/case_memory.h"

#include "app/exchange/case_index.h"

namespace sentinai {

void CaseMemory::recall(const std::vector<MappedRow>& rows, BatchContext& context) const {
  if (m_importedAhead.isEmpty() && m_misaligned.isEmpty()) {
    return;
  }
  for (const MappedRow& row : rows) {
    const quint64 hash = CaseIndex::hashOf(row.caseId);
    if (const auto ahead = m_importedAhead.constFind(hash); ahead != m_importedAhead.constEnd()) {
      context.importedAhead.insert(row.caseId, *ahead);
    }
    if (m_misaligned.contains(hash)) {
      context.misaligned.insert(row.caseId);
    }
  }
}

void CaseMemory::note(const std::vector<MappedRow>& rows, const BatchContext& context,
                      const QSet<QString>& misaligned) {
  for (const MappedRow& row : rows) {
    const quint64 hash = CaseIndex::hashOf(row.caseId);
    if (row.number == row.lastNumber) {
      m_importedAhead.remove(hash);
      m_misaligned.remove(hash);
      continue;
    }
    const auto ahead = context.importedAhead.constFind(row.caseId);
    if (ahead != context.importedAhead.constEnd()) {
      m_importedAhead.insert(hash, static_cast<quint32>(*ahead));
    } else if (!context.exceptions.contains(row.caseId)) {
      // This import has made it, so nothing of it can have been there before.
      m_importedAhead.insert(hash, 0);
    }
    if (misaligned.contains(row.caseId)) {
      m_misaligned.insert(hash);
    } else {
      m_misaligned.remove(hash);
    }
  }
}

} // namespace sentinai
