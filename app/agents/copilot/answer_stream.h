// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/agents/copilot/source_list.h"

#include <set>

namespace sentinai {

/// Lets of a model's text through what may be shown: made visible, and citing only what there is, number by number. A
/// number that is none of the sources' is taken out and remembered.
class AnswerStream {
public:
  /// `sources` must outlive it.
  explicit AnswerStream(const SourceList& sources)
      : m_sources(sources) {}

  /// What to show after this piece; a citation is held back until it is whole.
  [[nodiscard]] QString take(const QString& piece);
  [[nodiscard]] QString finish(); ///< What was held back.

  [[nodiscard]] const QString& raw() const { return m_raw; }     ///< All as it came.
  [[nodiscard]] const QString& shown() const { return m_shown; } ///< All that was let through.
  [[nodiscard]] const std::set<int>& cited() const { return m_cited; }
  [[nodiscard]] const QStringList& unresolved() const { return m_unresolved; } ///< Each once.
  [[nodiscard]] bool isFull() const { return m_isFull; } ///< More was said than is shown, 60,000 characters.

private:
  const SourceList& m_sources;
  QString m_raw;
  QString m_shown;
  QString m_held;           ///< From `[` on, as long as it can be a citation.
  bool m_isTooLong = false; ///< More of it came than is held.
  std::set<int> m_cited;
  QStringList m_unresolved;
  bool m_isFull = false;

  [[nodiscard]] QString release();
  [[nodiscard]] QString citation();
  [[nodiscard]] QString show(const QString& text);
};

} // namespace sentinai
