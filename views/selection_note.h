// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/page.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace sentinai {

class Theme;

/// Says how many rows of how many are selected, and to which of them actions apply, beside a button that lets go of
/// them. Hidden while no more than one is selected.
class SelectionNote : public QWidget {
  Q_OBJECT
public:
  explicit SelectionNote(const Theme& theme, QWidget* parent = nullptr);

  /// So many rows are selected, so many of them loaded, and so many match.
  void showCounts(qint64 selected, qint64 loaded, const std::optional<RowCount>& total);
  /// What it says: "400 of 26,318 selected".
  [[nodiscard]] QString text() const;
  /// What that means for what is done with the selection; empty where all that match are selected and loaded.
  [[nodiscard]] QString explanation() const { return m_explanation; }

Q_SIGNALS:
  void clearRequested();

private:
  void restyle();

  const Theme& m_theme;
  QLabel* m_text;
  QToolButton* m_clear;
  QString m_explanation;
};

} // namespace sentinai
