// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/batch_builder.h"

namespace sentinai {

/// What an import remembers of cases whose rows go on behind a batch, by hash (CaseIndex::hashOf()), since there may be
/// very many. Cases that are at their end are forgotten, so it stays empty where the rows of each case stand together.
class CaseMemory {
public:
  /// Adds what is known of the batch's cases to its context.
  void recall(const std::vector<MappedRow>& rows, BatchContext& context) const;

  /// Remembers the batch, once it has been written, for the rows to come.
  void note(const std::vector<MappedRow>& rows, const BatchContext& context, const QSet<QString>& misaligned);

private:
  QHash<quint64, quint32> m_importedAhead; ///< As BatchContext::importedAhead.
  QSet<quint64> m_misaligned;              ///< As BatchContext::misaligned.
};

} // namespace sentinai
