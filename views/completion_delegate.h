// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// A completion at the left and its hint, muted, at the right.
class CompletionDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  /// `hintRole`: where the items keep their hint.
  CompletionDelegate(const Theme& theme, int hintRole, QObject* parent = nullptr);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
  const Theme& m_theme;
  int m_hintRole;
};

} // namespace sentinai
